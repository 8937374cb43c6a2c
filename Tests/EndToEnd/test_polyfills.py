"""Browsers without EventSource: the polyfills, in three browsers, from the same and from another origin."""

import json

import pytest

from page import Page
from polyfills import JQUERY_WITH_CURSOR, POLLING, STREAMING, present
from relay import Relay


@pytest.fixture(params=present(STREAMING))
def streaming(request):
    return request.param


@pytest.fixture(params=present(POLLING))
def polling(request):
    return request.param


@pytest.fixture
def quick(sluice):
    """Sluice whose readers come back soon."""
    return sluice(settings="http: { retry: 100ms }\n").start()


@pytest.fixture
def relay(request, quick):
    relay = Relay(quick.port)
    request.addfinalizer(relay.close)
    return relay


@pytest.fixture(params=["another origin", "its own origin"])
def is_foreign(request):
    """Whether the page is of another origin than its streams."""
    return request.param == "another origin"


def follow(browser, reader, server, query="", *, is_foreign=True):
    """A page in a browser that has no EventSource, with one of the readers, which follows `node`."""
    page = Page(browser, files=reader.files, before="delete window.EventSource",
                streams=None if is_foreign else server.port)
    origin = f"http://pubsub.localhost:{server.port}" if is_foreign else browser.origin()
    page.run(f"follow(arguments[0], undefined, {reader.make})", f"{origin}/eventsource/node{query}")
    return page


def test_events_arrive_with_their_names(any_browser, streaming, quick, is_foreign):
    quick.publish("node", "first", id="1")
    page = follow(any_browser, streaming, quick, is_foreign=is_foreign)
    page.named("stream")
    quick.publish("node", "zwei\nЗ\n四 🧦")
    assert page.items(2)[1]["data"] == "zwei\nЗ\n四 🧦"
    quick.retract("node", "1")
    assert json.loads(page.named("retract")["data"])["id"] == "1"


def test_what_is_published_at_once_arrives_whole_and_in_order(any_browser, streaming, quick):
    quick.publish("node", "first")
    page = follow(any_browser, streaming, quick)
    page.named("stream")
    sent = [f"event {number} of many" for number in range(streaming.burst)]
    with quick.connection() as connection:
        for text in sent:
            quick.publish("node", text, connection=connection)
    assert [item["data"] for item in page.items(len(sent) + 1)[1:]] == sent


def test_a_cut_connection_is_resumed(any_browser, streaming, quick, relay, is_foreign):
    quick.publish("node", "first")
    page = follow(any_browser, streaming, relay, is_foreign=is_foreign)
    page.named("stream")
    sent = ["first"]
    for cut in range(2):
        quick.publish("node", f"{cut} before")
        page.until(f"log.some(entry => entry.data === '{cut} before')")
        assert relay.cut() >= 1
        quick.publish("node", f"{cut} after")
        page.until(f"log.some(entry => entry.data === '{cut} after')")
        sent += [f"{cut} before", f"{cut} after"]
    assert [item["data"] for item in page.items(len(sent))] == sent
    assert page.states() == ["open", "resumed", "resumed"]


@pytest.mark.parametrize("polling", present(POLLING))
def test_a_page_that_polls_without_a_cursor_sees_the_present_state(
        any_browser, polling, quick, is_foreign):
    quick.publish("node", "first")
    page = follow(any_browser, polling, quick, "?poll", is_foreign=is_foreign)
    for text in ("first", "second", "third"):
        page.until(f"log.some(entry => entry.data === {json.dumps(text)})")
        quick.publish("node", {"first": "second", "second": "third"}.get(text, "last"))
    page.until("log.some(entry => entry.data === 'last')")


def test_who_sees_a_response_when_it_has_ended_gets_everything_by_polls(any_browser, polling, quick):
    quick.publish("node", "0")
    page = follow(any_browser, polling, quick, "?poll&items=50")
    page.until("log.some(entry => entry.data === '0')")
    sent = [str(number) for number in range(30)]
    for text in sent[1:]:
        quick.publish("node", text)
    log = page.until("log.some(entry => entry.data === '29')")
    # It sends no cursor, so what it has seen comes again; what is new comes in order.
    data = [entry["data"] for entry in log if entry["name"] == "message"]
    assert [text for text in dict.fromkeys(data) if not text.startswith("{")] == sent


@pytest.mark.parametrize("reader", present([JQUERY_WITH_CURSOR]))
def test_a_page_that_sends_the_cursor_on_gets_everything_once(
        any_browser, reader, quick, is_foreign):
    quick.publish("node", "0")
    page = follow(any_browser, reader, quick, "?poll&format=json", is_foreign=is_foreign)
    page.items(1)
    for number in range(1, 30):
        quick.publish("node", str(number))
    payloads = [json.loads(item["data"])["payload"] for item in page.items(30)]
    assert [str(payload) for payload in payloads] == [str(number) for number in range(30)]
