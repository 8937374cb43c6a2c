"""An EventSource over a plain socket: it records all it sees, and can stall, cut and resume."""

import socket
import threading

from eventstream import ChunkedDecoder, EventParser
from recording import Recording


class EventSource(Recording):
    """A reader of one URL in its own thread, like a page's, but with everything on record.

    `follow=True` reconnects with the last event id after every end, as a browser does.
    `receive_buffer` sets SO_RCVBUF in bytes, for readers that stop reading early.
    """

    def __init__(self, port, path, *, host="pubsub.localhost", last_event_id=None, headers=None,
                 follow=False, receive_buffer=None):
        super().__init__(path, last_event_id)
        self.port, self.host = port, host
        self.extra_headers = headers or {}
        self.follow, self.receive_buffer = follow, receive_buffer
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

    def _run(self):
        while not self._closed.is_set():
            try:
                self._connect_and_read()
            except OSError as error:
                self.error = error
            except ValueError as error:
                # What cannot be read is the server's fault: the one thing that is not tried again.
                self.error = error
                break
            if not self.follow or self.status not in (None, 200):
                break
            self._closed.wait(0.02)
        self._end()

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
        head = b""
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
        self._begin(int(status_line.split()[1]), headers)
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
