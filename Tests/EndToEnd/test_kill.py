"""`kill -9`, again and again, while publishers publish and readers resume."""

import random

import payloads
from browser import ReadmePage
from ports import free_port
from sluice import service
from storm import Storm, check_history, over_http, over_xmpp

ROUNDS = 20


def kill_again_and_again(sluice, storm, reader, restart):
    """Kills and restarts Sluice amid the storm; now and then only the reader is cut off."""
    for number in range(ROUNDS):
        connections = reader.connections
        if number % 3 == 1:
            storm.wait_for_more(random.randint(5, 60))
            reader.cut()
            reader.wait_until(lambda: reader.connections > connections)
            connections += 1
        storm.wait_for_more(random.randint(5, 120))
        storm.down()
        sluice.kill()
        restart()
        storm.up()
        reader.wait_until(lambda: reader.connections > connections)
    storm.wait_for_more(20)
    storm.stop()


def wait_for_the_end(stream):
    stream.wait_until(lambda: stream.items and stream.items[-1].data == "the end", timeout=60)


def check_readers(storm, followed, again):
    """Checks what the reader that went through it all saw, and that a replay is the same."""
    wait_for_the_end(followed)
    items = [event for event in followed.items[:-1] if event.data != "before"]
    check_history([event.data for event in items], storm.acknowledged)

    epochs, positions = zip(*map(payloads.position, followed.items))
    assert len(set(epochs)) == 1
    assert list(positions) == sorted(set(positions))
    assert not [event for event in followed.named("stream") if '"gap"' in event.data]

    repeated = again(items[0].id)
    wait_for_the_end(repeated)
    assert repeated.items == followed.items[followed.items.index(items[0]) + 1:]


def test_over_http_every_acknowledged_item_is_there_and_arrives_exactly_once(sluice, reader):
    sluice = sluice(port=free_port()).start()
    sluice.publish("storm", "before", id="before")
    followed = reader(sluice.read("storm", follow=True)).opened()
    storm = Storm({name: over_http(sluice, "storm") for name in ("a", "b", "c")})
    kill_again_and_again(sluice, storm, followed, restart=sluice.start)
    sluice.publish("storm", "the end")
    check_readers(
        storm, followed, lambda id: reader(sluice.read("storm", last_event_id=id)))


def test_over_xmpp_every_acknowledged_item_is_there_and_arrives_exactly_once(
        server, sluice, publisher, reader):
    sluice = sluice(services=[service(server)], port=free_port())
    sluice.start(connected_to=["pubsub.localhost"])
    publisher = publisher(server)
    publisher.create("storm")
    followed = reader(sluice.read("storm", follow=True)).opened()
    storm = Storm({"x": over_xmpp(publisher, "storm")})
    kill_again_and_again(
        sluice, storm, followed, restart=lambda: sluice.start(connected_to=["pubsub.localhost"]))
    publisher.publish("storm", '<data xmlns="https://prosody.im/protocol/data">the end</data>', "end")
    check_readers(
        storm, followed, lambda id: reader(sluice.read("storm", last_event_id=id)))


def test_a_page_in_chromium_resumes_by_itself(sluice, browser):
    sluice = sluice(port=free_port()).start()
    sluice.publish("page", "before the page", id="0")
    page = ReadmePage(browser, f"http://pubsub.localhost:{sluice.port}/eventsource/page")
    sent = []
    for number in range(3):
        sent += [f"{number}a", f"{number}b"]
        sluice.publish("page", f"{number}a")
        sluice.kill()
        sluice.start()
        sluice.publish("page", f"{number}b")
    assert page.received_until(sent[-1])[-len(sent):] == sent


def test_a_retraction_and_the_token_outlive_a_kill(sluice, reader):
    sluice = sluice(port=free_port()).start()
    token = sluice.token
    sluice.publish("node", "nothing yet", id="0")
    with sluice.read("node") as before:
        before.opened()
        sluice.publish("node", "first", id="1")
        position = before.wait_until(lambda: [e for e in before.items if e.data == "first"])[0].id
    assert sluice.retract("node", "1").status == 204
    sluice.kill()
    sluice.start()
    resumed = reader(sluice.read("node", last_event_id=position))
    assert '"1"' in resumed.wait_for("retract").data
    assert sluice.token == token
