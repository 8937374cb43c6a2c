"""Waiting for a condition that nobody announces, such as a figure in /proc."""

import socket
import threading
import time


def eventually(condition, *, timeout=20, interval=0.05):
    """Asks `condition` until it holds and gives what it gave; fails after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    pause = threading.Event()
    while True:
        if outcome := condition():
            return outcome
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout} s: {condition}")
        pause.wait(interval)


def listening(port, *, process, timeout=20):
    """Waits until a process accepts connections on a port of loopback."""
    def accepts():
        assert process.runs, "\n".join(process.lines[-40:])
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0
    eventually(accepts, timeout=timeout)
