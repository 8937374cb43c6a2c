"""What XEP-0060 asks of a pubsub service, asked by real clients: a check for each rule.

The checks know nothing of Sluice. `python -m conformance` puts them to Sluice and to the services that
Prosody and ejabberd bring along, and writes the table of `docs/conformance.md`.
"""

from conformance.check import Check, checks
from conformance.service import Service

__all__ = ["Check", "Service", "checks"]
