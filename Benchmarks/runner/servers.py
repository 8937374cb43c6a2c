"""The servers that are compared: how each is configured, started, followed and published to."""

import base64
import hmac
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from . import accounting, tools
from .ports import free_port

_templates = Path(__file__).resolve().parent.parent / "peers"


class Server:
    """One server, in a folder of its own that is made anew at each start."""

    name = ""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.processes = []
        self.port = free_port()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def spawn(self, *command):
        log = open(self.folder / f"{Path(command[0]).name}.log", "ab")
        with log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                start_new_session=True)
        self.processes.append(process)
        return process

    def stop(self):
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.processes = []

    @property
    def pids(self):
        return [pid for process in self.processes for pid in accounting.family(process.pid)]

    @property
    def cpu(self):
        return accounting.cpu_seconds(self.pids)

    @property
    def resident(self):
        return accounting.resident(self.pids)

    @property
    def peak(self):
        return accounting.resident(self.pids, "VmHWM")

    def write(self, name, template, **values):
        text = (_templates / template).read_text()
        for key, value in {"folder": self.folder, "port": self.port, **values}.items():
            text = text.replace(f"@{key}@", str(value))
        (self.folder / name).write_text(text)

    def stream(self):
        """How readers follow it."""
        return {"port": self.port}

    def publication(self):
        """How it is published to."""
        return {"port": self.port}


class Floor(Server):
    name = "floor"
    options = ()

    def start(self):
        self.spawn(tools.path("floor"), "--port", str(self.port), *self.options)
        tools.wait_for_port(self.port)


class CoalescingFloor(Floor):
    name = "coalescing floor"
    options = ("--coalesce",)


class Sluice(Server):
    """The embedded service: published to by HTTP, everything durable."""

    name = "sluice"
    binary = None
    configuration = "sluice.yaml"

    def start(self):
        self.write("sluice.yaml", self.configuration, **self.values())
        self.launch()

    def values(self):
        return {}

    def launch(self):
        """Returns how long it took until it listened, in seconds."""
        begin = time.monotonic()
        process = self.spawn(self.binary, "serve", "--config", "sluice.yaml")
        tools.wait_for_port(self.port, process=process, seconds=120)
        return time.monotonic() - begin

    def publication(self):
        token = (self.folder / "data" / "publish-token").read_text().strip()
        return {"port": self.port, "field": f"Authorization: Bearer {token}"}


class SluiceComponent(Sluice):
    """Sluice as a component: the publisher is the XMPP server."""

    name = "sluice as a component"
    configuration = "sluice-component.yaml"
    is_component = True

    def __init__(self, folder):
        super().__init__(folder)
        self.component_port = free_port()

    def values(self):
        return {"component": self.component_port}

    def stream(self):
        return {"port": self.port, "host": "pubsub.localhost"}

    def publication(self):
        return {"mode": "server", "port": self.component_port, "to": "pubsub.localhost"}


class SluiceEncrypted(Sluice):
    """Sluice that ends TLS by itself; readers come by TLS or HTTP/2, the publisher in plain."""

    name = "sluice encrypted"
    configuration = "sluice-https.yaml"

    def __init__(self, folder):
        super().__init__(folder)
        self.encrypted_port = free_port()

    def values(self):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-keyout", "key.pem", "-out", "certificate.pem", "-days", "2", "-subj", "/CN=localhost"],
            cwd=self.folder, check=True, stderr=subprocess.DEVNULL)
        return {"encrypted": self.encrypted_port}

    def stream(self):
        return {"port": self.encrypted_port}


