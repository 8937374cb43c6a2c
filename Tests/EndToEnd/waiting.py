"""Waiting for a condition that nobody announces, such as a figure in /proc."""

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
