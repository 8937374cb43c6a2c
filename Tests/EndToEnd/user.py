"""A user logged in by slixmpp, who sends stanzas as they are written and keeps what services send."""

import asyncio
import itertools
import re

from slixmpp import ClientXMPP

INFORMATION = "<query xmlns='http://jabber.org/protocol/disco#info'/>"


class User(ClientXMPP):
    """What comes from another domain than the user's own waits in `inbox(service)`, as elements."""

    def __init__(self, jid):
        super().__init__(jid, "secret")
        self.enable_plaintext = True
        self.enable_starttls = self.enable_direct_tls = False
        self.plugin["feature_mechanisms"].unencrypted_plain = True
        self._inboxes = {}
        self._arrived = asyncio.Event()
        self._numbers = itertools.count(1)
        self.add_filter("in", self._sort)

    async def log_in(self, port, timeout=60):
        """Connects to 127.0.0.1 and becomes available."""
        started = asyncio.get_running_loop().create_future()
        self.add_event_handler(
            "session_start", lambda _: started.done() or started.set_result(None))
        self.connect("127.0.0.1", port)
        await asyncio.wait_for(started, timeout)
        self.send_presence()

    def _sort(self, stanza):
        if stanza.name not in ("iq", "message"):
            return stanza
        sender = stanza["from"].domain
        if sender in ("", self.boundjid.domain):
            return stanza
        self.inbox(sender).append(stanza.xml)
        self._arrived.set()
        self._arrived = asyncio.Event()
        return None

    def inbox(self, service):
        """What came from a service, oldest first; whoever reads a stanza takes it out."""
        return self._inboxes.setdefault(service, [])

    async def take(self, service, wanted, timeout):
        """Takes the first stanza of a service for which `wanted` holds; `None` after the time."""
        deadline = asyncio.get_running_loop().time() + timeout
        while True:
            arrived = self._arrived
            for index, stanza in enumerate(self.inbox(service)):
                if wanted(stanza):
                    return self.inbox(service).pop(index)
            try:
                async with asyncio.timeout_at(deadline):
                    await arrived.wait()
            except TimeoutError:
                return None

    def send_stanza(self, service, text):
        """Sends a stanza as it is written, to the service where it names no other."""
        if not re.match(r"<\w+[^>]*\sto=", text):
            text = re.sub(r"^<(\w+)", rf"<\1 to='{service}'", text, count=1)
        self.send_raw(text)

    async def pause(self, seconds):
        """Lets time pass, for what happens at nobody's request."""
        await asyncio.sleep(seconds)

    async def ask(self, service, kind, child, timeout=10):
        """Sends an iq with this child and gives the answer; `None` if there is none in time."""
        id = f"ask-{next(self._numbers)}"
        self.send_stanza(service, f"<iq type='{kind}' id='{id}'>{child}</iq>")
        return await self.take(
            service, lambda stanza: stanza.tag.endswith("}iq") and stanza.get("id") == id, timeout)

    async def catch_up(self, service, timeout=20):
        """Returns when the service has done what it was asked before, and what it sent is here."""
        if await self.ask(service, "get", INFORMATION, timeout) is None:
            raise TimeoutError(f"{service} does not answer")
