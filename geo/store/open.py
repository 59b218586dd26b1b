"""Open a store for reading."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from geo.model.answer import Answer
from geo.store.built import Built
from geo.store.connection import RUNAWAY_S, Connections, Overlay
from geo.store.decided_features import DecidedFeatures
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
    return _store(Connections(path, query_limit_s if serving else math.inf))


def overlaid(store: Store, overlay: Overlay, answers: Callable[[], Mapping[str, Answer]]) -> Store:
    """Return a store as it reads under an overlay, which gives these answers to mentions."""
    under = _store(store.connections.under(overlay))
    return replace(under, features=DecidedFeatures(under.connections, answers))


def _store(connections: Connections) -> Store:
    return Store(
        connections=connections,
        features=FeatureStore(connections),
        texts=TextStore(connections),
        pyramid=PyramidStore(connections),
        queue=QueueStore(connections),
    )
