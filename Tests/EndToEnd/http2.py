"""HTTP/2 over TLS on one connection, with flow control in the test's hands."""

import socket
import ssl

import h2.config
import h2.connection
import h2.events

from eventstream import EventParser


class Stream:
    """One request and its answer: the head, and the events of the body so far."""

    def __init__(self, number):
        self.number = number
        self.headers = None
        self.body = b""
        self.parser = EventParser()
        self.ended = False
        self.reset = None

    @property
    def status(self):
        return self.headers and int(self.headers[":status"])

    @property
    def items(self):
        """The data of unnamed events."""
        return [event.data for event in self.parser.events if event.name == "message"]

    @property
    def states(self):
        """The data of events by which the stream speaks of itself."""
        return [event.data for event in self.parser.events if event.name == "stream"]


class Connection:
    """A connection that reads only while a test waits for something.

    `window` is what the server may send on each stream before the test takes it; `takes` says
    whether what comes is acknowledged, so that the window opens again; `waits`, whether the server's
    settings are known before the first request.
    """

    def __init__(self, port, *, window=65535, timeout=20, waits=True):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_alpn_protocols(["h2", "http/1.1"])
        self.socket = context.wrap_socket(
            socket.create_connection(("127.0.0.1", port), timeout), server_hostname="localhost")
        assert self.socket.selected_alpn_protocol() == "h2"
        self.port, self.takes, self.streams = port, True, {}
        self.ended = self.is_ready = False
        self.h2 = h2.connection.H2Connection(
            h2.config.H2Configuration(
                client_side=True, header_encoding="utf-8", validate_outbound_headers=False))
        self.h2.initiate_connection()
        self.h2.update_settings({h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: window})
        self.h2.increment_flow_control_window(2 ** 24)
        # Until its settings are known, a server need not take more than a hundred streams.
        if waits:
            self._send()
            self.read_until(lambda: self.is_ready)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def request(self, method, path, body=None, headers=None, *, host="pubsub.localhost", whole=True):
        """Sends a request, or its head alone, and waits for nothing."""
        number = self.h2.get_next_available_stream_id()
        fields = [(":method", method), (":path", path), (":scheme", "https"),
                  (":authority", f"{host}:{self.port}"), *(headers or {}).items()]
        self.h2.send_headers(number, fields, end_stream=whole and body is None)
        if body is not None:
            self.h2.send_data(number, body, end_stream=True)
        self._send()
        self.streams[number] = Stream(number)
        return self.streams[number]

    def reset(self, stream):
        """Wants no more of a stream."""
        self.h2.reset_stream(stream.number)
        self._send()

    def take(self, stream, count):
        """Lets the server send so many bytes more."""
        self.h2.acknowledge_received_data(count, stream.number)
        self._send()

    def read_until(self, condition):
        """Reads until the condition holds."""
        while not condition():
            self._read()

    def _read(self):
        received = self.socket.recv(65536)
        if not received:
            self.ended = True
            raise EOFError("the server ended the connection")
        for event in self.h2.receive_data(received):
            self._note(event)
        self._send()

    def _note(self, event):
        stream = self.streams.get(getattr(event, "stream_id", None))
        if isinstance(event, h2.events.ResponseReceived):
            stream.headers = dict(event.headers)
        elif isinstance(event, h2.events.DataReceived):
            stream.body += event.data
            if stream.headers.get("content-type", "").startswith("text/event-stream"):
                stream.parser.feed(event.data)
            if self.takes:
                self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.RemoteSettingsChanged):
            self.is_ready = True
        elif isinstance(event, h2.events.StreamEnded):
            stream.ended = True
        elif isinstance(event, h2.events.StreamReset) and stream:
            stream.reset = event.error_code

    def _send(self):
        if pending := self.h2.data_to_send():
            self.socket.sendall(pending)
