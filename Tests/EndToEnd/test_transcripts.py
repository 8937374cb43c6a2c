"""The engine's transcripts once more: real users, a real server between, the real binary."""

import asyncio

import pytest

from conversation import play_all
from transcript import transcripts
from user import User

TRANSCRIPTS = {transcript.name: transcript for transcript in transcripts()}


@pytest.fixture(scope="module")
def played(verona, tmp_path_factory, sluice_once):
    """By name of a transcript, the difference that there was, or `None`."""
    hosts = dict(zip(TRANSCRIPTS, verona.transcript_hosts))
    services = [transcript.service(hosts[name], verona.component_port)
                for name, transcript in TRANSCRIPTS.items()]
    sluice_once(services, hosts.values())

    async def play():
        users = {user.boundjid.bare: user for user in map(User, verona.sessions)}
        await asyncio.gather(*(user.log_in(verona.client_port) for user in users.values()))
        differences = await play_all(
            [(transcript, hosts[name]) for name, transcript in TRANSCRIPTS.items()], users)
        await asyncio.gather(*(user.disconnect(1) for user in users.values()))
        return dict(zip(TRANSCRIPTS, differences))
    return asyncio.run(play())


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_a_conversation_goes_as_it_is_written(played, name):
    if difference := played[name]:
        raise difference
