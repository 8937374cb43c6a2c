"""What is on the disk: written, read by those who come back, read at a start."""

import socket
import time
from dataclasses import dataclass, replace

from .. import accounting, tools


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
