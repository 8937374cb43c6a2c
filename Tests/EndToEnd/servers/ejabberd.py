"""Debian's ejabberd in the foreground, in a temporary folder, without epmd."""

import json
import urllib.error
import urllib.request
from pathlib import Path

from ports import free_port
from process import Process

CONFIGURATION = """\
hosts: [{domain}]
loglevel: info
log_rotate_size: infinity
acl:
  admin: {{ user: [admin@{domain}] }}
api_permissions:
  loopback: {{ who: {{ ip: 127.0.0.1/8 }}, what: [register] }}
listen:
  - port: {client_port}
    ip: 127.0.0.1
    module: ejabberd_c2s
    max_stanza_size: 262144
    starttls: false
{components}
  - port: {api_port}
    ip: 127.0.0.1
    module: ejabberd_http
    request_handlers: {{ /api: mod_http_api }}
modules:
  mod_disco: {{}}
  mod_ping: {{}}
  mod_roster: {{}}
  mod_http_api: {{}}
{modules}
"""

COMPONENTS = """\
  - port: {component_port}
    ip: 127.0.0.1
    module: ejabberd_service
    max_stanza_size: 1048576
    global_routes: false
    hosts:
      pubsub.localhost: { password: secret }
      news.localhost: { password: secret }
      witness.localhost: { password: secret }
"""


class Ejabberd(Process):
    """An ejabberd with the admin admin@DOMAIN that accepts components by the secret `secret`, which
    is the password of its `users`, too.

    `components` is the listener for them, if it is another one, with `{component_port}` for its
    port; `modules` are further ones.
    """

    name = "ejabberd"

    def __init__(self, folder, *, domain="localhost", components=COMPONENTS, modules="",
                 users=("admin",)):
        self.folder, self._domain, self._users = Path(folder), domain, users
        self.client_port, self.component_port = free_port(), free_port()
        self._api_port = free_port()
        file = self.folder / "ejabberd.yml"
        file.write_text(CONFIGURATION.format(
            client_port=self.client_port, api_port=self._api_port, domain=domain, modules=modules,
            components=components.replace("{component_port}", str(self.component_port))))
        libraries = next(Path("/usr/lib").glob("*/ejabberd-*")).parent
        super().__init__(
            ["erl", "-noinput", "+S", "1:1", "+sbwt", "none",
             "-mnesia", "dir", f'"{self.folder / "db"}"', "-s", "ejabberd"],
            cwd=self.folder,
            environment={
                "EJABBERD_CONFIG_PATH": str(file), "HOME": str(self.folder),
                "EJABBERD_LOG_PATH": str(self.folder / "ejabberd.log"),
                "CONTRIB_MODULES_PATH": str(self.folder), "ERL_LIBS": str(libraries)})

    def start(self):
        """Starts, waits until clients and components can connect, and registers the users."""
        after = len(self.lines)
        super().start()
        for port in (self.client_port, self.component_port, self._api_port):
            self.wait_for_line(
                rf"Start accepting TCP connections at 127\.0\.0\.1:{port}\b", after=after)
        for user in self._users:
            self._register(user)
        return self

    def _register(self, user):
        body = json.dumps({"user": user, "host": self._domain, "password": "secret"}).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._api_port}/api/register", body,
            {"Content-Type": "application/json"})
        try:
            urllib.request.urlopen(request, timeout=20).close()
        except urllib.error.HTTPError as error:
            if error.code != 409:
                raise
