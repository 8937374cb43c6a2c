"""Rights on the web: tokens by header, ticket and cookie, and how streams end."""

import json
import socket
import ssl

import pytest

import payloads
import tokens
from access_page import documented_function
from certificate import Certificate
from http2 import Connection
from sluice import service
from tokens import bearer, token


@pytest.fixture
def stage(prosody, sluice, publisher):
    """Sluice and its admin, with a whitelist node `closed` of which juliet is a member."""
    sluice = sluice(
        services=[service(prosody) + "    await_nodes: false\n"], settings=tokens.SETTINGS)
    sluice.start(connected_to=["pubsub.localhost"])
    admin = publisher(prosody)
    admin.create("closed", {"access_model": "whitelist"})
    admin.affiliate("closed", "juliet@localhost", "member")
    admin.publish("closed", payloads.ATOM, "first")
    return sluice, admin


REVOKED = {"state": "revoked", "node": "closed"}


def ids(events):
    return [payloads.item(event.data)[0] for event in events]


def test_a_member_reads_by_header_by_ticket_and_by_cookie(stage, reader):
    sluice, admin = stage
    sluice.request("GET", "/eventsource/closed").problem(401)
    shown = token()
    ticket = sluice.request("POST", "/ticket/closed?items=5", headers=bearer(shown)).json
    session = sluice.request("POST", "/session", headers=bearer(shown))
    cookie = session.headers["set-cookie"].split(";")[0]
    readers = [
        reader(sluice.read("closed", query="?items=5", headers=bearer(shown))),
        reader(sluice.read("closed", query=ticket["url"].removeprefix("/eventsource/closed"))),
        reader(sluice.read("closed", query="?items=5", headers={"Cookie": cookie})),
    ]
    for one in readers:
        one.opened()
    admin.publish("closed", payloads.ATOM, "second")
    for one in readers:
        assert ids(one.wait_for_items(2)) == ["first", "second"]
    sluice.request("GET", ticket["url"]).problem(401)


def test_a_grant_opens_nodes_without_a_name_and_lets_publish(stage, reader):
    sluice, _ = stage
    stream = reader(sluice.read(
        "closed", headers=bearer(token(None, sluice={"read": ["clo*"]})))).opened()
    publishing = bearer(token(None, sluice={"publish": ["closed"]}))
    answer = sluice.request("POST", "/publish/closed?id=x", "hello",
                            {**publishing, "Content-Type": "text/plain"})
    assert answer.status == 201
    assert stream.wait_for_items(2)[-1].data == "hello"
    sluice.request("POST", "/publish/other", "hello", publishing).problem(404)
    sluice.request("GET", "/eventsource/closed", headers=publishing).problem(403)


def test_a_stream_ends_with_its_token_after_a_warning_and_is_renewed_without_a_gap(stage, reader):
    sluice, admin = stage
    stream = reader(sluice.read("closed", headers=bearer(token(seconds=4)))).opened()
    stream.wait_for("stream", 2)
    warning = json.loads(stream.named("stream")[1].data)
    assert warning["state"] == "expiring" and warning["at"].endswith("Z")
    admin.publish("closed", payloads.ATOM, "second")
    stream.wait_for_items(2)
    renewed = reader(sluice.read(
        "closed", headers=bearer(token()), last_event_id=stream.last_event_id)).opened()
    stream.wait_for_end()
    assert stream.ended_cleanly
    admin.publish("closed", payloads.ATOM, "third")
    assert ids(renewed.wait_for_items(1)) == ["third"]


def test_a_right_that_is_taken_ends_the_stream_at_once_and_no_other(stage, reader):
    sluice, admin = stage
    admin.affiliate("closed", "nurse@localhost", "member")
    juliet = reader(sluice.read("closed", headers=bearer(token()))).opened()
    nurse = reader(sluice.read("closed", headers=bearer(token("nurse@localhost")))).opened()
    admin.affiliate("closed", "juliet@localhost", "none")
    juliet.wait_for_end()
    assert juliet.ended_cleanly
    assert json.loads(juliet.named("stream")[-1].data) == REVOKED
    admin.publish("closed", payloads.ATOM, "second")
    assert ids(nurse.wait_for_items(2)) == ["first", "second"]
    back = {**bearer(token()), "Last-Event-ID": juliet.last_event_id}
    sluice.request("GET", "/eventsource/closed", headers=back).problem(403)
    admin.delete("closed")
    nurse.wait_for_end()
    assert nurse.named("delete")
    back = {**bearer(token("nurse@localhost")), "Last-Event-ID": nurse.last_event_id}
    assert sluice.request("GET", "/eventsource/closed", headers=back).status == 204
    sluice.request("GET", "/eventsource/closed", headers=bearer(token())).problem(404)


def test_over_encrypted_connections_a_right_that_is_taken_is_told_as_well(
        prosody, sluice, publisher, tmp_path):
    sluice = sluice(services=[service(prosody)],
                    settings=tokens.SETTINGS + Certificate(tmp_path).settings)
    sluice.start(connected_to=["pubsub.localhost"])
    port = int(sluice.wait_for_line(r"listening on https://[^ ]*?:(\d+)")[1])
    admin = publisher(prosody)
    admin.create("closed", {"access_model": "whitelist"})
    admin.affiliate("closed", "juliet@localhost", "member")
    shown = bearer(token())
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with Connection(port) as http2, socket.create_connection(("127.0.0.1", port), 20) as plain, \
            context.wrap_socket(plain, server_hostname="localhost") as http1:
        stream = http2.request("GET", "/eventsource/closed", headers={
            name.lower(): value for name, value in shown.items()})
        http1.sendall(
            "GET /eventsource/closed HTTP/1.1\r\nHost: pubsub.localhost\r\n"
            f"Authorization: {shown['Authorization']}\r\n\r\n".encode())
        received = b""
        while b'"open"' not in received:
            received += http1.recv(65536)
        http2.read_until(lambda: stream.states)
        admin.affiliate("closed", "juliet@localhost", "none")
        http2.read_until(lambda: stream.ended)
        assert json.loads(stream.states[-1]) == REVOKED
        while piece := http1.recv(65536):
            received += piece
        assert b"event: stream\ndata: " + json.dumps(
            REVOKED, separators=(",", ":")).encode() in received
        assert received.endswith(b"0\r\n\r\n")


