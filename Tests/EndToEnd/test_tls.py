"""Connections that Sluice encrypts by itself: HTTP/1.1 and HTTP/2."""

import contextlib
import json
import signal
import socket
import ssl
import subprocess

import pytest
from h2.errors import ErrorCodes

from certificate import Certificate
from eventstream import ChunkedDecoder, EventParser
from http2 import Connection
from waiting import eventually


@pytest.fixture
def certificate(tmp_path):
    return Certificate(tmp_path)


@pytest.fixture
def secure(sluice, certificate):
    """Sluice with plain and encrypted connections, started; `tls_port` is the latter's."""
    started = sluice(settings=certificate.settings).start()
    started.tls_port = int(started.wait_for_line(r"listening on https://[^ ]*?:(\d+)")[1])
    return started


def tls(port, *, server_name="localhost", alpn=("http/1.1",)):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if alpn:
        context.set_alpn_protocols(list(alpn))
    connection = socket.create_connection(("127.0.0.1", port), 20)
    return context.wrap_socket(connection, server_hostname=server_name)


def head_of(connection):
    """The response's head, and what came with it."""
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(65536)
        assert piece, received
        received += piece
    return received.split(b"\r\n\r\n", 1)


def read_items(connection, rest, count):
    """Reads a chunked stream until it has had so many items."""
    chunks, parser = ChunkedDecoder(), EventParser()
    parser.feed(chunks.feed(rest))
    while sum(event.name == "message" for event in parser.events) < count:
        piece = connection.recv(65536)
        assert piece
        parser.feed(chunks.feed(piece))
    return [event.data for event in parser.events if event.name == "message"]


def test_curl_gets_the_same_answer_by_every_protocol(secure, certificate):
    answers = []
    for option in ("--http1.1", "--http2"):
        output = subprocess.run(
            ["curl", "-sS", option, "--cacert", certificate.certificate, "-w", "%{http_version}",
             f"https://localhost:{secure.tls_port}/status"],
            check=True, capture_output=True, text=True, timeout=20).stdout
        body, _, version = output.rpartition("\n")
        answers.append((version, sorted(json.loads(body)["*"])))
    assert [version for version, _ in answers] == ["1.1", "2"]
    assert answers[0][1] == answers[1][1]


def test_an_encrypted_stream_gets_what_is_published(secure):
    secure.publish("node", "first")
    with tls(secure.tls_port, alpn=()) as connection:
        connection.sendall(b"GET /eventsource/node HTTP/1.1\r\nHost: pubsub.localhost\r\n\r\n")
        head, rest = head_of(connection)
        assert head.startswith(b"HTTP/1.1 200 ")
        assert b"text/event-stream" in head
        for number in range(50):
            secure.publish("node", f"item {number}")
        expected = ["first"] + [f"item {number}" for number in range(50)]
        assert read_items(connection, rest, 51) == expected


def test_requests_before_a_stream_on_one_encrypted_connection(secure):
    secure.publish("node", "first")
    with tls(secure.tls_port) as connection:
        connection.sendall(
            b"GET /nothing HTTP/1.1\r\nHost: pubsub.localhost\r\n\r\n"
            b"GET /eventsource/node HTTP/1.1\r\nHost: pubsub.localhost\r\n\r\n")
        head, rest = head_of(connection)
        assert head.startswith(b"HTTP/1.1 404 ")
        while b"\r\n\r\n" not in rest or not rest.endswith(b"\n\n\r\n"):
            rest += connection.recv(65536)
        head, rest = rest.partition(b"HTTP/1.1 200 OK\r\n")[2].split(b"\r\n\r\n", 1)
        secure.publish("node", "second")
        assert read_items(connection, rest, 2) == ["first", "second"]


def test_a_hundred_and_fifty_streams_on_one_http2_connection(secure):
    with Connection(secure.tls_port) as connection:
        for number in range(150):
            secure.publish(f"node {number}", "first")
        streams = [connection.request("GET", f"/eventsource/node%20{number}")
                   for number in range(150)]
        connection.read_until(lambda: all(len(stream.items) == 1 for stream in streams))
        assert {stream.status for stream in streams} == {200}
        for number in range(150):
            secure.publish(f"node {number}", f"for {number}")
        connection.read_until(lambda: all(len(stream.items) == 2 for stream in streams))
        assert [stream.items[1] for stream in streams] == [f"for {number}" for number in range(150)]
        answer = connection.request("GET", "/status")
        connection.read_until(lambda: answer.ended)
        assert json.loads(answer.body)["*"]["streams"]["open"] == 150


