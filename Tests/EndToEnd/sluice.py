"""Sluice itself: the binary under test."""

import os
from pathlib import Path
from urllib.parse import quote

from eventsource import EventSource
from process import Process
from request import Connection

REPOSITORY = Path(__file__).resolve().parents[2]


def binary():
    """The binary: `$SLUICE`, else the release build, else the debug build."""
    if named := os.environ.get("SLUICE"):
        return Path(named)
    builds = [REPOSITORY / ".build" / kind / "sluice" for kind in ("release", "debug")]
    return next((build for build in builds if build.exists()), builds[0])


def service(server, *, host="pubsub.localhost", secret="secret", create="admins"):
    """The configuration of one service that `server` accepts as a component."""
    return f"""\
  - host: {host}
    component: {{ server: "127.0.0.1:{server.component_port}", secret: "{secret}" }}
    admins: [admin@localhost]
    create: {create}
    autocreate: {{ publish: true, subscribe: true }}
"""


class Sluice(Process):
    """`sluice serve` with its data in `folder`; without `services`, the embedded default.

    `settings` are further lines of configuration; `configuration` is a whole file instead, without
    `--listen`; `bare` leaves out every argument; `data` is another folder for the data.
    """

    def __init__(self, folder, *, services=(), settings="", configuration=None, port=0, bare=False,
                 data=None):
        self.folder = Path(folder)
        self.data = data or self.folder / "sluice-data"
        self.file = self.folder / "sluice.yaml"
        command = [binary(), "serve"]
        if not bare:
            command += ["--data", self.data]
        if not bare and configuration is None:
            command += ["--listen", f"127.0.0.1:{port}"]
        if services:
            settings += "services:\n" + "".join(services)
        if settings:
            configuration = settings
        if configuration is not None:
            self.file.touch(mode=0o600)
            self.file.write_text(configuration)
            command += ["--config", self.file]
        super().__init__(command, cwd=self.folder)
        self._starts_at = 0
        self.port = None

    def launch(self):
        """Starts the process and waits for nothing."""
        self._starts_at = len(self.lines)
        return super().start()

    def start(self, *, connected_to=()):
        """Starts and waits until it listens, and until each host of `connected_to` is connected."""
        self.launch()
        self.port = int(self.wait_for_line(
            r"listening on http://[^ ]*?:(\d+)", after=self._starts_at)[1])
        for host in connected_to:
            self.wait_for_component(host)
        return self

    def wait_for_component(self, host="pubsub.localhost", *, after=None, timeout=30):
        """Waits until the XMPP server has accepted the component `host` (since `after`)."""
        return self.wait_for_line(
            rf"component {host} is connected",
            after=self._starts_at if after is None else after, timeout=timeout)

    # The web

    @property
    def token(self):
        """The bearer token for publishing over HTTP."""
        return (self.data / "publish-token").read_text().strip()

    def connection(self, host="pubsub.localhost"):
        """A kept-alive HTTP connection."""
        return Connection(self.port, host=host)

    def request(self, method, path, body=None, headers=None, *, host="pubsub.localhost"):
        """One HTTP request on a connection of its own."""
        with self.connection(host) as connection:
            return connection.request(method, path, body, headers)

    def read(self, node, *, query="", **options):
        """A reader of a node: an `EventSource`."""
        return EventSource(self.port, f"/eventsource/{quote(node, safe='')}{query}", **options)

    def publish(self, node, body, *, type="text/plain", id=None, connection=None):
        """Publishes over HTTP and gives the item's id; fails unless the answer is 201."""
        path = f"/publish/{quote(node, safe='')}" + (f"?id={quote(id, safe='')}" if id else "")
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": type}
        ask = connection.request if connection else self.request
        response = ask("POST", path, body, headers)
        assert response.status == 201, (response.status, response.body[:300])
        return response.json["id"]

    def retract(self, node, id):
        """Deletes an item over HTTP and gives the answer."""
        path = f"/publish/{quote(node, safe='')}?id={quote(id, safe='')}"
        return self.request("DELETE", path, headers={"Authorization": f"Bearer {self.token}"})
