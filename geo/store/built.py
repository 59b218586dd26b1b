"""A build in the tables of a database, whichever it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Self, TypeVar

from geo.errors import NotFoundError
from geo.model.answer import Answer
from geo.store.database import Database
from geo.store.decided_features import DecidedFeatures
from geo.store.features import FeatureStore
from geo.store.overlay import Overlay
from geo.store.pyramid import PyramidStore
from geo.store.queue import QueueStore
from geo.store.texts import TextStore

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A built store: its layers, its texts, and what was made with it."""

    connections: Database
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

    def under(self, overlay: Overlay, answers: Callable[[], Mapping[str, Answer]]) -> Self:
        """Return the store as it reads under an overlay, which gives these answers to mentions."""
        under = self.connections.under(overlay)
        return replace(
            self,
            connections=under,
            features=DecidedFeatures(under, answers),
            texts=self.texts.through(under),
            pyramid=PyramidStore(under),
            queue=QueueStore(under),
        )

    def kept(self, name: str, make: Callable[[], Kept]) -> Kept:
        """Return what was made of this build before, else make and keep it."""
        return self.connections.kept(name, make)

    def stamp(self) -> object:
        """Return what changes with the build, and with what was decided over it."""
        return self.connections.stamp()

    def written_s(self) -> float:
        """Return when the build was written, in seconds since 1970."""
        return self.connections.written_s()
