"""`sluice serve` with no configuration and no XMPP server."""

import json
import re
import signal
import socket
import stat
import subprocess

import pytest

import payloads
from storm import Storm, over_http


def test_with_no_argument_it_serves_port_5280_and_prints_a_command_that_publishes(sluice, reader):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", 5280))
        except OSError:
            pytest.skip("something else listens on port 5280")
    sluice = sluice(bare=True).start()
    assert sluice.port == 5280
    sluice.wait_for_line(r"/publish/")
    command = re.search(r"^ *(curl (?:.*\\\n)*.*)$", "\n".join(sluice.lines), re.M)[1]
    node = re.search(r"/publish/([^\s'\"?]+)", command)[1]

    def publish():
        run = subprocess.run(
            command, shell=True, cwd=sluice.folder, capture_output=True, text=True, timeout=20)
        assert run.returncode == 0, run.stderr
        assert json.loads(run.stdout)["node"] == node

    publish()
    assert reader(sluice.read(node, host="localhost")).wait_for_status() == 200
    stream = reader(sluice.read(node, host="127.0.0.1")).opened()
    publish()
    stream.wait_for_items(1)


def test_the_token_is_only_for_its_owner(embedded):
    mode = stat.S_IMODE((embedded.data / "publish-token").stat().st_mode)
    assert mode == 0o600
    assert len(embedded.token) >= 22
    assert not embedded.matching(re.escape(embedded.token))


def test_the_token_outlives_a_restart(embedded):
    token = embedded.token
    embedded.terminate()
    assert embedded.start().token == token
    embedded.publish("node", "with the old token")


def test_the_front_page_is_a_reader(embedded):
    response = embedded.request("GET", "/", host="localhost")
    assert response.status == 200
    assert response.headers["content-type"].startswith("text/html")
    assert "EventSource" in response.text


def test_a_deleted_item_is_told_to_readers(embedded, reader):
    embedded.publish("node", "first", id="1")
    stream = reader(embedded.read("node")).opened()
    assert embedded.retract("node", "1").status == 204
    assert '"1"' in stream.wait_for("retract").data
    embedded.retract("node", "1").problem(404)


@pytest.mark.parametrize("method, path, status", [
    ("GET", "/no/such/path", 404),
    ("DELETE", "/eventsource/node", 405),
])
def test_a_refusal_has_a_problem_body(embedded, method, path, status):
    embedded.publish("node", "first")
    problem = embedded.request(method, path).problem(status)
    assert problem["title"]


def test_where_streams_do_not_wait_for_nodes_an_unknown_node_is_404(sluice):
    sluice = sluice(settings="services: [{ host: pubsub.localhost }]\n").start()
    problem = sluice.request("GET", "/eventsource/nobody-made-this").problem(404)
    assert "nobody-made-this" in problem["detail"]


def test_a_stream_may_be_there_before_its_node(embedded, reader):
    stream = reader(embedded.read("yet-to-come")).opened()
    embedded.publish("yet-to-come", "first")
    assert stream.wait_for_items(1)[0].data == "first"


def test_the_status_page_is_json(embedded):
    response = embedded.request("GET", "/status")
    assert response.status == 200
    assert response.headers["content-type"].startswith("application/json")
    assert response.json["healthy"] is True and response.json["problems"] == []
    assert response.json["*"]["disk"]["free_bytes"] > 0
    assert response.json["*"]["streams"]["batched_sends"] in (True, False)


def test_a_probe_is_told_that_all_is_well(embedded):
    response = embedded.request("GET", "/health")
    assert (response.status, response.json) == (200, {"healthy": True, "problems": []})


def test_sigterm_ends_streams_at_an_event_boundary_and_exits_with_0(embedded, reader):
    embedded.publish("node", "x" * 50_000)
    streams = [reader(embedded.read("node")).opened() for _ in range(10)]
    storm = Storm({name: over_http(embedded, "node") for name in ("a", "b")})
    storm.down()
    storm.wait_for_more(50)
    assert embedded.terminate(10) == 0
    assert embedded.matching("stopping: ") and embedded.matching("stopped: 10 streams were ended")
    storm.stop()
    for stream in streams:
        stream.wait_for_end()
        assert stream.ended_at_boundary and stream.ended_cleanly
        arrived = [payloads.position(event)[1] for event in stream.items]
        assert len(arrived) >= 50 and arrived == list(range(arrived[0], arrived[0] + len(arrived)))


def test_sigterm_is_not_held_up_by_a_reader_that_stopped_reading(embedded, reader):
    embedded.publish("node", "first")
    stalled = reader(embedded.read("node", receive_buffer=4096)).opened()
    stalled.stall()
    for _ in range(100):
        embedded.publish("node", "x" * 100_000)
    assert embedded.terminate(10) == 0


def test_a_hangup_ends_neither_the_server_nor_a_stream(embedded, reader):
    embedded.publish("node", "first")
    stream = reader(embedded.read("node", follow=True)).opened()
    embedded._process.send_signal(signal.SIGHUP)
    embedded.wait_for_line("SIGHUP: there is no certificate to read anew")
    embedded.publish("node", "second")
    stream.wait_for_items(2)