def test_refusals_are_alike_and_the_log_has_nothing_of_what_was_shown(stage):
    sluice, _ = stage
    good = token()
    header, claims, signature = good.split(".")
    ticket = sluice.request("POST", "/ticket/closed", headers=bearer(good)).json["url"]
    assert sluice.request("GET", ticket).status == 200
    unsigned = token(header={"alg": "none"}).rpartition(".")[0] + "."
    changed = f"{header}.{token('romeo@localhost').split('.')[1]}.{signature}"
    wrong = [unsigned, changed, token(key="x" + tokens.KEY), token(seconds=-1),
             token(nbf=9_999_999_999), token(aud="other.localhost"), "nonsense"]
    answers = [sluice.request("GET", "/eventsource/closed", headers=bearer(one)) for one in wrong]
    answers.append(sluice.request("GET", ticket))
    for answer in answers:
        answer.problem(401)
        assert answer.body == answers[0].body
        assert 'error="invalid_token"' in answer.headers["www-authenticate"]
        assert answer.headers["referrer-policy"] == "no-referrer"
    log = "\n".join(sluice.lines)
    assert log.count("from 127.0.0.1 was refused") == len(answers)
    for secret in [*wrong, good, claims, signature, ticket.partition("ticket=")[2], tokens.KEY]:
        assert secret not in log


def test_an_xmpp_user_gets_a_token_by_a_command(stage, reader):
    sluice, admin = stage
    stream = reader(sluice.read("closed", headers=bearer(admin.token()))).opened()
    assert ids(stream.wait_for_items(1)) == ["first"]
    assert (sluice.data / "token-key").stat().st_mode & 0o777 == 0o600


def test_a_browser_follows_a_closed_node_by_ticket_and_by_cookie(stage, browser):
    sluice, _ = stage
    origin = f"http://pubsub.localhost:{sluice.port}"
    follow = """
        const first = source => new Promise(done => {
          source.onmessage = event => { source.close(); done(event.data) }
          source.onerror = () => done("refused")
        })
    """
    # From another origin, by a ticket.
    browser.open("")
    seen = browser.evaluate(follow + """
        const [origin, token, done] = arguments
        fetch(origin + "/ticket/closed", {
          method: "POST", headers: { Authorization: "Bearer " + token } })
          .then(answer => answer.json())
          .then(({ url }) => first(new EventSource(origin + url))).then(done, done)
    """, origin, token())
    assert payloads.item(seen)[0] == "first"
    # From its own, by a cookie that no script sees.
    browser.visit(origin + "/")
    seen, cookies = browser.evaluate(follow + """
        const [token, done] = arguments
        fetch("/session", { method: "POST", headers: { Authorization: "Bearer " + token } })
          .then(() => first(new EventSource("/eventsource/closed", { withCredentials: true })))
          .then(data => done([data, document.cookie]), done)
    """, token())
    assert payloads.item(seen)[0] == "first"
    assert cookies == ""


def test_the_page_that_is_documented_renews_its_stream_without_a_gap(stage, browser):
    sluice, admin = stage
    browser.open(f"""
        const server = "http://pubsub.localhost:{sluice.port}"
        const shown = {json.dumps([token(seconds=5), token()])}
        const received = [], waiting = []
        let asked = 0
        const freshToken = async () => shown[Math.min(asked++, 1)]
        {documented_function()}
        follow("closed", event => {{
          received.push(event.data)
          waiting.forEach(look => look())
        }})
    """)
    wait = """
        const [count, done] = arguments
        const look = () => received.length >= count && done([...received])
        waiting.push(look); look()
    """
    browser.evaluate(wait, 1)
    browser.evaluate("""
        const [done] = arguments
        const look = () => asked > 1 ? done(true) : setTimeout(look, 50)
        look()
    """)
    for id in ("second", "third"):
        admin.publish("closed", payloads.ATOM, id)
    assert [payloads.item(data)[0] for data in browser.evaluate(wait, 3)] == [
        "first", "second", "third"]


def test_the_page_that_is_documented_does_not_hurry_when_a_token_is_nearly_over(sluice, browser):
    sluice = sluice(settings=tokens.SETTINGS.replace("notice: 2s", "notice: 60s")).start()
    sluice.publish("news", "first")
    browser.open(f"""
        const server = "http://localhost:{sluice.port}"
        const asked = [], received = []
        let look = () => {{}}
        const freshToken = async () => {{
          asked.push(Date.now())
          look()
          return {json.dumps(token(seconds=6))}
        }}
        {documented_function()}
        follow("news", event => received.push(event.data))
    """)
    first, second, third = browser.evaluate("""
        const [done] = arguments
        look = () => asked.length > 2 && done(asked)
        look()
    """)
    # The warning comes when a third of the time is left, and not at once.
    assert 3500 < second - first < 5500
    # The same token brings the next one after little more than a second, and the page lets three pass.
    assert 2900 < third - second < 5000
    assert browser.evaluate("arguments[0](received)") == ["first"]
