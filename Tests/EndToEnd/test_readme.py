"""The recipes of the project's README, with nothing changed but the ports."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import payloads
import readme
from ports import free_port
from publisher import Publisher
from servers.ejabberd import Ejabberd
from servers.prosody import Prosody

HOST = "pubsub.example.org"


def prosody(folder):
    return Prosody(folder, domain="example.org", components=readme.block("lua", "Component"))


def ejabberd(folder):
    recipe = readme.block("yml", "ejabberd_service")
    listeners, modules = recipe.removeprefix("listen:\n").split("modules:\n")
    assert "port: 5347" in listeners
    return Ejabberd(
        folder, domain="example.org", modules=modules,
        components=listeners.replace("5347", "{component_port}"))


@pytest.mark.parametrize("kind", [prosody, ejabberd])
def test_its_recipe_brings_what_a_client_publishes_to_the_web(
        sluice, reader, tmp_path_factory, kind):
    server = kind(tmp_path_factory.mktemp("server")).start()
    try:
        recipe = readme.block("yaml", "services:")
        assert '"127.0.0.1:5347"' in recipe
        recipe = recipe.replace("5347", str(server.component_port))
        assert "listen: 0.0.0.0:5280" in recipe
        recipe = recipe.replace("0.0.0.0:5280", f"0.0.0.0:{free_port()}")
        sluice = sluice(configuration=recipe).start(connected_to=[HOST])
        with Publisher(server.client_port, jid="admin@example.org/p", service=HOST) as publisher:
            publisher.publish("mynode", payloads.ATOM, "1")
            stream = reader(sluice.read("mynode", host=HOST, query="?items=1"))
            data = stream.wait_for_items(1)[0].data
            assert payloads.item(data) == ("1", payloads.tree(payloads.ATOM))
            publisher.publish("mynode", payloads.JSON, "2")
            assert stream.wait_for_items(2)[1].data == payloads.JSON_TEXT
        assert not sluice.matching(r"\b(warning|error|critical)\b")
    finally:
        server.stop()


def test_its_page_misses_nothing_although_its_browser_gave_up(sluice, browser):
    sluice = sluice(port=free_port()).start()
    sluice.publish("page", "gone before the page came", id="0")
    sluice.retract("page", "0")
    url = f"http://pubsub.localhost:{sluice.port}/eventsource/page"
    browser.open(
        "const received = [], waiting = [], sources = []\n"
        "const look = () => waiting.forEach(look => look())\n"
        "const receive = event => { received.push(event.data); look() }\n"
        "EventSource = class extends EventSource {\n"
        "  constructor(...parts) {\n"
        "    super(...parts)\n"
        "    sources.push(this)\n"
        "    for (const name of ['stream', 'error']) this.addEventListener(name, look)\n"
        "  }\n"
        "}\n" + readme.block("js", "function follow")
        + f"\nfollow({json.dumps(url)}, receive)")
    # It has seen no item, only where the stream begins.
    wait_in_page(browser, "sources[0].readyState === EventSource.OPEN")
    sluice.terminate()
    with refusals(sluice.port):
        wait_in_page(browser, "sources[0].readyState === EventSource.CLOSED")
    sluice.start()
    sluice.publish("page", "while it was away")
    sluice.publish("page", "and again")
    wait_in_page(browser, "received.length === 2")
    assert browser.evaluate("arguments[0](received)") == ["while it was away", "and again"]


def wait_in_page(browser, condition):
    """Waits until the JavaScript holds after some event."""
    assert browser.evaluate(
        f"const done = arguments[0], look = () => {condition} && done(true)\n"
        "waiting.push(look); look()")


class refusals:
    """A server that refuses every stream with 503, at which every browser gives up for good."""

    def __init__(self, port):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(503)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
