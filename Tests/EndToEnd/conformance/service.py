"""A service under test: what every check needs of it."""

import itertools
from xml.sax.saxutils import quoteattr

PUBSUB = "http://jabber.org/protocol/pubsub"
STANZAS = "{urn:ietf:params:xml:ns:xmpp-stanzas}"
ERRORS = f"{{{PUBSUB}#errors}}"
ENTRY = "<entry xmlns='http://www.w3.org/2005/Atom'><title>It is the east</title></entry>"


class Refused(Exception):
    """The service answered with an error: `answer` is the whole of it."""

    def __init__(self, answer):
        self.answer = answer
        error = answer.find("{*}error")
        self.type = error.get("type")
        names = [child.tag for child in error]
        self.condition = next((n.removeprefix(STANZAS) for n in names
                               if n.startswith(STANZAS) and n != STANZAS + "text"), None)
        application = next((child for child in error if child.tag.startswith(ERRORS)), None)
        self.application = None if application is None else application.tag.removeprefix(ERRORS)
        self.feature = None if application is None else application.get("feature")
        super().__init__(self.type, self.condition, self.application, self.feature)


def form(fields, kind="node_config", type="submit"):
    """A data form; `fields` are (name without `pubsub#`, value) pairs."""
    body = "".join(f"<field var='pubsub#{name}'><value>{value}</value></field>"
                   for name, value in fields.items())
    return (f"<x xmlns='jabber:x:data' type='{type}'><field var='FORM_TYPE' type='hidden'>"
            f"<value>{PUBSUB}#{kind}</value></field>{body}</x>")


def values(element):
    """The fields of a form, or of what has one, as a dictionary of lists of values."""
    return {field.get("var"): [value.text or "" for value in field.findall("{*}value")]
            for field in element.iter("{jabber:x:data}field")}


