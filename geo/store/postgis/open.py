"""Open the build of a dossier in PostgreSQL for reading."""

from __future__ import annotations

import math
from dataclasses import dataclass

from geo.store.built import Built
from geo.store.connection import RUNAWAY_S
from geo.store.features import FeatureStore
from geo.store.postgis.connection import PostgisConnections
from geo.store.postgis.search import PostgisTextIndex
from geo.store.pyramid import PyramidStore
from geo.store.queue import QueueStore
from geo.store.texts import TextStore


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgisStore(Built):
    """A build in PostgreSQL."""

    @property
    def file(self) -> None:
        """Return no file."""
        return


def open_postgis(
    address: str, dossier: str, *, serving: bool = True, query_limit_s: float = RUNAWAY_S
) -> PostgisStore:
    """Return the build of a dossier; raises InputError where none of this format is.

    Not ``serving``, nobody else waits and a query may take as long as it does.
    """
    connections = PostgisConnections(address, dossier, query_limit_s if serving else math.inf)
    return PostgisStore(
        connections=connections,
        features=FeatureStore(connections),
        texts=TextStore(connections, PostgisTextIndex),
        pyramid=PyramidStore(connections),
        queue=QueueStore(connections),
    )
