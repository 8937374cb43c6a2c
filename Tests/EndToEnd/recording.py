"""What a reader has seen of a stream, and waiting for more of it."""

import threading
import time
from collections import defaultdict


class Recording:
    """Everything that arrived, over all connections of one reader."""

    def __init__(self, path, last_event_id=None):
        self.path = path
        self.last_event_id = last_event_id
        self.events, self.comments, self.retry = [], [], None
        self.connections = 0
        self.status, self.headers, self.body = None, {}, b""
        self.ended = self.ended_cleanly = self.ended_at_boundary = False
        self.error = None
        self._named = defaultdict(list)
        self._changed = threading.Condition()

    def _begin(self, status, headers):
        with self._changed:
            self.status, self.headers, self.body = status, headers, b""
            self.connections += 1
            self._changed.notify_all()

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

    def _end(self):
        with self._changed:
            self.ended = True
            self._changed.notify_all()

    def wait_until(self, condition, *, timeout=20):
        """Waits until `condition()` holds after some byte from the server, and gives its value."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while not (outcome := condition()):
                remaining = deadline - time.monotonic()
                if remaining <= 0 or self.ended:
                    ended = f"the stream ended ({self.error})"
                    why = ended if self.ended else f"{timeout} s passed"
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
