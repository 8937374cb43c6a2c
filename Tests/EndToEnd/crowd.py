"""Thousands of readers in one thread: sockets and the kernel's poll, nothing more."""

import re
import resource
import select
import socket
import struct
import time


def allow_descriptors():
    """Raises the soft limit of descriptors as far as it goes, and gives it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


class Crowd:
    """Readers of one path, all on one host; each keeps its last event id, as a browser does."""

    def __init__(self, port, path, count, *, host="pubsub.localhost"):
        self.port, self.path, self.host = port, path, host
        self.ids = [None] * count
        self.texts = [b""] * count
        """What each has received since it last connected."""
        self.begun = 0.0
        """When the last of them began to connect, by the monotonic clock."""
        self._sockets = {}

    def close(self):
        for _, connection in self._sockets.values():
            connection.close()
        self._sockets = {}

    def request(self, index):
        cursor = f"Last-Event-ID: {self.ids[index]}\r\n" if self.ids[index] else ""
        return (f"GET {self.path} HTTP/1.1\r\nHost: {self.host}\r\n"
                f"Accept: text/event-stream\r\n{cursor}\r\n").encode()

    def connect(self, until, *, timeout=60):
        """All connect at once; ends when each has an answer with `until` in it.

        Gives the statuses by count, and for each client the seconds from the first connect to that.
        """
        self.close()
        self.texts = [b""] * len(self.ids)
        poll = select.epoll()
        started = time.monotonic()
        for index in range(len(self.ids)):
            connection = socket.socket()
            connection.setblocking(False)
            connection.connect_ex(("127.0.0.1", self.port))
            self._sockets[connection.fileno()] = (index, connection)
            poll.register(connection.fileno(), select.EPOLLOUT)
        self.begun = time.monotonic()
        answered, statuses = [], {}
        while len(answered) < len(self.ids):
            assert time.monotonic() < started + timeout, (
                f"{len(answered)} of {len(self.ids)} served in {timeout} s, {statuses}")
            for descriptor, event in poll.poll(0.5):
                index, connection = self._sockets[descriptor]
                if event & select.EPOLLOUT:
                    connection.send(self.request(index))
                    poll.modify(descriptor, select.EPOLLIN)
                    continue
                piece = connection.recv(65536)
                self.texts[index] += piece
                text = self.texts[index]
                if until in text or not piece:
                    answered.append(time.monotonic() - started)
                    status = text.split(b" ", 2)[1].decode() if text else "nothing"
                    statuses[status] = statuses.get(status, 0) + 1
                    self._remember(index, text)
                    poll.unregister(descriptor)
        poll.close()
        return statuses, answered

    def read(self, until, *, timeout=60):
        """Reads until each has received `until`; gives the seconds that took."""
        started = time.monotonic()
        poll = select.epoll()
        rest = {descriptor for descriptor, (index, _) in self._sockets.items()
                if until not in self.texts[index]}
        for descriptor in rest:
            poll.register(descriptor, select.EPOLLIN)
        while rest:
            assert time.monotonic() < started + timeout, f"{len(rest)} have not got it"
            for descriptor, _ in poll.poll(0.5):
                index, connection = self._sockets[descriptor]
                piece = connection.recv(65536)
                assert piece, "the server ended a stream"
                self.texts[index] += piece
                if until in self.texts[index]:
                    self._remember(index, self.texts[index])
                    rest.remove(descriptor)
                    poll.unregister(descriptor)
        poll.close()
        return time.monotonic() - started

    def _remember(self, index, text):
        if ids := re.findall(rb"^id: (\S+)$", text, re.MULTILINE):
            self.ids[index] = ids[-1].decode()

    def fall_silent(self):
        """The clients' hosts go down without a word: nothing that comes is even acknowledged."""
        drop_all = struct.pack("HBBI", 0x06, 0, 0, 0)
        for _, connection in self._sockets.values():
            silence(connection, drop_all)


def silence(connection, program):
    """Attaches a packet filter (classic BPF) to a socket."""
    import ctypes
    buffer = ctypes.create_string_buffer(program)
    connection.setsockopt(
        socket.SOL_SOCKET, 26, struct.pack("HL", len(program) // 8, ctypes.addressof(buffer)))
