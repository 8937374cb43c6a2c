"""Debian's Prosody in the foreground, in a temporary folder."""

import subprocess
from pathlib import Path

from ports import free_port
from process import Process

CONFIGURATION = """\
pidfile = "{folder}/prosody.pid"; data_path = "{folder}/data"; run_as_root = true
interfaces = {{ "127.0.0.1" }}; component_interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {client_port} }}; component_ports = {{ {component_port} }}
http_ports = {{}}; https_ports = {{}}; s2s_ports = {{}}
modules_enabled = {{ "disco", "roster", "saslauth", "ping", "posix" }}
modules_disabled = {{ "s2s" }}
authentication = "internal_plain"
c2s_require_encryption = false; allow_unencrypted_plain_auth = true
admins = {{ "admin@{domain}" }}; limits = {{}}
log = {{ {{ levels = {{ min = "info" }}, to = "console" }} }}
VirtualHost "{domain}"
"""

COMPONENT = 'Component "{host}"\n  component_secret = "secret"\n'


class Prosody(Process):
    """A Prosody with the admin admin@DOMAIN that accepts components by the secret `secret`, which is
    the password of its `users`, too.

    `components` is the part of the configuration about them, if it is another one.
    """

    name = "prosody"
    hosts = ("pubsub.localhost", "news.localhost", "witness.localhost")

    def __init__(self, folder, *, domain="localhost", components=None, users=("admin",)):
        self.folder = Path(folder)
        self.client_port, self.component_port = free_port(), free_port()
        self._file = self.folder / "prosody.cfg.lua"
        (self.folder / "data").mkdir()
        if components is None:
            components = "".join(COMPONENT.format(host=host) for host in self.hosts)
        self._file.write_text(
            CONFIGURATION.format(folder=self.folder, client_port=self.client_port,
                                 component_port=self.component_port, domain=domain)
            + components)
        super().__init__(["prosody", "--config", self._file, "-F"], cwd=self.folder)
        for user in users:
            subprocess.run(
                ["prosodyctl", "--root", "--config", self._file,
                 "register", user, domain, "secret"],
                check=True, capture_output=True)

    def start(self):
        """Starts and waits until clients and components can connect."""
        after = len(self.lines)
        super().start()
        for port in (self.client_port, self.component_port):
            self.wait_for_line(rf"Activated service .*:{port}\b", after=after)
        return self
