"""The link to the XMPP server: refusals that say what to change, and coming back."""

import re

import pytest

import payloads
from ports import free_port
from publisher import Publisher
from servers.ejabberd import Ejabberd
from servers.prosody import Prosody
from sluice import service

COMPLAINT = r"(?i)\b(warning|error|critical)\b"


def refusal(sluice, pattern):
    """The line about the refusal, after checking that it is the only one and shows no secret."""
    sluice.wait_for_line(COMPLAINT)
    lines = sluice.matching(COMPLAINT)
    assert len(lines) == 1 and re.search(pattern, lines[0]), lines
    assert not sluice.matching("wrong-secret")
    return lines[0]


def test_a_wrong_secret_is_one_line_that_names_the_secret(server, sluice):
    sluice = sluice(services=[service(server, secret="wrong-secret")]).start()
    line = refusal(sluice, r"(?i)secret")
    assert "pubsub.localhost" in line and f"127.0.0.1:{server.component_port}" in line


def test_a_host_that_the_server_does_not_know_is_one_line_that_names_the_host(server, sluice):
    sluice = sluice(services=[service(server, host="unknown.localhost")]).start()
    line = refusal(sluice, r"unknown\.localhost")
    # ejabberd answers as it does to a wrong secret, so the line has to name both.
    assert "component" in line and (server.name == "prosody" or "secret" in line)


def test_a_refused_connection_is_one_line_that_names_the_address(sluice):
    class Nobody:
        component_port = free_port()
    sluice = sluice(services=[service(Nobody)]).start()
    line = refusal(sluice, r"(?i)refused")
    assert f"127.0.0.1:{Nobody.component_port}" in line


@pytest.mark.parametrize("port, words", [
    ("client_port", "port for clients"), ("http_port", "web server"),
])
def test_a_port_that_is_none_for_components_is_told_with_what_answers(
        server, sluice, embedded, port, words):
    class Wrong:
        component_port = embedded.port if port == "http_port" else server.client_port
    sluice = sluice(services=[service(Wrong)]).start()
    line = refusal(sluice, words)
    assert "component.server must be" in line and "component_ports" in line


def test_the_health_tells_that_there_is_no_link_and_that_there_is_one(sluice, tmp_path_factory):
    server = Prosody(tmp_path_factory.mktemp("prosody"))
    sluice = sluice(services=[service(server)]).start()
    sluice.wait_for_line(r"(?i)refused")
    probe = sluice.request("GET", "/health", host="unknown")
    assert probe.status == 503 and not probe.json["healthy"]
    [problem] = probe.json["problems"]
    assert "component pubsub.localhost: no connection" in problem and "down since" in problem
    server.start()
    try:
        sluice.wait_for_component(timeout=60)
        assert sluice.request("GET", "/health").status == 200
        part = sluice.request("GET", "/status").json["pubsub.localhost"]["component"]
        assert part["connected"] and part["since"] in part["message"]
    finally:
        server.stop()


def test_a_host_that_is_taken_is_one_line_that_says_so(prosody, sluice):
    first = sluice(services=[service(prosody)]).start(connected_to=["pubsub.localhost"])
    second = sluice(services=[service(prosody)]).start()
    line = refusal(second, r"(?i)conflict|another|already")
    assert "pubsub.localhost" in line
    assert not first.matching(COMPLAINT)


def test_the_service_is_found_by_disco_and_answers_to_ping_and_version(server, sluice, publisher):
    sluice(services=[service(server)]).start(connected_to=["pubsub.localhost"])
    publisher = publisher(server)
    assert ("pubsub", "service") in publisher.identities()
    publisher.ping()
    name, version = publisher.version()
    assert name == "Sluice" and version


@pytest.mark.parametrize("how", ["terminate", "kill"])
@pytest.mark.parametrize("kind", [Prosody, Ejabberd])
def test_streams_stay_open_while_the_xmpp_server_restarts(
        sluice, reader, tmp_path_factory, kind, how):
    server = kind(tmp_path_factory.mktemp("server")).start()
    try:
        sluice = sluice(services=[service(server)]).start(connected_to=["pubsub.localhost"])
        with Publisher(server.client_port) as publisher:
            publisher.create("node")
            stream = reader(sluice.read("node")).opened()
            publisher.publish("node", payloads.ATOM, "before")
            stream.wait_for_items(1)
        after = len(sluice.lines)
        getattr(server, how)()
        server.start()
        sluice.wait_for_component(after=after, timeout=60)
        with Publisher(server.client_port) as publisher:
            publisher.publish("node", payloads.ATOM, "after")
        items = [payloads.item(event.data)[0] for event in stream.wait_for_items(2)]
        assert items == ["before", "after"]
        assert stream.connections == 1 and not stream.ended
    finally:
        server.stop()


def test_a_server_that_starts_later_is_found_by_itself(sluice, tmp_path_factory):
    server = Prosody(tmp_path_factory.mktemp("prosody"))
    sluice = sluice(services=[service(server)]).start()
    sluice.wait_for_line(r"(?i)refused")
    server.start()
    try:
        sluice.wait_for_component(timeout=60)
    finally:
        server.stop()


def test_what_is_published_over_http_reaches_xmpp_subscribers(server, sluice, publisher):
    sluice = sluice(services=[service(server)]).start(connected_to=["pubsub.localhost"])
    publisher = publisher(server)
    publisher.create("node")
    next_notification = publisher.subscribe("node")
    sluice.publish("node", "from the web", id="web")
    assert next_notification() == ("node", "web")
