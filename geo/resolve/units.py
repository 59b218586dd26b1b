"""What is resolved at once: each name of each document, with its candidates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.model.columns import Level, PlaceColumns, Readings
from geo.model.hashing import Hashes
from geo.model.tokens import Index

MOST_CANDIDATES = 48
"""Of a commoner name only the curated, the large and the most populous places are weighed."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Units:
    """The distinct names of the documents of a batch, in reading order.

    A unit is one spelling in one document that the text calls by one kind of place (``called``, a
    ``Level``, -1 for none); all its mentions mean the same place. ``parent`` is the unit that
    follows one of its mentions after a comma, -1 for none; ``mentions`` how many it has.
    Candidates of unit ``u`` are ``start[u]:start[u + 1]``; ``place`` are their rows.
    """

    document: Index
    key: Hashes
    mentions: Index
    called: NDArray[np.int8]
    parent: Index
    start: Index
    place: Index
    kind: NDArray[np.uint8]

    @property
    def size(self) -> int:
        """Return how many units there are."""
        return int(self.document.size)

    @property
    def owner(self) -> Index:
        """Return the unit of each candidate."""
        return np.repeat(np.arange(self.size), np.diff(self.start))


def make_units(
    document: Index,
    key: Hashes,
    called: NDArray[np.int8],
    parent: Index,
    readings: Readings,
    places: PlaceColumns,
) -> tuple[Units, Index]:
    """Return the units of mentions in reading order, and the unit of each mention.

    ``parent`` is the mention that a mention lies in by the words ("X, Y"), -1 for none.
    """
    first, unit = _grouped(document, key, called)
    parents = np.full(first.size, -1, dtype=np.int64)
    with_parent = np.flatnonzero(parent >= 0)[::-1]
    parents[unit[with_parent]] = unit[parent[with_parent]]
    start, place, kind = _candidates(readings, first, places)
    return (
        Units(
            document=document[first],
            key=key[first],
            mentions=np.bincount(unit, minlength=first.size),
            called=called[first],
            parent=parents,
            start=start,
            place=place,
            kind=kind,
        ),
        unit,
    )


def _grouped(document: Index, key: Hashes, called: NDArray[np.int8]) -> tuple[Index, Index]:
    """Return the first mention of each unit, in reading order, and the unit of each mention."""
    order = np.lexsort((np.arange(key.size), called, key, document))
    same = np.zeros(key.size, dtype=bool)
    same[1:] = (
        (document[order][1:] == document[order][:-1])
        & (key[order][1:] == key[order][:-1])
        & (called[order][1:] == called[order][:-1])
    )
    begins = order[~same]
    rank = np.argsort(np.argsort(begins))
    unit = np.empty(key.size, dtype=np.int64)
    unit[order] = rank[np.cumsum(~same) - 1]
    return np.sort(begins), unit


def _candidates(
    readings: Readings, mention: Index, places: PlaceColumns
) -> tuple[Index, Index, NDArray[np.uint8]]:
    """Return the candidates of the mentions: curated first, then large areas, then by people."""
    counts = np.diff(readings.start)[mention]
    begins = readings.start[:-1][mention]
    owner = np.repeat(np.arange(mention.size), counts)
    offset = np.repeat(np.cumsum(counts) - counts, counts)
    at = np.arange(owner.size) - offset + np.repeat(begins, counts)
    place, kind = readings.place[at], readings.kind[at]
    large = places.level[place] <= Level.COUNTRY
    order = np.lexsort((-places.population[place], ~large, ~places.curated[place], owner))
    owner, place, kind = owner[order], place[order], kind[order]
    kept = np.arange(owner.size) - offset < MOST_CANDIDATES
    owner, place, kind = owner[kept], place[kept], kind[kept]
    return np.searchsorted(owner, np.arange(mention.size + 1)), place, kind
