"""What is measured. Each scenario is run once for each of its servers in each round."""

import socket
import time
from dataclasses import dataclass, field, replace

from . import accounting, tools


@dataclass(frozen=True)
class Delivery:
    """Streams are opened, events published, and every event of every stream counted."""

    name: str
    title: str
    servers: tuple
    readers: int = 1000
    nodes: int = 1
    follow: int = 1
    count: int = 1000
    size: int = 200
    window: int = 64
    rate: float = 0
    stalled: int = 0
    path: str = None
    dress: str = "plain"
    timeout: float = 120
    #: Servers that would take too long get fewer events: the costs are per event.
    fewer: dict = field(default_factory=dict)
    #: Part of the charts, not of the table.
    is_growth: bool = False

    def brief(self):
        """A smaller edition, for a first look."""
        return replace(self, count=max(10, self.count // 4)) if not self.rate else replace(self, count=max(20, self.count // 2))

    def run(self, server):
        count = self.fewer.get(server.name, self.count)
        if self.is_component(server):
            publisher = tools.Publisher(**{**server.publication(), "count": count}, **self.publishing())
            publisher.wait_until("listening")
            with publisher, server:
                publisher.wait_until("ready")
                return self.deliver(server, publisher, count)
        with server:
            options = {**server.publication(), "count": count, **self.publishing()}
            with tools.Publisher(**options) as publisher:
                publisher.wait_until("ready")
                return self.deliver(server, publisher, count)

    @staticmethod
    def is_component(server):
        return getattr(server, "is_component", False)

    def publishing(self):
        return {
            "nodes": self.nodes, "size": self.size, "window": 100_000 if self.rate else self.window,
            "rate": self.rate or None, "timeout": self.timeout}

    def streams(self, server, count):
        options = {
            **server.stream(), "connections": self.readers, "nodes": self.nodes, "follow": self.follow,
            "expect": count, "sources": 4, "timeout": self.timeout, "quiet": 15, "dress": self.dress}
        if self.path:
            options["path"] = self.path
        if self.stalled:
            options |= {"stalled": self.stalled, "receive_buffer": 4096}
        return options

    def deliver(self, server, publisher, count):
        before = server.resident
        if self.readers == 0:
            return self.publish_only(server, publisher)
        with tools.Readers(**self.streams(server, count)) as readers:
            time.sleep(0.5)
            opened = server.resident
            pids, cpu, busy, begin = server.pids, server.cpu, accounting.busy_seconds(), time.monotonic()
            publisher.go()
            result = readers.result()
            spent, busy = accounting.cpu_seconds(pids) - cpu, accounting.busy_seconds() - busy
            seconds = time.monotonic() - begin
            published = publisher.result()
        time.sleep(1)
        own = spent + result["cpu_s"] + published["cpu_s"]
        return {
            "ok": result["ok"] and published["ok"], "fault": result["fault"] or published["fault"],
            "cpu_us": spent / max(1, result["events"]) * 1e6,
            "cpu_us_per_publish": spent / max(1, published["acknowledged"]) * 1e6,
            "reader_cpu_us": result["cpu_s"] / max(1, result["events"]) * 1e6,
            "events_per_s": result["events"] / max(1e-9, result["seconds"]),
            "publishes_per_s": published["per_second"],
            "p50_ms": result["p50_ms"], "p99_ms": result["p99_ms"],
            "last_reader_p99_ms": result["last_reader_p99_ms"], "missing": result["missing"],
            "duplicates": result["duplicates"], "disordered": result["disordered"],
            "resident_opened": opened, "resident_before": before, "resident_after": server.resident,
            "resident_peak": server.peak, "other_load": max(0, busy - own) / seconds}

    def publish_only(self, server, publisher):
        pids, cpu = server.pids, server.cpu
        publisher.go()
        published = publisher.result()
        spent = accounting.cpu_seconds(pids) - cpu
        return {
            "ok": published["ok"], "fault": published["fault"], "publishes_per_s": published["per_second"],
            "cpu_us_per_publish": spent / max(1, published["acknowledged"]) * 1e6,
            "wait_p99_ms": published["wait_p99_ms"]}


@dataclass(frozen=True)
class Ingest:
    """Items from the bytes of their stanzas to their commit, without sockets and answers."""

    name: str
    title: str
    servers: tuple
    is_growth: bool = False

    def brief(self):
        return self

    def run(self, steps):
        return {"ok": True, "fault": "", "cpu_us_per_item": steps.run("ingest")}


@dataclass(frozen=True)
class Idle:
    """Streams are open, and nothing is published."""

    name: str
    title: str
    servers: tuple
    readers: int = 19_000
    #: How many streams of other servers: memory is per stream.
    fewer: dict = field(default_factory=dict)
    #: How long idle CPU is looked at: over one round of heartbeats.
    seconds: float = 16
    dress: str = "plain"
    is_growth: bool = False

    def brief(self):
        return replace(self, readers=min(5000, self.readers))

    def run(self, server):
        count = self.fewer.get(server.name, self.readers)
        with server:
            # What a first stream alone brings about is not counted for each.
            with tools.Readers(**server.stream(), connections=10, dress=self.dress) as readers:
                readers.quit()
            time.sleep(0.5)
            pids, cpu, before = server.pids, server.cpu, server.resident
            sockets, slabs = accounting.socket_memory(), accounting.slab_memory()
            options = {**server.stream(), "connections": count, "sources": 4, "timeout": 300, "dress": self.dress}
            with tools.Readers(**options) as readers:
                time.sleep(1.5)
                accepted = (accounting.cpu_seconds(pids) - cpu) / count * 1e6
                resident = (server.resident - before) / count
                sockets = (accounting.socket_memory() - sockets) / count
                slabs = (accounting.slab_memory() - slabs) / count
                cpu, begin = server.cpu, time.monotonic()
                # Only Sluice's is looked at over a round of heartbeats; of the others it is the memory.
                time.sleep(self.seconds if server.name.startswith("sluice") else 2)
                idle = (server.cpu - cpu) / (time.monotonic() - begin)
                opened, result = readers.opened, readers.quit()
        return {
            "ok": opened["failed"] == 0 and result["closed"] == 0, "fault": result["fault"],
            "resident_per_reader": resident, "accept_cpu_us": accepted,
            "accepts_per_s": opened["open"] / opened["seconds"], "accept_p99_ms": opened["accept_p99_ms"],
            "idle_cores": idle, "kernel_per_reader": (sockets + slabs) / 2, "resident_start": before}


@dataclass(frozen=True)
class Storm:
    """Streams come and go."""

    name: str
    title: str
    servers: tuple
    cycles: int = 100_000
    is_growth: bool = False

    def brief(self):
        return replace(self, cycles=20_000)

    def run(self, server):
        with server:
            # The first thousand show what a server keeps for those who may come.
            self.cycle(server, 2000)
            time.sleep(1)
            before, pids, cpu = server.resident, server.pids, server.cpu
            result = self.cycle(server, self.cycles)
            spent = accounting.cpu_seconds(pids) - cpu
            time.sleep(3)
            after = server.resident
        return {
            "ok": result["ok"], "fault": result["fault"], "accepts_per_s": result["opened"] / result["seconds"],
            "accept_cpu_us": spent / max(1, result["opened"]) * 1e6, "accept_p99_ms": result["accept_p99_ms"],
            "resident_growth": after / before}

    @staticmethod
    def cycle(server, cycles):
        options = {**server.stream(), "connections": 200, "cycles": cycles, "sources": 16, "timeout": 120}
        with tools.Readers(**options) as readers:
            return readers.result()


@dataclass(frozen=True)
class Burst:
    """Much goes out to many, and the memory is looked at before and after."""

    name: str
    title: str
    servers: tuple
    readers: int = 1000
    count: int = 1000
    size: int = 1024
    is_growth: bool = False

    def brief(self):
        return replace(self, count=250)

    def run(self, server):
        with server:
            sample = {**server.publication(), "size": self.size, "timeout": 60}
            tools.publish(**sample, count=50)
            options = {**server.stream(), "connections": self.readers, "sources": 4, "timeout": 120}
            with tools.Readers(**options, expect=self.count, first=50) as readers:
                time.sleep(1)
                before = server.resident
                with tools.Publisher(**sample, count=self.count, first=50) as publisher:
                    publisher.wait_until("ready")
                    publisher.go()
                    result = readers.result()
                    published = publisher.result()
            time.sleep(3)
            return {
                "ok": result["ok"] and published["ok"], "fault": result["fault"],
                "resident_growth": server.resident / before, "resident_peak": server.peak,
                "events_per_s": result["events"] / result["seconds"]}


def first_cursor(port, path="/eventsource/bench0", host="localhost"):
    """The `id` that a stream begins with."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        data = b""
        while b"\n\n" not in data.partition(b"id: ")[2]:
            data += connection.recv(65536)
        return data.partition(b"id: ")[2].partition(b"\n")[0].decode()


@dataclass(frozen=True)
class Resume:
    """Readers come back from far behind while others follow live."""

    name: str
    title: str
    servers: tuple
    readers: int = 1000
    behind: int = 10_000
    returning: int = 1000
    rate: float = 50
    count: int = 1000
    is_growth: bool = False

    def brief(self):
        return replace(self, behind=2000, count=400)

    def run(self, server):
        with server:
            sample = {**server.publication(), "path": "/publish/bench0"}
            tools.publish(**sample, count=1)
            cursor = first_cursor(server.port)
            tools.publish(**sample, count=self.behind, first=1, window=256, timeout=120)
            options = {**server.stream(), "path": "/eventsource/bench0", "sources": 4, "timeout": 120, "quiet": 20}
            after = self.behind + 1
            live = tools.Readers(**options, connections=self.readers, expect=self.count, first=after)
            with live, tools.Publisher(
                    **sample, count=self.count, first=after, rate=self.rate, window=100_000,
                    timeout=120) as publisher:
                publisher.wait_until("ready")
                cpu, pids = server.cpu, server.pids
                publisher.go()
                time.sleep(0.5)
                returning = tools.Readers(
                    **options, connections=self.returning, expect=self.behind + self.count, first=1,
                    field=f"Last-Event-ID: {cursor}")
                with returning:
                    begin = time.monotonic()
                    result = live.result()
                    back = returning.result()
                published = publisher.result()
                spent = accounting.cpu_seconds(pids) - cpu
            return {
                "ok": result["ok"] and back["ok"] and published["ok"], "fault": result["fault"] or back["fault"],
                "p50_ms": result["p50_ms"], "p99_ms": result["p99_ms"],
                "cpu_us": spent / max(1, result["events"] + back["events"]) * 1e6,
                "resumed_per_s": back["events"] / max(1e-9, back["seconds"]),
                "resident_peak": server.peak, "seconds": time.monotonic() - begin}


@dataclass(frozen=True)
class History:
    """A long history: how long a start takes, what it costs, and how fast one reader gets all of it."""

    name: str
    title: str
    servers: tuple
    nodes: int = 1000
    count: int = 1000
    is_growth: bool = False

    def brief(self):
        return replace(self, nodes=100)

    def run(self, server):
        total = self.nodes * self.count
        server.write("sluice.yaml", server.configuration, **server.values())
        empty = server.launch()
        with server:
            time.sleep(1)
            start = server.resident
            tools.publish(**server.publication(), count=1)
            cursor = first_cursor(server.port)
            published = tools.publish(
                **server.publication(), count=self.count, nodes=self.nodes, first=1, window=256, timeout=200)
            server.stop()
            restart = server.launch()
            resident = server.resident
            # A reader of 100 of the nodes, from the beginning.
            options = {**server.stream(), "path": "/eventsource?{nodes}", "timeout": 60, "follow": min(100, self.nodes)}
            with tools.Readers(
                    **options, nodes=self.nodes, expect=self.count, first=1,
                    field=f"Last-Event-ID: {cursor}") as readers:
                result = readers.result()
        return {
            "ok": published["ok"] and result["ok"], "fault": published["fault"] or result["fault"],
            "start_ms": empty * 1e3, "resident_start": start, "restart_s": restart,
            "resident_restarted": resident, "entries": total, "publishes_per_s": published["per_second"],
            "resumed_per_s": result["events"] / max(1e-9, result["seconds"])}


_all = ("floor", "coalescing floor", "sluice", "nchan", "pushpin", "prosody")
_slow = {"pushpin": 200, "prosody": 100}

SCENARIOS = [
    Delivery(
        "waiting", "1,000 readers, 1,000 events, the publisher waits for each reply", ("floor", "sluice", "nchan"),
        window=1, fewer={"floor": 500, "nchan": 500}),
    Delivery("back-to-back", "1,000 readers, 1,000 events, 64 publishes in flight", _all, fewer=_slow),
    Delivery(
        "many-readers", "10,000 readers, 100 events, 64 publishes in flight",
        ("floor", "coalescing floor", "sluice", "nchan"), readers=10_000, count=100),
    Delivery(
        "many-nodes", "1,000 nodes of 10 readers, 10 events each, 64 publishes in flight",
        ("floor", "sluice", "nchan"), readers=10_000, nodes=1000, count=10),
    Delivery(
        "few-readers", "5,000 nodes of 2 readers, 4 events each, 64 publishes in flight",
        ("floor", "sluice", "nchan"), readers=10_000, nodes=5000, count=4),
    Delivery(
        "following", "100 readers who follow 100 nodes each of 200, 50 events a node", ("sluice",), readers=100,
        nodes=200, follow=100, count=50, path="/eventsource?{nodes}"),
    Delivery(
        "paced", "1,000 readers, 50 events a second", ("floor", "sluice", "nchan", "prosody"), count=400, rate=50,
        fewer={"prosody": 250}),
    Delivery(
        "stalled", "the same with 50 readers of them who take nothing", ("sluice",), count=400, rate=50, stalled=50),
    Delivery(
        "last-reader", "10,000 readers, 4 events a second", ("floor", "sluice", "nchan"), readers=10_000, count=40,
        rate=4),
    Resume(
        "resuming", "the same as paced while 1,000 readers resume 10,000 entries each", ("sluice",)),
    Delivery(
        "one-reader", "1 reader, 20,000 events, 64 publishes in flight", ("sluice", "nchan"), readers=1,
        count=20_000),
    Delivery(
        "component", "publishing by XMPP, no reader, 64 in flight",
        ("sluice as a component", "prosody", "prosody in memory"), readers=0, count=20_000,
        fewer={"prosody": 400, "prosody in memory": 4000}),
    Ingest(
        "ingest", "from the bytes of 1,000 stanzas to their commit, in one process without sockets",
        ("sluice's steps",)),
    Idle(
        "idle", "19,000 streams that are silent", ("sluice", "nchan", "pushpin", "prosody"),
        fewer={"nchan": 18_500, "pushpin": 2000, "prosody": 2000}),
    Idle(
        "accepting", "5,000 streams opened, with a signed token and without", ("sluice", "sluice with a token"),
        readers=5000, seconds=1),
    Idle("idle-tls", "2,000 streams that are silent, by TLS", ("sluice encrypted",), readers=2000, dress="tls"),
    Idle(
        "idle-http2", "2,000 streams that are silent, by HTTP/2 in TLS, a connection each", ("sluice encrypted",),
        readers=2000, dress="http2-tls"),
    Delivery(
        "paced-tls", "1,000 readers by TLS, 50 events a second", ("sluice encrypted",), count=250, rate=50, dress="tls"),
    Delivery(
        "paced-http2", "1,000 readers by HTTP/2 in TLS, 50 events a second", ("sluice encrypted",), count=250, rate=50,
        dress="http2-tls"),
    Storm("storm", "100,000 streams opened and closed", ("sluice",)),
    Burst("burst", "1 GB to 1,000 readers", ("sluice",)),
    History("history", "1,000,000 entries in 1,000 nodes, and a restart", ("sluice",)),
]

SCENARIOS += [
    Delivery(
        f"growth-readers-{n}", f"{n} readers", ("floor", "sluice"), readers=n, count=max(20, 200_000 // n), window=1,
        is_growth=True) for n in (10, 100, 1000, 10_000)]
SCENARIOS += [
    Delivery(
        f"growth-nodes-{n}", f"{n} nodes", ("floor", "sluice"), readers=5000, nodes=n, count=max(4, 100 // n),
        is_growth=True) for n in (1, 10, 100, 1000)]
SCENARIOS += [
    Delivery(
        f"growth-size-{n}", f"{n} bytes", ("floor", "sluice"), readers=500, size=n, count=max(50, min(400, 4_000_000 // n)),
        window=1, is_growth=True) for n in (100, 1000, 10_000, 100_000)]
