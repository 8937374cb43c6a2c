"""§8.1 to §8.5: creating, configuring, deleting and purging nodes."""

from conformance.check import check
from conformance.service import PUBSUB, form, values

EVENT = f"{{{PUBSUB}#event}}"


@check("§8.1")
async def creating(s):
    node = s.name()
    await s.set(s.owner, f"<create node='{node}'/>")
    await s.refused(s.set(s.owner, f"<create node='{node}'/>"), "cancel", "conflict")


@check("§8.1.1")
async def not_everybody_creates(s):
    await s.refused(s.strict.create(s.juliet), "auth", "forbidden")


@check("§8.1.1")
async def instant_nodes(s):
    node = (await s.set(s.owner, "<create/>")).find(".//{*}create").get("node")
    await s.publish(node, "a")


@check("§8.1.1")
async def too_many_nodes(s):
    for _ in range(4):
        await s.limited.create(s.nurse)
    await s.refused(s.limited.create(s.nurse), "cancel", "not-allowed", "max-nodes-exceeded")


@check("§8.1.2")
async def creating_with_an_access_model(s):
    for model in ("open", "authorize", "whitelist"):
        node = await s.create(access_model=model)
        assert (await s.configuration(node))["pubsub#access_model"] == [model]


@check("§8.1.2")
async def an_access_model_that_nobody_has(s):
    node = s.name()
    wrong = form({"access_model": "moonlight"})
    await s.refused(s.set(s.owner, f"<create node='{node}'/><configure>{wrong}</configure>"),
                    "modify", "not-acceptable", "unsupported-access-model")
    await s.refused(s.information(s.owner, node), "cancel", "item-not-found")


@check("§8.1.3")
async def creating_and_configuring(s):
    node = await s.create(title="Letters", max_items="7", notify_delete="0")
    configuration = await s.configuration(node)
    assert configuration["pubsub#title"] == ["Letters"]
    assert configuration["pubsub#max_items"] == ["7"]
    assert configuration["pubsub#notify_delete"][0] in ("0", "false")


@check("§8.1.3")
async def collections_are_refused(s):
    if "collections" in {feature.get("var").partition("#")[2] for feature in
                         (await s.information(s.owner)).findall(".//{*}feature")}:
        return
    wrong = form({"node_type": "collection"})
    await s.refused(
        s.set(s.owner, f"<create node='{s.name()}'/><configure>{wrong}</configure>"),
        "cancel", "feature-not-implemented", "unsupported", "collections")


@check("§8.2")
async def configuration_form(s):
    node = await s.create()
    answer = await s.owner_get(s.owner, f"<configure node='{node}'/>")
    fields = {field.get("var"): field for field in answer.iter("{jabber:x:data}field")}
    assert fields["FORM_TYPE"].get("type") == "hidden"
    assert values(answer)["FORM_TYPE"] == [f"{PUBSUB}#node_config"]
    for name, type in {
            "title": "text-single", "access_model": "list-single", "publish_model": "list-single",
            "persist_items": "boolean", "max_items": "text-single", "deliver_payloads": "boolean",
            "deliver_notifications": "boolean", "notify_delete": "boolean",
            "notify_retract": "boolean", "send_last_published_item": "list-single"}.items():
        assert fields[f"pubsub#{name}"].get("type") == type


@check("§8.2")
async def only_access_models_that_work_are_offered(s):
    node = await s.create()
    answer = await s.owner_get(s.owner, f"<configure node='{node}'/>")
    field = next(field for field in answer.iter("{jabber:x:data}field")
                 if field.get("var") == "pubsub#access_model")
    for option in field.findall("{*}option"):
        await s.configure(node, access_model=option.find("{*}value").text)


@check("§8.2")
async def the_greatest_number_of_items(s):
    node = await s.create(max_items="max")
    assert (await s.configuration(node))["pubsub#max_items"][0]


@check("§8.2")
async def no_notifications(s):
    node = await s.create(deliver_notifications="0")
    await s.subscribe(s.juliet, node)
    await s.publish(node, "a")
    await s.not_told(s.juliet, node)


@check("§8.2")
async def types_of_notifications(s):
    for type in ("headline", "normal"):
        node = await s.create(notification_type=type)
        await s.subscribe(s.juliet, node)
        await s.publish(node, "a")
        assert ((await s.told(s.juliet, node)).get("type") or "normal") == type


@check("§8.2")
async def headlines_are_the_default(s):
    node = await s.create()
    await s.subscribe(s.juliet, node)
    await s.publish(node, "a")
    assert (await s.told(s.juliet, node)).get("type") == "headline"


@check("§8.2")
async def owners_are_told_of_subscriptions(s):
    node = await s.create(notify_sub="1")
    await s.subscribe(s.juliet, node)
    message = await s.told(s.owner, node)
    assert message.find(f".//{EVENT}subscription").get("subscription") == "subscribed"


@check("§8.2")
async def items_expire(s):
    node = await s.create(item_expire="1")
    await s.publish(node, "a")
    # A service looks when it likes: this check asks now and then, longer than the others wait.
    for _ in range(60):
        await s.juliet.pause(s.patience / 20)
        if await s.items(s.juliet, node) == []:
            return
    raise AssertionError("it is still there")


@check("§8.2.3.1")
async def strangers_do_not_configure(s):
    node = await s.create()
    await s.refused(s.owner_get(s.juliet, f"<configure node='{node}'/>"), "auth", "forbidden")


@check("§8.2.3.3")
async def configuring_without_node(s):
    await s.refused(s.owner_get(s.owner, "<configure/>"),
                    "modify", "bad-request", "nodeid-required")


@check("§8.2.3.5")
async def configuring_no_node(s):
    await s.refused(s.owner_get(s.owner, f"<configure node='{s.name()}'/>"),
                    "cancel", "item-not-found")