def test_unfinished_requests_over_http2_keep_nobody_out(sluice, certificate):
    limits = "limits: { connections: 8, request_time: 60s, idle_time: 60s }\n"
    server = sluice(settings=certificate.settings + limits).start()
    port = int(server.wait_for_line(r"listening on https://[^ ]*?:(\d+)")[1])
    with contextlib.ExitStack() as stack:
        for _ in range(20):
            connection = stack.enter_context(Connection(port))
            for _ in range(3):
                connection.request("POST", "/ticket/node", whole=False)
        assert server.request("GET", "/status").json["*"]["limits"]["connections_shed"] > 0
        whole = stack.enter_context(Connection(port))
        answer = whole.request("GET", "/nothing")
        whole.read_until(lambda: answer.ended)
        assert answer.status == 404


def test_requests_over_http2_have_so_many_places_and_one_for_each_connection(sluice, certificate):
    limits = "limits: { connections: 4, request_time: 60s }\n"
    server = sluice(settings=certificate.settings + limits).start()
    port = int(server.wait_for_line(r"listening on https://[^ ]*?:(\d+)")[1])
    with Connection(port) as greedy, Connection(port) as modest:
        unfinished = [greedy.request("POST", "/ticket/node", whole=False) for _ in range(20)]
        greedy.read_until(lambda: sum(stream.reset is not None for stream in unfinished) == 11)
        assert [stream.reset for stream in unfinished] == [None] * 9 + [ErrorCodes.REFUSED_STREAM] * 11
        answer = modest.request("GET", "/nothing")
        modest.read_until(lambda: answer.ended)
        assert answer.status == 404
        # Those that are not whole make room for others after a while, but for the first.
        greedy.read_until(lambda: any(stream.reset is not None for stream in unfinished[1:9]))
        assert unfinished[0].reset is None
        answer = greedy.request("GET", "/nothing")
        greedy.read_until(lambda: answer.ended)
        assert answer.status == 404
        figures = server.request("GET", "/status").json["*"]["limits"]
        assert figures["requests_refused"] == 11


def test_a_head_that_is_too_long_is_answered_over_http2(sluice, certificate):
    server = sluice(settings=certificate.settings + "limits: { request_head: 1KiB }\n").start()
    port = int(server.wait_for_line(r"listening on https://[^ ]*?:(\d+)")[1])
    with Connection(port) as connection:
        for size, status in [(1100, 431), (1100, 431), (500, 404)]:
            answer = connection.request("GET", "/nothing", headers={"x-long": "x" * size})
            connection.read_until(lambda: answer.ended)
            assert answer.status == status


def test_a_connection_whose_streams_have_ended_is_counted_again(sluice, certificate):
    limits = "limits: { connections: 1, request_time: 60s, idle_time: 60s }\n"
    server = sluice(settings=certificate.settings + limits).start()
    port = int(server.wait_for_line(r"listening on https://[^ ]*?:(\d+)")[1])
    server.publish("node", "first")
    with Connection(port) as connection:
        stream = connection.request("GET", "/eventsource/node")
        connection.read_until(lambda: stream.items)
        assert server.request("GET", "/status").json["*"]["limits"]["connections_shed"] == 0
        connection.reset(stream)
        # It is in the way now, and makes room.
        assert server.request("GET", "/nothing").status == 404
        with pytest.raises((EOFError, OSError)):
            connection.read_until(lambda: False)


def test_publishing_over_http2(secure):
    with Connection(secure.tls_port) as connection:
        headers = {"authorization": f"Bearer {secure.token}", "content-type": "text/plain"}
        answers = [connection.request("POST", f"/publish/node?id={number}", b"text", headers)
                   for number in range(20)]
        connection.read_until(lambda: all(answer.ended for answer in answers))
        assert {answer.status for answer in answers} == {201}
        refused = connection.request("POST", "/publish/node", b"text")
        shown = connection.request("HEAD", "/eventsource/node")
        connection.read_until(lambda: refused.ended and shown.ended)
        assert refused.status == 401
        assert shown.status == 200 and shown.body == b""
        assert shown.headers["content-type"] == "text/event-stream"


