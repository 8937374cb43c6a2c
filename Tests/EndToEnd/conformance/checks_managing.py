"""§8.6 to §8.9: who may do what, and who decides it."""

from xml.etree import ElementTree

from conformance.check import check
from conformance.service import PUBSUB, form, values

EVENT = f"{{{PUBSUB}#event}}"


async def requested(s, **fields):
    """A node where juliet waits for approval, and the form that its owner got."""
    node = await s.create(access_model="authorize", **fields)
    assert await s.subscribe(s.juliet, node) == "pending"
    return node, await s.told(s.owner, node)


def answer(s, request, allow, user=None, type="submit"):
    """Answers as a client does: with the fields of the form, and the id of the message."""
    said = values(request)
    fields = {name.removeprefix("pubsub#"): value[0] for name, value in said.items()
              if name and name.startswith("pubsub#")}
    fields["allow"] = allow
    id = f"id='{request.get('id')}'" if request.get("id") else ""
    (user or s.owner).send_stanza(
        s.address, f"<message {id}>{form(fields, 'subscribe_authorization', type)}</message>")


async def subscription_told(s, node):
    message = await s.told(s.juliet, node)
    return message.find(f"{EVENT}event/{EVENT}subscription").get("subscription")


@check("§8.6")
async def owners_are_asked_to_approve(s):
    node, request = await requested(s)
    said = values(request)
    assert said["FORM_TYPE"] == [f"{PUBSUB}#subscribe_authorization"]
    assert said["pubsub#node"] == [node]
    assert said["pubsub#subscriber_jid"] == [s.juliet.boundjid.bare]
    assert said["pubsub#allow"][0] in ("0", "false")


@check("§8.6")
async def an_owner_approves(s):
    node, request = await requested(s)
    answer(s, request, "true")
    assert await subscription_told(s, node) == "subscribed"
    await s.publish(node, "a")
    assert await s.told_items(s.juliet, node) == [("item", "a")]
    assert await s.items(s.juliet, node) == ["a"]


@check("§8.6")
async def an_owner_denies(s):
    node, request = await requested(s)
    answer(s, request, "false")
    assert await subscription_told(s, node) == "none"
    await s.publish(node, "a")
    await s.not_told(s.juliet, node)


@check("§8.6")
async def only_owners_approve(s):
    node, request = await requested(s)
    answer(s, request, "true", s.juliet)
    await s.juliet.catch_up(s.address)
    await s.refused(s.items(s.juliet, node), "auth", "not-authorized", "not-subscribed")


async def no_secret(s, node):
    """Juliet may have been told that her subscription ended, but not of the item."""
    await s.juliet.catch_up(s.address)
    told = [stanza for stanza in s.juliet.inbox(s.address) for items in
            stanza.iter(f"{EVENT}items") if items.get("node") == node]
    assert told == []


def command(inner="", session="", action=""):
    return (f"<command xmlns='http://jabber.org/protocol/commands' node='{PUBSUB}#get-pending'"
            f"{session}{action}>{inner}</command>")


@check("§8.7")
async def pending_requests_by_command(s):
    node, _ = await requested(s)
    first = (await s.ask(s.owner, "set", command(action=" action='execute'")))[0]
    assert first.get("status") == "executing"
    assert node in {value.text for value in first.iter("{jabber:x:data}value")}
    await s.ask(s.owner, "set", command(
        form({"node": node}, "subscribe_authorization"),
        f" sessionid='{first.get('sessionid')}'", " action='execute'"))
    assert values(await s.told(s.owner, node))["pubsub#node"] == [node]


def subscriptions_of(s, node, *lines):
    inner = "".join(f"<subscription jid='{jid}' subscription='{state}'/>" for jid, state in lines)
    return s.owner_set(s.owner, f"<subscriptions node='{node}'>{inner}</subscriptions>")


@check("§8.8.1")
async def owners_see_subscriptions(s):
    node = await s.create()
    await s.subscribe(s.juliet, node)
    answer = await s.owner_get(s.owner, f"<subscriptions node='{node}'/>")
    assert [(line.get("jid"), line.get("subscription")) for line in
            answer.iter(f"{{{PUBSUB}#owner}}subscription")] == [
        (s.juliet.boundjid.bare, "subscribed")]


@check("§8.8.1.1")
async def strangers_do_not_see_subscriptions(s):
    node = await s.create()
    await s.refused(s.owner_get(s.juliet, f"<subscriptions node='{node}'/>"),
                    "auth", "forbidden")


