"""§6.1 to §6.4: what a subscriber does."""

from conformance.check import check
from conformance.service import PUBSUB, form, values

DELAY = "{urn:xmpp:delay}delay"


@check("§6.1")
async def subscribing_to_an_open_node(s):
    node = await s.create()
    assert await s.subscribe(s.juliet, node) == "subscribed"
    await s.publish(node, "a")
    assert await s.told_items(s.juliet, node) == [("item", "a")]


@check("§6.1")
async def full_addresses_are_subscribed(s):
    node = await s.create()
    await s.subscribe(s.juliet, node, s.juliet.boundjid.full)
    await s.publish(node, "a")
    message = await s.told(s.juliet, node)
    assert message.get("to") == s.juliet.boundjid.full
    await s.not_told(s.street, node)


@check("§6.1.3.1")
async def subscribing_somebody_else(s):
    node = await s.create()
    await s.refused(s.subscribe(s.juliet, node, s.nurse.boundjid.bare),
                    "modify", "bad-request", "invalid-jid")


@check("§6.1.3.4")
async def subscribing_to_a_closed_node(s):
    node = await s.create(access_model="whitelist")
    await s.refused(s.subscribe(s.juliet, node), "cancel", "not-allowed", "closed-node")


@check("§6.1.3.4")
async def members_subscribe_to_a_closed_node(s):
    node = await s.create(access_model="whitelist")
    await s.affiliate(node, s.juliet, "member")
    assert await s.subscribe(s.juliet, node) == "subscribed"


@check("§6.1.3.7")
async def subscribing_again_while_pending(s):
    node = await s.create(access_model="authorize")
    assert await s.subscribe(s.juliet, node) == "pending"
    await s.refused(
        s.subscribe(s.juliet, node), "auth", "not-authorized", "pending-subscription")


@check("§6.1.3.8")
async def outcasts_do_not_subscribe(s):
    node = await s.create()
    await s.affiliate(node, s.juliet, "outcast")
    await s.refused(s.subscribe(s.juliet, node), "auth", "forbidden")


@check("§6.1.3.9")
async def too_many_subscriptions(s):
    node = await s.limited.create()
    for user in (s.owner, s.juliet):
        await s.limited.subscribe(user, node)
    await s.refused(s.limited.subscribe(s.nurse, node),
                    "wait", "policy-violation", "too-many-subscriptions")


@check("§6.1.3.10")
async def nodes_without_subscriptions(s):
    node = await s.create(subscribe="0")
    await s.refused(s.subscribe(s.juliet, node),
                    "cancel", "feature-not-implemented", "unsupported", "subscribe")


@check("§6.1.3.12")
async def subscribing_to_no_node(s):
    await s.refused(s.strict.subscribe(s.juliet, s.name()), "cancel", "item-not-found")


@check("§6.1.4")
async def approval_is_awaited(s):
    node = await s.create(access_model="authorize")
    assert await s.subscribe(s.juliet, node) == "pending"
    await s.publish(node, "a")
    await s.not_told(s.juliet, node)


@check("§6.1.4")
async def members_need_no_approval(s):
    node = await s.create(access_model="authorize")
    await s.affiliate(node, s.juliet, "member")
    assert await s.subscribe(s.juliet, node) == "subscribed"


@check("§6.1.6")
async def subscribing_twice(s):
    node = await s.create()
    await s.subscribe(s.juliet, node)
    assert await s.subscribe(s.juliet, node) == "subscribed"
    await s.publish(node, "a")
    await s.told(s.juliet, node)
    await s.not_told(s.juliet, node)


@check("§6.1.7")
async def last_item_on_subscribing(s):
    node = await s.create(send_last_published_item="on_sub")
    await s.publish(node, "a")
    await s.publish(node, "b")
    await s.subscribe(s.juliet, node)
    assert await s.told_items(s.juliet, node) == [("item", "b")]
    await s.not_told(s.juliet, node)


