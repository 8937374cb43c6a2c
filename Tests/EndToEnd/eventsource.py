"""An EventSource over a plain socket: it records all it sees, and can stall, cut and resume."""

import socket
import threading
import time
from collections import defaultdict

from eventstream import ChunkedDecoder, EventParser


class EventSource:
    """A reader of one URL in its own thread, like a page's, but with everything on record.

    `follow=True` reconnects with the last event id after every end until `close()`, as a browser does.
    `receive_buffer` sets SO_RCVBUF in bytes, for readers that stop reading early.
    """

    def __init__(self, port, path, *, host="pubsub.localhost", last_event_id=None, headers=None,
                 follow=False, receive_buffer=None):
        self.port, self.path, self.host = port, path, host
        self.last_event_id = last_event_id
        self.extra_headers = headers or {}
        self.follow, self.receive_buffer = follow, receive_buffer
        self.events, self.comments, self.retry = [], [], None
        self._named = defaultdict(list)
        self.connections = 0
        self.status, self.headers, self.body = None, {}, b""
        self.ended = self.ended_cleanly = self.ended_at_boundary = False
        self.error = None
        self._changed = threading.Condition()
        self._closed = threading.Event()
        self._reading = threading.Event()
        self._reading.set()
        self._socket = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # Reading

    def _run(self):
        while not self._closed.is_set():
            try:
                self._connect_and_read()
            except (OSError, ValueError, AssertionError) as error:
                self.error = error
            if not self.follow or self.status not in (None, 200):
                break
            self._closed.wait(0.02)
        with self._changed:
            self.ended = True
            self._changed.notify_all()

    def _connect_and_read(self):
        with socket.socket() as connection:
            if self.receive_buffer:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.receive_buffer)
            self._socket = connection
            connection.connect(("127.0.0.1", self.port))
            connection.sendall(self.request())
            try:
                self._read_response(connection)
            finally:
                self._socket = None

    def request(self):
        """The request's bytes."""
        headers = {"Host": f"{self.host}:{self.port}", "Accept": "text/event-stream",
                   "Cache-Control": "no-cache", **self.extra_headers}
        if self.last_event_id is not None:
            headers["Last-Event-ID"] = self.last_event_id
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"GET {self.path} HTTP/1.1\r\n{lines}\r\n".encode()

    def _read_response(self, connection):
        head, piece = b"", b""
        while b"\r\n\r\n" not in head:
            received = connection.recv(65536)
            if not received:
                raise ConnectionError("the connection ended inside the response's head")
            head += received
        head, _, piece = head.partition(b"\r\n\r\n")
        status_line, *fields = head.decode("latin-1").split("\r\n")
        headers = {}
        for field in fields:
            name, _, value = field.partition(":")
            headers[name.strip().lower()] = value.strip()
        chunked = ChunkedDecoder() if headers.get("transfer-encoding") == "chunked" else None
        parser = EventParser(self.last_event_id or "")
        with self._changed:
            self.status, self.headers = int(status_line.split()[1]), headers
            self.connections += 1
            self.body = b""
            self._changed.notify_all()
        while not self._closed.is_set():
            if piece:
                body = chunked.feed(piece) if chunked else piece
                self._take(parser, body)
                if chunked and chunked.ended:
                    break
                if not chunked and len(self.body) == int(headers.get("content-length", -1)):
                    break
            self._reading.wait()
            piece = connection.recv(262144)
            if not piece:
                break
        self.ended_cleanly = chunked is not None and chunked.ended
        self.ended_at_boundary = parser.at_boundary

    def _take(self, parser, body):
        with self._changed:
            if self.status != 200:
                self.body += body
                self._changed.notify_all()
                return
            parser.feed(body)
            self.events += parser.events
            for event in parser.events:
                self._named[event.name].append(event)
            self.comments += parser.comments
            parser.events, parser.comments = [], []
            self.retry = parser.retry if parser.retry is not None else self.retry
            if parser.last_event_id:
                self.last_event_id = parser.last_event_id
            self._changed.notify_all()

    # Waiting

    def wait_until(self, condition, *, timeout=20):
        """Waits until `condition()` holds after some byte from the server, and gives its value."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while not (outcome := condition()):
                remaining = deadline - time.monotonic()
                if remaining <= 0 or self.ended:
                    why = f"the stream ended ({self.error})" if self.ended else f"{timeout} s passed"
                    names = {name: len(events) for name, events in self._named.items()}
                    raise AssertionError(
                        f"{self.path}: {why}; status {self.status}, events {names}, "
                        f"last {self.events[-3:]}, body {self.body[:300]!r}")
                self._changed.wait(remaining)
            return outcome

    def named(self, name):
        """The events of that name so far; `message` are the items."""
        return self._named[name]

    @property
    def items(self):
        """The unnamed events so far."""
        return self.named("message")

    def wait_for_items(self, count, *, timeout=20):
        """The first `count` items."""
        return self.wait_until(
            lambda: self.items[:count] if len(self.items) >= count else None, timeout=timeout)

    def wait_for(self, name, count=1, *, timeout=20):
        """The `count`-th event of that name."""
        return self.wait_until(
            lambda: self.named(name)[count - 1] if len(self.named(name)) >= count else None,
            timeout=timeout)

    def wait_for_status(self, *, timeout=20):
        """The HTTP status of the (last) response."""
        return self.wait_until(lambda: self.status, timeout=timeout)

    def opened(self, *, timeout=20):
        """Waits until the stream says that it is open, and gives itself."""
        self.wait_for("stream", timeout=timeout)
        return self

    def wait_for_end(self, *, timeout=20):
        """Waits for the end of the stream."""
        self.wait_until(lambda: self.ended, timeout=timeout)

    # Misbehaving

    def stall(self):
        """Stops reading: what the server sends fills the buffers between the two."""
        self._reading.clear()

    def go_on(self):
        """Reads again after `stall()`."""
        self._reading.set()

    def close(self):
        """Ends the connection and the thread."""
        self._closed.set()
        self.go_on()
        self.cut()
        self._thread.join(10)

    def cut(self):
        """Cuts the connection; with `follow=True` the next one resumes."""
        if connection := self._socket:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
