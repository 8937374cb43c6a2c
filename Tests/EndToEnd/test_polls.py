"""Responses that end as soon as they hold something, for clients who look at them only then."""

import http.client
import json
import threading

from eventstream import EventParser


def poll(server, path):
    """One request to its end: the parser that has read all of it."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=40)
    connection.request("GET", path, headers={"Host": "pubsub.localhost"})
    response = connection.getresponse()
    assert response.status == 200
    assert response.getheader("Connection") == "close"
    parser = EventParser()
    parser.feed(response.read())
    connection.close()
    assert parser.at_boundary and not parser.comments and parser.retry
    return parser


def cursor(parser):
    """Where the next poll is to go on: the last event says it in its data and by its id."""
    last = parser.events[-1]
    state = json.loads(last.data)
    assert (last.name, state["state"]) == ("stream", "polled")
    assert last.id == state["cursor"]
    return state["cursor"]


def test_polls_that_bring_their_cursor_get_everything_once_and_in_order(embedded):
    embedded.publish("node", "first")
    beginning = poll(embedded, "/eventsource/node?poll")
    assert [event.data for event in beginning.events[:-1]] == ["first"]
    sent = [f"item {number}" for number in range(300)]

    def publish():
        with embedded.connection() as connection:
            for text in sent:
                embedded.publish("node", text, connection=connection)

    publisher = threading.Thread(target=publish)
    publisher.start()
    got, at, answers = [], cursor(beginning), 0
    while len(got) < len(sent):
        answer = poll(embedded, f"/eventsource/node?poll&lastEventId={at}")
        got += [event.data for event in answer.events[:-1]]
        at, answers = cursor(answer), answers + 1
    publisher.join()
    assert got == sent
    print(f"\n{len(sent)} items in {answers} answers")


def test_polls_without_a_cursor_see_the_newest_items_at_once(embedded):
    for number in range(5):
        embedded.publish("node", f"item {number}")
    answer = poll(embedded, "/eventsource/node?poll&items=3")
    assert [event.data for event in answer.events[:-1]] == ["item 2", "item 3", "item 4"]
    again = poll(embedded, "/eventsource/node?poll&items=3")
    assert again.events == answer.events


def test_a_poll_waits_for_news(embedded):
    embedded.publish("node", "first")
    at = cursor(poll(embedded, "/eventsource/node?poll"))
    answers = []
    waiting = threading.Thread(
        target=lambda: answers.append(poll(embedded, f"/eventsource/node?poll&lastEventId={at}")))
    waiting.start()
    while embedded.request("GET", "/status").json["*"]["streams"]["open"] == 0:
        assert waiting.is_alive()
    embedded.publish("node", "news")
    waiting.join(10)
    assert [event.data for event in answers[0].events[:-1]] == ["news"]


def test_a_cursor_that_cannot_be_resumed_is_told_of_the_gap_at_once(embedded):
    embedded.publish("node", "first")
    answer = poll(embedded, "/eventsource/node?poll&lastEventId=nonsense")
    assert [event.name for event in answer.events] == ["stream", "message", "stream"]
    assert json.loads(answer.events[0].data)["reason"] == "unknown"
    cursor(answer)
