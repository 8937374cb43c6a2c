"""A crowd spread over processes, so that the server is the bound and not its clients."""

import multiprocessing
import time
from dataclasses import dataclass

from crowd import Crowd, allow_descriptors
from eventstream import ChunkedDecoder, EventParser


@dataclass(frozen=True)
class Return:
    """How a whole crowd came: counts of statuses, seconds from the first connect."""

    statuses: dict
    answered: list
    begun_within: float
    """From the first connect that was begun to the last."""


class Crowds:
    """As a `Crowd` of `count` readers, in `processes` processes."""

    def __init__(self, port, path, count, *, processes=4):
        context = multiprocessing.get_context("spawn")
        self._members = []
        for number in range(processes):
            ours, theirs = context.Pipe()
            share = range(number, count, processes)
            process = context.Process(target=_serve, args=(theirs, port, path, len(share)), daemon=True)
            process.start()
            self._members.append((process, ours, share))
        self._all("ready")

    def close(self):
        for process, pipe, _ in self._members:
            pipe.close()
            process.join(20)

    def connect(self, until, *, cursors=None):
        """All connect at once, with `cursors` if there are any, one for each reader."""
        start = time.monotonic() + 0.2
        parts = self._all("connect", lambda share: (
            until, start, [cursors[index] for index in share] if cursors else None))
        statuses = {}
        for part in parts:
            for status, count in part[0].items():
                statuses[status] = statuses.get(status, 0) + count
        answered = [moment - start for part in parts for moment in part[1]]
        return Return(statuses, answered, max(part[2] for part in parts) - start)

    def read(self, until):
        """Reads until each has `until`; gives the seconds that took."""
        return max(self._all("read", lambda _: (until,)))

    def differences(self, expected):
        """What readers got otherwise than `expected`, a list of messages' data for each reader."""
        parts = self._all("differences", lambda share: ([expected[index] for index in share],))
        return [difference for part in parts for difference in part]

    def _all(self, command, arguments=lambda _: ()):
        for _, pipe, share in self._members:
            pipe.send((command, arguments(share)))
        answers = [pipe.recv() for _, pipe, _ in self._members]
        for answer in answers:
            if isinstance(answer, BaseException):
                raise answer
        return answers


class _Member:
    """One process's part of the crowd."""

    def __init__(self, port, path, count):
        allow_descriptors()
        self._crowd = Crowd(port, path, count)

    def ready(self):
        return None

    def connect(self, until, start, cursors):
        if cursors:
            self._crowd.ids = cursors
        time.sleep(max(0, start - time.monotonic()))
        begun = time.monotonic()
        statuses, answered = self._crowd.connect(until)
        return statuses, [begun + seconds for seconds in answered], self._crowd.begun

    def read(self, until):
        return self._crowd.read(until)

    def differences(self, expected):
        found = []
        for text, wanted in zip(self._crowd.texts, expected):
            _, _, body = text.partition(b"\r\n\r\n")
            parser = EventParser()
            parser.feed(ChunkedDecoder().feed(body))
            got = [event.data for event in parser.events if event.name == "message"]
            if got != wanted:
                found.append(f"got {got} instead of {wanted}")
        return found[:5]


def _serve(pipe, port, path, count):
    member = _Member(port, path, count)
    while True:
        try:
            command, arguments = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(getattr(member, command)(*arguments))
        except Exception as error:
            pipe.send(error)