class SluiceWithTokens(Sluice):
    """Sluice whose readers say by a signed token (HS256) who they are."""

    name = "sluice with a token"
    configuration = "sluice-tokens.yaml"
    secret = "a secret of more than thirty-two bytes"

    def values(self):
        return {"secret": self.secret}

    def stream(self):
        claims = {"sub": "reader@example.org", "exp": int(time.time()) + 3600}
        parts = [self.encoded(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
        signature = hmac.digest(self.secret.encode(), ".".join(parts).encode(), "sha256")
        token = ".".join([*parts, self.encoded(signature)])
        return {"port": self.port, "field": f"Authorization: Bearer {token}"}

    @staticmethod
    def encoded(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Steps(Server):
    """No server: the steps of an item's way, on one thread."""

    name = "sluice's steps"
    #: `microbenchmarks`, beside the server's binary.
    binary = None

    @classmethod
    def build(cls):
        """Of the same sources as the server: those around its binary."""
        for folder in cls.binary.parents:
            if (folder / "Package.swift").exists():
                subprocess.run(
                    ["swift", "build", "-c", "release", "--static-swift-stdlib", "--product", "microbenchmarks"],
                    cwd=folder, check=True, stdout=sys.stderr)
                return

    def run(self, *arguments):
        """Microseconds of one item, as the program tells them."""
        done = subprocess.run([self.binary, *arguments], cwd=self.folder, capture_output=True, text=True, check=True)
        return float(re.search(r" ([0-9.]+) us ", done.stdout)[1])


class Nchan(Server):
    """nginx with the module nchan, one worker. It keeps nothing on disk."""

    name = "nchan"
    missing = "libnginx-mod-nchan"

    @classmethod
    def is_installed(cls):
        return bool(shutil.which("nginx")) and Path("/usr/lib/nginx/modules/ngx_nchan_module.so").exists()

    def start(self):
        self.write("nginx.conf", "nchan.conf")
        (self.folder / "tmp").mkdir()
        self.spawn("nginx", "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), "-e", str(self.folder / "error.log"))
        tools.wait_for_port(self.port)


class Pushpin(Server):
    """pushpin, with nginx as the back end that holds streams open. It keeps nothing on disk."""

    name = "pushpin"
    missing = "pushpin"

    @classmethod
    def is_installed(cls):
        return bool(shutil.which("pushpin")) and bool(shutil.which("nginx"))

    def start(self):
        self.backend, control, self.zmq, command = (free_port() for _ in range(4))
        for name in ("run", "log", "tmp"):
            (self.folder / name).mkdir()
        self.write("backend.conf", "pushpin-backend.conf", backend=self.backend)
        self.write("pushpin.conf", "pushpin.conf", control=control, zmq=self.zmq, command=command)
        self.write("zurl.conf", "zurl.conf")
        internal = Path("/usr/lib/pushpin/internal.conf").read_text()
        (self.folder / "internal.conf").write_text(
            internal.replace("ipc:///var/run/zurl/", f"ipc://{self.folder}/run/"))
        (self.folder / "routes").write_text(f"* 127.0.0.1:{self.backend}\n")
        self.spawn(
            "nginx", "-p", str(self.folder), "-c", str(self.folder / "backend.conf"), "-e", str(self.folder / "error.log"))
        if shutil.which("zurl"):
            self.spawn("zurl", f"--config={self.folder}/zurl.conf")
        self.spawn("pushpin", f"--config={self.folder}/pushpin.conf", "--merge-output", "--loglevel=1")
        for port in (self.backend, self.zmq, self.port):
            tools.wait_for_port(port)
        time.sleep(1)  # its parts find each other

    def stream(self):
        # With more at a time its parts lose count of each other's messages, and it cancels some streams.
        return {"port": self.port, "parallel": 8}

    def publication(self):
        return {"mode": "push", "port": self.zmq}


class Prosody(Server):
    """Prosody with its module mod_pubsub_eventsource; published to by an XMPP client."""

    name = "prosody"
    storage = "internal"
    missing = "prosody, and --modules"
    #: A folder with mod_pubsub_eventsource.
    modules = None

    @classmethod
    def is_installed(cls):
        return bool(shutil.which("prosody")) and cls.modules is not None

    def start(self):
        self.client_port = free_port()
        accounts = self.folder / "data" / "localhost" / "accounts"
        accounts.mkdir(parents=True)
        (self.folder / "certs").mkdir()
        (accounts / "admin.dat").write_text('return { ["password"] = "secret" }\n')
        self.write(
            "prosody.cfg.lua", "prosody.cfg.lua", client=self.client_port, modules=self.modules, storage=self.storage)
        self.spawn(
            shutil.which("lua5.4") or "lua", "/usr/bin/prosody", "--config", str(self.folder / "prosody.cfg.lua"))
        for port in (self.client_port, self.port):
            tools.wait_for_port(port)

    def stream(self):
        return {"port": self.port, "host": "pubsub.localhost"}

    def publication(self):
        return {
            "mode": "client", "port": self.client_port, "jid": "admin@localhost", "password": "secret",
            "to": "pubsub.localhost"}


class ProsodyInMemory(Prosody):
    name = "prosody in memory"
    storage = "memory"


PEERS = [Nchan, Pushpin, Prosody, ProsodyInMemory]
ALL = {server.name: server for server in [Floor, CoalescingFloor, Sluice, SluiceComponent, SluiceEncrypted, SluiceWithTokens, Steps, *PEERS]}


def is_available(name):
    server = ALL[name]
    return server not in PEERS or server.is_installed()
