"""From a slixmpp client through a real XMPP server to a page in Chromium."""

import payloads
from browser import ReadmePage
from sluice import service

NUMBERED = [(f"n{number}", f'<n xmlns="urn:example:n">{number}</n>') for number in range(50)]


def test_a_page_receives_each_published_payload_in_order_and_byte_exact(
        server, sluice, publisher, witness, browser):
    sluice = sluice(services=[service(server)]).start(connected_to=["pubsub.localhost"])
    witness = witness(server)
    publisher = publisher(server)
    publisher.create("page")
    page = ReadmePage(browser, f"http://pubsub.localhost:{sluice.port}/eventsource/page")

    for address in (witness.host, "pubsub.localhost"):
        publisher.service = address
        publisher.publish("page", payloads.ATOM, "atom")
        publisher.publish("page", payloads.JSON, "json")
        publisher.publish_verbatim("page", payloads.HARD, "hard")
        assert len(list(publisher.publish_many("page", NUMBERED))) == len(NUMBERED)

    atom, json, hard, *numbered = page.received(3 + len(NUMBERED))
    assert payloads.item(atom) == ("atom", payloads.tree(payloads.ATOM))
    assert payloads.exact(atom) == payloads.canonical(witness.delivered("atom"))
    assert json == payloads.JSON_TEXT == payloads.tree(witness.delivered("json"))[2]
    assert payloads.item(hard)[0] == "hard"
    assert payloads.exact(hard) == payloads.canonical(witness.delivered("hard"))
    assert all(part in hard for part in ("]]", "👩‍👩‍👧", "\u2028", "no element"))
    assert [payloads.item(data) for data in numbered] == [
        (id, payloads.tree(payload)) for id, payload in NUMBERED]
