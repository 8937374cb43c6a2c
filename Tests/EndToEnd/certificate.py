"""Certificates for tests, made by openssl."""

import subprocess
from pathlib import Path


class Certificate:
    """A self-signed certificate for `names` and its key, in the files of a folder."""

    def __init__(self, folder, *, names="DNS:localhost,DNS:pubsub.localhost,IP:127.0.0.1"):
        self.certificate = Path(folder) / "certificate.pem"
        self.key = Path(folder) / "key.pem"
        self._names = names
        self.renew()

    def renew(self, *, serial=1):
        """Makes both anew; `serial` tells one from the other."""
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", "/CN=localhost", "-set_serial", str(serial),
             "-addext", f"subjectAltName={self._names}",
             "-keyout", self.key, "-out", self.certificate],
            check=True, capture_output=True)

    def expire(self):
        """Makes the certificate of the same key one that ended yesterday."""
        subprocess.run(
            ["openssl", "x509", "-in", self.certificate, "-signkey", self.key, "-days", "-1",
             "-out", self.certificate], check=True, capture_output=True)

    @property
    def settings(self):
        """The lines of configuration that use it, on any free port."""
        return (f"https:\n  listen: 127.0.0.1:0\n  certificate: {self.certificate}\n"
                f"  key: {self.key}\n")
