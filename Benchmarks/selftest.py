#!/usr/bin/env python3
"""Tries the benchmarks' own tools out: the readers must count exactly, and find loss, duplicates, disorder, strangers,
bad framing and early ends.

    Benchmarks/selftest.py [TOOLS]

TOOLS is a folder with the built tools; without it they are built first.
"""

import json
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

from runner import tools
from runner.ports import free_port

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
CHUNKED = HEAD[:-2] + b"Transfer-Encoding: chunked\r\n\r\n"


def event(number, end=b"\n"):
    return b"id: 1-%d%sdata: m=%d t=%d;xx%s%s" % (number, end, number, time.monotonic_ns(), end, end)


def chunk(data):
    return b"%x;x=y\r\n%s\r\n" % (len(data), data)


class Floor(unittest.TestCase):
    """What the floor delivers, and what it is told to do wrong."""

    def deliver(self, *options, readers=20, count=100, nodes=1):
        port = free_port()
        floor = subprocess.Popen(
            [tools.path("floor"), "--port", str(port), *options], stdout=subprocess.PIPE, text=True)
        self.addCleanup(floor.stdout.close)
        self.addCleanup(floor.wait)
        self.addCleanup(floor.terminate)
        tools.wait_for_port(port)
        with tools.Readers(port=port, connections=readers, nodes=nodes, expect=count, timeout=10, quiet=0.4) as running:
            published = tools.publish(port=port, count=count, nodes=nodes, window=1 if options else 16)
            result = running.result()
        floor.terminate()
        faults = json.loads(floor.stdout.readline())["faults"]
        self.assertTrue(published["ok"], published)
        return result, faults

    def test_a_sound_server_is_found_sound(self):
        for nodes in (1, 5):
            result, _ = self.deliver(nodes=nodes)
            self.assertTrue(result["ok"], result)
            self.assertEqual(result["events"], 20 * 100)

    def test_coalesced_events_are_counted_one_by_one(self):
        result, _ = self.deliver("--coalesce")
        self.assertTrue(result["ok"], result)
        self.assertEqual(result["events"], 20 * 100)

    def test_each_lost_event_is_missed(self):
        result, faults = self.deliver("--drop", "97")
        self.assertFalse(result["ok"])
        self.assertEqual(result["missing"], faults)
        self.assertGreater(faults, 0)

    def test_each_duplicate_is_found(self):
        result, faults = self.deliver("--duplicate", "89")
        self.assertEqual(result["duplicates"], faults)
        self.assertEqual(result["missing"], 0)
        self.assertFalse(result["ok"])

    def test_each_event_out_of_order_is_found(self):
        result, faults = self.deliver("--swap", "97")
        self.assertEqual(result["disordered"], faults)
        self.assertGreater(faults, 0)
        self.assertFalse(result["ok"])


class Framing(unittest.TestCase):
    """What the readers make of bytes that a scripted server sends, in pieces of one byte and of all."""

    def read(self, data, count=3, **options):
        for size in (1, len(data)):
            with Script([data[i:i + size] for i in range(0, len(data), size)]) as port:
                running = tools.Readers(port=port, expect=count, timeout=5, quiet=0.3, linger=0.1, **options)
                with running:
                    result = running.result()
            yield {**running.opened, **result}

    def assert_sound(self, data, count=3):
        for result in self.read(data, count):
            self.assertTrue(result["ok"], result)
            self.assertEqual(result["events"], count)

    def test_events_that_end_with_the_connection(self):
        self.assert_sound(HEAD + b": hello\n\nretry: 5\n\n" + b"".join(map(event, range(3))))

    def test_events_that_end_lines_with_cr_lf(self):
        self.assert_sound(HEAD + b"".join(event(i, b"\r\n") for i in range(3)))

    def test_chunks_that_hold_whole_events(self):
        self.assert_sound(CHUNKED + b"".join(chunk(event(i)) for i in range(3)))

    def test_chunks_that_cut_events(self):
        data = b"".join(map(event, range(3)))
        self.assert_sound(CHUNKED + b"".join(chunk(data[i:i + 7]) for i in range(0, len(data), 7)))

    def test_a_large_event_of_several_lines(self):
        data = HEAD + b"data: " + b"z" * 300_000 + b"\ndata: m=0 t=1;\ndata\n\n"
        with Script([data]) as port, tools.Readers(port=port, expect=1, timeout=5) as running:
            self.assertTrue(running.result()["ok"])

    def test_what_a_stream_says_of_itself_is_not_counted(self):
        self.assert_sound(HEAD + b'event: stream\ndata: {"state":"open"}\n\n' + b"".join(map(event, range(3))))

    def test_half_an_event_is_none(self):
        for result in self.read(HEAD + event(0) + event(1) + event(2)[:-1]):
            self.assertEqual((result["events"], result["missing"], result["ok"]), (2, 1, False))

    def test_an_event_that_was_not_asked_for_is_a_stranger(self):
        for result in self.read(HEAD + event(0) + event(9), count=1):
            self.assertEqual((result["strangers"], result["ok"]), (1, False))

    def test_what_is_from_before_the_run_is_not_counted(self):
        for result in self.read(HEAD + event(2) + event(3) + event(4), count=2, first=3):
            self.assertEqual((result["events"], result["ok"]), (2, True))

    def test_a_stream_that_ends_is_noticed(self):
        for result in self.read(CHUNKED + chunk(event(0)) + b"0\r\n\r\n"):
            self.assertEqual((result["closed"], result["missing"], result["ok"]), (1, 2, False))

    def test_bad_chunks_are_noticed(self):
        for result in self.read(CHUNKED + b"zz\r\n"):
            self.assertEqual(result["fault"], "bad chunk framing")
            self.assertFalse(result["ok"])

    def test_a_refused_stream_is_a_failure(self):
        refusal = b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"
        page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
        for data in (refusal, page):
            for result in self.read(data):
                self.assertEqual((result["failed"], result["ok"]), (1, False))

    def test_a_delay_is_measured(self):
        late = HEAD + b"".join(
            b"data: m=%d t=%d;\n\n" % (i, time.monotonic_ns() - 50_000_000) for i in range(3))
        with Script([late]) as port, tools.Readers(port=port, expect=3, timeout=5) as running:
            result = running.result()
        self.assertGreater(result["p50_ms"], 50)
        self.assertLess(result["p50_ms"], 500)


class Script:
    """A server that sends each connection the same pieces, and then nothing."""

    def __init__(self, pieces):
        self.pieces = pieces
        self.listener = tools.listener()
        self.connections = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        try:
            while True:
                connection, _ = self.listener.accept()
                self.connections.append(connection)
                connection.recv(65536)
                for piece in self.pieces:
                    connection.sendall(piece)
        except OSError:
            pass  # the test is over

    def __enter__(self):
        return self.listener.getsockname()[1]

    def __exit__(self, *_):
        for connection in [*self.connections, self.listener]:
            connection.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        tools.folder = Path(sys.argv.pop(1))
    else:
        tools.build()
    unittest.main()
