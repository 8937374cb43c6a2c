"""§5: what an entity finds out."""

from conformance.check import check
from conformance.service import PUBSUB, values


def features(answer):
    return {feature.get("var").removeprefix(PUBSUB).lstrip("#")
            for feature in answer.findall(".//{*}feature")
            if feature.get("var").startswith(PUBSUB)}


def identities(answer):
    return {(identity.get("category"), identity.get("type"))
            for identity in answer.findall(".//{*}identity")}


@check("§5.1")
async def service_identity(s):
    answer = await s.information(s.juliet)
    assert ("pubsub", "service") in identities(answer)
    assert "" in features(answer)


@check("§5.1")
async def service_features(s):
    recommended = {
        "config-node", "create-and-configure", "create-nodes", "delete-items", "delete-nodes",
        "instant-nodes", "item-ids", "member-affiliation", "meta-data", "multi-items",
        "outcast-affiliation", "persistent-items", "publish", "publish-options",
        "publisher-affiliation", "purge-nodes", "retract-items", "retrieve-affiliations",
        "retrieve-default", "retrieve-items", "retrieve-subscriptions", "subscribe"}
    assert recommended <= features(await s.information(s.juliet))


@check("§5.2")
async def nodes_are_listed(s):
    node = await s.create(title="Letters")
    found = [item for item in await s.listing(s.juliet) if item.get("node") == node]
    assert [(item.get("jid"), item.get("name")) for item in found] == [(s.address, "Letters")]


@check("§5.2")
async def nodes_are_listed_in_pages(s):
    for _ in range(3):
        await s.create()
    page = "<set xmlns='http://jabber.org/protocol/rsm'><max>2</max></set>"
    assert len(await s.listing(s.juliet, inner=page)) == 2


@check("§5.2")
async def closed_nodes_are_not_listed(s):
    node = await s.create(access_model="whitelist")
    assert node in {item.get("node") for item in await s.listing(s.owner)}
    assert node not in {item.get("node") for item in await s.listing(s.juliet)}


@check("§5.3")
async def node_identity(s):
    node = await s.create()
    answer = await s.information(s.juliet, node)
    assert ("pubsub", "leaf") in identities(answer)
    assert answer[0].get("node") == node


@check("§5.3")
async def unknown_node_has_no_information(s):
    await s.refused(s.information(s.juliet, s.name()), "cancel", "item-not-found")


@check("§5.4")
async def meta_data(s):
    node = await s.create(title="Letters", description="To my beloved", type="urn:example")
    form = values(await s.information(s.juliet, node))
    assert form["FORM_TYPE"] == [f"{PUBSUB}#meta-data"]
    for name, value in {"title": "Letters", "description": "To my beloved",
                        "type": "urn:example", "access_model": "open",
                        "publish_model": "publishers"}.items():
        assert form[f"pubsub#{name}"] == [value]


@check("§5.4")
async def meta_data_of_people(s):
    node = await s.create()
    await s.subscribe(s.juliet, node)
    form = values(await s.information(s.juliet, node))
    assert form["pubsub#owner"] == [s.owner.boundjid.bare]
    assert form["pubsub#num_subscribers"] == ["1"]
    assert form["pubsub#creation_date"][0].endswith("Z")


@check("§5.4")
async def closed_nodes_say_nothing_of_people(s):
    node = await s.create(access_model="whitelist")
    form = values(await s.information(s.juliet, node))
    assert not {"pubsub#owner", "pubsub#publisher", "pubsub#num_subscribers"} & set(form)


@check("§5.5")
async def items_are_listed(s):
    node = await s.create()
    await s.publish(node, "a")
    await s.publish(node, "b")
    assert sorted(item.get("name") for item in await s.listing(s.juliet, node)) == ["a", "b"]


@check("§5.5")
async def items_of_closed_nodes_are_not_listed(s):
    node = await s.create(access_model="whitelist")
    await s.publish(node, "a")
    await s.refused(s.listing(s.juliet, node), "cancel", "not-allowed", "closed-node")


def subscriptions(answer):
    return {(entry.get("node"), entry.get("jid"), entry.get("subscription"))
            for entry in answer.iter(f"{{{PUBSUB}}}subscription")}


@check("§5.6")
async def own_subscriptions(s):
    node, other = await s.create(), await s.create()
    jid = s.nurse.boundjid.bare
    await s.subscribe(s.nurse, node)
    await s.subscribe(s.nurse, other)
    expected = {(node, jid, "subscribed"), (other, jid, "subscribed")}
    assert expected <= subscriptions(await s.get(s.nurse, "<subscriptions/>"))
    answer = await s.get(s.nurse, f"<subscriptions node='{node}'/>")
    assert {entry[1:] for entry in subscriptions(answer)} == {(jid, "subscribed")}


@check("§5.6")
async def subscriptions_go_with_their_node(s):
    node = await s.create()
    await s.subscribe(s.nurse, node)
    await s.delete(node)
    assert node not in {entry[0] for entry in
                        subscriptions(await s.get(s.nurse, "<subscriptions/>"))}


@check("§5.7")
async def own_affiliations(s):
    node = await s.create()
    await s.affiliate(node, s.nurse, "publisher")
    answer = await s.get(s.nurse, "<affiliations/>")
    own = {(entry.get("node"), entry.get("affiliation"))
           for entry in answer.iter(f"{{{PUBSUB}}}affiliation")}
    assert (node, "publisher") in own
    answer = await s.get(s.nurse, f"<affiliations node='{node}'/>")
    assert [entry.get("affiliation") for entry in
            answer.iter(f"{{{PUBSUB}}}affiliation")] == ["publisher"]