@check("§8.8.2")
async def owners_give_and_end_subscriptions(s):
    node = await s.create()
    jid = s.juliet.boundjid.bare
    await subscriptions_of(s, node, (jid, "subscribed"))
    await s.publish(node, "a")
    while (await s.told(s.juliet, node)).find(f".//{EVENT}item") is None:
        pass
    await subscriptions_of(s, node, (jid, "none"))
    answer = await s.owner_get(s.owner, f"<subscriptions node='{node}'/>")
    assert list(answer.iter(f"{{{PUBSUB}#owner}}subscription")) == []


@check("§8.8.4")
async def subscribers_are_told_what_owners_change(s):
    node = await s.create()
    await s.subscribe(s.juliet, node)
    await subscriptions_of(s, node, (s.juliet.boundjid.bare, "none"))
    assert await subscription_told(s, node) == "none"


@check("§8.8.2.4")
async def subscriptions_that_cannot_be_changed_come_back(s):
    node = await s.create()
    good, bad = s.juliet.boundjid.bare, s.nurse.boundjid.bare
    await s.affiliate(node, bad, "outcast")
    answer = await s.refused(
        subscriptions_of(s, node, (good, "subscribed"), (bad, "subscribed")),
        "modify", "not-acceptable")
    lines = [line.get("jid") for line in answer.iter(f"{{{PUBSUB}#owner}}subscription")]
    assert lines == [bad]


@check("§8.9.1")
async def owners_see_affiliations(s):
    node = await s.create()
    await s.affiliate(node, s.juliet, "member")
    await s.affiliate(node, s.nurse, "publisher")
    await s.affiliate(node, s.nurse, "none")
    answer = await s.owner_get(s.owner, f"<affiliations node='{node}'/>")
    assert {(line.get("jid"), line.get("affiliation")) for line in
            answer.iter(f"{{{PUBSUB}#owner}}affiliation")} == {
        (s.owner.boundjid.bare, "owner"), (s.juliet.boundjid.bare, "member")}


@check("§8.9.1")
async def pages_of_affiliations(s):
    node = await s.create()
    await s.affiliate(node, s.juliet, "member")
    page = "<set xmlns='http://jabber.org/protocol/rsm'><max>1</max></set>"
    answer = await s.owner_get(s.owner, f"<affiliations node='{node}'/>{page}")
    assert len(list(answer.iter(f"{{{PUBSUB}#owner}}affiliation"))) == 1
    assert answer.find(".//{http://jabber.org/protocol/rsm}count").text == "2"


@check("§8.9.1.1")
async def strangers_do_not_see_affiliations(s):
    node = await s.create()
    await s.refused(s.owner_get(s.juliet, f"<affiliations node='{node}'/>"),
                    "auth", "forbidden")


@check("§8.9.1.1")
async def affiliations_of_no_node(s):
    await s.refused(s.owner_get(s.owner, f"<affiliations node='{s.name()}'/>"),
                    "cancel", "item-not-found")


@check("§8.9.2")
async def affiliations_belong_to_bare_addresses(s):
    node = await s.create()
    await s.affiliate(node, "JULIET@Example.ORG/balcony", "publisher")
    await s.publish(node, "a", user=s.juliet)
    answer = await s.owner_get(s.owner, f"<affiliations node='{node}'/>")
    assert s.juliet.boundjid.bare in {
        line.get("jid") for line in answer.iter(f"{{{PUBSUB}#owner}}affiliation")}


@check("§8.9.2")
async def a_second_owner(s):
    node = await s.create()
    await s.affiliate(node, s.nurse, "owner")
    await s.owner_set(s.nurse, f"<delete node='{node}'/>")


@check("§8.9.2")
async def subscribers_become_outcasts(s):
    node = await s.create()
    await s.subscribe(s.juliet, node)
    await s.affiliate(node, s.juliet, "outcast")
    assert await subscription_told(s, node) == "none"
    await s.publish(node, "a")
    await s.not_told(s.juliet, node)


@check("§8.9.2")
async def who_leaves_the_whitelist_is_told_no_more(s):
    node = await s.create(access_model="whitelist")
    await s.affiliate(node, s.juliet, "member")
    await s.subscribe(s.juliet, node)
    await s.affiliate(node, s.juliet, "none")
    await s.publish(node, "secret")
    await no_secret(s, node)


