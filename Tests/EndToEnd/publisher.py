"""A slixmpp client that uses a pubsub service (XEP-0060)."""

import asyncio
import itertools
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from slixmpp.exceptions import IqError
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatcherId

from session import Session

COMMANDS = "http://jabber.org/protocol/commands"
PUBSUB = "http://jabber.org/protocol/pubsub"


class Publisher(Session):
    """A user who publishes at `service`."""

    def __init__(self, port, *, service="pubsub.localhost", **options):
        self.service = service
        self._ids = itertools.count(1)
        super().__init__(port, **options)

    # The service

    def identities(self):
        """The service's identities by XEP-0030, as (category, type) pairs."""
        async def ask():
            disco = self._client.plugin["xep_0030"]
            info = await disco.get_info(self.service, timeout=self.timeout)
            return {(category, kind) for category, kind, *_ in info["disco_info"]["identities"]}
        return self._wait(ask())

    def ping(self):
        """Pings the service (XEP-0199)."""
        async def ask():
            await self._client.plugin["xep_0199"].send_ping(self.service, timeout=self.timeout)
        self._wait(ask())

    def version(self):
        """The software's name and version (XEP-0092)."""
        async def ask():
            iq = await self._client.plugin["xep_0092"].get_version(
                self.service, timeout=self.timeout)
            return iq["software_version"]["name"], iq["software_version"]["version"]
        return self._wait(ask())

    # Nodes

    def create(self, node, configuration=None):
        """Creates a node; `configuration` maps names without `pubsub#` to values."""
        async def ask():
            return await self._pubsub.create_node(
                self.service, node, config=self._form(configuration), timeout=self.timeout)
        return self._wait(ask())

    def _form(self, configuration):
        if configuration is None:
            return None
        form = self._client.plugin["xep_0004"].make_form(ftype="submit")
        form.add_field("FORM_TYPE", ftype="hidden", value=f"{PUBSUB}#node_config")
        for name, value in configuration.items():
            form.add_field(f"pubsub#{name}", value=value)
        return form

    def configure(self, node, configuration):
        """Submits a node configuration form."""
        async def ask():
            return await self._pubsub.set_node_config(
                self.service, node, self._form(configuration), timeout=self.timeout)
        return self._wait(ask())

    def delete(self, node):
        """Deletes a node."""
        async def ask():
            return await self._pubsub.delete_node(self.service, node, timeout=self.timeout)
        return self._wait(ask())

    def affiliate(self, node, jid, affiliation):
        """Sets somebody's affiliation with a node."""
        async def ask():
            return await self._pubsub.modify_affiliations(
                self.service, node, affiliations=[(jid, affiliation)], timeout=self.timeout)
        return self._wait(ask())

    def token(self):
        """A token for the web, by the service's ad-hoc command (XEP-0050)."""
        async def ask():
            iq = self._client.make_iq_set(ito=self.service)
            iq.append(ElementTree.Element(
                f"{{{COMMANDS}}}command", node="urn:sluice:token", action="execute"))
            answer = await iq.send(timeout=self.timeout)
            field = answer.xml.find(".//{jabber:x:data}field[@var='token']")
            return field.findtext("{jabber:x:data}value")
        return self._wait(ask())

    # Items

    def publish(self, node, payload, id=None):
        """Publishes XML text as slixmpp serialises it."""
        async def ask():
            await self._pubsub.publish(
                self.service, node, id=id, payload=ElementTree.fromstring(payload),
                timeout=self.timeout)
        return self._wait(ask())

    def publish_verbatim(self, node, payload, id):
        """Publishes XML text without touching a character of it: prefixes and references stay."""
        return self._wait(self._publish_verbatim(node, payload, id))

    async def _publish_verbatim(self, node, payload, id, patience=None):
        reply = self._loop.create_future()
        stanza = f"verbatim-{next(self._ids)}"
        self._client.register_handler(Callback(
            stanza, MatcherId(stanza), lambda iq: reply.done() or reply.set_result(iq), once=True))
        self._client.send(
            f'<iq type="set" id="{stanza}" to="{self.service}"><pubsub xmlns="{PUBSUB}">'
            f"<publish node={quoteattr(node)}><item id={quoteattr(id)}>{payload}</item></publish>"
            "</pubsub></iq>")
        try:
            iq = await asyncio.wait_for(reply, patience or self.timeout)
        finally:
            self._client.remove_handler(stanza)
        if iq["type"] == "error":
            raise IqError(iq)

    def publish_many(self, node, payloads, *, window=32, patience=None):
        """Publishes (id, XML text) pairs, `window` in flight; yields each id that is acknowledged.

        What is refused, or not answered within `patience` seconds, was promised to nobody.
        """
        async def one(id, payload):
            try:
                await self._publish_verbatim(node, payload, id, patience)
                return id
            except (IqError, TimeoutError):
                return None
        pending = []
        for id, payload in payloads:
            pending.append(self._start(one(id, payload)))
            if len(pending) == window:
                if done := pending.pop(0).result(self.timeout + 5):
                    yield done
        for waiting in pending:
            if done := waiting.result(self.timeout + 5):
                yield done

    def retract(self, node, id):
        """Retracts an item and asks for the subscribers to be told."""
        async def ask():
            return await self._pubsub.retract(
                self.service, node, id, notify=True, timeout=self.timeout)
        return self._wait(ask())

    def purge(self, node):
        """Removes all items of a node."""
        async def ask():
            return await self._pubsub.purge(self.service, node, timeout=self.timeout)
        return self._wait(ask())

    def items(self, node):
        """The ids of the items of a node, in the service's order."""
        async def ask():
            iq = await self._pubsub.get_items(self.service, node, timeout=self.timeout)
            return [item["id"] for item in iq["pubsub"]["items"]]
        return self._wait(ask())

    def subscribe(self, node):
        """Subscribes, and gives a function that waits for the next notified (node, item id)."""
        arrived = asyncio.Queue()

        async def ask():
            self._client.add_event_handler("pubsub_publish", lambda message: arrived.put_nowait(
                (message["pubsub_event"]["items"]["node"],
                 message["pubsub_event"]["items"]["item"]["id"])))
            await self._pubsub.subscribe(self.service, node, timeout=self.timeout)
        self._wait(ask())
        return lambda: self._wait(asyncio.wait_for(arrived.get(), self.timeout))
