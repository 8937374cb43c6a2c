"""Encrypted streams in Chromium, Firefox and WebKit: a hundred of them, over HTTP/2."""

import pytest

from certificate import Certificate
from page import Page


@pytest.fixture
def secure(sluice, tmp_path):
    """Sluice with its own encryption; `https` is where."""
    started = sluice(settings=Certificate(tmp_path).settings).start()
    port = started.wait_for_line(r"listening on https://[^ ]*?:(\d+)")[1]
    started.https = f"https://localhost:{port}"
    return started


def test_a_page_opens_a_hundred_streams_over_one_host(any_browser, secure, seen):
    page = Page(any_browser)
    page.run("window.sources = [...Array(100).keys()].map(n => follow(arguments[0] + n))",
             f"{secure.https}/eventsource/node")
    page.named("stream", 100)
    with secure.connection() as connection:
        for number in range(100):
            secure.publish(f"node{number}", f"to {number}", connection=connection)
    assert {item["data"] for item in page.items(100)} == {f"to {n}" for n in range(100)}
    page.run("note({ name: 'count', data: sources.filter(one => one.readyState === 1).length })")
    assert page.named("count")["data"] == 100
    seen("A hundred streams to one host at a time, over HTTP/2")


def test_the_browser_speaks_http_2(any_browser, secure, seen):
    any_browser.visit(f"{secure.https}/")
    protocol = any_browser.evaluate(
        "arguments[0](performance.getEntriesByType('navigation')[0].nextHopProtocol)")
    assert protocol == "h2"
    seen("HTTP/2 is chosen by itself")
