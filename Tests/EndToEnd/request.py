"""One HTTP request, one answer."""

import http.client
import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Response:
    """An HTTP answer; header names are lower case."""

    status: int
    headers: dict
    body: bytes

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.body)

    def problem(self, status):
        """The problem body (RFC 9457), after checking that this is one of that status."""
        assert self.status == status, f"{self.status} instead of {status}: {self.body[:300]!r}"
        assert self.headers.get("content-type", "").startswith("application/problem+json")
        problem = self.json
        assert problem.get("title"), problem
        assert problem.get("status", status) == status, problem
        return problem


class Connection:
    """A kept-alive connection to a server on loopback, asking in the name of `host`."""

    def __init__(self, port, *, host="pubsub.localhost", timeout=20):
        self._host = f"{host}:{port}"
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._connection.close()

    def request(self, method, path, body=None, headers=None):
        """Sends one request and reads the whole answer."""
        if isinstance(body, str):
            body = body.encode("utf-8")
        self._connection.request(method, path, body, {"Host": self._host, **(headers or {})})
        response = self._connection.getresponse()
        fields = {name.lower(): value for name, value in response.getheaders()}
        # A stream never ends: its head is the answer.
        endless = fields.get("content-type", "").startswith("text/event-stream")
        return Response(response.status, fields, b"" if endless else response.read())