@check("§8.2")
async def closing_a_node_ends_delivery(s):
    node = await s.create()
    await s.subscribe(s.juliet, node)
    await s.configure(node, access_model="whitelist")
    await s.publish(node, "secret")
    await no_secret(s, node)


@check("§8.7.4")
async def membership_approves_a_request(s):
    node, _ = await requested(s)
    await s.affiliate(node, s.juliet, "member")
    await s.publish(node, "a")
    assert await s.items(s.juliet, node) == ["a"]
    own = await s.get(s.juliet, f"<subscriptions node='{node}'/>")
    assert [line.get("subscription") for line in
            own.iter(f"{{{PUBSUB}}}subscription")] == ["subscribed"]


@check("§8.9.2.2")
async def strangers_do_not_change_affiliations(s):
    node = await s.create()
    await s.refused(s.affiliate(node, s.juliet, "owner", by=s.juliet), "auth", "forbidden")


@check("§8.9.2.4")
async def the_last_owner_stays(s):
    node = await s.create()
    await s.refused(s.affiliate(node, s.owner, "none"), "modify", "not-acceptable")
    assert (await s.configuration(node))["pubsub#access_model"]


@check("§8.9.2.4")
async def affiliations_that_cannot_be_changed_come_back(s):
    node = await s.create()
    owner, juliet = s.owner.boundjid.bare, s.juliet.boundjid.bare
    answer = await s.refused(s.owner_set(s.owner, (
        f"<affiliations node='{node}'><affiliation jid='{juliet}' affiliation='member'/>"
        f"<affiliation jid='{owner}' affiliation='none'/></affiliations>")),
        "modify", "not-acceptable")
    lines = [(line.get("jid"), line.get("affiliation")) for line in
             answer.iter(f"{{{PUBSUB}#owner}}affiliation")]
    assert lines == [(owner, "owner")]


@check("§8.9.2.4")
async def one_address_twice(s):
    node = await s.create()
    line = f"<affiliation jid='{s.juliet.boundjid.bare}' affiliation='%s'/>"
    await s.refused(s.owner_set(s.owner, (
        f"<affiliations node='{node}'>{line % 'member'}{line % 'publisher'}</affiliations>")),
        "modify", "bad-request")


@check("§8.9.2")
async def too_many_affiliations(s):
    node = await s.limited.create()
    await s.limited.affiliate(node, s.juliet, "member")
    await s.refused(s.limited.affiliate(node, s.nurse, "member"), "cancel", "not-allowed")


@check("§13.4")
async def notifications_have_ids(s):
    node = await s.create()
    await s.subscribe(s.juliet, node)
    await s.subscribe(s.nurse, node)
    await s.publish(node, "a")
    for user in (s.juliet, s.nurse):
        assert (await s.told(user, node)).get("id")


@check("§13.4")
async def a_bounce_for_good_ends_the_subscription(s):
    node = await s.create()
    await s.subscribe(s.juliet, node, s.juliet.boundjid.full)
    await s.publish(node, "a")
    message = await s.told(s.juliet, node)
    event = ElementTree.tostring(message[0], encoding="unicode")
    s.juliet.send_stanza(s.address, (
        f"<message type='error' id='{message.get('id')}'>{event}<error type='cancel'>"
        "<item-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>"))
    await s.juliet.catch_up(s.address)
    await s.publish(node, "b")
    await s.not_told(s.juliet, node)


@check("§16")
async def ping(s):
    await s.ask(s.juliet, "get", "<ping xmlns='urn:xmpp:ping'/>")


@check("§16")
async def software_version(s):
    answer = await s.ask(s.juliet, "get", "<query xmlns='jabber:iq:version'/>")
    assert answer.find(".//{*}name").text and answer.find(".//{*}version").text


@check("§16")
async def every_request_is_answered(s):
    for kind, child in (
            ("get", "<query xmlns='urn:example:unknown'/>"),
            ("set", f"<pubsub xmlns='{PUBSUB}'><dance/></pubsub>"),
            ("set", f"<pubsub xmlns='{PUBSUB}'/>"),
            ("set", f"<pubsub xmlns='{PUBSUB}#owner'><dance/></pubsub>"),
            ("set", f"<pubsub xmlns='{PUBSUB}'><items node='a'/></pubsub>")):
        answer = await s.juliet.ask(s.address, kind, child, timeout=5)
        assert answer is not None and answer.get("type") == "error", child
