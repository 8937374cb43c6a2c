"""The same page in Chromium, Firefox and WebKit; what they do is the table of docs/browsers.md."""

import json

import payloads
from browser import ReadmePage, readme_function
from page import Page
from ports import free_port
from relay import Relay


def url(server, node, query=""):
    """A stream's address; its origin is another than the page's."""
    return f"http://pubsub.localhost:{server.port}/eventsource/{node}{query}"


def test_a_message_arrives_as_it_was_published(any_browser, embedded, seen):
    embedded.publish("node", "before")
    page = ReadmePage(any_browser, url(embedded, "node"))
    texts = [payloads.JSON_TEXT, "", " two  spaces\n\n\nand lines\n", "🧦 \u2028 data: no field"]
    for text in texts:
        embedded.publish("node", text)
    assert page.received(len(texts) + 1)[-len(texts):] == texts
    seen("Messages arrive as they were published")


def test_what_else_happens_to_a_node_comes_as_named_events(any_browser, embedded, seen):
    embedded.publish("node", "first", id="1")
    page = Page(any_browser)
    page.follow(url(embedded, "node"))
    assert json.loads(page.named("stream")["data"])["state"] == "open"
    embedded.retract("node", "1")
    assert json.loads(page.named("retract")["data"])["id"] == "1"
    seen("Named events: `stream`, `retract`")


def test_a_cut_connection_is_resumed_with_nothing_lost_or_doubled(
        any_browser, sluice, request, seen):
    embedded = sluice(settings="http: { retry: 300ms }\n").start()
    relay = Relay(embedded.port)
    request.addfinalizer(relay.close)
    embedded.publish("node", "0", id="0")
    page = Page(any_browser)
    page.follow(url(relay, "node"))
    page.named("stream")
    for cut in range(1, 4):
        embedded.publish("node", f"{cut} before")
        page.until(f"log.some(entry => entry.data === '{cut} before')")
        assert relay.cut() >= 1
        embedded.publish("node", f"{cut} during")
        page.named("stream", cut + 1)
        embedded.publish("node", f"{cut} after")
    items = page.items(10)
    assert [item["data"] for item in items] == ["0"] + [
        f"{cut} {when}" for cut in range(1, 4) for when in ("before", "during", "after")]
    assert page.states() == ["open", "resumed", "resumed", "resumed"]
    seen("A cut connection is resumed, with nothing lost or doubled")


def test_a_gap_is_told_in_the_stream(any_browser, embedded, seen):
    embedded.publish("node", "present")
    page = Page(any_browser)
    page.follow(url(embedded, "node", "?lastEventId=another-journal-3"))
    assert page.items(1)[0]["data"] == "present"
    assert page.states()[0] == "gap"
    seen("A gap is told in the stream")


def test_at_an_error_the_browser_gives_up_and_the_page_can_read_why(any_browser, sluice, seen):
    sluice = sluice(settings="services: [{ host: pubsub.localhost }]\n").start()
    page = Page(any_browser)
    page.follow(url(sluice, "nobody-made-this"))
    assert page.named("error")["state"] == 2
    page.run("fetch(arguments[0]).then(answer => answer.json())"
             ".then(problem => note({ name: 'problem', data: problem.detail }))",
             url(sluice, "nobody-made-this"))
    assert "nobody-made-this" in page.named("problem")["data"]
    seen("After an error status, `fetch` tells the page why")


def test_six_streams_to_a_host_are_open_at_a_time_over_http_1(any_browser, embedded, seen):
    page = Page(any_browser)
    page.run("window.sources = [0, 1, 2, 3, 4, 5, 6].map(n => follow(arguments[0] + n))",
             url(embedded, "node"))
    page.named("stream", 6)
    for number in range(7):
        embedded.publish(f"node{number}", "to all that are open")
    page.items(6)
    page.run("note({ name: 'count', data: sources.filter(one => one.readyState === 1).length })")
    open_at_a_time = page.named("count")["data"]
    # One that ends makes room for the next.
    page.run("sources.find(source => source.readyState === 1).close()")
    page.named("stream", 7)
    seen("Streams to one host at a time, over HTTP/1.1", str(open_at_a_time))


def test_an_event_source_alone_may_not_outlive_a_refused_connection(any_browser, sluice, seen):
    sluice = sluice(settings="http: { retry: 500ms }\n", port=free_port()).start()
    page = Page(any_browser)
    page.follow(url(sluice, "node"))
    page.named("stream")
    sluice.terminate()
    gave_up = page.named("error", 2)["state"] == 2
    sluice.start()
    if not gave_up:
        page.named("stream", 2)
    seen("An EventSource goes on by itself after a refused connection", "no" if gave_up else "yes")


def test_with_the_function_of_the_readme_a_page_outlives_a_restart(any_browser, sluice, seen):
    sluice = sluice(settings="http: { retry: 500ms }\n", port=free_port()).start()
    any_browser.open("var received = [], enough\n" + readme_function() + """
        follow(%s, event => { received.push(event.data); window.enough && enough() })
    """ % json.dumps(url(sluice, "node")))
    sent = []
    for number in range(2):
        sent.append(f"before {number}")
        sluice.publish("node", sent[-1])
        received_all(any_browser, sent)
        sluice.kill()
        sluice.start()
        sent.append(f"after {number}")
        sluice.publish("node", sent[-1])
    received_all(any_browser, sent)
    seen("With `follow()` of the README, a page outlives a restart")


def test_with_the_function_of_the_readme_a_url_may_have_a_query(any_browser, sluice):
    sluice = sluice(settings="http: { retry: 500ms }\n", port=free_port()).start()
    for node in ("a", "b"):
        sluice.publish(node, node)
    address = f"http://localhost:{sluice.port}/eventsource?node=a&node=b&format=payload"
    any_browser.open("var received = [], enough\n" + readme_function() + """
        follow(%s, event => { received.push(event.data); window.enough && enough() })
    """ % json.dumps(address))
    received_all(any_browser, ["a", "b"])
    sluice.kill()
    sluice.start()
    for node in ("b", "a"):
        sluice.publish(node, "again " + node)
    received_all(any_browser, ["a", "b", "again b", "again a"])


def received_all(browser, sent):
    """Waits until the page has received as many messages as were sent, and compares them."""
    received = browser.evaluate("""
        const [count, done] = arguments
        window.enough = () => received.length >= count && done(received)
        window.enough()
    """, len(sent))
    assert received == sent
