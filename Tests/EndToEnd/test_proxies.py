"""Through nginx, Apache, HAProxy, Caddy and Varnish, with the files of docs/deploy."""

import time

import pytest

from eventsource import EventSource
from proxies import HOST, Caddy, proxies
from request import Connection
from sluice import Sluice

# A time-out of 60 s and a heartbeat of 15 s, both 30 times shorter. It is the same thing: the only
# question is which of the two comes first.
SHORT = 2
HEARTBEAT = "500ms"


@pytest.fixture(scope="module")
def upstream(tmp_path_factory):
    """Sluice with its default heartbeat, behind all the proxies."""
    sluice = Sluice(tmp_path_factory.mktemp("upstream")).start()
    yield sluice
    sluice.stop()


@pytest.fixture(scope="module")
def fleet(tmp_path_factory, upstream):
    """All five proxies, and a stream through each of them, silent from now on."""
    fleet = {}
    streams = {}
    upstream.publish("silent", "first")
    try:
        for name, kind in proxies.items():
            fleet[name] = kind(tmp_path_factory.mktemp(name), upstream.port).start()
            streams[name] = read(fleet[name], "silent", follow=True).opened()
        yield fleet, streams, time.monotonic()
    finally:
        for stream in streams.values():
            stream.close()
        # Apache does not end before its streams do.
        upstream.stop()
        for proxy in fleet.values():
            proxy.stop()


@pytest.fixture(params=list(proxies))
def proxy(request, fleet):
    return fleet[0][request.param]


def read(proxy, node, **options):
    return EventSource(proxy.port, f"/eventsource/{node}", host=HOST, **options)


def test_each_event_passes_within_a_second(proxy, upstream, reader):
    upstream.publish("prompt", "first")
    stream = reader(read(proxy, "prompt")).opened()
    for number in range(5):
        published = time.monotonic()
        upstream.publish("prompt", f"event {number}")
        stream.wait_until(lambda: stream.items[-1].data == f"event {number}")
        assert time.monotonic() - published < 1


def test_a_cut_stream_is_resumed(proxy, upstream, reader):
    upstream.publish("cut", "first")
    stream = reader(read(proxy, "cut", follow=True)).opened()
    before = len(stream.items)
    for number in range(3):
        upstream.publish("cut", f"{number} before")
        stream.wait_until(lambda: stream.items[-1].data == f"{number} before")
        stream.cut()
        upstream.publish("cut", f"{number} after")
    items = stream.wait_until(lambda: stream.items[-1].data == "2 after" and stream.items)
    assert [item.data for item in items[before:]] == [
        f"{number} {when}" for number in range(3) for when in ("before", "after")]
    assert stream.connections == 4


def test_what_a_proxy_logs_has_no_ticket(proxy, upstream):
    if not proxy.log:
        pytest.skip("its file says nothing of a log, and by itself it has none")
    before = len(proxy.lines)
    with Connection(proxy.port, host=HOST) as connection:
        connection.request("GET", "/eventsource/logged?ticket=SECRET").problem(401)
    proxy.wait_for_line("/eventsource/logged", after=before)
    assert not proxy.matching("SECRET")


def test_the_name_of_a_node_passes_as_it_is_written(proxy, upstream, reader):
    name = "a/b c%2F?ü"
    upstream.publish(name, "first")
    stream = reader(read(proxy, "a%2Fb%20c%252F%3F%C3%BC")).opened()
    upstream.publish(name, "second")
    stream.wait_until(lambda: stream.items[-1].data == "second")


def test_publishing_passes(proxy, upstream, reader):
    stream = reader(upstream.read("published")).opened()
    with Connection(proxy.port, host=HOST) as connection:
        answer = connection.request(
            "POST", "/publish/published", proxy.file,
            {"Authorization": f"Bearer {upstream.token}", "Content-Type": "text/plain"})
    assert answer.status == 201
    stream.wait_until(lambda: stream.items and stream.items[-1].data == proxy.file)


@pytest.fixture
def impatient(request, tmp_path_factory):
    """A function that starts the proxies that cut silent streams, with `SHORT` as their time-out."""
    def start(upstream):
        started = {}
        for name, kind in proxies.items():
            if kind is not Caddy:
                started[name] = kind(tmp_path_factory.mktemp(name), upstream, silence=SHORT).start()
                request.addfinalizer(started[name].stop)
        return started
    return start


def test_a_proxy_cuts_a_stream_that_is_silent_for_longer_than_its_time_out(
        sluice, impatient, reader):
    sluice = sluice(settings="http: { heartbeat: 1h }\n").start()
    streams = [reader(read(proxy, "silent")).opened() for proxy in impatient(sluice.port).values()]
    for stream in streams:
        stream.wait_for_end()


def test_a_heartbeat_keeps_a_silent_stream_alive(sluice, impatient, reader):
    sluice = sluice(settings=f"http: {{ heartbeat: {HEARTBEAT} }}\n").start()
    streams = {name: reader(read(proxy, "silent")).opened()
               for name, proxy in impatient(sluice.port).items()}
    began = time.monotonic()
    for stream in streams.values():
        stream.wait_until(lambda: len(stream.comments) > 10)
    assert time.monotonic() - began > 2 * SHORT
    for name, stream in streams.items():
        assert stream.connections == 1 and not stream.ended, name


def test_a_stream_lives_through_more_than_a_minute_of_silence(fleet, upstream):
    _, streams, since = fleet
    for stream in streams.values():
        stream.wait_until(lambda: len(stream.comments) >= 6, timeout=100)
    assert time.monotonic() - since > 65
    published = time.monotonic()
    upstream.publish("silent", "last")
    for name, stream in streams.items():
        stream.wait_until(lambda: stream.items[-1].data == "last")
        assert stream.connections == 1, name
    assert time.monotonic() - published < 1
