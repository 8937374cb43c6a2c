"""Events on their way to many readers."""

import time
from dataclasses import dataclass, field, replace

from .. import accounting, tools


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