@check("§6.1.7")
async def last_item_has_its_time(s):
    node = await s.create(send_last_published_item="on_sub")
    await s.publish(node, "a")
    await s.subscribe(s.juliet, node)
    delay = (await s.told(s.juliet, node)).find(DELAY)
    assert delay is not None and delay.get("stamp").endswith("Z")


@check("§6.1.7")
async def no_last_item_where_none_is_sent(s):
    node = await s.create(send_last_published_item="never")
    await s.publish(node, "a")
    await s.subscribe(s.juliet, node)
    await s.not_told(s.juliet, node)


@check("§6.2")
async def unsubscribing(s):
    node = await s.create()
    await s.subscribe(s.juliet, node)
    await s.unsubscribe(s.juliet, node)
    await s.publish(node, "a")
    await s.not_told(s.juliet, node)


@check("§6.2.3.2")
async def unsubscribing_without_subscription(s):
    node = await s.create()
    await s.refused(s.unsubscribe(s.juliet, node),
                    "cancel", "unexpected-request", "not-subscribed")


@check("§6.2.3.3")
async def unsubscribing_somebody_else(s):
    node = await s.create()
    await s.subscribe(s.nurse, node)
    await s.refused(s.unsubscribe(s.juliet, node, s.nurse.boundjid.bare), "auth", "forbidden")


@check("§6.2.3.4")
async def unsubscribing_from_no_node(s):
    await s.refused(s.unsubscribe(s.juliet, s.name()), "cancel", "item-not-found")


def options(s, node, form="", jid=None):
    jid = s.juliet.boundjid.bare if jid is None else jid
    jid = f" jid='{jid}'" if jid else ""
    return f"<options node='{node}'{jid}>{form}</options>"


@check("§6.3")
async def options_form(s):
    node = await s.create()
    await s.subscribe(s.juliet, node)
    answer = values(await s.get(s.juliet, options(s, node)))
    assert answer["FORM_TYPE"] == [f"{PUBSUB}#subscribe_options"]
    assert answer["pubsub#deliver"][0] in ("1", "true")


@check("§6.3")
async def delivery_turned_off(s):
    node = await s.create()
    await s.subscribe(s.juliet, node)
    for value, is_told in (("0", False), ("true", True)):
        await s.set(s.juliet, options(s, node, form({"deliver": value}, "subscribe_options")))
        await s.publish(node, "a")
        await (s.told if is_told else s.not_told)(s.juliet, node)


@check("§6.3.4.2")
async def options_without_subscription(s):
    node = await s.create()
    await s.refused(s.get(s.juliet, options(s, node)),
                    "modify", "unexpected-request", "not-subscribed")


@check("§6.3.4.3")
async def options_without_address(s):
    node = await s.create()
    await s.refused(s.get(s.juliet, options(s, node, jid="")),
                    "modify", "bad-request", "jid-required")


@check("§6.3.6.2")
async def impossible_options(s):
    node = await s.create()
    await s.subscribe(s.juliet, node)
    wrong = form({"deliver": "perhaps"}, "subscribe_options")
    await s.refused(s.set(s.juliet, options(s, node, wrong)),
                    "modify", "bad-request", "invalid-options")


@check("§6.3.7")
async def subscribing_with_options(s):
    node = await s.create()
    muted = form({"deliver": "0"}, "subscribe_options")
    assert await s.subscribe(s.juliet, node, inner=f"<options>{muted}</options>") == "subscribed"
    await s.publish(node, "a")
    await s.not_told(s.juliet, node)


@check("§6.3.7")
async def options_beside_subscribe_name_no_node(s):
    node = await s.create()
    muted = options(s, node, form({"deliver": "0"}, "subscribe_options"))
    await s.refused(s.subscribe(s.juliet, node, inner=muted), "modify", "bad-request")


@check("§6.4")
async def default_options(s):
    node = await s.create()
    for of in ("", f" node='{node}'"):
        assert "pubsub#deliver" in values(await s.get(s.juliet, f"<default{of}/>"))
