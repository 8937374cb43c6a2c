"""Who the client is, behind each of the proxies that the operator trusts."""

import http.client

import pytest

from proxies import HOST, proxies


@pytest.fixture
def ask(request):
    """A function that asks a proxy for a stream from one of loopback's addresses, and keeps it."""
    def ask(proxy, address, headers=None):
        connection = http.client.HTTPConnection(
            "127.0.0.1", proxy.port, timeout=20, source_address=(address, 0))
        request.addfinalizer(connection.close)
        connection.request(
            "GET", "/eventsource/node", headers={"Host": HOST, **(headers or {})})
        return connection.getresponse().status
    return ask


def test_a_limit_for_each_address_counts_clients_and_not_the_proxy(
        sluice, tmp_path_factory, request, ask):
    sluice = sluice(settings="""\
http: { proxies: { trusted: [127.0.0.1/32] } }
limits: { streams_per_address: 1 }
""").start()
    for number, (name, kind) in enumerate(proxies.items(), start=1):
        proxy = kind(tmp_path_factory.mktemp(name), sluice.port).start()
        request.addfinalizer(proxy.stop)
        assert ask(proxy, f"127.0.1.{number}") == 200, name
        assert ask(proxy, f"127.0.1.{number}") == 429, name
        assert ask(proxy, f"127.0.2.{number}") == 200, name
        # What a client says of itself counts for nothing.
        pretended = {"X-Forwarded-For": f"127.0.3.{number}"}
        assert ask(proxy, f"127.0.2.{number}", pretended) == 429, name
    # Apache does not end before its streams do.
    sluice.terminate()
