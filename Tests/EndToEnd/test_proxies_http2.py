"""A browser's HTTP/2 through the proxies whose files have lines for it."""

import pytest

from certificate import Certificate
from page import Page
from proxies import HAProxy, Nginx


@pytest.mark.parametrize("kind", [Nginx, HAProxy])
def test_with_its_lines_for_encryption_a_page_opens_a_hundred_streams(
        kind, embedded, tmp_path, request, browser):
    proxy = kind(tmp_path, embedded.port, certificate=Certificate(tmp_path)).start()
    request.addfinalizer(proxy.stop)
    page = Page(browser)
    page.run("window.sources = [...Array(100).keys()].map(n => follow(arguments[0] + n))",
             f"https://localhost:{proxy.secure_port}/eventsource/node")
    page.named("stream", 100)
    embedded.publish("node99", "to the last")
    assert page.items(1)[0]["data"] == "to the last"
