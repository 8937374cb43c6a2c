"""Puts the checks to Sluice and its peers side by side: `python -m conformance [--write]`.

Without `--write` it tells what each service does otherwise than asked; with it the table of
`docs/conformance.md` is made anew.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from conformance.run import configuration, outcomes
from conformance.table import write
from servers.verona import Verona
from sluice import Sluice

TITLES = {"prosody": "Prosody", "ejabberd": "ejabberd"}
PATIENCE = 1
"""Seconds that a peer's notification may take: on one machine it comes in milliseconds."""


def main(arguments):
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in TITLES:
            place = Path(folder, name)
            place.mkdir()
            verona = Verona(name, place).start()
            (place / "sluice").mkdir()
            sluice = Sluice(place / "sluice", services=configuration(
                verona.sluice_hosts, verona.component_port))
            try:
                sluice.start(connected_to=verona.sluice_hosts)
                found[name] = asyncio.run(outcomes(
                    verona, (verona.sluice_hosts, 10), (verona.own_hosts, PATIENCE)))
            finally:
                sluice.stop()
                verona.stop()
    services = [(f"Sluice over {TITLES[name]}", found[name][0]) for name in found] + [
        (f"{TITLES[name]}'s own", found[name][1]) for name in found]
    for title, outcome in services:
        print(f"{title}: {sum(not why for why in outcome.values())} of {len(outcome)}")
        for name, why in outcome.items():
            if why:
                print(f"    {name}: {type(why).__name__} {why}")
    if "--write" in arguments:
        write(services)


if __name__ == "__main__":
    main(sys.argv[1:])
