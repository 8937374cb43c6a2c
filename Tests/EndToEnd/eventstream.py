"""The event-stream format and HTTP's chunked framing, read strictly: an odd byte is a failure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """One dispatched event, as a page would see it."""

    name: str
    data: str
    id: str


class EventParser:
    """Turns bytes, in any pieces, into events, comments and the reconnection time (HTML §9.2.6)."""

    def __init__(self, last_event_id=""):
        self.events = []
        self.comments = []
        self.retry = None
        self.last_event_id = last_event_id
        self._rest = b""
        self._id = last_event_id
        self._name, self._data = "", []

    @property
    def at_boundary(self):
        """Whether nothing of an unfinished event has been read."""
        return not self._rest and not self._data and not self._name

    def feed(self, piece):
        """Reads one piece; complete events are appended to `events`."""
        text = (self._rest + piece).replace(b"\r\n", b"\n")
        held = b"\r" if text.endswith(b"\r") else b""
        text = text[:len(text) - len(held)].replace(b"\r", b"\n")
        *lines, rest = text.split(b"\n")
        self._rest = rest + held
        for line in lines:
            self._line(line.decode("utf-8"))

    def _line(self, line):
        if line == "":
            self._dispatch()
        elif line.startswith(":"):
            self.comments.append(line[1:])
        else:
            field, _, value = line.partition(":")
            self._field(field, value.removeprefix(" "))

    def _field(self, field, value):
        if field == "data":
            self._data.append(value)
        elif field == "event":
            self._name = value
        elif field == "id" and "\0" not in value:
            self._id = value
        elif field == "retry" and value.isdecimal():
            self.retry = int(value)

    def _dispatch(self):
        self.last_event_id = self._id
        if self._data:
            self.events.append(Event(self._name or "message", "\n".join(self._data), self._id))
        self._name, self._data = "", []


class ChunkedDecoder:
    """Undoes `Transfer-Encoding: chunked` (RFC 9112 §7.1)."""

    def __init__(self):
        self.ended = False
        self._rest = b""

    def feed(self, piece):
        """The body bytes that `piece` completes."""
        self._rest += piece
        body = []
        while not self.ended:
            head, newline, tail = self._rest.partition(b"\r\n")
            if not newline:
                break
            length = int(head.partition(b";")[0], 16)
            if len(tail) < length + 2:
                break
            if tail[length:length + 2] != b"\r\n":
                raise ValueError(f"a chunk of {length} bytes ends with {tail[length:length + 2]!r}")
            body.append(tail[:length])
            self._rest = tail[length + 2:]
            self.ended = length == 0
        return b"".join(body)
