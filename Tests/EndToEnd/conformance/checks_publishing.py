"""§7: what a publisher does."""

from conformance.check import check
from conformance.service import ENTRY, PUBSUB

EVENT = f"{{{PUBSUB}#event}}"


@check("§7.1")
async def publishing(s):
    node = await s.create()
    await s.subscribe(s.juliet, node)
    assert await s.publish(node, "a") in ("a", None)
    message = await s.told(s.juliet, node)
    assert message.find(".//{http://www.w3.org/2005/Atom}title").text == "It is the east"
    assert await s.items(s.juliet, node) == ["a"]


@check("§7.1")
async def items_without_id_get_one(s):
    node = await s.create()
    id = await s.publish(node, None)
    assert id and await s.items(s.juliet, node) == [id]


@check("§7.1")
async def an_empty_id_is_none(s):
    node = await s.create()
    assert await s.publish(node, "")


@check("§7.1")
async def publishing_again_replaces(s):
    node = await s.create()
    await s.publish(node, "a")
    await s.publish(node, "a", payload="<b xmlns='urn:example'/>")
    answer = await s.get(s.juliet, f"<items node='{node}'/>")
    items = list(answer.iter(f"{{{PUBSUB}}}item"))
    assert len(items) == 1 and items[0][0].tag == "{urn:example}b"


@check("§7.1")
async def publishers_publish(s):
    node = await s.create()
    await s.affiliate(node, s.juliet, "publisher")
    await s.affiliate(node, s.nurse, "publisher")
    await s.publish(node, "a", user=s.juliet)
    await s.publish(node, "b", user=s.nurse)
    assert sorted(await s.items(s.owner, node)) == ["a", "b"]


@check("§7.1")
async def those_who_only_publish_do_not_read(s):
    node = await s.create()
    await s.affiliate(node, s.juliet, "publish-only")
    await s.publish(node, "a", user=s.juliet)
    await s.refused(s.items(s.juliet, node), "auth", "forbidden")
    await s.refused(s.subscribe(s.juliet, node), "auth", "forbidden")


@check("§7.1")
async def everybody_publishes_to_an_open_node(s):
    node = await s.create(publish_model="open")
    await s.publish(node, "a", user=s.juliet)
    assert await s.items(s.owner, node) == ["a"]


@check("§7.1")
async def outcasts_do_not_publish(s):
    node = await s.create(publish_model="open")
    await s.affiliate(node, s.juliet, "outcast")
    await s.refused(s.publish(node, user=s.juliet), "auth", "forbidden")


@check("§7.1")
async def subscribers_publish(s):
    node = await s.create(publish_model="subscribers")
    await s.refused(s.publish(node, user=s.juliet), "auth", "forbidden")
    await s.subscribe(s.juliet, node)
    await s.publish(node, "a", user=s.juliet)


@check("§7.1.2.2")
async def notifications_without_payload(s):
    node = await s.create(deliver_payloads="0")
    await s.subscribe(s.juliet, node)
    await s.publish(node, "a")
    item = (await s.told(s.juliet, node)).find(f".//{EVENT}item")
    assert item.get("id") == "a" and len(item) == 0
    answer = await s.get(s.juliet, f"<items node='{node}'/>")
    assert len(answer.find(f".//{{{PUBSUB}}}item")) == 1


@check("§7.1.2.3")
async def the_publisher_is_shown(s):
    node = await s.create(itemreply="publisher")
    await s.subscribe(s.juliet, node)
    await s.publish(node, "a")
    publisher = (await s.told(s.juliet, node)).find(f".//{EVENT}item").get("publisher")
    assert publisher and publisher.split("/")[0] == s.owner.boundjid.bare


@check("§7.1.2.3")
async def a_claimed_publisher_is_thrown_away(s):
    node = await s.create()
    await s.set(s.owner, f"<publish node='{node}'><item id='a' publisher='nurse@example.org'>"
                         f"{ENTRY}</item></publish>")
    item = (await s.get(s.juliet, f"<items node='{node}'/>")).find(f".//{{{PUBSUB}}}item")
    assert (item.get("publisher") or "").split("/")[0] != "nurse@example.org"


@check("§7.1.2.5")
async def the_oldest_item_goes(s):
    node = await s.create(max_items="2")
    for id in ("a", "b", "c"):
        await s.publish(node, id)
    assert sorted(await s.items(s.juliet, node)) == ["b", "c"]


