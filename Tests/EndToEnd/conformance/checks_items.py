"""§6.5 and its neighbours: fetching items."""

from conformance.check import check
from conformance.service import PUBSUB

RSM = "http://jabber.org/protocol/rsm"


def page(inner):
    return f"<set xmlns='{RSM}'>{inner}</set>"


async def filled(s, count=3, **fields):
    node = await s.create(**fields)
    for number in range(count):
        await s.publish(node, f"i{number}")
    return node


async def paged(s, user, node, inner):
    """The ids of a page and what its `<set/>` says."""
    answer = await s.get(user, f"<items node='{node}'/>{page(inner)}")
    about = answer.find(f".//{{{RSM}}}set")
    assert about is not None, "there is no <set/>"
    said = {child.tag.removeprefix(f"{{{RSM}}}"): child for child in about}
    return [item.get("id") for item in answer.iter(f"{{{PUBSUB}}}item")], said


@check("§6.5")
async def all_items(s):
    node = await filled(s)
    assert sorted(await s.items(s.juliet, node)) == ["i0", "i1", "i2"]


@check("§6.5")
async def items_in_order_of_publication(s):
    node = await filled(s)
    await s.publish(node, "i0")
    assert await s.items(s.juliet, node) == ["i1", "i2", "i0"]


@check("§6.5")
async def items_with_their_payloads(s):
    node = await filled(s, 1)
    answer = await s.get(s.juliet, f"<items node='{node}'/>")
    assert answer.find(".//{http://www.w3.org/2005/Atom}title").text == "It is the east"


@check("§6.5.7")
async def newest_items(s):
    node = await filled(s)
    assert sorted(await s.items(s.juliet, node, "max_items='2'")) == ["i1", "i2"]


@check("§6.5.8")
async def items_by_id(s):
    node = await filled(s)
    ids = "<item id='i0'/><item id='i2'/>"
    assert sorted(await s.items(s.juliet, node, inner=ids)) == ["i0", "i2"]


@check("§6.5.9.12")
async def unknown_items_are_left_out(s):
    node = await filled(s, 1)
    assert await s.items(s.juliet, node, inner="<item id='nothing'/>") == []


@check("§6.5.4")
async def first_page(s):
    node = await filled(s)
    ids, said = await paged(s, s.juliet, node, "<max>2</max>")
    assert len(ids) == 2 and said["count"].text == "3"
    assert said["first"].text == ids[0] and said["last"].text == ids[-1]
    assert said["first"].get("index") == "0"


@check("§6.5.4")
async def pages_have_all_items(s):
    node = await filled(s, 5)
    seen, inner = [], "<max>2</max>"
    while len(seen) < 5:
        ids, said = await paged(s, s.juliet, node, inner)
        assert ids, "an empty page"
        seen += ids
        inner = f"<max>2</max><after>{said['last'].text}</after>"
    assert sorted(seen) == [f"i{number}" for number in range(5)]


@check("§6.5.4")
async def pages_backwards(s):
    node = await filled(s)
    last, said = await paged(s, s.juliet, node, "<max>2</max><before/>")
    before, _ = await paged(
        s, s.juliet, node, f"<max>2</max><before>{said['first'].text}</before>")
    assert sorted(before + last) == ["i0", "i1", "i2"]


@check("§6.5.4")
async def the_count_alone(s):
    node = await filled(s)
    ids, said = await paged(s, s.juliet, node, "<max>0</max>")
    assert ids == [] and said["count"].text == "3"


@check("§6.5.4")
async def pages_after_an_item_that_has_gone(s):
    node = await filled(s)
    await s.refused(
        s.get(s.juliet, f"<items node='{node}'/>{page('<max>2</max><after>gone</after>')}"),
        "cancel", "item-not-found")


@check("§6.5.4")
async def items_in_order_of_creation(s):
    node = await filled(s)
    await s.publish(node, "i0")
    order = "<order xmlns='urn:xmpp:order-by:1' by='creation'/>"
    answer = await s.get(s.juliet, f"<items node='{node}'/>{order}")
    assert [item.get("id") for item in answer.iter(f"{{{PUBSUB}}}item")] in (
        ["i0", "i1", "i2"], ["i2", "i1", "i0"])


@check("§6.5.9.3")
async def items_while_not_subscribed(s):
    node = await filled(s, 1, access_model="authorize")
    await s.refused(s.items(s.juliet, node), "auth", "not-authorized", "not-subscribed")


@check("§6.5.9.3")
async def items_while_pending(s):
    node = await filled(s, 1, access_model="authorize")
    await s.subscribe(s.juliet, node)
    await s.refused(s.items(s.juliet, node), "auth", "not-authorized", "not-subscribed")


@check("§6.5.9.4")
async def items_of_a_node_that_keeps_none(s):
    node = await s.create(persist_items="0")
    await s.publish(node, "a")
    await s.refused(s.items(s.juliet, node), "cancel", "feature-not-implemented",
                    "unsupported", "persistent-items")


@check("§6.5.9.8")
async def items_of_a_closed_node(s):
    node = await filled(s, 1, access_model="whitelist")
    await s.refused(s.items(s.juliet, node), "cancel", "not-allowed", "closed-node")
    await s.affiliate(node, s.juliet, "member")
    assert await s.items(s.juliet, node) == ["i0"]


@check("§6.5.9.10")
async def items_for_an_outcast(s):
    node = await filled(s, 1)
    await s.affiliate(node, s.juliet, "outcast")
    await s.refused(s.items(s.juliet, node), "auth", "forbidden")


@check("§6.5.9.11")
async def items_of_no_node(s):
    await s.refused(s.items(s.juliet, s.name()), "cancel", "item-not-found")
