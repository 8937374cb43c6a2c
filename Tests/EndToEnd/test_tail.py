"""`sluice tail`: a node in a terminal."""

import http.server
import json
import subprocess
import threading

import pytest

from certificate import Certificate
from process import Process
from ports import free_port
from sluice import binary


@pytest.fixture
def tail(request, embedded):
    """A function that starts `sluice tail` at the embedded Sluice."""
    def start(*arguments, server=None):
        command = [binary(), "tail", *arguments, "--server", server or base(embedded)]
        process = Process(command).start()
        request.addfinalizer(process.stop)
        return process
    return start


def base(sluice):
    return f"http://127.0.0.1:{sluice.port}"


def run(*arguments):
    return subprocess.run(
        [binary(), "tail", *arguments], capture_output=True, text=True, timeout=20)


def test_it_prints_what_is_published(embedded, tail):
    embedded.publish("node", "before")
    following = tail("node")
    following.wait_for_line("^before$")
    embedded.publish("node", "two\nlines")
    following.wait_for_line("^lines$")
    embedded.publish("node", '{"a": 1}', type="application/json")
    following.wait_for_line(r'^\{"a": 1\}$')
    assert following.lines == ["before", "two", "lines", '{"a": 1}']
    assert following.terminate() == 0


def test_json_has_a_line_for_each_event(embedded, tail):
    embedded.publish("a/b c?ü", "first", id="1")
    following = tail("a/b c?ü", "--format", "json", "--count", "3")
    following.wait_for_line("stream")
    embedded.retract("a/b c?ü", "1")
    assert following.wait() == 0
    events = [json.loads(line) for line in following.lines]
    assert [event["event"] for event in events] == ["message", "stream", "retract"]
    assert events[0]["data"] == "first"
    assert events[0]["id"] == events[1]["id"]
    assert json.loads(events[2]["data"]) == {"node": "a/b c?ü", "id": "1"}


def test_items_and_count_print_the_newest(embedded):
    for number in range(5):
        embedded.publish("node", str(number))
    got = run("node", "--server", base(embedded), "--items", "3", "--count", "3")
    assert (got.returncode, got.stdout, got.stderr) == (0, "2\n3\n4\n", "")


def test_a_url_is_followed_as_it_is(embedded):
    embedded.publish("node", "<a xmlns='urn:a'>b</a>", type="application/xml", id="1")
    url = f"{base(embedded)}/eventsource?node=node&format=payload"
    got = run(url, "--items", "1", "--count", "1")
    assert (got.returncode, got.stderr) == (0, "")
    assert got.stdout.startswith("<a xmlns=")


def test_it_goes_on_after_an_id(embedded):
    for number in range(5):
        embedded.publish("node", str(number))
    everything = run(
        "node", "--server", base(embedded), "--items", "5", "--count", "5", "--format", "json")
    third = json.loads(everything.stdout.splitlines()[2])["id"]
    got = run("node", "--server", base(embedded), "--last-event-id", third, "--count", "2")
    assert (got.returncode, got.stdout) == (0, "3\n4\n")


def test_it_outlives_a_restart_and_misses_nothing(sluice, request):
    port = free_port()
    server = sluice(port=port, settings="http: { retry: 200ms }\n").start()
    server.publish("node", "before")
    following = Process([binary(), "tail", "node", "--server", base(server)]).start()
    request.addfinalizer(following.stop)
    following.wait_for_line("^before$")
    server.terminate()
    following.wait_for_line("^sluice: the server ended the stream; the next try is in ")
    server.start()
    for number in range(10):
        server.publish("node", f"after {number}")
    following.wait_for_line("^after 9$")
    assert following.matching("^(before|after)") == [
        "before", *(f"after {number}" for number in range(10))]


def test_a_gap_is_told(embedded):
    embedded.publish("node", "present")
    got = run("node", "--server", base(embedded), "--last-event-id", "other-1", "--count", "1")
    assert (got.returncode, got.stdout) == (0, "present\n")
    assert got.stderr == "sluice: items are missing, for good (epoch)\n"


def test_a_node_that_is_not_there_yet_is_told_and_so_is_when_it_comes(embedded, tail):
    following = tail("mistyped")
    following.wait_for_line("^sluice: there is no node 'mistyped' yet; waiting for it$")
    embedded.publish("mistyped", "first")
    following.wait_for_line("^first$")
    assert following.matching("^sluice: the node 'mistyped' is there now$")


def test_an_address_without_a_scheme_is_one_of_http(embedded):
    embedded.publish("node", "first")
    address = base(embedded).removeprefix("http://")
    for arguments in [["node", "--server", address], [f"{address}/eventsource/node"]]:
        got = run(*arguments, "--count", "1")
        assert (got.returncode, got.stdout, got.stderr) == (0, "first\n", "")


def test_the_host_of_a_service_can_be_named_before_dns_leads_there(sluice):
    server = sluice(services=[
        "  - { host: news.example.org, create: anyone, autocreate: { publish: true } }\n"]).start()
    got = run("node", "--server", base(server))
    assert got.returncode == 66
    assert "news.example.org" in got.stderr and 'curl -H "Host: news.example.org"' in got.stderr
    token = {"Authorization": f"Bearer {server.token}", "Content-Type": "text/plain"}
    host = "news.example.org"
    assert server.request("POST", "/publish/node", "first", token, host=host).status == 201
    got = run("node", "--server", base(server), "--host", host, "--count", "1")
    assert (got.returncode, got.stdout, got.stderr) == (0, "first\n", "")


