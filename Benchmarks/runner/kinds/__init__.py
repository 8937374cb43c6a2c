"""The kinds of scenarios. Each is run once for each of its servers in each round, and tells what it found."""

from .delivery import Delivery
from .history import History, Ingest, Resume
from .memory import Burst, Idle, Storm

__all__ = ["Burst", "Delivery", "History", "Idle", "Ingest", "Resume", "Storm"]
