"""Publishing over HTTP: what is taken, what is refused, and what readers then see."""

import pytest

import payloads

TEXT = "one\r\ntwo\rthree\n\n]]> <b>&amp;</b> 🧦\ndata: x\nid: 6\n\n trailing "


@pytest.fixture
def stream(embedded, reader):
    """A reader of the empty node `node`."""
    embedded.publish("node", "to be deleted", id="0")
    embedded.retract("node", "0")
    return reader(embedded.read("node")).opened()


@pytest.mark.parametrize("type", [
    "application/xml", "application/atom+xml", "application/xml; charset=utf-8"])
def test_xml_arrives_as_the_item_that_it_became(embedded, stream, type):
    id = embedded.publish("node", payloads.ATOM, type=type)
    data = stream.wait_for_items(1)[0].data
    assert payloads.item(data) == (id, payloads.tree(payloads.ATOM))


def test_hard_xml_arrives_byte_exact_with_its_carriage_returns(embedded, stream):
    embedded.publish("node", payloads.HARD.encode(), type="application/xml", id="hard")
    data = stream.wait_for_items(1)[0].data
    assert payloads.item(data) == ("hard", payloads.tree(payloads.HARD))


def test_json_arrives_as_the_text_that_was_sent(embedded, stream):
    embedded.publish("node", payloads.JSON_TEXT, type="application/json")
    assert stream.wait_for_items(1)[0].data == payloads.JSON_TEXT


def test_plain_text_arrives_as_it_is_but_for_its_line_ends(embedded, stream):
    embedded.publish("node", TEXT, type="text/plain")
    assert stream.wait_for_items(1)[0].data == TEXT.replace("\r\n", "\n").replace("\r", "\n")


def test_the_answer_names_node_and_item(embedded):
    response = embedded.request(
        "POST", "/publish/a%2Fnode?id=an%20item", "text",
        {"Authorization": f"Bearer {embedded.token}", "Content-Type": "text/plain"})
    assert response.status == 201
    assert response.json["node"] == "a/node" and response.json["id"] == "an item"
    assert response.headers["location"]


def test_each_item_without_an_id_gets_its_own(embedded):
    ids = {embedded.publish("node", "same") for _ in range(20)}
    assert len(ids) == 20


def test_an_item_published_again_replaces_the_old_one(embedded, reader):
    embedded.publish("node", "old", id="1")
    embedded.publish("node", "new", id="1")
    stream = reader(embedded.read("node", query="?items=5"))
    assert stream.wait_for_items(1)[0].data == "new"
    embedded.publish("node", "last", id="2")
    assert [event.data for event in stream.wait_for_items(2)] == ["new", "last"]


@pytest.mark.parametrize("authorization", [None, "Bearer wrong", "Basic YTpi", "Bearer"])
def test_without_the_token_nothing_is_published(embedded, reader, authorization):
    headers = {"Content-Type": "text/plain"}
    if authorization:
        headers["Authorization"] = authorization
    for method in ("POST", "DELETE"):
        response = embedded.request(method, "/publish/node?id=1", "text", headers)
        response.problem(401)
        assert "Bearer" in response.headers["www-authenticate"]
    stream = reader(embedded.read("node", query="?items=9")).opened()
    embedded.publish("node", "with the token")
    assert stream.wait_for_items(1)[0].data == "with the token"


@pytest.mark.parametrize("type, body, status", [
    ("application/xml", "<a><b></a>", 422),
    ("application/xml", "", 422),
    ("application/xml", "<a/><b/>", 422),
    ("application/xml", "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", 422),
    ("application/xml", "<a>" * 50_000, 422),
    ("application/json", '{"open": ', 422),
    ("text/plain", b"\xff\xfe not UTF-8", 422),
    ("image/png", b"\x89PNG", 415),
    ("text/plain", "x" * 20_000_000, 413),
], ids=["not well-formed", "empty", "two roots", "a doctype", "too deep", "no JSON", "no UTF-8",
        "a picture", "too large"])
def test_what_cannot_be_an_item_is_refused_with_a_problem(embedded, type, body, status):
    embedded.publish("node", "first")
    try:
        response = embedded.request("POST", "/publish/node", body, {
            "Authorization": f"Bearer {embedded.token}", "Content-Type": type})
    except (BrokenPipeError, ConnectionResetError):
        # A server may answer and hang up before it has read a body that is far too large.
        assert status == 413
    else:
        assert response.problem(status).get("detail") or status == 413
    embedded.publish("node", "still here")
