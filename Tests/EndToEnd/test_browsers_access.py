"""Nodes that are not open to all, in Chromium, Firefox and WebKit."""

import json

import pytest

import tokens
from access_page import documented_function
from browser import readme_function
from page import Page
from sluice import service

# The pages and Sluice are one site, on two ports: cookies of other sites are not sent by default.
HOST = "pubsub.localhost"


@pytest.fixture
def stage(prosody, sluice, publisher, any_browser):
    """Sluice for the pages of the browser, and its admin, with a node `closed` that has a whitelist."""
    sluice = sluice(services=[service(prosody) + "    await_nodes: false\n"], settings=tokens.SETTINGS + f"""\
http:
  retry: 500ms
  cors: {{ origins: ["{any_browser.origin(HOST)}"], credentials: true }}
""").start(connected_to=["pubsub.localhost"])
    admin = publisher(prosody)
    admin.create("closed", {"access_model": "whitelist"})
    yield sluice, admin
    admin.delete("closed")


def publish(admin, text):
    admin.publish("closed", f'<json xmlns="urn:xmpp:json:0">{json.dumps(text)}</json>')


def test_with_a_ticket_a_page_reads_what_its_token_lets_it(any_browser, stage, seen):
    sluice, admin = stage
    publish(admin, "first")
    shown = json.dumps(tokens.token(None, sluice={"read": ["closed"]}))
    any_browser.open(f"""
        var received = [], server = "http://{HOST}:{sluice.port}"
        async function freshToken() {{ return {shown} }}
        {documented_function()}
        follow("closed", event => {{ received.push(event.data); window.look && window.look() }})
    """, host=HOST)
    until = """
        const [count, done] = arguments
        window.look = () => received.length >= count && done(received)
        window.look()
    """
    assert any_browser.evaluate(until, 1) == ['"first"']
    publish(admin, "second")
    assert any_browser.evaluate(until, 2) == ['"first"', '"second"']
    seen("With the `follow()` of access.md, a page reads by tickets what its token lets it")


def test_with_a_cookie_a_page_of_another_origin_reads_what_its_token_lets_it(
        any_browser, stage, seen):
    sluice, admin = stage
    publish(admin, "first")
    url = f"http://{HOST}:{sluice.port}/eventsource/closed"
    page = Page(any_browser, host=HOST)
    page.follow(url, {"withCredentials": True})
    assert page.named("error")["state"] == 2
    any_browser.visit(f"http://{HOST}:{sluice.port}/status")
    any_browser.set_cookie("session", tokens.token(None, sluice={"read": ["closed"]}))
    page = Page(any_browser, host=HOST)
    page.follow(url, {"withCredentials": True})
    assert page.items(1)[0]["data"] == '"first"'
    publish(admin, "second")
    assert page.items(2)[1]["data"] == '"second"'
    seen("With a cookie and `withCredentials`, too")


def test_when_a_node_is_gone_the_browser_stops_for_good(
        any_browser, stage, seen):
    sluice, admin = stage
    admin.create("short-lived")
    page = Page(any_browser, host=HOST)
    page.follow(f"http://{HOST}:{sluice.port}/eventsource/short-lived")
    page.named("stream")
    admin.delete("short-lived")
    page.named("delete")
    last = page.named("error", 2)
    assert last["state"] == 2
    seen("At 204, after a node is deleted, it stops for good")


def test_the_function_of_the_readme_leaves_a_node_that_is_gone(any_browser, stage):
    sluice, admin = stage
    admin.create("left")
    any_browser.open("""
        var received = [], warned = [], look
        console.warn = text => { warned.push(text); window.look && window.look() }
        const follow = (() => { %s; return follow })()
        follow("http://%s:%d/eventsource/left", event => { received.push(event.data); window.look && window.look() })
    """ % (readme_function(), HOST, sluice.port), host=HOST)
    until = """
        const [list, done] = arguments
        window.look = () => window[list].length && done(window[list])
        window.look()
    """
    admin.publish("left", '<json xmlns="urn:xmpp:json:0">"first"</json>')
    assert any_browser.evaluate(until, "received") == ['"first"']
    admin.delete("left")
    assert any_browser.evaluate(until, "warned") == [
        f"http://{HOST}:{sluice.port}/eventsource/left is over: 404"]
