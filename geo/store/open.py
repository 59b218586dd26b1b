"""Open a store for reading."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from geo.store.built import Built
from geo.store.connection import RUNAWAY_S, Connections
from geo.store.features import FeatureStore
from geo.store.pyramid import PyramidStore
from geo.store.queue import QueueStore
from geo.store.texts import TextStore


@dataclass(frozen=True, slots=True)
class Store(Built):
    """A build in a file."""

    connections: Connections

    @property
    def file(self) -> Path:
        """Return the file."""
        return self.connections.path


def open_store(path: Path, *, serving: bool = True, query_limit_s: float = RUNAWAY_S) -> Store:
    """Return the store at ``path``; raises InputError where no store of this format is.

    Not ``serving``, nobody else waits and a query may take as long as it does.
    """
    connections = Connections(path, query_limit_s if serving else math.inf)
    return Store(
        connections=connections,
        features=FeatureStore(connections),
        texts=TextStore(connections),
        pyramid=PyramidStore(connections),
        queue=QueueStore(connections),
    )
