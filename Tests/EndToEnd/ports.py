"""Ports that nobody listens on."""

import random
import socket

_given = set()


def free_port():
    """A loopback port outside the kernel's ephemeral range, given once.

    Inside that range a client that tries again and again to reach a stopped server may be given the
    very port it connects to, and then talks to itself.
    """
    while True:
        port = random.randrange(20000, 32000)
        if port in _given:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        _given.add(port)
        return port
