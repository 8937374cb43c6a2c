"""A component that answers every publish and keeps what the server delivered.

Each server's own XML layer may change a payload on the way (prefixes, references, line ends). What
a component receives is all that Sluice can be asked to pass on, so the tests publish here too.
"""

import hashlib
import socket
import threading
from xml.etree import ElementTree

PUBSUB = "{http://jabber.org/protocol/pubsub}"
ACCEPT = "{jabber:component:accept}"


class Witness:
    """The component `witness.localhost` (XEP-0114) of a server."""

    host = "witness.localhost"

    def __init__(self, server):
        self._delivered = {}
        self._socket = socket.create_connection(("127.0.0.1", server.component_port), 20)
        self._socket.sendall(
            b"<stream:stream xmlns='jabber:component:accept' "
            b"xmlns:stream='http://etherx.jabber.org/streams' to='witness.localhost'>")
        self._parser = ElementTree.XMLPullParser(("start", "end"))
        self._elements = self._read_elements()
        stream = next(element for event, element in self._elements if event == "start")
        digest = hashlib.sha1((stream.get("id") + "secret").encode()).hexdigest()
        self._socket.sendall(f"<handshake>{digest}</handshake>".encode())
        handshake = self._next_stanza()
        assert handshake.tag == f"{ACCEPT}handshake", handshake.tag
        self._socket.settimeout(None)
        threading.Thread(target=self._answer, daemon=True).start()

    def _read_elements(self):
        while piece := self._socket.recv(65536):
            self._parser.feed(piece)
            yield from self._parser.read_events()

    def _next_stanza(self):
        depth = 0
        for event, element in self._elements:
            depth += 1 if event == "start" else -1
            if depth == 0:
                return element
        return None

    def _answer(self):
        while (stanza := self._next_stanza()) is not None:
            item = stanza.find(f"{PUBSUB}pubsub/{PUBSUB}publish/{PUBSUB}item")
            if item is not None:
                self._delivered[item.get("id")] = item[0]
            if stanza.get("type") in ("get", "set"):
                self._socket.sendall(
                    f"<iq type='result' id='{stanza.get('id')}' from='{self.host}' "
                    f"to='{stanza.get('from')}'/>".encode())

    def delivered(self, id):
        """The payload of the item `id` as this component received it: an element."""
        return self._delivered[id]

    def close(self):
        """Ends the stream."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
