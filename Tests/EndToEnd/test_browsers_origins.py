"""Pages of other origins in Chromium, Firefox and WebKit: who is let in, and with which cookies."""

import pytest

from page import Page
from relay import Relay


@pytest.fixture
def listing(request, sluice):
    """A function that starts Sluice for pages of one origin, and gives a way to it."""
    def start(origin, credentials):
        started = sluice(settings=f"""\
http:
  cors: {{ origins: ["{origin}"], credentials: {str(credentials).lower()} }}
""").start()
        relay = Relay(started.port)
        request.addfinalizer(relay.close)
        return started, relay
    return start


def follow(browser, sluice, relay, options=None):
    """A page that follows a node with a cookie for Sluice in its jar.

    The page comes from another port of the same host, so that no browser takes the cookie for one
    of a third party.
    """
    browser.visit(f"http://127.0.0.1:{relay.port}/")
    browser.set_cookie("jar", "biscuit")
    page = Page(browser)
    page.follow(f"http://127.0.0.1:{relay.port}/eventsource/node", options)
    return page


def test_a_page_of_an_allowed_origin_sends_its_cookies_if_it_asks_for_credentials(
        any_browser, listing, seen):
    sluice, relay = listing(any_browser.origin(), credentials=True)
    sluice.publish("node", "first")
    page = follow(any_browser, sluice, relay, {"withCredentials": True})
    assert page.items(1)[0]["data"] == "first"
    assert "jar=biscuit" in relay.head("/eventsource/")
    seen("`withCredentials` from an allowed origin sends cookies")


def test_without_asking_for_credentials_no_cookie_is_sent(any_browser, listing, seen):
    sluice, relay = listing(any_browser.origin(), credentials=True)
    sluice.publish("node", "first")
    assert follow(any_browser, sluice, relay).items(1)[0]["data"] == "first"
    assert "jar=biscuit" not in relay.head("/eventsource/")
    seen("Without `withCredentials` no cookie is sent")


def test_a_page_of_another_origin_is_refused(any_browser, listing, seen):
    _, relay = listing("https://elsewhere.example", credentials=True)
    page = follow(any_browser, None, relay, {"withCredentials": True})
    assert page.named("error")["state"] == 2
    page.run("fetch(arguments[0]).then(answer => answer.json())"
             ".then(problem => note({ name: 'problem', data: problem.detail }))",
             f"http://127.0.0.1:{relay.port}/eventsource/node")
    assert "http.cors.origins" in page.named("problem")["data"]
    seen("An origin that is not allowed is refused, and can read why")
