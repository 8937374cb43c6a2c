"""Slow, stalled and restless readers cost nobody but themselves."""

import socket
import struct
import time

from waiting import eventually

MEBIBYTE = 1 << 20


def publish_and_await(sluice, stream, node, bodies):
    """Publishes and waits until the reader has everything; gives the seconds that took."""
    started, already = time.monotonic(), len(stream.items)
    with sluice.connection() as connection:
        for body in bodies:
            sluice.publish(node, body, connection=connection)
    stream.wait_for_items(already + len(bodies), timeout=60)
    return time.monotonic() - started


def test_readers_that_stop_reading_slow_nobody_and_hold_no_memory(embedded, reader):
    bodies = [f"{number} ".ljust(16_384, "x") for number in range(500)]
    embedded.publish("node", "first")
    healthy = reader(embedded.read("node")).opened()
    publish_and_await(embedded, healthy, "node", bodies[:100])
    alone = publish_and_await(embedded, healthy, "node", bodies)

    stalled = [reader(embedded.read("node", follow=True, receive_buffer=4096)).opened()
               for _ in range(20)]
    for stream in stalled:
        stream.stall()
    start = len(healthy.items)
    before = embedded.resident_bytes()
    beside_the_stalled = publish_and_await(embedded, healthy, "node", bodies)
    beside_the_stalled += publish_and_await(embedded, healthy, "node", bodies)

    behind = len(bodies) * 2 * len(bodies[0]) * len(stalled)
    grown = embedded.resident_bytes() - before
    print(f"\n{len(bodies)} items of 16 KiB to one reader: {alone:.2f} s alone, {beside_the_stalled / 2:.2f} s beside "
          f"{len(stalled)} that stalled and are {behind / MEBIBYTE:.0f} MiB behind together, for "
          f"{grown / MEBIBYTE:.1f} MiB more memory")
    assert beside_the_stalled / 2 < 2 * alone + 0.5
    assert grown < 64 * MEBIBYTE, f"{grown} bytes more, with readers {behind} bytes behind"

    embedded.publish("node", "the end")
    expected = healthy.wait_for_items(start + 2 * len(bodies) + 1)[start:]
    for stream in stalled[:3]:
        stream.go_on()
        stream.wait_until(lambda: stream.items and stream.items[-1].data == "the end", timeout=60)
        assert stream.items[-len(expected):] == expected


def test_a_request_sent_one_byte_at_a_time_is_served_and_delays_nobody(embedded, reader):
    embedded.publish("node", "first")
    healthy = reader(embedded.read("node")).opened()
    request = b"GET /eventsource/node HTTP/1.1\r\nHost: pubsub.localhost\r\n\r\n"
    with socket.create_connection(("127.0.0.1", embedded.port), 20) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        slowest = 0
        for byte in request:
            connection.sendall(bytes([byte]))
            slowest = max(slowest, publish_and_await(embedded, healthy, "node", ["between bytes"]))
        assert connection.recv(4096).startswith(b"HTTP/1.1 200 ")
    print(f"\na request of {len(request)} pieces: meanwhile an item took {slowest * 1000:.0f} ms at most to its reader")
    assert slowest < 3


def test_ten_thousand_connects_and_disconnects_leave_nothing_behind(embedded, reader):
    embedded.publish("node", "first")
    healthy = reader(embedded.read("node")).opened()
    connect_and_disconnect(embedded.port, 1_000)
    eventually(lambda: embedded.descriptors() < 100)
    descriptors, resident = embedded.descriptors(), embedded.resident_bytes()

    slowest = 0
    for _ in range(10):
        connect_and_disconnect(embedded.port, 1_000)
        slowest = max(slowest, publish_and_await(embedded, healthy, "node", ["still here"]))
    eventually(lambda: embedded.descriptors() <= descriptors)
    eventually(lambda: embedded.resident_bytes() < resident + 8 * MEBIBYTE)
    print(f"\n10,000 connects and disconnects: an item took {slowest * 1000:.0f} ms at most to its reader; "
          f"{(embedded.resident_bytes() - resident) / MEBIBYTE:.1f} MiB more memory, {descriptors} descriptors as before")
    assert slowest < 3
    assert healthy.connections == 1


def connect_and_disconnect(port, count, *, at_once=100):
    """Opens streams and drops them: a third each politely, by a reset, and before the answer."""
    request = b"GET /eventsource/node HTTP/1.1\r\nHost: pubsub.localhost\r\n\r\n"
    for _ in range(count // at_once):
        connections = [socket.create_connection(("127.0.0.1", port), 20) for _ in range(at_once)]
        for connection in connections:
            connection.sendall(request)
        for number, connection in enumerate(connections):
            if number % 3 < 2:
                assert connection.recv(4096).startswith(b"HTTP/1.1 200 ")
            if number % 3 == 1:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()


def test_a_crowd_that_never_finishes_its_requests_keeps_nobody_out(embedded, reader):
    embedded.publish("node", "first")
    unfinished = [socket.create_connection(("127.0.0.1", embedded.port), 20) for _ in range(300)]
    for connection in unfinished:
        connection.sendall(b"GET /eventsource/node HTTP/1.1\r\nHost: pubsub.loc")
    healthy = reader(embedded.read("node")).opened()
    assert publish_and_await(embedded, healthy, "node", ["one", "two"]) < 2
    for connection in unfinished:
        connection.close()


def test_garbage_instead_of_a_request_ends_only_its_own_connection(embedded, reader):
    embedded.publish("node", "first")
    healthy = reader(embedded.read("node")).opened()
    for garbage in (
            b"\0" * 4096, b"\x16\x03\x01\x02\0", b"<stream:stream>\r\n\r\n",
            b"GET /" + b"a" * 100_000,
            b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 20_000 + b"\r\n"):
        with socket.create_connection(("127.0.0.1", embedded.port), 20) as connection:
            try:
                connection.sendall(garbage)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass
            except OSError:
                # The server has hung up already, with a reset.
                pass
        publish_and_await(embedded, healthy, "node", ["still here"])
    assert healthy.connections == 1
