"""A transcript played by users who are logged in at a real server."""

import asyncio
from xml.etree import ElementTree

from matching import LANGUAGE, Bindings, element

PATIENCE = 10
"""Seconds after which what has not come does not come."""


class Difference(AssertionError):
    """What came is not what is written."""


class Conversation:
    """`users` by bare JID: every entity of a transcript has one session, with the resource that the
    transcripts use."""

    def __init__(self, transcript, service, users):
        self._transcript, self._service, self._users = transcript, service, users
        self._bindings = Bindings()

    async def play(self):
        """Plays all steps; nobody may have been sent more than is written."""
        for step in self._transcript.steps:
            user = self._users[step.entity.split("/")[0]]
            match step.verb:
                case "sends": await self._send(user, step)
                case "receives": await self._receive(user, step)
                case "receives nothing": await self._receive_nothing(user, step)
        for user in self._users.values():
            await self._receive_nothing(user, self._transcript.steps[-1])

    def _written(self, step):
        text = step.stanza.replace("pubsub.example.org", self._service)
        return self._bindings.fill(text)

    async def _send(self, user, step):
        user.send_stanza(self._service, self._written(step).strip())
        # In a transcript, what is sent is done before the next step, whoever takes it.
        await user.catch_up(self._service)

    async def _receive(self, user, step):
        expected = element(self._written(step))
        expected.set("from", self._service)
        if expected.get("to") is None:
            expected.set("to", step.entity)
        differences = []

        def is_expected(stanza):
            stanza = element(ElementTree.tostring(stanza, encoding="unicode"))
            stanza.attrib.pop(LANGUAGE, None)
            if stanza.tag.endswith("}message"):
                # ejabberd leaves out what is the default (RFC 6121 §5.2.2).
                stanza.attrib.setdefault("type", "normal")
                if expected.get("id") is None:
                    stanza.attrib.pop("id", None)
            bindings = Bindings(self._bindings)
            difference = bindings.difference(expected, stanza)
            if difference is None:
                self._bindings = bindings
                return True
            differences.append(f"{difference}, in {ElementTree.tostring(stanza).decode()}")
            return False

        if await user.take(self._service, is_expected, PATIENCE) is None:
            why = "; or ".join(dict.fromkeys(differences)) or f"{step.entity} was sent nothing"
            raise Difference(f"{self._transcript.name}, line {step.line}: {why}")

    async def _receive_nothing(self, user, step):
        await user.catch_up(self._service)
        if inbox := user.inbox(self._service):
            sent = ElementTree.tostring(inbox[0]).decode()
            raise Difference(
                f"{self._transcript.name}, line {step.line}: {step.entity} was sent {sent}")


async def play_all(parts, users, *, at_once=8):
    """Plays (transcript, service) pairs, some at once; gives the exception of each, or `None`."""
    turns = asyncio.Semaphore(at_once)

    async def play(transcript, service):
        async with turns:
            try:
                await Conversation(transcript, service, users).play()
            except Exception as difference:
                return difference

    return await asyncio.gather(*(play(*part) for part in parts))
