"""A piece of network between a client and Sluice, which can be cut."""

import socket
import struct
import threading


class Relay:
    """Passes connections on `port` to another port of loopback, and keeps what is asked."""

    def __init__(self, target):
        self._asked = []
        self._target = ("127.0.0.1", target)
        self._lock = threading.Lock()
        self._pairs = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(self._target)
            except OSError:
                near.close()
                continue
            with self._lock:
                self._pairs.add((near, far))
            for source, sink in ((near, far), (far, near)):
                threading.Thread(
                    target=self._pass, args=(source, sink, (near, far)), daemon=True).start()

    def _pass(self, source, sink, pair):
        try:
            while piece := source.recv(65536):
                if source is pair[0]:
                    self._asked.append(piece)
                sink.sendall(piece)
        except OSError:
            pass
        with self._lock:
            self._pairs.discard(pair)
        for end in pair:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def head(self, path):
        """The head of the last request for what begins with `path`, as text."""
        asked = b"".join(self._asked).decode("latin-1")
        start = asked.rindex(f" {path}")
        return asked[start:asked.index("\r\n\r\n", start)]

    def cut(self):
        """Resets every connection, as a phone that leaves a network does; new ones may come."""
        with self._lock:
            pairs, self._pairs = self._pairs, set()
        for pair in pairs:
            for end in pair:
                try:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
        return len(pairs)

    def close(self):
        """Cuts, and listens no longer."""
        self._listener.close()
        self.cut()
