"""The event-stream format as parsers of others read it: one table, made by our encoder and from the
standard (HTML §9.2.6), cut at every byte.

`streams.json` is the table of `Tests/EventStreamTests`, where our own parser is put before it. Where a
parser of others leaves the standard, `DIFFERENCES` says how, and the test holds it to that: one that is
mended makes the test fail.
"""

import base64
import json
from pathlib import Path

import httpx
import pytest
from httpx_sse import EventSource
from ld_eventsource import SSEClient
from ld_eventsource.actions import Event
from ld_eventsource.config import ConnectionClient, ConnectionResult, ConnectStrategy

CASES = {
    case["name"]: (
        base64.b64decode(case["stream"]),
        [(event["event"], event["data"], event["id"]) for event in case["events"]])
    for case in json.loads((Path(__file__).parent / "streams.json").read_text("utf-8"))}


def httpx_sse(pieces):
    response = httpx.Response(
        200, headers={"content-type": "text/event-stream"}, content=iter(pieces))
    return [(event.event, event.data, event.id) for event in EventSource(response).iter_sse()]


class Pieces(ConnectStrategy, ConnectionClient):
    """A connection that was recorded."""

    def __init__(self, pieces):
        self.pieces = pieces

    def create_client(self, logger):
        return self

    def connect(self, last_event_id):
        return ConnectionResult(iter(self.pieces), lambda: None)


def launchdarkly(pieces):
    client = SSEClient(Pieces(pieces))
    return [(event.event, event.data, event.last_event_id or "")
            for event in client.all if isinstance(event, Event)]


BOM_STAYS = {
    # "One leading U+FEFF BYTE ORDER MARK character must be ignored": it hides the first field here.
    "a byte order mark is skipped once": [],
}

DIFFERENCES = {
    httpx_sse: BOM_STAYS | {
        # "If the data buffer is an empty string, set the data buffer and the event type buffer to
        # the empty string and return": here a name, an id or a reconnection time is an event, too.
        "a name holds for one block": [("a", "", ""), ("message", "x", "")],
        "an id without data moves the cursor": [("message", "", "7")],
        "retry takes digits": [("message", "", "")],
        # "If the field value consists of only ASCII digits": here `-1` and `1 ` are times.
        "retry takes nothing else": [("message", "", "")],
    },
    launchdarkly: BOM_STAYS,
}


def is_text(stream):
    """Whether the stream is UTF-8 throughout."""
    try:
        return stream.decode() is not None
    except UnicodeDecodeError:
        return False


def halves(stream):
    """The stream cut in two at every place, and byte by byte."""
    for cut in range(1, len(stream)):
        yield [stream[:cut], stream[cut:]]
    yield [stream[index:index + 1] for index in range(len(stream))]


@pytest.mark.parametrize("parse, name", [
    (parse, name) for parse in (httpx_sse, launchdarkly) for name in CASES],
    ids=lambda value: value if isinstance(value, str) else value.__name__)
def test_a_stream_says_to_others_what_it_says_to_us(parse, name):
    stream, standard = CASES[name]
    expected = DIFFERENCES[parse].get(name, standard)
    for pieces in [[stream], *halves(stream)]:
        if parse is launchdarkly and not is_text(stream):
            # "Streams must be decoded using the UTF-8 decode algorithm", which replaces what is none:
            # here it is the end of the stream.
            with pytest.raises(UnicodeDecodeError):
                parse(pieces)
        else:
            assert parse(pieces) == expected, pieces


@pytest.mark.parametrize("parse", [httpx_sse, launchdarkly])
def test_what_our_encoder_writes_is_read_alike_by_all(parse):
    ours = [name for name in CASES if name.startswith("encoded")]
    assert len(ours) > 100
    assert not DIFFERENCES[parse].keys() & set(ours)
    assert all(is_text(CASES[name][0]) for name in ours)
    whole = b"".join(CASES[name][0] for name in ours)
    assert parse([whole]) == [event for name in ours for event in CASES[name][1]]


def test_each_difference_is_one():
    for differences in DIFFERENCES.values():
        for name, events in differences.items():
            assert events != CASES[name][1]
