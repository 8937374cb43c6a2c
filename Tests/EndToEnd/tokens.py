"""Tokens as a back end signs them that shares a key with Sluice (RFC 7515, HS256)."""

import base64
import hashlib
import hmac
import json
import time

KEY = "a secret of thirty-two bytes, or of more"

SETTINGS = f"""\
tokens:
  notice: 2s
  cookie: session
  keys:
    - {{ algorithm: HS256, secret: "{KEY}" }}
"""


def _part(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(sub="juliet@localhost", *, seconds=600, key=KEY, header=None, **claims):
    """A token that is valid for so many seconds; `sub=None` leaves it out."""
    claims |= {"exp": time.time() + seconds} | ({"sub": sub} if sub else {})
    parts = [_part(json.dumps(part).encode())
             for part in (header or {"alg": "HS256", "typ": "JWT"}, claims)]
    signature = hmac.new(key.encode(), ".".join(parts).encode(), hashlib.sha256).digest()
    return ".".join([*parts, _part(signature)])


def bearer(token):
    """The headers that show a token."""
    return {"Authorization": f"Bearer {token}"}
