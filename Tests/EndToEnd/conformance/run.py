"""All checks, put to one service or to several at once."""

import asyncio

from conformance.check import checks
from conformance.service import Service
from servers.verona import DOMAIN, SESSIONS
from user import User

USERS = SESSIONS + (f"juliet@{DOMAIN}/street",)
"""The owner, two subscribers, and the second session of the first."""


def configuration(hosts, component_port):
    """Sluice under the three addresses of a `Service`."""
    open_host, strict, limited = hosts
    link = f'component: {{ server: "127.0.0.1:{component_port}", secret: secret }}'
    return [
        f"  - host: {open_host}\n    {link}\n    create: users\n"
        "    autocreate: { publish: true }\n",
        f"  - host: {strict}\n    {link}\n    create: admins\n    admins: [romeo@{DOMAIN}]\n",
        f"  - host: {limited}\n    {link}\n    create: users\n"
        "    limits: { nodes_per_owner: 4, affiliations_per_node: 2, items_per_request: 3,"
        " subscriptions_per_node: 2 }\n",
    ]


async def outcomes(verona, *services):
    """For each service, three addresses and its patience, what is wrong by name of check."""
    users = [User(jid) for jid in USERS]
    await asyncio.gather(*(user.log_in(verona.client_port) for user in users))

    async def put(service):
        return {check.name: await check.run(service) for check in checks()}

    try:
        return await asyncio.gather(*(
            put(Service(hosts, users, patience=patience)) for hosts, patience in services))
    finally:
        await asyncio.gather(*(user.disconnect(1) for user in users))
