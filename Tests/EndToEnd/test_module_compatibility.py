"""Pages written for Prosody's mod_pubsub_eventsource find what they know."""

import json

import pytest

import payloads
from eventsource import EventSource
from sluice import service


@pytest.fixture
def attached(prosody, sluice):
    """Sluice as two services of one Prosody."""
    hosts = ["pubsub.localhost", "news.localhost"]
    services = [service(prosody, host=host) for host in hosts]
    return sluice(services=services).start(connected_to=hosts)


def test_the_data_of_an_item_is_the_serialised_item(prosody, attached, publisher, reader):
    publisher = publisher(prosody)
    publisher.create("node")
    stream = reader(attached.read("node")).opened()
    publisher.publish("node", payloads.ATOM, "1")
    assert payloads.item(stream.wait_for_items(1)[0].data) == ("1", payloads.tree(payloads.ATOM))


def test_the_data_of_a_json_container_is_the_json_text(prosody, attached, publisher, reader):
    publisher = publisher(prosody)
    publisher.create("node")
    stream = reader(attached.read("node")).opened()
    publisher.publish("node", payloads.JSON, "1")
    data = stream.wait_for_items(1)[0].data
    assert data == payloads.JSON_TEXT
    assert json.loads(data)["tab"] == [1, 2.5, 0, None, "\r\n\0"]


@pytest.mark.parametrize("origin", [{}, {"Origin": "https://page.example"}])
def test_any_origin_may_read_and_no_credentials_are_asked_for(
        attached, prosody, publisher, reader, origin):
    publisher(prosody).create("node")
    stream = reader(attached.read("node", headers=origin)).opened()
    assert stream.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in stream.headers
    assert stream.headers["content-type"].startswith("text/event-stream")


def test_the_preflight_allows_the_headers_that_polyfills_send(attached):
    response = attached.request("OPTIONS", "/eventsource/node", headers={
        "Origin": "https://page.example", "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "cache-control,last-event-id,x-requested-with"})
    assert response.status in (200, 204)
    assert response.headers["access-control-allow-origin"] == "*"
    allowed = response.headers["access-control-allow-headers"].lower()
    assert all(name in allowed for name in ("cache-control", "last-event-id", "x-requested-with"))


@pytest.mark.parametrize("path", ["slash%2Fes%20%C3%BC", "slash/es%20%C3%BC", "slash/es%20%c3%bc"])
def test_the_rest_of_the_path_is_the_node(attached, prosody, publisher, reader, path):
    publisher = publisher(prosody)
    publisher.publish("slash/es ü", payloads.JSON, "0")
    stream = reader(EventSource(attached.port, f"/eventsource/{path}")).opened()
    publisher.publish("slash/es ü", payloads.JSON, "1")
    stream.wait_for_items(1)


def test_the_host_of_the_request_chooses_the_service(attached, prosody, publisher, reader):
    publisher = publisher(prosody)
    streams = {}
    for host in ("pubsub.localhost", "news.localhost"):
        publisher.service = host
        publisher.create("same")
        streams[host] = reader(attached.read("same", host=host.upper())).opened()
    for host in streams:
        publisher.service = host
        publisher.publish("same", f'<from xmlns="urn:example:n">{host}</from>', "1")
        publisher.publish("same", '<last xmlns="urn:example:n"/>', "2")
    for host, stream in streams.items():
        first, last = stream.wait_for_items(2)
        assert host in first.data and "last" in last.data


def test_an_unknown_host_is_404(attached):
    problem = attached.request("GET", "/eventsource/node", host="elsewhere.example").problem(404)
    assert "elsewhere.example" in json.dumps(problem)


def test_what_is_not_an_item_never_reaches_onmessage(attached, prosody, publisher, reader):
    publisher = publisher(prosody)
    publisher.create("node")
    stream = reader(attached.read("node")).opened()
    publisher.publish("node", payloads.JSON, "1")
    publisher.retract("node", "1")
    publisher.publish("node", payloads.JSON, "2")
    publisher.purge("node")
    publisher.configure("node", {"title": "A title"})
    publisher.delete("node")
    assert stream.wait_for("delete")
    assert [event.name for event in stream.events if event.name != "stream"] == [
        "message", "retract", "message", "purge", "configuration", "delete"]
    assert all(json.loads(event.data) is not None for event in stream.events)


def test_a_node_that_is_not_open_is_not_shown_to_the_web(attached, prosody, publisher):
    publisher(prosody).create("private", {"access_model": "whitelist"})
    response = attached.request("GET", "/eventsource/private")
    assert response.problem(response.status) and response.status in (401, 403)


def test_an_open_node_that_closes_sends_its_web_readers_away(attached, prosody, publisher, reader):
    publisher = publisher(prosody)
    publisher.create("closing")
    stream = reader(attached.read("closing")).opened()
    publisher.configure("closing", {"access_model": "whitelist"})
    publisher.publish("closing", payloads.ATOM, "secret")
    stream.wait_for_end()
    assert stream.items == []
    assert attached.request("GET", "/eventsource/closing").status in (401, 403)
