"""A server of example.org with the users that the specification's examples are about."""

from servers.ejabberd import Ejabberd
from servers.prosody import Prosody
from transcript import transcripts

DOMAIN = "example.org"
SESSIONS = (f"romeo@{DOMAIN}/orchard", f"juliet@{DOMAIN}/balcony", f"nurse@{DOMAIN}/chamber")
"""Who is logged in."""
USERS = ("romeo", "juliet", "nurse")


def prosody(folder, hosts, own):
    """A Prosody with components at `hosts`, and with its own mod_pubsub at `own`."""
    lines = [f'Component "{host}"\n  component_secret = "secret"' for host in hosts]
    lines += [
        f'Component "{host}" "pubsub"\n  modules_enabled = {{ "ping", "version" }}\n'
        f'  admins = {{ "romeo@{DOMAIN}" }}\n'
        f"  autocreate_on_publish = {'true' if host == own[0] else 'false'}" for host in own]
    return Prosody(folder, domain=DOMAIN, users=USERS, components="\n".join(lines) + "\n")


def ejabberd(folder, hosts, own):
    """An ejabberd with components at `hosts`, and with its own mod_pubsub at `own`."""
    components = """\
  - port: {component_port}
    ip: 127.0.0.1
    module: ejabberd_service
    # All of Sluice's components come at once, and five are all that wait by default.
    backlog: 1024
    max_stanza_size: 1048576
    global_routes: false
    hosts:
""" + "".join(f"      {host}: {{ password: secret }}\n" for host in hosts)
    modules = f"""\
  mod_pubsub:
    hosts: [{", ".join(own)}]
    access_createnode: [{{ allow: [{{ user: romeo@{DOMAIN} }}] }}]
    ignore_pep_from_offline: true
    last_item_cache: false
    max_subscriptions_node: 2
    plugins: [flat]
"""
    return Ejabberd(folder, domain=DOMAIN, users=USERS, components=components, modules=modules)


class Verona:
    """A Prosody or an ejabberd that accepts Sluice under many addresses, and its own pubsub."""

    sessions = SESSIONS
    sluice_hosts = (f"pubsub.{DOMAIN}", f"strict.{DOMAIN}", f"limited.{DOMAIN}")
    """Where publishing creates nodes; where only romeo does; and where limits are small."""
    own_hosts = (f"own.{DOMAIN}", f"own-strict.{DOMAIN}", f"own-limited.{DOMAIN}")
    """The same for the server's own pubsub service, as far as it can be configured so."""
    transcript_hosts = tuple(f"t{number}.{DOMAIN}" for number in range(len(transcripts())))

    def __init__(self, name, folder):
        make = {"prosody": prosody, "ejabberd": ejabberd}[name]
        self.name = name
        self.server = make(folder, self.sluice_hosts + self.transcript_hosts, self.own_hosts)

    def start(self):
        self.server.start()
        return self

    def stop(self):
        self.server.stop()

    @property
    def client_port(self):
        return self.server.client_port

    @property
    def component_port(self):
        return self.server.component_port
