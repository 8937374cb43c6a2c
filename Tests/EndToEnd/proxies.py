"""Five reverse proxies, each with the very file of `docs/deploy`, on ports of its own."""

from pathlib import Path

from ports import free_port
from process import Process
from sluice import REPOSITORY
from waiting import listening

HOST = "pubsub.example.org"
DEPLOY = REPOSITORY / "docs" / "deploy"


class Proxy(Process):
    """A proxy in front of a port of loopback, in the foreground, with its files in `folder`.

    `silence`, in whole seconds, comes in place of the 60 s that the file, or the proxy by default,
    gives a silent stream. With a `certificate` the file's lines for encryption are comments no more,
    and the proxy listens at `secure_port` too.
    """

    file = None
    """In `docs/deploy`."""
    public = ()
    """What in the file is the public address, and what comes in its place."""
    log = None
    """What in the file says where requests are logged, and what comes in its place: standard output."""
    time_outs = ()
    """What in the file holds the 60 s, each a format of `{silence}`."""
    encryption = ()
    """The comments in the file that encrypt, and what comes in their place."""

    def __init__(self, folder, upstream, *, silence=60, certificate=None):
        self.port, self.secure_port = free_port(), free_port()
        self.folder, self.silence = Path(folder), silence
        self.configuration = self.folder / self.file
        text = self._upstream((DEPLOY / self.file).read_text(), upstream)
        if self.public:
            old, new = self.public
            text = replaced(text, old, new.format(port=self.port))
        if self.log:
            text = replaced(text, *self.log)
        for line in self.time_outs:
            text = replaced(text, line.format(silence=60), line.format(silence=silence))
        if certificate:
            both = self.folder / "both.pem"
            both.write_text(certificate.certificate.read_text() + certificate.key.read_text())
            for old, new in self.encryption:
                assert text.count(f"# {old}") == 1, old
                text = text.replace(f"# {old}", new.format(
                    port=self.secure_port, both=both, certificate=certificate.certificate,
                    key=certificate.key))
        self.configuration.write_text(text)
        super().__init__(self.arguments(), cwd=folder, environment=self.environment())

    def _upstream(self, text, port):
        return replaced(text, "127.0.0.1:5280", f"127.0.0.1:{port}")

    def arguments(self):
        raise NotImplementedError

    def environment(self):
        return {}

    def start(self):
        super().start()
        listening(self.port, process=self)
        return self

    def frame(self, text):
        """Writes what Debian's packages have around the file; gives its path."""
        path = self.folder / "frame.conf"
        path.write_text(text)
        return path


def replaced(text, old, new):
    """Replaces what must be there, once, outside of comments."""
    lines = text.splitlines(keepends=True)
    places = [number for number, line in enumerate(lines)
              if old in line and not line.lstrip().startswith("#")]
    assert len(places) == 1, f"{len(places)} lines have {old!r}"
    lines[places[0]] = lines[places[0]].replace(old, new)
    return "".join(lines)


class Nginx(Proxy):
    file = "nginx.conf"
    public = "listen 80;", "listen 127.0.0.1:{port};"
    log = "/var/log/nginx/sluice.log", "/dev/stdout"
    time_outs = ["proxy_read_timeout {silence}s;"]
    encryption = [
        ("listen 443 ssl http2;", "listen 127.0.0.1:{port} ssl http2;"),
        ("ssl_certificate     /etc/letsencrypt/live/pubsub.example.org/fullchain.pem;",
         "ssl_certificate {certificate};"),
        ("ssl_certificate_key /etc/letsencrypt/live/pubsub.example.org/privkey.pem;",
         "ssl_certificate_key {key};"),
    ]

    def arguments(self):
        frame = self.frame(f"""
            daemon off; pid nginx.pid; error_log stderr;
            events {{ worker_connections 768; }}
            http {{ include {self.configuration}; }}
        """)
        return ["/usr/sbin/nginx", "-e", "stderr", "-p", self.folder, "-c", frame]


class Apache(Proxy):
    file = "apache.conf"
    public = "<VirtualHost *:80>", "<VirtualHost *:{port}>"
    log = "/var/log/apache2/sluice.log", "/dev/stdout"
    time_outs = ["timeout={silence}"]

    def arguments(self):
        modules = "".join(
            f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"
            for name in ("mpm_event", "authz_core", "proxy", "proxy_http"))
        frame = self.frame(f"""
ServerRoot {self.folder}
DefaultRuntimeDir {self.folder}
PidFile apache.pid
ErrorLog /dev/stderr
Listen 127.0.0.1:{self.port}
{modules}
Include {self.configuration}
""")
        return ["/usr/sbin/apache2", "-DFOREGROUND", "-f", frame]


class HAProxy(Proxy):
    file = "haproxy.cfg"
    public = "bind :80", "bind 127.0.0.1:{port}"
    log = "option forwardfor", "option forwardfor\n    log stdout format raw local0"
    time_outs = ["timeout client {silence}s", "timeout server {silence}s"]
    encryption = [
        ("bind :443 ssl crt /etc/haproxy/pubsub.example.org.pem alpn h2,http/1.1",
         "bind 127.0.0.1:{port} ssl crt {both} alpn h2,http/1.1"),
    ]

    def arguments(self):
        return ["/usr/sbin/haproxy", "-db", "-f", self.configuration]


class Caddy(Proxy):
    """The one that cuts no silent stream."""

    file = "Caddyfile"
    public = f"http://{HOST}", f"http://{HOST}:{{port}}"

    def arguments(self):
        return ["caddy", "run", "--config", self.configuration, "--adapter", "caddyfile"]

    def environment(self):
        return {"CADDY_ADMIN": f"127.0.0.1:{free_port()}", "HOME": str(self.folder),
                "XDG_CONFIG_HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder)}


class Varnish(Proxy):
    file = "varnish.vcl"

    def _upstream(self, text, port):
        return replaced(text, '.port = "5280";', f'.port = "{port}";')

    def arguments(self):
        return ["/usr/sbin/varnishd", "-F", "-j", "none", "-n", self.folder / "varnish", "-f",
                self.configuration, "-a", f"127.0.0.1:{self.port}",
                "-p", f"pipe_timeout={self.silence}", "-s", "default,16m"]


proxies = {kind.__name__: kind for kind in (Nginx, Apache, HAProxy, Caddy, Varnish)}
