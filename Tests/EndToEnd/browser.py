"""Headless Chromium by W3C WebDriver over HTTP."""

import json
import re
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import readme
from ports import free_port
from process import Process


class Browser:
    """One session; pages come from an HTTP server of its own, so streams are cross-origin."""

    def __init__(self):
        self._port = free_port()
        self._driver = Process(["chromedriver", f"--port={self._port}"]).start()
        self._driver.wait_for_line("was started successfully")
        options = {"binary": "/usr/bin/chromium", "args": [
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--no-first-run"]}
        session = self._send("POST", "/session", {"capabilities": {
            "alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}})
        self._session = f"/session/{session['sessionId']}"
        self._send("POST", f"{self._session}/timeouts", {"script": 30_000, "pageLoad": 30_000})
        self._pages = _Pages()

    def _send(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._port}{path}", method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from error

    def visit(self, url):
        """Loads a page."""
        self._send("POST", f"{self._session}/url", {"url": url})

    def open(self, script):
        """Loads a page that runs `script`."""
        self.visit(self._pages.serve(script))

    def evaluate(self, script, *arguments):
        """Runs an asynchronous script; its last argument is the callback that takes the result."""
        return self._send("POST", f"{self._session}/execute/async",
                          {"script": script, "args": list(arguments)})

    def close(self):
        """Ends the session first: Chromium outlives a driver that is killed."""
        self._send("DELETE", self._session)
        self._driver.stop()
        self._pages.close()


class ReadmePage:
    """A page with README's lines of JavaScript, which log what they receive to the console."""

    def __init__(self, browser, url):
        self._browser = browser
        browser.open(
            "const received = [], waiting = []\n"
            "console.log = data => { received.push(data); waiting.forEach(look => look()) }\n"
            + readme_lines(url)
            + "\nconst opened = new Promise(done => source.addEventListener('stream', done))")
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


class _Pages:
    """Serves the latest script as a page."""

    def __init__(self):
        pages = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                body = f"<!doctype html><title>Reader</title><script>\n{pages.script}\n</script>"
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_):
                pass

        self.script = ""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self._server.serve_forever, daemon=True).start()

    def serve(self, script):
        self.script = script
        return f"http://127.0.0.1:{self._server.server_port}/"

    def close(self):
        self._server.shutdown()
        self._server.server_close()
