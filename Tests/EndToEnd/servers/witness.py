"""A component that answers every publish and keeps what the server delivered.

Each server's own XML layer may change a payload on the way (prefixes, references, line ends). What
a component receives is all that Sluice can be asked to pass on, so the tests publish here too.
"""

import hashlib
import socket
import threading
from xml.parsers import expat

PUBSUB = "http://jabber.org/protocol/pubsub"
PAYLOAD = [f"{PUBSUB} {name}" for name in ("pubsub", "publish", "item")]


class Witness:
    """The component `witness.localhost` (XEP-0114) of a server."""

    host = "witness.localhost"

    def __init__(self, server):
        self._delivered = {}
        self._socket = socket.create_connection(("127.0.0.1", server.component_port), 20)
        self._socket.sendall(
            b"<stream:stream xmlns='jabber:component:accept' "
            b"xmlns:stream='http://etherx.jabber.org/streams' to='witness.localhost'>")
        self._stanzas = _stanzas(self._socket)
        stream = next(self._stanzas)
        digest = hashlib.sha1((stream.attributes["id"] + "secret").encode()).hexdigest()
        self._socket.sendall(f"<handshake>{digest}</handshake>".encode())
        handshake = next(self._stanzas)
        assert handshake.name == "jabber:component:accept handshake", handshake.name
        self._socket.settimeout(None)
        threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self):
        for stanza in self._stanzas:
            if stanza.item is not None:
                self._delivered[stanza.item] = stanza.payload.decode()
            if stanza.attributes.get("type") in ("get", "set"):
                self._socket.sendall(
                    f"<iq type='result' id='{stanza.attributes['id']}' from='{self.host}' "
                    f"to='{stanza.attributes['from']}'/>".encode())

    def delivered(self, id):
        """The payload of the item `id`, in the very bytes that came."""
        return self._delivered[id]

    def close(self):
        """Ends the stream."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


class _Stanza:
    """A child of the stream; `payload` are the bytes of what it publishes under the id `item`."""

    def __init__(self, name, attributes):
        self.name, self.attributes = name, attributes
        self.item, self.payload = None, None


def _stanzas(connection):
    """The stream's own element, without content, and then each stanza as soon as it is whole."""
    text, path, whole = bytearray(), [], []
    parser = expat.ParserCreate(namespace_separator=" ")
    stanza = begin = None

    def start(name, attributes):
        nonlocal stanza, begin
        path.append(name)
        if len(path) == 1:
            whole.append(_Stanza(name, attributes))
        elif len(path) == 2:
            stanza = _Stanza(name, attributes)
        elif path[2:] == PAYLOAD:
            stanza.item = attributes.get("id")
        elif path[2:-1] == PAYLOAD:
            begin = parser.CurrentByteIndex

    def end(_):
        if path[2:-1] == PAYLOAD:
            # After `<NAME/>` expat stands behind it, and at `</NAME>` before it.
            close = parser.CurrentByteIndex
            if text[close:close + 2] == b"</":
                close = text.index(b">", close) + 1
            stanza.payload = bytes(text[begin:close])
        path.pop()
        if len(path) == 1:
            whole.append(stanza)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    while piece := connection.recv(65536):
        text += piece
        parser.Parse(piece)
        while whole:
            yield whole.pop(0)
