#!/usr/bin/env python3
"""Measures a Sluice binary on this machine: memory and CPU per reader, CPU per delivered event, publishes per second.

    scripts/bench.py BINARY [READERS] [EVENTS]

CPU is that of the server's process, all threads, as the kernel counts it. Figures of two binaries compare only if
both ran on one machine, in turns.
"""

import os
import re
import resource
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

IN_FLIGHT = 64
BODY = b"x" * 200


class Server:
    """The embedded service on a free port, with its data in a folder that goes with it."""

    def __init__(self, binary):
        self.folder = tempfile.TemporaryDirectory()
        command = [binary, "serve", "--data", self.folder.name, "--listen", "127.0.0.1:0"]
        self.process = subprocess.Popen(
            command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        listening = next(filter(None, (
            re.search(r"listening on http://127\.0\.0\.1:(\d+)", line)
            for line in self.process.stderr)))
        self.address = ("127.0.0.1", int(listening[1]))
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        token = Path(self.folder.name, "publish-token").read_text().strip()
        self.publication = (
            f"POST /publish/bench HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: text/plain\r\nContent-Length: {len(BODY)}\r\n\r\n").encode() + BODY

    @property
    def cpu(self):
        """Seconds so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def resident(self):
        """Bytes."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def connect(self):
        return socket.create_connection(self.address)

    def publish(self, connection):
        """Publishes one item and waits for the reply."""
        connection.sendall(self.publication)
        self.reply(connection)

    @staticmethod
    def reply(connection):
        reply = connection.recv(4096)
        assert reply.startswith(b"HTTP/1.1 201"), reply

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.folder.cleanup()


class Readers:
    """Many streams, which count the events that arrive."""

    def __init__(self, server, count):
        self.poll = select.epoll()
        self.sockets = {}
        self.events = 0
        for _ in range(count):
            connection = server.connect()
            connection.sendall(b"GET /eventsource/bench HTTP/1.1\r\nHost: localhost\r\n\r\n")
            while b'"state"' not in connection.recv(65536):
                pass
            self.sockets[connection.fileno()] = connection
            self.poll.register(connection, select.EPOLLIN)

    def receive(self, expected):
        """Returns when so many events have arrived in all."""
        while self.events < expected:
            for descriptor, _ in self.poll.poll():
                self.events += self.sockets[descriptor].recv(1 << 20).count(b"data: x")


def per_reader(server, count):
    before, cpu = server.resident, server.cpu
    readers = Readers(server, count)
    time.sleep(1)  # until the allocator and the front have settled
    print(f"{(server.resident - before) / count:10.0f} B      resident memory per idle reader")
    print(f"{(server.cpu - cpu) / count * 1e6:10.1f} us     CPU to accept a reader")
    return readers


def per_event(server, readers, count, events):
    connection, cpu = server.connect(), server.cpu
    receiving = threading.Thread(target=readers.receive, args=(count * events,))
    receiving.start()
    for _ in range(events):
        server.publish(connection)
    receiving.join()
    spent = (server.cpu - cpu) / (count * events) * 1e6
    print(f"{spent:10.2f} us     CPU per delivered event, the publisher waits for each reply")


def publishes_per_second(server, seconds=5):
    poll, connections = select.epoll(), {}
    for _ in range(IN_FLIGHT):
        connection = server.connect()
        connections[connection.fileno()] = connection
        poll.register(connection, select.EPOLLIN)
        connection.sendall(server.publication)
    done, cpu, start = 0, server.cpu, time.monotonic()
    while time.monotonic() - start < seconds:
        for descriptor, _ in poll.poll():
            server.reply(connections[descriptor])
            connections[descriptor].sendall(server.publication)
            done += 1
    rate = done / (time.monotonic() - start)
    print(f"{rate:10.0f} /s     durable publishes by HTTP, {IN_FLIGHT} in flight, no reader")
    print(f"{(server.cpu - cpu) / done * 1e6:10.1f} us     CPU for each")


def main(binary, readers=1000, events=500):
    count, events = int(readers), int(events)
    _, limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    start = time.monotonic()
    server = Server(binary)
    try:
        print(f"{(time.monotonic() - start) * 1e3:10.0f} ms     start")
        print(f"{server.resident / 1e6:10.1f} MB     resident memory, nobody connected")
        server.publish(server.connect())
        publishes_per_second(server)
        streams = per_reader(server, count)
        per_event(server, streams, count, events)
    finally:
        server.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
