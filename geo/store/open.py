"""Open a store for reading."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from geo.errors import NotFoundError
from geo.model.answer import Answer
from geo.store.connection import RUNAWAY_S, Connections, Overlay
from geo.store.decided_features import DecidedFeatures
from geo.store.features import FeatureStore
from geo.store.pyramid import PyramidStore
from geo.store.queue import QueueStore
from geo.store.texts import TextStore


@dataclass(frozen=True, slots=True)
class Store:
    """A built store: its layers, its texts, and what was made with it."""

    connections: Connections
    features: FeatureStore
    texts: TextStore
    pyramid: PyramidStore
    queue: QueueStore

    def meta(self) -> dict[str, str]:
        """Return what the build says of itself."""
        return dict(self.connections.rows("SELECT key, value FROM meta"))

    def asset(self, name: str) -> bytes:
        """Return a file that was made with the build; raises NotFoundError."""
        rows = self.connections.rows("SELECT body FROM asset WHERE name = ?", (name,))
        if not rows:
            msg = f"there is no {name} in this build"
            raise NotFoundError(msg)
        return bytes(rows[0][0])

    def assets(self, folder: str, ending: str) -> list[str]:
        """Return the names of such files in a folder, in order."""
        like = f"{folder}%{ending}"
        rows = self.connections.rows(
            "SELECT name FROM asset WHERE name LIKE ? ORDER BY name", (like,)
        )
        return [row[0] for row in rows]


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
        connections,
        FeatureStore(connections),
        TextStore(connections),
        PyramidStore(connections),
        QueueStore(connections),
    )