@check("§7.1.2.5")
async def items_of_all_publishers_are_counted_together(s):
    node = await s.create(max_items="2", publish_model="open")
    await s.publish(node, "a")
    await s.publish(node, "b", user=s.juliet)
    await s.publish(node, "c", user=s.juliet)
    assert sorted(await s.items(s.owner, node)) == ["b", "c"]


@check("§7.1.2.5")
async def subscribers_are_told_which_item_goes(s):
    node = await s.create(
        max_items="1", notify_retract="1", send_last_published_item="never")
    await s.publish(node, "a")
    await s.subscribe(s.juliet, node)
    await s.publish(node, "b")
    told = await s.told_items(s.juliet, node)
    if len(told) == 1:
        told += await s.told_items(s.juliet, node)
    assert sorted(told) == [("item", "b"), ("retract", "a")]


@check("§7.1.3.1")
async def strangers_do_not_publish(s):
    node = await s.create()
    await s.refused(s.publish(node, user=s.juliet), "auth", "forbidden")


@check("§7.1.3.3")
async def publishing_to_no_node(s):
    await s.refused(s.strict.publish(s.name(), user=s.juliet), "cancel", "item-not-found")


@check("§7.1.3.4")
async def a_full_node_rejects(s):
    node = await s.create(max_items="1", publish_node_full="reject")
    await s.publish(node, "a")
    await s.refused(s.publish(node, "b"), "cancel", "conflict", "node-full")
    assert await s.items(s.juliet, node) == ["a"]


@check("§7.1.3.5")
async def payloads_that_are_too_big(s):
    node = await s.create(max_payload_size="100")
    await s.refused(s.publish(node, payload=f"<b xmlns='urn:example'>{'x' * 200}</b>"),
                    "modify", "not-acceptable", "payload-too-big")


@check("§7.1.3.6")
async def two_payloads(s):
    node = await s.create()
    await s.refused(s.publish(node, payload=ENTRY + ENTRY),
                    "modify", "bad-request", "invalid-payload")


@check("§7.1.3.6")
async def payloads_of_another_namespace(s):
    node = await s.create(type="urn:example")
    await s.publish(node, "a", payload="<b xmlns='urn:example'/>")
    await s.refused(s.publish(node), "modify", "bad-request", "invalid-payload")


@check("§7.1.3.7")
async def nothing_to_publish(s):
    node = await s.create()
    await s.refused(s.set(s.owner, f"<publish node='{node}'/>"),
                    "modify", "bad-request", "item-required")


@check("§7.1.3.7")
async def an_item_without_payload(s):
    node = await s.create()
    await s.refused(s.publish(node, payload=""), "modify", "bad-request", "payload-required")


@check("§7.1.3.7")
async def items_where_only_events_are_told(s):
    node = await s.create(persist_items="0", deliver_payloads="0")
    await s.refused(s.publish(node), "modify", "bad-request", "item-forbidden")


@check("§7.1.3.7")
async def events_without_item(s):
    node = await s.create(persist_items="0", deliver_payloads="0")
    await s.subscribe(s.juliet, node)
    await s.set(s.owner, f"<publish node='{node}'/>")
    assert await s.told_items(s.juliet, node) == []


@check("§7.1")
async def items_that_are_not_kept_are_told(s):
    node = await s.create(persist_items="0")
    await s.subscribe(s.juliet, node)
    await s.publish(node, "a")
    assert await s.told_items(s.juliet, node) == [("item", "a")]


@check("§7.1")
async def too_many_items_at_once(s):
    node = await s.limited.create()
    items = "".join(f"<item id='{number}'>{ENTRY}</item>" for number in range(4))
    await s.refused(s.limited.set(s.owner, f"<publish node='{node}'>{items}</publish>"),
                    "cancel", "not-allowed", "max-items-exceeded")


@check("§7.1")
async def several_items_at_once(s):
    node = await s.create()
    items = "".join(f"<item id='{number}'>{ENTRY}</item>" for number in range(2))
    await s.set(s.owner, f"<publish node='{node}'>{items}</publish>")
    assert sorted(await s.items(s.juliet, node)) == ["0", "1"]


@check("§7.1.4")
async def publishing_creates_a_node(s):
    node = s.name()
    await s.publish(node, "a")
    assert await s.items(s.owner, node) == ["a"]


@check("§7.1.5")
async def preconditions_that_are_met(s):
    node = await s.create(max_items="max", access_model="whitelist")
    await s.publish(node, "a", options={"access_model": "whitelist", "max_items": "max"})


