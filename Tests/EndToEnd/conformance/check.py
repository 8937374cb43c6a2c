"""The list of all checks, and how one is run."""

import asyncio
import importlib
import pkgutil
from dataclasses import dataclass
from typing import Callable

LIMIT = 40
"""Seconds that a check may take."""

_checks = {}


@dataclass(frozen=True)
class Check:
    """A rule: its `name`, the section that has it, and the question put to a service."""

    name: str
    section: str
    ask: Callable

    async def run(self, service):
        """What is wrong; `None` if nothing is."""
        try:
            async with asyncio.timeout(LIMIT):
                await self.ask(service)
        except Exception as failure:
            return failure


def check(section):
    """Makes a check of a function, whose name in words is the check's."""
    def add(ask):
        name = ask.__name__.replace("_", "-")
        assert name not in _checks, f"two checks are called {name}"
        _checks[name] = Check(name, section, ask)
        return ask
    return add


def checks():
    """All checks, in the order of their sections."""
    import conformance
    for module in pkgutil.iter_modules(conformance.__path__):
        if module.name.startswith("checks_"):
            importlib.import_module(f"conformance.{module.name}")

    def place(check):
        numbers = check.section.lstrip("§").split(".")
        return tuple(int(part) if part.isdigit() else 99 for part in numbers), check.name
    return sorted(_checks.values(), key=place)