def test_a_client_that_takes_nothing_is_caught_up_later_and_the_others_do_not_wait(secure):
    secure.publish("node", "first")
    bodies = [f"{number} ".ljust(4000, "x") for number in range(200)]
    with Connection(secure.tls_port, window=20_000) as slow, Connection(secure.tls_port) as quick:
        slow.takes = False
        stalled = slow.request("GET", "/eventsource/node")
        neighbour = slow.request("GET", "/status")
        slow.read_until(lambda: stalled.items and neighbour.ended)
        healthy = quick.request("GET", "/eventsource/node")
        quick.read_until(lambda: healthy.items)
        with secure.connection() as publisher:
            for body in bodies:
                secure.publish("node", body, connection=publisher)
        quick.read_until(lambda: len(healthy.items) == 201)

        # Another stream of the same connection is not held up by the one that is full.
        answer = slow.request("GET", "/status")
        slow.take(neighbour, len(neighbour.body))
        slow.read_until(lambda: answer.ended)
        figures = json.loads(answer.body)["*"]["streams"]
        assert figures["lagging"] == 1
        assert figures["buffered_bytes"] <= 1 << 20
        assert len(stalled.body) <= 20_000

        slow.takes = True
        slow.take(stalled, len(stalled.body))
        slow.read_until(lambda: len(stalled.items) == 201)
        assert stalled.items == healthy.items


def test_a_poll_over_http2_ends_with_the_first_item(secure):
    secure.publish("node", "first")
    with Connection(secure.tls_port) as connection:
        answered = connection.request("GET", "/eventsource/node?poll")
        connection.read_until(lambda: answered.ended)
        assert answered.items == ["first"]
        waiting = connection.request(
            "GET", f"/eventsource/node?poll&lastEventId={answered.parser.last_event_id}")
        eventually(lambda: secure.request("GET", "/status").json["*"]["streams"]["open"] == 1)
        secure.publish("node", "second")
        connection.read_until(lambda: waiting.ended)
        assert waiting.items == ["second"]


def test_a_stream_that_is_reset_ends_alone(secure):
    secure.publish("node", "first")
    with Connection(secure.tls_port) as connection:
        leaving, staying = (connection.request("GET", "/eventsource/node") for _ in range(2))
        connection.read_until(lambda: leaving.items and staying.items)
        connection.reset(leaving)
        eventually(lambda: secure.request("GET", "/status").json["*"]["streams"]["open"] == 1)
        secure.publish("node", "second")
        connection.read_until(lambda: len(staying.items) == 2)


def test_a_client_that_opens_and_resets_without_end_is_cut_off(secure):
    secure.publish("node", "first")
    with Connection(secure.tls_port) as connection:
        with pytest.raises((EOFError, OSError)):
            for _ in range(2000):
                connection.reset(connection.request("GET", "/eventsource/node"))
            connection.read_until(lambda: False)
    eventually(lambda: secure.request("GET", "/status").json["*"]["streams"]["open"] == 0)


def test_the_server_says_goodbye_to_encrypted_streams(secure):
    secure.publish("node", "first")
    with Connection(secure.tls_port) as connection, tls(secure.tls_port) as plain:
        stream = connection.request("GET", "/eventsource/node")
        connection.read_until(lambda: stream.items)
        plain.sendall(b"GET /eventsource/node HTTP/1.1\r\nHost: pubsub.localhost\r\n\r\n")
        _, rest = head_of(plain)
        read_items(plain, rest, 1)
        assert secure.terminate() == 0
        connection.read_until(lambda: stream.ended)
        assert stream.states[-1] == '{"state":"shutdown"}'
        rest = b""
        while piece := plain.recv(65536):
            rest += piece
        assert rest.endswith(b"0\r\n\r\n")
        assert b'"shutdown"' in rest


def serial(port):
    with tls(port) as connection:
        der = connection.getpeercert(binary_form=True)
    output = subprocess.run(["openssl", "x509", "-inform", "DER", "-noout", "-serial"], input=der,
                            check=True, capture_output=True).stdout
    return int(output.strip().partition(b"=")[2], 16)


