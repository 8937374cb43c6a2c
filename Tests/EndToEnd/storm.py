"""Publishers that never pause, and a record of what they were promised."""

import itertools
import threading
from http.client import HTTPException


class Storm:
    """Publishes numbered items until stopped; `acknowledged` holds the ids that were promised.

    An id is `PUBLISHER-NUMBER`, and each publisher sends one after the other, so its numbers must
    arrive in order.
    """

    def __init__(self, publishers):
        self.acknowledged = []
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._up = threading.Event()
        self._up.set()
        self._threads = [
            threading.Thread(target=publisher, args=(self, name), daemon=True)
            for name, publisher in publishers.items()]
        for thread in self._threads:
            thread.start()

    def ids(self, name):
        """The endless ids of one publisher, ended by `stop()`."""
        return (f"{name}-{number}" for number in itertools.takewhile(
            lambda _: not self._stopped.is_set(), itertools.count(1)))

    def acknowledge(self, id):
        with self._changed:
            self.acknowledged.append(id)
            self._changed.notify_all()

    def wait_for_more(self, count, *, timeout=30):
        """Waits until `count` more items have been acknowledged."""
        with self._changed:
            goal = len(self.acknowledged) + count
            reached = self._changed.wait_for(lambda: len(self.acknowledged) >= goal, timeout)
        assert reached, f"{len(self.acknowledged)} of {goal} acknowledged within {timeout} s"

    def down(self):
        """Tells publishers that connect by themselves that there is nobody to connect to."""
        self._up.clear()

    def up(self):
        self._up.set()

    def wait_until_up(self):
        self._up.wait()

    def stop(self):
        """Ends the publishers and waits for what they have in flight."""
        self._stopped.set()
        self._up.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive()


def over_http(sluice, node):
    """A publisher on one kept-alive connection, which it makes anew when it breaks."""
    def publish(storm, name):
        connection = None
        for id in storm.ids(name):
            try:
                connection = connection or sluice.connection()
                storm.acknowledge(sluice.publish(node, id, id=id, connection=connection))
            except (OSError, HTTPException):
                connection = None
                storm.wait_until_up()
    return publish


def over_xmpp(publisher, node):
    """A publisher with a window of stanzas in flight; a refusal is no acknowledgement."""
    def publish(storm, name):
        payloads = ((id, f'<data xmlns="https://prosody.im/protocol/data">{id}</data>') for id in storm.ids(name))
        # The XMPP server never answers for a component that took a stanza to its grave.
        for id in publisher.publish_many(node, payloads, patience=1):
            storm.acknowledge(id)
    return publish


def check_history(ids, acknowledged):
    """Checks that a reader met every acknowledged id, each once, each publisher's in order."""
    assert len(set(ids)) == len(ids), "an item arrived twice"
    missing = set(acknowledged) - set(ids)
    assert not missing, f"{len(missing)} acknowledged items are gone, as {sorted(missing)[:5]}"
    latest = {}
    for id in ids:
        name, _, number = id.rpartition("-")
        assert int(number) > latest.get(name, 0), f"{id} came after {name}-{latest[name]}"
        latest[name] = int(number)
