"""A browser by W3C WebDriver over HTTP, and the pages it is shown."""

import base64
import json
import re
import socket
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import readme
from drivers import drivers


class Browser:
    """One session; pages come from an HTTP server of its own, so streams are cross-origin."""

    def __init__(self, name):
        self.name = name
        self._driver = drivers[name]()
        try:
            session = self._send("POST", "/session", {"capabilities": {
                "alwaysMatch": {**self._driver.capabilities, "acceptInsecureCerts": True}}})
        except BaseException:
            self._driver.stop()
            raise
        self.version = session["capabilities"]["browserVersion"]
        self._session = f"/session/{session['sessionId']}"
        self._send("POST", f"{self._session}/timeouts", {"script": 30_000, "pageLoad": 30_000})
        self._pages = _Pages()

    def _send(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._driver.port}{path}", method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from error

    def visit(self, url):
        """Loads a page."""
        if "#" in url:
            # From one page with a fragment to another, Firefox's driver does not wait.
            self._send("POST", f"{self._session}/url", {"url": "about:blank"})
        self._send("POST", f"{self._session}/url", {"url": url})

    def open(self, script, *, files=(), before="", host="127.0.0.1", streams=None):
        """Loads a page that runs `before`, then JavaScript `files`, and then `script`.

        With `streams`, a port, `/eventsource` of the page's own origin leads there, as behind a proxy.
        """
        self._pages.serve(script, files, before, streams)
        self.visit(f"{self.origin(host)}/")

    def origin(self, host="127.0.0.1"):
        """The origin of the pages that `open()` loads from a host, which is any name of loopback."""
        return f"http://{host}:{self._pages.port}"

    def evaluate(self, script, *arguments):
        """Runs an asynchronous script; its last argument is the callback that takes the result."""
        return self._send("POST", f"{self._session}/execute/async",
                          {"script": script, "args": list(arguments)})

    def set_cookie(self, name, value):
        """Puts a cookie into the jar, for the host of the present page."""
        self._send("POST", f"{self._session}/cookie", {"cookie": {"name": name, "value": value}})

    def resize(self, width, height):
        """Gives the window another size, in pixels."""
        self._send("POST", f"{self._session}/window/rect", {"width": width, "height": height})

    def screenshot(self):
        """The visible part of the page as the bytes of a PNG."""
        return base64.b64decode(self._send("GET", f"{self._session}/screenshot"))

    def close(self):
        """Ends the session first: a browser outlives a driver that is killed."""
        self._send("DELETE", self._session)
        self._driver.stop()
        self._pages.close()


class ReadmePage:
    """A page with README's lines of JavaScript, which log what they receive to the console."""

    def __init__(self, browser, url):
        self._browser = browser
        browser.open(
            "var received = [], waiting = []\n"
            "console.log = data => { received.push(data); waiting.forEach(look => look()) }\n"
            + readme_lines(url)
            + "\nvar opened = new Promise(done => source.addEventListener('stream', done))")
        browser.evaluate("opened.then(() => arguments[0](true))")

    def received(self, count):
        """What the page has logged, as soon as it is at least `count` lines."""
        return self._browser.evaluate(
            "const [count, done] = arguments\n"
            "const look = () => received.length >= count && done([...received])\n"
            "waiting.push(look); look()", count)

    def received_until(self, text):
        """What the page has logged, as soon as `text` is among it."""
        return self._browser.evaluate(
            "const [text, done] = arguments\n"
            "const look = () => received.includes(text) && done([...received])\n"
            "waiting.push(look); look()", text)


def readme_lines(url):
    """The JavaScript that README shows, with the stream's address put in."""
    source = f"new EventSource({json.dumps(url)})"
    return re.sub(
        r"new EventSource\([^)]*\)", lambda _: source, readme.block("js", "new EventSource("))


def readme_function():
    """README's function for a page that must outlive a restart: `follow(url, receive, last)`."""
    return readme.block("js", "function follow(")


class _Pages:
    """Serves the latest script as a page, with the files that it needs."""

    def __init__(self):
        pages = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path.startswith("/eventsource"):
                    return pages.pass_on(self)
                kind, body = pages.answer(self.path)
                self.send_response(200)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._script, self._files, self._before, self._streams = "", [], "", None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, path):
        if path.removeprefix("/").isdigit():
            return "text/javascript", self._files[int(path[1:])].read_bytes()
        files = "".join(f"<script src='/{n}'></script>" for n in range(len(self._files)))
        return "text/html", (
            f"<!doctype html><title>Reader</title><script>{self._before}</script>{files}"
            f"<script>\n{self._script}\n</script>").encode()

    def pass_on(self, request):
        """Has the port for streams answer, byte for byte, until one of the two goes."""
        request.close_connection = True
        head = f"{request.requestline}\r\n" + "".join(
            f"{name}: {value}\r\n" for name, value in request.headers.items()
            if name.lower() not in ("host", "connection"))
        try:
            with socket.create_connection(("127.0.0.1", self._streams)) as streams:
                streams.sendall(
                    f"{head}Host: pubsub.localhost\r\nConnection: close\r\n\r\n".encode("latin-1"))
                while piece := streams.recv(65536):
                    request.wfile.write(piece)
        except OSError:
            # The browser has left, or there is nobody to ask: both see an end.
            pass

    def serve(self, script, files, before, streams):
        for file in files:
            file.stat()
        self._script, self._files, self._before = script, list(files), before
        self._streams = streams

    def close(self):
        self._server.shutdown()
        self._server.server_close()