def test_an_expired_certificate_is_told_by_the_log_and_the_health_until_it_is_renewed(
        secure, certificate):
    def health():
        return secure.request("GET", "/health")

    assert health().status == 200
    certificate.expire()
    secure._process.send_signal(signal.SIGHUP)
    line = secure.wait_for_line("certificate .* expired at", timeout=20)
    assert str(certificate.certificate) in line.string
    answer = health()
    assert answer.status == 503 and not answer.json["healthy"]
    [problem] = answer.json["problems"]
    assert "https.certificate expired at" in problem and "renew it" in problem
    part = secure.request("GET", "/status").json["*"]["certificate"]
    assert part["type"] == "error" and part["expires_in_seconds"] <= 0
    assert str(certificate.certificate) not in json.dumps(part)
    certificate.renew(serial=3)
    eventually(lambda: health().status == 200)


def test_a_renewed_certificate_is_used_without_a_restart(secure, certificate):
    secure.publish("node", "first")
    with Connection(secure.tls_port) as connection:
        stream = connection.request("GET", "/eventsource/node")
        connection.read_until(lambda: stream.items)
        assert serial(secure.tls_port) == 1
        certificate.renew(serial=2)
        secure._process.send_signal(signal.SIGHUP)
        eventually(lambda: serial(secure.tls_port) == 2)
        certificate.renew(serial=3)
        eventually(lambda: serial(secure.tls_port) == 3)

        certificate.key.write_text("no key")
        secure._process.send_signal(signal.SIGHUP)
        secure.wait_for_line(r"the certificate stays as it was: .*key\.pem' has no private key")
        assert serial(secure.tls_port) == 3
        secure.publish("node", "second")
        connection.read_until(lambda: len(stream.items) == 2)


@pytest.mark.parametrize("setting, reason", [
    ("certificate", "has no certificate in PEM form"),
    ("key", "has no private key in PEM form"),
])
def test_a_certificate_that_cannot_be_used_is_a_configuration_error(
        sluice, certificate, setting, reason):
    getattr(certificate, setting).write_text("nonsense")
    started = sluice(settings=certificate.settings).launch()
    assert started.wait() == 78
    assert started.matching(rf"sluice\.yaml:\d+: https\.{setting}: .*{reason}")


def test_the_key_of_another_certificate_is_a_configuration_error(sluice, certificate, tmp_path):
    (tmp_path / "other").mkdir()
    other = Certificate(tmp_path / "other")
    other.key.rename(certificate.key)
    started = sluice(settings=certificate.settings).launch()
    assert started.wait() == 78
    assert started.matching(r"https\.key: .*is not the key of the certificate")


def test_the_authority_picks_the_service_whatever_name_tls_was_told(sluice, certificate):
    services = [f"  - host: {host}\n    create: anyone\n    autocreate: {{ publish: true }}\n"
                for host in ("one.localhost", "two.localhost")]
    started = sluice(services=services, settings=certificate.settings).start()
    port = int(started.wait_for_line(r"listening on https://[^ ]*?:(\d+)")[1])
    headers = {"authorization": f"Bearer {started.token}", "content-type": "text/plain"}
    with Connection(port) as connection:
        answers = [
            connection.request("POST", "/publish/node", host.encode(), headers, host=host)
            for host in ("one.localhost", "two.localhost", "three.localhost")]
        connection.read_until(lambda: all(answer.ended for answer in answers))
        assert [answer.status for answer in answers] == [201, 201, 404]
        assert b"one.localhost" in answers[2].body
        streams = [connection.request("GET", "/eventsource/node", host=host)
                   for host in ("one.localhost", "two.localhost")]
        connection.read_until(lambda: all(stream.items for stream in streams))
        assert [stream.items for stream in streams] == [["one.localhost"], ["two.localhost"]]
    with tls(port, server_name=None, alpn=()) as connection:
        connection.sendall(b"GET /eventsource/node HTTP/1.1\r\nHost: two.localhost\r\n\r\n")
        _, rest = head_of(connection)
        assert read_items(connection, rest, 1) == ["two.localhost"]


def test_the_banner_has_the_encrypted_address_too(secure):
    assert secure.wait_for_line(rf"^ *https://127\.0\.0\.1:{secure.tls_port}/#mynode$")
