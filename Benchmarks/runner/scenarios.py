"""What is measured, in which order, with which servers."""

from .kinds import Burst, Delivery, History, Idle, Ingest, Resume, Storm

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
    Idle(
        "idle-crowd", "10,000 streams that are silent, and came all at once", ("sluice",), readers=10_000,
        parallel=10_000),
    Idle("idle-tls", "2,000 streams that are silent, by TLS", ("sluice encrypted",), readers=2000, dress="tls"),
    Idle(
        "idle-http2", "2,000 streams that are silent, by HTTP/2 in TLS, a connection each", ("sluice encrypted",),
        readers=2000, dress="http2-tls"),
    Idle(
        "idle-http2-together", "2,000 streams that are silent, by HTTP/2 in TLS, 100 on a connection",
        ("sluice encrypted",), readers=2000, dress="http2-tls", together=100),
    Idle(
        "idle-http2-crowd", "the same, opened all at once", ("sluice encrypted",), readers=2000, dress="http2-tls",
        together=100, parallel=2000),
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