@check("§7.1.5")
async def preconditions_that_are_not_met(s):
    node = await s.create()
    await s.subscribe(s.juliet, node)
    await s.refused(s.publish(node, options={"access_model": "whitelist"}),
                    "cancel", "conflict", "precondition-not-met")
    await s.not_told(s.juliet, node)
    assert await s.items(s.owner, node) == []


@check("§7.1.5")
async def preconditions_on_every_field(s):
    node = await s.create(title="Letters", notify_delete="0")
    for options in ({"title": "Other letters"}, {"notify_delete": "1"}, {"deliver_payloads": "0"}):
        await s.refused(s.publish(node, options=options),
                        "cancel", "conflict", "precondition-not-met")


@check("§7.1.5")
async def preconditions_that_nobody_knows(s):
    node = await s.create()
    await s.refused(s.publish(node, options={"juliet_is_the_sun": "1"}),
                    "cancel", "conflict", "precondition-not-met")


@check("§7.1.5")
async def options_configure_a_node_that_publishing_creates(s):
    node = s.name()
    await s.publish(node, options={"access_model": "whitelist"})
    assert (await s.configuration(node))["pubsub#access_model"] == ["whitelist"]


@check("§7.1")
async def json_containers(s):
    node = await s.create()
    await s.subscribe(s.juliet, node)
    await s.publish(node, payload="<json xmlns='urn:xmpp:json:0'>{\"a\": 1}</json>")
    assert (await s.told(s.juliet, node)).find(".//{urn:xmpp:json:0}json").text == '{"a": 1}'


@check("§7.2")
async def retracting(s):
    node = await s.create(send_last_published_item="never")
    await s.publish(node, "a")
    await s.subscribe(s.juliet, node)
    await s.retract(node, "a", notify=" notify='true'")
    assert await s.told_items(s.juliet, node) == [("retract", "a")]
    assert await s.items(s.juliet, node) == []


@check("§7.2.2.1")
async def retracting_where_subscribers_are_told(s):
    node = await s.create(notify_retract="1", send_last_published_item="never")
    await s.publish(node, "a")
    await s.subscribe(s.juliet, node)
    await s.retract(node, "a")
    assert await s.told_items(s.juliet, node) == [("retract", "a")]


@check("§7.2.2.1")
async def retracting_in_silence(s):
    node = await s.create(notify_retract="0", send_last_published_item="never")
    await s.publish(node, "a")
    await s.subscribe(s.juliet, node)
    await s.retract(node, "a")
    await s.not_told(s.juliet, node)


@check("§7.2.2.1")
async def who_retracts_may_ask_for_a_notification(s):
    node = await s.create(notify_retract="0", send_last_published_item="never")
    await s.publish(node, "a")
    await s.subscribe(s.juliet, node)
    await s.retract(node, "a", notify=" notify='1'")
    assert await s.told_items(s.juliet, node) == [("retract", "a")]


@check("§7.2.3.1")
async def publishers_retract_their_own_items(s):
    node = await s.create()
    await s.affiliate(node, s.juliet, "publisher")
    await s.publish(node, "a", user=s.juliet)
    await s.publish(node, "b")
    await s.retract(node, "a", user=s.juliet)
    assert await s.items(s.owner, node) == ["b"]


@check("§7.2.3.1")
async def strangers_do_not_retract(s):
    node = await s.create()
    await s.publish(node, "a")
    await s.refused(s.retract(node, "a", user=s.juliet), "auth", "forbidden")


@check("§7.2.3.2")
async def retracting_an_unknown_item(s):
    node = await s.create()
    await s.refused(s.retract(node, "a"), "cancel", "item-not-found")


@check("§7.2.3.3")
async def retracting_without_node(s):
    await s.refused(s.set(s.owner, "<retract><item id='a'/></retract>"),
                    "modify", "bad-request", "nodeid-required")


@check("§7.2.3.4")
async def retracting_without_item(s):
    node = await s.create()
    await s.refused(s.set(s.owner, f"<retract node='{node}'/>"),
                    "modify", "bad-request", "item-required")


@check("§7.2.3.5")
async def retracting_where_nothing_is_kept(s):
    node = await s.create(persist_items="0")
    await s.refused(s.retract(node, "a"), "cancel", "feature-not-implemented",
                    "unsupported", "persistent-items")
