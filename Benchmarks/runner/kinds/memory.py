"""What streams cost that are silent, and what stays when many have gone."""

import time
from dataclasses import dataclass, field, replace

from .. import accounting, tools


@dataclass(frozen=True)
class Idle:
    """Streams are open, and nothing is published."""

    name: str
    title: str
    servers: tuple
    readers: int = 19_000
    #: How many streams of other servers: memory is per stream.
    fewer: dict = field(default_factory=dict)
    #: How long idle CPU is looked at, before memory is: over one round of heartbeats.
    seconds: float = 16
    dress: str = "plain"
    #: How many streams share a connection, over HTTP/2.
    together: int = None
    #: How many come at once.
    parallel: int = None
    is_growth: bool = False

    def brief(self):
        return replace(self, readers=min(5000, self.readers))

    def run(self, server):
        count = self.fewer.get(server.name, self.readers)
        with server:
            # What a first stream alone brings about is not counted for each.
            options = {**server.stream(), "dress": self.dress, "together": self.together}
            with tools.Readers(**options, connections=self.together or 10) as readers:
                readers.quit()
            time.sleep(0.5)
            pids, cpu, before = server.pids, server.cpu, server.resident
            sockets, slabs = accounting.socket_memory(), accounting.slab_memory()
            options |= {"connections": count, "sources": 4, "timeout": 300}
            if self.parallel:
                options["parallel"] = self.parallel
            with tools.Readers(**options) as readers:
                time.sleep(1.5)
                accepted = (accounting.cpu_seconds(pids) - cpu) / count * 1e6
                opening = (server.resident - before) / count
                sockets = (accounting.socket_memory() - sockets) / count
                slabs = (accounting.slab_memory() - slabs) / count
                cpu, begin = server.cpu, time.monotonic()
                # Only Sluice's is looked at over a round of heartbeats; of the others it is the memory.
                time.sleep(self.seconds if server.name.startswith("sluice") else 2)
                idle = (server.cpu - cpu) / (time.monotonic() - begin)
                resident = (server.resident - before) / count
                opened, result = readers.opened, readers.quit()
        return {
            "ok": opened["failed"] == 0 and result["closed"] == 0, "fault": result["fault"],
            "resident_per_reader": resident, "resident_at_first": opening, "accept_cpu_us": accepted,
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