class Service:
    """`address` under which it is asked, with the users that ask.

    `owner` creates the nodes. `strict` is the same service where only the owner creates nodes, and
    publishing does not; `limited` where few of everything are allowed. `patience` is how many
    seconds a notification may take.
    """

    _numbers = itertools.count(1)

    def __init__(self, addresses, users, *, patience=10):
        self.address = addresses[0]
        self.owner, self.juliet, self.nurse, self.street = users
        self.patience = patience
        if len(addresses) > 1:
            self.strict, self.limited = (
                Service([address], users, patience=patience) for address in addresses[1:])

    # Questions

    async def ask(self, user, kind, child):
        """An iq; gives the answer, or raises `Refused`."""
        answer = await user.ask(self.address, kind, child)
        assert answer is not None, "no answer"
        if answer.get("type") == "error":
            raise Refused(answer)
        return answer

    async def get(self, user, child):
        return await self.ask(user, "get", f"<pubsub xmlns='{PUBSUB}'>{child}</pubsub>")

    async def set(self, user, child):
        return await self.ask(user, "set", f"<pubsub xmlns='{PUBSUB}'>{child}</pubsub>")

    async def owner_get(self, user, child):
        return await self.ask(user, "get", f"<pubsub xmlns='{PUBSUB}#owner'>{child}</pubsub>")

    async def owner_set(self, user, child):
        return await self.ask(user, "set", f"<pubsub xmlns='{PUBSUB}#owner'>{child}</pubsub>")

    async def information(self, user, node=None):
        """The answer to disco#info."""
        node = f" node={quoteattr(node)}" if node else ""
        return await self.ask(
            user, "get", f"<query xmlns='http://jabber.org/protocol/disco#info'{node}/>")

    async def listing(self, user, node=None, inner=""):
        """The items of the answer to disco#items."""
        node = f" node={quoteattr(node)}" if node else ""
        answer = await self.ask(
            user, "get",
            f"<query xmlns='http://jabber.org/protocol/disco#items'{node}>{inner}</query>")
        return answer[0].findall("{*}item")

    async def refused(self, question, type, condition, application=None, feature=None):
        """The question is answered with this error."""
        try:
            await question
        except Refused as refusal:
            said = (refusal.type, refusal.condition, refusal.application, refusal.feature)
            assert said == (type, condition, application, feature)
            return refusal.answer
        raise AssertionError("it is not refused")

    # What the checks do all the time

    def name(self):
        """A name that no node has."""
        return f"node-{next(self._numbers)}"

    async def create(self, user=None, **fields):
        """A new node with this configuration."""
        node = self.name()
        configure = f"<configure>{form(fields)}</configure>" if fields else ""
        await self.set(user or self.owner, f"<create node='{node}'/>{configure}")
        return node

    async def configure(self, node, **fields):
        await self.owner_set(
            self.owner, f"<configure node='{node}'>{form(fields)}</configure>")

    async def configuration(self, node):
        return values(await self.owner_get(self.owner, f"<configure node='{node}'/>"))

    async def delete(self, node):
        await self.owner_set(self.owner, f"<delete node='{node}'/>")

    async def publish(self, node, id="a", payload=ENTRY, *, user=None, options=None):
        """Publishes an item and gives its id as the service tells it."""
        id = "" if id is None else f" id='{id}'"
        options = "" if options is None else (
            f"<publish-options>{form(options, 'publish-options')}</publish-options>")
        answer = await self.set(
            user or self.owner,
            f"<publish node='{node}'><item{id}>{payload}</item></publish>{options}")
        item = answer.find(".//{*}item")
        return None if item is None else item.get("id")

    async def retract(self, node, id, *, user=None, notify=""):
        await self.set(
            user or self.owner, f"<retract node='{node}'{notify}><item id='{id}'/></retract>")

    async def items(self, user, node, attributes="", inner=""):
        """The ids of the items that the answer has."""
        answer = await self.get(user, f"<items node='{node}' {attributes}>{inner}</items>")
        return [item.get("id") for item in answer.iter(f"{{{PUBSUB}}}item")]

    async def affiliate(self, node, user, affiliation, *, by=None):
        jid = user if isinstance(user, str) else user.boundjid.bare
        await self.owner_set(by or self.owner, (
            f"<affiliations node='{node}'><affiliation jid='{jid}' affiliation='{affiliation}'/>"
            "</affiliations>"))

    async def subscribe(self, user, node, jid=None, inner=""):
        """The state of the subscription afterwards."""
        jid = jid or user.boundjid.bare
        answer = await self.set(user, f"<subscribe node='{node}' jid='{jid}'/>{inner}")
        return answer.find(".//{*}subscription").get("subscription")

    async def unsubscribe(self, user, node, jid=None):
        jid = jid or user.boundjid.bare
        return await self.set(user, f"<unsubscribe node='{node}' jid='{jid}'/>")

    # What comes without a question

    async def told(self, user, node):
        """The next message that a user gets about a node."""
        message = await user.take(
            self.address, lambda stanza: is_about(stanza, node), self.patience)
        assert message is not None, f"{user.boundjid} is not told"
        return message

    async def told_items(self, user, node):
        """What the next message has in its `<items/>`: (kind, id) pairs."""
        message = await self.told(user, node)
        items = message.find(f"{{{PUBSUB}#event}}event/{{*}}items")
        assert items is not None, "it is about no items"
        return [(child.tag.rpartition("}")[2], child.get("id")) for child in items]

    async def not_told(self, user, node):
        """By now the user has not been sent a message about the node."""
        await user.catch_up(self.address)
        # Another service may let its answers overtake its notifications.
        wait = 0 if self.patience > 2 else 0.1
        message = await user.take(self.address, lambda stanza: is_about(stanza, node), wait)
        assert message is None, f"{user.boundjid} is told"


def is_about(stanza, node):
    """Whether it is a message with an event of the node, or a form about it."""
    if not stanza.tag.endswith("}message"):
        return False
    event = stanza.find(f"{{{PUBSUB}#event}}event")
    if event is not None:
        return any(child.get("node") == node for child in event)
    return [node] in values(stanza).values()
