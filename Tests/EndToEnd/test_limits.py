"""No refusal is silent or uncounted: what a client is told that is over a limit, by every protocol."""

import contextlib
import json
import socket
import ssl

import pytest

from certificate import Certificate
from http2 import Connection

LIMITS = "limits: { request_time: 1s, idle_time: 2s }\n"
HOST = b"Host: pubsub.localhost\r\n"


@pytest.fixture
def limited(sluice, tmp_path):
    """Sluice with short times; `tls_port` is that of encrypted connections."""
    started = sluice(settings=Certificate(tmp_path).settings + LIMITS).start()
    started.tls_port = int(started.wait_for_line(r"listening on https://[^ ]*?:(\d+)")[1])
    return started


@contextlib.contextmanager
def connection(server, *, encrypted):
    port = server.tls_port if encrypted else server.port
    with socket.create_connection(("127.0.0.1", port), 20) as plain:
        if not encrypted:
            yield plain
            return
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with context.wrap_socket(plain, server_hostname="localhost") as wrapped:
            yield wrapped


def read_to_end(connection):
    received = b""
    with contextlib.suppress(ssl.SSLEOFError):
        while piece := connection.recv(65536):
            received += piece
    return received


def problem(answer, status):
    head, body = answer.split(b"\r\n\r\n", 1)
    assert head.startswith(b"HTTP/1.1 %d " % status), answer
    assert b"application/problem+json" in head
    return head, json.loads(body)


def figures(server):
    return server.request("GET", "/status").json["*"]["limits"]


@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize("begun", [
    b"GET /eventsource/node HTT", b"GET /status HTTP/1.1\r\n" + HOST,
    b"POST /ticket/node HTTP/1.1\r\n" + HOST + b"Content-Length: 9\r\n\r\n1"])
def test_a_request_that_does_not_arrive_in_time_is_told_so(limited, begun, encrypted):
    with connection(limited, encrypted=encrypted) as client:
        client.sendall(begun)
        head, told = problem(read_to_end(client), 408)
    assert b"connection: close" in head.lower()
    assert told["setting"] == "limits.request_time"
    assert figures(limited)["refused_by_request_time"] == 1


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_connection_that_asked_for_nothing_is_closed_without_a_word(limited, encrypted):
    with connection(limited, encrypted=encrypted) as client:
        assert read_to_end(client) == b""
    assert figures(limited)["refused_by_request_time"] == 0


def test_an_encryption_that_is_not_agreed_on_in_time_is_counted(limited):
    with socket.create_connection(("127.0.0.1", limited.tls_port), 20) as client:
        client.sendall(b"\x16\x03\x01")
        assert read_to_end(client) == b""
    assert figures(limited)["refused_by_request_time"] == 1


def test_a_body_over_http2_that_does_not_arrive_in_time_is_told_so(limited):
    with Connection(limited.tls_port) as client:
        slow = client.request("POST", "/ticket/node", whole=False)
        client.read_until(lambda: slow.ended)
        assert slow.status == 408
        assert json.loads(slow.body)["setting"] == "limits.request_time"
        # The connection goes on.
        answer = client.request("GET", "/nothing")
        client.read_until(lambda: answer.ended)
        assert answer.status == 404
    assert figures(limited)["refused_by_request_time"] == 1


@pytest.mark.parametrize("size", [17_000, 40_000])
def test_the_first_head_over_http2_that_is_too_long_is_answered_as_later_ones_are(limited, size):
    # What is sent before the server's settings are known, in one go with our own.
    with Connection(limited.tls_port, waits=False) as client:
        for _ in range(2):
            long = client.request("GET", "/nothing", headers={"x-long": "x" * size})
            client.read_until(lambda: long.ended)
            assert long.status == 431
            assert json.loads(long.body)["setting"] == "limits.request_head"
        answer = client.request("GET", "/nothing")
        client.read_until(lambda: answer.ended)
        assert answer.status == 404
    assert figures(limited)["refused_by_request_head"] == 2


def test_heads_and_items_that_are_too_long_are_counted(limited):
    with connection(limited, encrypted=False) as client:
        client.sendall(b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"x" * 17_000 + b"\r\n\r\n")
        assert problem(read_to_end(client), 431)[1]["setting"] == "limits.request_head"
    told = limited.request("POST", "/publish/node", "x" * 300_000, {
        "Authorization": f"Bearer {limited.token}", "Content-Type": "text/plain"}).problem(413)
    assert told["setting"] == "services.maximum_payload"
    assert figures(limited)["refused_by_request_head"] == 1
    assert figures(limited)["refused_by_maximum_payload"] == 1


SERVICES = "services: [{ host: a.localhost }, { host: b.localhost }]\n"


def test_an_absolute_target_picks_the_service_whatever_the_field_says(sluice):
    server = sluice(settings=SERVICES).start()
    for host, told in [("b.localhost", "on b.localhost"), ("c.localhost", "the host 'c.localhost'")]:
        with connection(server, encrypted=False) as client:
            client.sendall(
                f"GET http://{host}/eventsource/node HTTP/1.1\r\nHost: a.localhost\r\n"
                "Connection: close\r\n\r\n".encode())
            assert told in problem(read_to_end(client), 404)[1]["detail"]


@pytest.mark.parametrize("lines", ["", "Host: a.localhost\r\nHost: b.localhost\r\n", "Host: a@b\r\n"])
@pytest.mark.parametrize("path", ["/eventsource/node", "/nothing"])
def test_a_host_that_is_in_doubt_is_refused(sluice, path, lines):
    server = sluice(settings=SERVICES).start()
    with connection(server, encrypted=False) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\n{lines}Connection: close\r\n\r\n".encode())
        assert problem(read_to_end(client), 400)[1]["type"] == "urn:sluice:problem:bad-host"


def test_over_http2_two_hosts_are_refused(limited):
    with Connection(limited.tls_port) as client:
        for host, status in [("pubsub.localhost", 404), ("other.localhost", 400)]:
            answer = client.request(
                "GET", "/nothing", headers={"host": f"{host}:{limited.tls_port}"})
            client.read_until(lambda: answer.ended)
            assert answer.status == status
