#!/usr/bin/env python3
"""Measures how start, memory and publishing grow with what a service holds.

    scripts/scale.py BINARY [NODES] [ITEMS] [SUBSCRIPTIONS]

By default 100,000 nodes with 1,000,000 items and 100,000 subscriptions, looked at when a tenth, a half and all of
it is there. This script is the XMPP server: Sluice connects to it as its component (XEP-0114), and gets the requests
of all users over that one stream. A start lasts from the launch to the line that says where it listens.
"""

import hashlib
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

HOST = "pubsub.example.org"
PUBSUB = "http://jabber.org/protocol/pubsub"
SHARES = (0.1, 0.5, 1)
USERS = 10_000
IN_FLIGHT = 256
SAMPLES = 1000
PAYLOAD = f"<entry xmlns='http://www.w3.org/2005/Atom'><title>{'x' * 150}</title></entry>"


class Component:
    """The server's side of Sluice's stream."""

    def __init__(self, listener):
        self.socket, _ = listener.accept()
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.id = 0
        self.rest = b""
        self.answered = 0
        self.receive_until(b">")
        self.socket.sendall(
            b"<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' id='1' "
            b"xmlns:stream='http://etherx.jabber.org/streams' from='%s'>" % HOST.encode())
        digest = hashlib.sha1(b"1secret").hexdigest().encode()
        assert digest in self.receive_until(b"</handshake>")
        self.socket.sendall(b"<handshake/>")

    def receive_until(self, end):
        data = b""
        while end not in data:
            piece = self.socket.recv(65536)
            assert piece, "the component has left"
            data += piece
        return data

    def request(self, user, child):
        """An iq of type set."""
        self.id += 1
        return (f"<iq type='set' id='{self.id}' from='{user}@example.org/x' to='{HOST}'>"
                f"<pubsub xmlns='{PUBSUB}'>{child}</pubsub></iq>").encode()

    def take_answers(self):
        """Waits for something, and counts the answers in it."""
        data = self.rest + self.socket.recv(1 << 20)
        assert len(data) > len(self.rest), "the component has left"
        assert b"type='error'" not in data and b'type="error"' not in data, data[:2000]
        self.answered += data.count(b"<iq ")
        self.rest = data[-3:] if not data.endswith(b">") else b""

    def send_all(self, requests):
        """Sends requests, so many in flight at most, and waits for all answers."""
        end = self.answered
        batch = []
        for request in requests:
            batch.append(request)
            if len(batch) == 32:
                end += len(batch)
                self.socket.sendall(b"".join(batch))
                batch = []
                while end - self.answered > IN_FLIGHT:
                    self.take_answers()
        end += len(batch)
        self.socket.sendall(b"".join(batch))
        while self.answered < end:
            self.take_answers()


class Sluice:
    """`sluice serve` with its data in a folder."""

    def __init__(self, binary, folder, listener):
        file = Path(folder, "sluice.yaml")
        file.touch(mode=0o600)
        file.write_text(f"""\
services:
  - host: {HOST}
    component: {{ server: "127.0.0.1:{listener.getsockname()[1]}", secret: secret }}
    admins: [admin@example.org]
""")
        start = time.monotonic()
        self.process = subprocess.Popen(
            [binary, "serve", "--config", file, "--data", Path(folder, "data"),
             "--listen", "127.0.0.1:0"],
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        for line in self.process.stderr:
            if re.search(r"listening on http", line):
                break
        self.start_seconds = time.monotonic() - start
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        self.component = Component(listener)

    @property
    def resident(self):
        """Bytes."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def fill(component, nodes, items, subscriptions):
    """Makes what these ranges of numbers name; the items go to the nodes in equal parts."""
    component.send_all(component.request("admin", f"<create node='node-{n}'/>") for n in nodes)
    component.send_all(
        component.request(f"user-{n % USERS}", (
            f"<subscribe node='node-{nodes[n % len(nodes)]}' "
            f"jid='user-{n % USERS}@example.org'/>"))
        for n in subscriptions)
    share = max(1, len(items) // len(nodes))
    component.send_all(
        component.request("admin", f"<publish node='node-{nodes[start // share % len(nodes)]}'>" + "".join(
            f"<item id='item-{n}'>{PAYLOAD}</item>"
            for n in items[start:start + share]) + "</publish>")
        for start in range(0, len(items), share))


def latencies(component, nodes):
    """Milliseconds from a publication to its answer, one after the other, over all nodes."""
    found = []
    for sample in range(SAMPLES):
        node = sample * 7919 % nodes
        request = component.request(
            "admin", f"<publish node='node-{node}'><item id='again'>{PAYLOAD}</item></publish>")
        start = time.perf_counter()
        component.send_all([request])
        found.append((time.perf_counter() - start) * 1000)
    return found


def part(total, before, share):
    return range(int(total * before), int(total * share))


def main(binary, *totals):
    totals = [int(total) for total in totals] + [100_000, 1_000_000, 100_000][len(totals):]
    print("| nodes | items | subscriptions | filled, items/s | start, s | resident after start, MB "
          "| publish, ms: median | 99 % | journal, MB |")
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as listener:
        before = 0
        for share in SHARES:
            sluice = Sluice(binary, folder, listener)
            ranges = [part(total, before, share) for total in totals]
            start = time.monotonic()
            fill(sluice.component, *ranges)
            rate = len(ranges[1]) / (time.monotonic() - start)
            sluice.stop()
            starts = []
            for _ in range(3):
                sluice = Sluice(binary, folder, listener)
                starts.append(sluice.start_seconds)
                resident = sluice.resident
                if len(starts) < 3:
                    sluice.stop()
            found = latencies(sluice.component, int(totals[0] * share))
            sluice.stop()
            stored = sum(file.stat().st_size for file in Path(folder, "data").iterdir())
            nodes, items, subscriptions = (f"{int(total * share):,}" for total in totals)
            print(f"| {nodes} | {items} | {subscriptions} | {rate:,.0f} | {statistics.median(starts):.2f} "
                  f"| {resident / 1e6:.0f} | {statistics.median(found):.2f} "
                  f"| {statistics.quantiles(found, n=100)[98]:.2f} | {stored / 1e6:.0f} |", flush=True)
            before = share


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