@check("§8.2.4")
async def incomplete_forms(s):
    node = await s.create(title="Letters", max_items="7")
    await s.configure(node, title="Other letters")
    configuration = await s.configuration(node)
    assert configuration["pubsub#title"] == ["Other letters"]
    assert configuration["pubsub#max_items"] == ["7"]


@check("§8.2.4")
async def cancelled_forms(s):
    node = await s.create(title="Letters")
    cancelled = form({"title": "Other letters"}, type="cancel")
    await s.owner_set(s.owner, f"<configure node='{node}'>{cancelled}</configure>")
    assert (await s.configuration(node))["pubsub#title"] == ["Letters"]


@check("§8.2.4")
async def booleans_in_both_ways(s):
    node = await s.create()
    for value, is_true in (("true", True), ("0", False), ("1", True), ("false", False)):
        await s.configure(node, deliver_payloads=value)
        said = (await s.configuration(node))["pubsub#deliver_payloads"][0]
        assert (said in ("1", "true")) == is_true


@check("§8.2.4")
async def fewer_items(s):
    node = await s.create(max_items="5")
    for id in ("a", "b", "c"):
        await s.publish(node, id)
    await s.configure(node, max_items="1")
    assert await s.items(s.juliet, node) == ["c"]


@check("§8.2.5.2")
async def impossible_configurations(s):
    node = await s.create(title="Letters")
    for field in ({"max_items": "many"}, {"persist_items": "perhaps"},
                  {"publish_model": "moonlight"}):
        wrong = form({"title": "Other letters"} | field)
        await s.refused(s.owner_set(s.owner, f"<configure node='{node}'>{wrong}</configure>"),
                        "modify", "not-acceptable")
    assert (await s.configuration(node))["pubsub#title"] == ["Letters"]


@check("§8.2.5.3")
async def subscribers_are_told_of_the_configuration(s):
    node = await s.create(notify_config="1")
    await s.subscribe(s.juliet, node)
    await s.configure(node, title="Letters")
    message = await s.told(s.juliet, node)
    assert values(message.find(f".//{EVENT}configuration"))["pubsub#title"] == ["Letters"]


@check("§8.2.5.3")
async def subscribers_are_told_that_it_is_configured(s):
    node = await s.create(notify_config="1", deliver_payloads="0")
    await s.subscribe(s.juliet, node)
    await s.configure(node, title="Letters")
    assert len((await s.told(s.juliet, node)).find(f".//{EVENT}configuration")) == 0


@check("§8.3")
async def default_configuration(s):
    default = values(await s.owner_get(s.owner, "<default/>"))
    assert default["FORM_TYPE"] == [f"{PUBSUB}#node_config"]
    assert default["pubsub#access_model"] == ["open"]
    configuration = await s.configuration(await s.create())
    assert configuration["pubsub#max_items"] == default["pubsub#max_items"]


@check("§8.4")
async def deleting(s):
    node = await s.create(send_last_published_item="never")
    await s.publish(node, "a")
    await s.subscribe(s.juliet, node)
    await s.delete(node)
    assert (await s.told(s.juliet, node)).find(f".//{EVENT}delete") is not None
    await s.refused(s.items(s.juliet, node), "cancel", "item-not-found")


@check("§8.4")
async def nothing_is_left_for_a_later_node(s):
    node = await s.create(send_last_published_item="never")
    await s.affiliate(node, s.nurse, "publisher")
    await s.publish(node, "a")
    await s.subscribe(s.juliet, node)
    await s.delete(node)
    await s.told(s.juliet, node)
    await s.set(s.owner, f"<create node='{node}'/>")
    assert await s.items(s.juliet, node) == []
    await s.refused(s.publish(node, user=s.nurse), "auth", "forbidden")
    await s.publish(node, "b")
    await s.not_told(s.juliet, node)


@check("§8.4.2")
async def deleting_in_silence(s):
    node = await s.create(notify_delete="0")
    await s.subscribe(s.juliet, node)
    await s.delete(node)
    await s.not_told(s.juliet, node)


@check("§8.4.3.1")
async def strangers_do_not_delete(s):
    node = await s.create()
    await s.refused(s.owner_set(s.juliet, f"<delete node='{node}'/>"), "auth", "forbidden")


@check("§8.4.3.2")
async def deleting_no_node(s):
    await s.refused(s.delete(s.name()), "cancel", "item-not-found")


def purge(s, node, user=None):
    return s.owner_set(user or s.owner, f"<purge node='{node}'/>")


@check("§8.5")
async def purging(s):
    node = await s.create(send_last_published_item="never")
    await s.publish(node, "a")
    await s.publish(node, "b")
    await s.subscribe(s.juliet, node)
    await purge(s, node)
    assert (await s.told(s.juliet, node)).find(f".//{EVENT}purge") is not None
    await s.not_told(s.juliet, node)
    assert await s.items(s.juliet, node) == []


@check("§8.5.3.2")
async def strangers_do_not_purge(s):
    node = await s.create()
    await s.refused(purge(s, node, s.juliet), "auth", "forbidden")


@check("§8.5.3.2")
async def publishers_do_not_purge(s):
    node = await s.create()
    await s.affiliate(node, s.juliet, "publisher")
    await s.refused(purge(s, node, s.juliet), "auth", "forbidden")


@check("§8.5.3.3")
async def purging_where_nothing_is_kept(s):
    node = await s.create(persist_items="0")
    await s.refused(purge(s, node), "cancel", "feature-not-implemented",
                    "unsupported", "persistent-items")


@check("§8.5.3.4")
async def purging_no_node(s):
    await s.refused(purge(s, s.name()), "cancel", "item-not-found")
