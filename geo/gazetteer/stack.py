"""Gazetteers one on top of another, as columns: the curated one first, then the compiled ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.gazetteer.columns import Columns
from geo.gazetteer.keys import key_hashes
from geo.gazetteer.layered import LayeredGazetteer, Shadow, seen_through
from geo.gazetteer.place_columns import place_columns
from geo.model.columns import KindOfName, Readings
from geo.model.hashing import Hashes
from geo.model.place import NameKind, Place
from geo.model.tokens import Index

_KINDS = {
    NameKind.NAME: KindOfName.NAME,
    NameKind.ABBREVIATION: KindOfName.ABBREVIATION,
    NameKind.DEMONYM: KindOfName.DEMONYM,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Index:
    """The names of one layer: sorted hashes, and for each the places and kinds of name."""

    key: Hashes
    start: Index
    place: Index
    kind: NDArray[np.uint8]

    def at(self, hashes: Hashes) -> Index:
        if self.key.size == 0:
            return np.full(hashes.size, -1, dtype=np.int64)
        found = np.minimum(np.searchsorted(self.key, hashes), self.key.size - 1)
        return np.where(self.key[found] == hashes, found, -1)


class Stack:
    """Several gazetteers as one; names of a hidden place lead to the curated one instead."""

    def __init__(self, layered: LayeredGazetteer) -> None:
        """Number the places of all layers through, the curated ones first."""
        self._curated = tuple(layered.curated.places.values())
        self._compiled = layered.layers
        self._shadows = layered.shadows
        self._made: dict[int, Place] = {}
        sizes = [len(self._curated), *(c.lon_deg.size for c in self._compiled)]
        self._first = np.concatenate(([0], np.cumsum(sizes)))
        renumbered = [
            _renumbered(over, int(first))
            for over, first in zip(self._shadows, self._first[1:-1], strict=True)
        ]
        self._shown = np.concatenate([np.arange(len(self._curated)), *renumbered])
        self._indexes = [
            _curated_index(self._curated),
            *(_compiled_index(c) for c in self._compiled),
        ]
        self.places = place_columns(layered, renumbered)

    def known(self, hashes: Hashes) -> NDArray[np.bool_]:
        """Tell which hashes are those of a name."""
        found = np.zeros(hashes.size, dtype=bool)
        for index in self._indexes:
            found |= index.at(hashes) >= 0
        return found

    def readings(self, hashes: Hashes) -> Readings:
        """Return the places that go by each name, curated ones first."""
        found = [
            _taken(index, hashes, int(first))
            for index, first in zip(self._indexes, self._first[:-1], strict=True)
        ]
        owner, row, kind = (np.concatenate(columns) for columns in zip(*found, strict=True))
        row = self._shown[row]
        order = np.lexsort((np.arange(row.size), row >= len(self._curated), owner))
        order = order[row[order] >= 0]
        owner, row, kind = owner[order], row[order], kind[order]
        _, once = np.unique(owner * self._shown.size + row, return_index=True)
        once = np.sort(once)
        start = np.searchsorted(owner[once], np.arange(hashes.size + 1))
        return Readings(start=start, place=row[once], kind=kind[once])

    def place(self, row: int) -> Place:
        """Return one place; made at the first question and kept."""
        if row < len(self._curated):
            return self._curated[row]
        if row not in self._made:
            layer = int(np.searchsorted(self._first, row, side="right")) - 1
            found = self._compiled[layer - 1].place(row - int(self._first[layer]))
            self._made[row] = seen_through(found, self._shadows[layer - 1])
        return self._made[row]


def _renumbered(over: Shadow, first: int) -> Index:
    """Return for each row of a layer its number among all: a hidden one's stand-in, else -1."""
    own = np.arange(over.hidden.size, dtype=np.int64) + first
    return np.where(over.hidden, over.curated, own)


def _taken(index: _Index, hashes: Hashes, first: int) -> tuple[Index, Index, NDArray[np.uint8]]:
    """Return which hash, which place, and which kind of name, for all readings of one layer."""
    at = index.at(hashes)
    named = np.flatnonzero(at >= 0)
    begins = index.start[at[named]]
    counts = index.start[at[named] + 1] - begins
    offsets = np.cumsum(counts) - counts
    taken = np.arange(int(counts.sum())) + np.repeat(begins - offsets, counts)
    return np.repeat(named, counts), index.place[taken] + first, index.kind[taken]


def _compiled_index(columns: Columns) -> _Index:
    return _Index(
        key=columns.key,
        start=columns.posting_start.astype(np.int64),
        place=columns.name_place[columns.posting].astype(np.int64),
        kind=columns.name_kind[columns.posting],
    )


def _curated_index(places: Sequence[Place]) -> _Index:
    rows = [(row, name) for row, p in enumerate(places) for name in p.names]
    keys = key_hashes([name.text for _, name in rows])
    primary = [name is places[row].names[0] for row, name in rows]
    kinds = [
        KindOfName.ALTERNATE
        if name.kind is NameKind.NAME and not first and name.language != "en"
        else _KINDS.get(name.kind, KindOfName.NAME)
        for (_, name), first in zip(rows, primary, strict=True)
    ]
    place = np.array([row for row, _ in rows], dtype=np.int64)
    order = np.lexsort((np.array(kinds), place, keys))
    keys, place, kind = keys[order], place[order], np.array(kinds, dtype=np.uint8)[order]
    again = np.zeros(keys.size, dtype=bool)
    again[1:] = (keys[1:] == keys[:-1]) & (place[1:] == place[:-1])
    keys, place, kind = keys[~again], place[~again], kind[~again]
    key, start = np.unique(keys, return_index=True)
    return _Index(key=key, start=np.append(start, keys.size), place=place, kind=kind)