def test_a_token_that_is_refused_is_told_with_what_to_do(embedded, tmp_path):
    embedded.publish("node", "first")
    token = tmp_path / "token"
    token.write_text("a.b.c\n")
    got = run("node", "--server", base(embedded), "--token-file", str(token))
    assert got.returncode == 77
    for word in ["status 401", "seconds since 1970", "log says what is wrong"]:
        assert word in got.stderr


def test_a_reader_of_the_output_may_leave(embedded):
    for number in range(5):
        embedded.publish("node", "x" * 100_000)
    command = f"{binary()} tail node --server {base(embedded)} --items 5 | head -c 1"
    got = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, timeout=20)
    assert (got.returncode, got.stdout, got.stderr) == (0, "x", "")


@pytest.mark.parametrize("target, code, words", [
    ("no/such/path", 66, ["status 404", "/eventsource/NODE"]),
    ("eventsource/node?items=many", 64, ["status 400", "items", "many"]),
    ("status", 76, ["application/json", "text/event-stream"]),
])
def test_a_refusal_is_told_with_what_to_do(embedded, target, code, words):
    embedded.publish("node", "first")
    got = run(f"{base(embedded)}/{target}")
    assert (got.returncode, got.stdout) == (code, "")
    assert len(got.stderr.splitlines()) == 1
    for word in words:
        assert word in got.stderr


def test_a_server_that_is_not_there_is_told():
    got = run("node", "--server", f"http://127.0.0.1:{free_port()}")
    assert (got.returncode, got.stderr) == (
        69, "sluice: There is no stream: the server refuses connections.\n")


@pytest.mark.parametrize("arguments, word", [
    ((), "node|url"),
    (("node", "--items", "-1"), "items"),
    (("node", "--count", "0"), "count"),
    (("node", "--format", "xml"), "format"),
    (("ftp://127.0.0.1/x",), "ftp://127.0.0.1/x"),
])
def test_wrong_options_exit_with_64(arguments, word):
    got = run(*arguments)
    assert got.returncode == 64
    assert word in got.stderr


@pytest.fixture
def guard(request):
    """A server that notes each `Authorization` and refuses; gives its address and the notes."""
    seen = []

    class Guard(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.headers["Authorization"])
            body = json.dumps({"title": "Forbidden", "detail": "Ask\x1b[2J the owner."}).encode()
            self.send_response(403)
            self.send_header("Content-Type", "application/problem+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Guard)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    request.addfinalizer(server.shutdown)
    return f"http://127.0.0.1:{server.server_address[1]}", seen


def test_the_token_of_a_file_goes_to_the_server_and_nowhere_else(guard, tmp_path):
    url, seen = guard
    token = tmp_path / "token"
    missing = run("node", "--server", url, "--token-file", str(token))
    assert (missing.returncode, seen) == (66, [])
    assert str(token) in missing.stderr
    token.write_text("sesame\n")
    refused = run("node", "--server", url, "--token-file", str(token))
    assert (refused.returncode, seen) == (77, ["Bearer sesame"])
    assert "sesame" not in refused.stdout + refused.stderr
    assert refused.stderr == (
        "sluice: There is no stream: the server answered with status 403. Ask [2J the owner.\n")


@pytest.fixture
def secure(sluice, tmp_path):
    """A function that starts Sluice with a certificate for `names`; gives the address and the file."""
    def start(names="DNS:localhost"):
        certificate = Certificate(tmp_path, names=names)
        server = sluice(settings=certificate.settings.replace("127.0.0.1", "127.0.0.2")).start()
        server.publish("node", "first")
        port = server.wait_for_line(r"listening on https://[^ ]*?:(\d+)")[1]
        return f"https://127.0.0.2:{port}", certificate.certificate
    return start


def test_a_certificate_that_is_not_trusted_is_told_and_can_be(secure):
    server, certificate = secure("IP:127.0.0.2")
    got = run("node", "--server", server)
    assert (got.returncode, got.stdout) == (69, "")
    assert got.stderr == (
        "sluice: There is no stream: the server's certificate is not trusted: nobody has signed it "
        "whom this client trusts, or it is out of date.\n")
    got = run("node", "--server", server, "--trust", str(certificate), "--count", "1")
    assert (got.returncode, got.stdout, got.stderr) == (0, "first\n", "")


def test_a_certificate_for_another_name_is_told(secure):
    server, certificate = secure()
    got = run("node", "--server", server, "--trust", str(certificate))
    assert (got.returncode, got.stderr) == (
        69, "sluice: There is no stream: the server's certificate is for another host name.\n")


def test_the_wrong_scheme_for_a_port_is_told(secure, embedded):
    server, _ = secure()
    got = run("node", "--server", server.replace("https", "http"))
    assert (got.returncode, got.stderr) == (
        69, "sluice: There is no stream: the server closed the connection, "
        "perhaps because it expects HTTPS.\n")
    got = run("node", "--server", base(embedded).replace("http", "https"))
    assert (got.returncode, got.stderr) == (
        69, "sluice: There is no stream: the server does not answer in TLS, "
        "perhaps because it expects plain HTTP.\n")


def test_a_file_to_trust_that_is_none_exits_with_66(tmp_path):
    got = run("node", "--server", "https://127.0.0.1:1", "--trust", str(tmp_path / "missing"))
    assert got.returncode == 66
    assert str(tmp_path / "missing") in got.stderr
