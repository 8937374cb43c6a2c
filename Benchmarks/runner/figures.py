"""The figures to reach, each a value of Sluice's or its ratio to another in the same round."""

import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    what: str
    scenario: str
    metric: str
    #: What the value is divided by: a server in the same scenario, or `scenario:NAME` for the same server elsewhere.
    by: str = None
    goal: float = None
    #: Whether the value has to be at least the goal, not at most.
    is_least: bool = False
    unit: str = ""
    scale: float = 1
    server: str = "sluice"

    def values(self, results):
        """One of each round."""
        mine = select(results, self.scenario, self.server)
        if self.by is None:
            others = {turn: None for turn in mine}
        elif self.by.startswith("scenario:"):
            others = select(results, self.by.removeprefix("scenario:"), self.server)
        else:
            others = select(results, self.scenario, self.by)
        values = []
        for turn in sorted(mine.keys() & others.keys()):
            value, other = mine[turn].get(self.metric), others[turn] and others[turn].get(self.metric)
            if value is not None and (self.by is None or other):
                values.append(value * self.scale if self.by is None else value / other)
        return values

    def is_reached(self, values):
        middle = statistics.median(values)
        return middle >= self.goal if self.is_least else middle <= self.goal


def select(results, scenario, server):
    """The last sound result of each round."""
    return {
        record["round"]: record for record in results
        if (record["scenario"], record["server"], record["ok"]) == (scenario, server, True)}


FIGURES = [
    Figure("CPU an event, the publisher waits, by the floor's", "waiting", "cpu_us", "floor", 1.1),
    Figure("the same by nchan's", "waiting", "cpu_us", "nchan", 0.6),
    Figure("CPU an event, 64 in flight, by nchan's", "back-to-back", "cpu_us", "nchan", 0.05),
    Figure("the same by the coalescing floor's", "back-to-back", "cpu_us", "coalescing floor", 1.5),
    Figure("the same by Prosody's", "back-to-back", "cpu_us", "prosody"),
    Figure("CPU an event, 10,000 readers, by nchan's", "many-readers", "cpu_us", "nchan", 0.05),
    Figure("the same by the coalescing floor's", "many-readers", "cpu_us", "coalescing floor", 1.5),
    Figure("CPU an event, 1,000 nodes of 10 readers, by the floor's", "many-nodes", "cpu_us", "floor", 0.6),
    Figure("the same by nchan's", "many-nodes", "cpu_us", "nchan"),
    Figure("CPU an event, 5,000 nodes of 2 readers, by the floor's", "few-readers", "cpu_us", "floor"),
    Figure("the same by nchan's", "few-readers", "cpu_us", "nchan"),
    Figure("events a second to readers of 100 nodes", "following", "events_per_s"),
    Figure("events a second without loss, 1,000 readers", "back-to-back", "events_per_s", None, 450_000, True),
    Figure("CPU an event, paced, by the floor's", "paced", "cpu_us", "floor", 1.1),
    Figure("the same by nchan's", "paced", "cpu_us", "nchan"),
    Figure("the same by Prosody's", "paced", "cpu_us", "prosody"),
    Figure("p99 of the delay, paced, by the floor's", "paced", "p99_ms", "floor", 1.1),
    Figure("the same by nchan's", "paced", "p99_ms", "nchan"),
    Figure("p99 with 5 % of readers stalled, by that without", "stalled", "p99_ms", "scenario:paced", 1.1),
    Figure("p99 until the last of 10,000 readers has it, by nchan's", "last-reader", "last_reader_p99_ms", "nchan", 1),
    Figure("p99 while 1,000 readers resume 10,000 entries, by that without", "resuming", "p99_ms", "scenario:paced", 1.5),
    Figure("resident memory of an idle stream", "idle", "resident_per_reader", None, 256, unit="B"),
    Figure("the same by nchan's", "idle", "resident_per_reader", "nchan"),
    Figure("kernel memory of an idle stream, the server's half", "idle", "kernel_per_reader", unit="B"),
    Figure("CPU to accept a stream", "idle", "accept_cpu_us", None, 150, unit="µs"),
    Figure("the same by nchan's", "idle", "accept_cpu_us", "nchan"),
    Figure("resident memory of an idle stream by TLS", "idle-tls", "resident_per_reader", None, 8192, unit="B", server="sluice encrypted"),
    Figure("the same by HTTP/2, 100 on a connection", "idle-http2-together", "resident_per_reader", None, 3072, unit="B", server="sluice encrypted"),
    Figure("the same by HTTP/2, a connection each", "idle-http2", "resident_per_reader", unit="B", server="sluice encrypted"),
    Figure("CPU to accept a stream with a token (HS256), by that without", "accepting", "accept_cpu_us", "sluice", 2, server="sluice with a token"),
    Figure("cores busy with 19,000 idle streams", "idle", "idle_cores", None, 0.01),
    Figure("durable publishes a second by XMPP, by Prosody's", "component", "publishes_per_s", "prosody", 10, True, server="sluice as a component"),
    Figure("the same by Prosody's in memory", "component", "publishes_per_s", "prosody in memory", server="sluice as a component"),
    Figure("CPU of such a publish, its answer included", "component", "cpu_us_per_publish", unit="µs", server="sluice as a component"),
    Figure("CPU of an item from its bytes to its commit, 1,000 at a time", "ingest", "cpu_us_per_item", None, 20, unit="µs", server="sluice's steps"),
    Figure("durable publishes a second by HTTP, by nchan's, which keeps nothing", "one-reader", "publishes_per_s", "nchan", 0.4, True),
    Figure("resident memory after 100,000 connects, by that before", "storm", "resident_growth", None, 1.1),
    Figure("streams accepted a second, coming and going", "storm", "accepts_per_s"),
    Figure("resident memory after 1 GB to 1,000 readers, by that before", "burst", "resident_growth", None, 1.1),
    Figure("resident memory without readers", "history", "resident_start", None, 20, unit="MB", scale=1e-6),
    Figure("start with an empty journal", "history", "start_ms", None, 50, unit="ms"),
    Figure("start with a million entries", "history", "restart_s", None, 2, unit="s"),
]
