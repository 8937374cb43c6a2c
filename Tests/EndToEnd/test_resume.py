"""Resuming: every entry after the cursor, once, in order, or word of a gap."""

import json
import random

import pytest

import payloads
from eventsource import EventSource
from storm import Storm, check_history, over_http


@pytest.fixture
def history(embedded):
    """Ten items of the node `node`, as a reader saw them."""
    embedded.publish("node", "0", id="0")
    with embedded.read("node") as stream:
        stream.opened()
        for number in range(1, 11):
            embedded.publish("node", str(number), id=str(number))
        stream.wait_until(lambda: stream.items and stream.items[-1].data == "10")
        return stream.items[-10:]


def state(stream):
    """What the stream first says of itself."""
    return json.loads(stream.wait_for("stream").data)["state"]


def test_a_new_stream_opens_with_a_comment_a_retry_time_and_its_state(embedded, history, reader):
    stream = reader(embedded.read("node"))
    assert state(stream) == "open"
    assert stream.comments and stream.retry
    assert stream.headers["transfer-encoding"] == "chunked"
    assert "no-transform" in stream.headers["cache-control"]
    assert stream.headers["x-accel-buffering"] == "no"


def test_each_item_has_a_later_position_of_the_same_epoch(history):
    epochs, positions = zip(*map(payloads.position, history))
    assert len(set(epochs)) == 1 and list(positions) == sorted(set(positions))


@pytest.mark.parametrize("name", [
    "lastEventId", "lastEventID", "last_event_id", "Last-Event-ID", "evs_last_event_id"])
def test_the_last_id_may_come_in_the_query_as_polyfills_send_it(embedded, history, reader, name):
    stream = reader(embedded.read("node", query=f"?{name}={history[3].id}"))
    assert state(stream) == "resumed"
    assert stream.wait_for_items(6) == history[4:]


def test_the_header_wins_over_a_stale_query(embedded, history, reader):
    stream = reader(embedded.read(
        "node", query=f"?lastEventId={history[0].id}", last_event_id=history[8].id))
    assert state(stream) == "resumed"
    assert stream.wait_for_items(1) == history[9:]


def test_a_resumed_stream_goes_on_live_with_nothing_between(embedded, history, reader):
    stream = reader(embedded.read("node", last_event_id=history[-1].id))
    assert state(stream) == "resumed"
    embedded.publish("node", "live", id="live")
    assert stream.wait_for_items(1)[0].data == "live"


@pytest.mark.parametrize("cursor", ["no-such-epoch-3", "garbage", "-", "99999999999999999999999"])
def test_a_cursor_of_another_journal_is_told_of_the_gap_and_gets_the_present_items(
        embedded, history, reader, cursor):
    stream = reader(embedded.read("node", last_event_id=cursor))
    assert state(stream) == "gap"
    assert stream.wait_until(lambda: stream.items and stream.items[-1].data == "10")


def test_items_asks_for_the_newest_items_first(embedded, history, reader):
    stream = reader(embedded.read("node", query="?items=3"))
    assert [event.data for event in stream.wait_for_items(3)] == ["8", "9", "10"]


def test_several_nodes_share_one_stream_and_one_cursor(embedded, history, reader):
    embedded.publish("other", "o0")
    both = "/eventsource?node=node&node=other"
    stream = reader(EventSource(embedded.port, both, last_event_id=history[-1].id))
    embedded.publish("node", "n1")
    embedded.publish("other", "o1")
    items = stream.wait_for_items(3)
    assert [event.data for event in items] == ["o0", "n1", "o1"]
    again = reader(EventSource(embedded.port, both, last_event_id=items[0].id))
    assert again.wait_for_items(2) == items[1:]


def test_readers_that_join_a_storm_anywhere_miss_nothing_and_see_nothing_twice(embedded, reader):
    embedded.publish("storm", "before")
    witness = reader(embedded.read("storm")).opened()
    storm = Storm({name: over_http(embedded, "storm") for name in ("a", "b", "c")})
    joined = []
    for _ in range(60):
        storm.wait_for_more(10)
        cursor = random.choice(witness.items[-200:])
        joined.append((cursor, reader(embedded.read("storm", last_event_id=cursor.id))))
    storm.stop()
    embedded.publish("storm", "the end")

    for stream in [witness, *(stream for _, stream in joined)]:
        stream.wait_until(lambda: stream.items and stream.items[-1].data == "the end")
    history = [event for event in witness.items if event.data != "before"]
    check_history([event.data for event in history[:-1]], storm.acknowledged)
    for cursor, stream in joined:
        assert state(stream) == "resumed"
        assert stream.items == witness.items[witness.items.index(cursor) + 1:]


def test_what_retention_has_taken_is_told_as_a_gap(sluice, reader):
    sluice = sluice(settings="retention: { entries: 20 }\nlog: { level: debug }\n").start()
    sluice.publish("node", "0", id="0")
    with sluice.read("node") as stream:
        stream.opened()
        for number in range(1, 101):
            sluice.publish("node", str(number), id=str(number))
        stream.wait_until(lambda: stream.items and stream.items[-1].data == "100")
        old, recent = stream.items[-100], stream.items[-5]
    sluice.wait_for_line("retention took entries")
    late = reader(sluice.read("node", last_event_id=old.id))
    assert state(late) == "gap"
    late.wait_until(lambda: late.items and late.items[-1].data == "100")
    # From the first that is left on it is complete.
    first = json.loads(late.named("stream")[0].data)["first"]
    positions = [payloads.position(event)[1] for event in late.items]
    left = [payloads.position(event)[1] for event in stream.items
            if payloads.position(event)[1] > int(first.rpartition("-")[2])]
    assert positions[-len(left):] == left
    in_time = reader(sluice.read("node", last_event_id=recent.id))
    assert state(in_time) == "resumed"
    assert [event.data for event in in_time.wait_for_items(4)] == ["97", "98", "99", "100"]


def test_a_silent_stream_gets_heartbeats(sluice, reader):
    sluice = sluice(settings="http: { heartbeat: 200ms }\n").start()
    sluice.publish("node", "first")
    stream = reader(sluice.read("node")).opened()
    first = len(stream.comments)
    stream.wait_until(lambda: len(stream.comments) >= first + 3)
