"""Which documents a store has to be given, and under which numbers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from geo.pipeline.corpus import Settled
from geo.store.ledger import WrittenDocuments, written_documents
from geo.store.numbers import Numbers, among, spread

_MOST_ADDED = 1 / 4
"""Of all documents: of more it is quicker to write all of them in a row."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Numbering:
    """The numbers of documents in reading order: of their texts, and of their features.

    ``written`` are the positions there of those that are written: all, or what ``adds`` to others.
    """

    texts: Numbers
    features: Numbers
    written: Numbers
    adds: bool = False


def from_nothing(found: Settled) -> Numbering:
    """Return the numbers of a store that is written anew."""
    texts = np.zeros_like(found.sizes)
    texts[found.by_time] = spread(found.sizes[found.by_time], found.dated)
    return Numbering(
        texts=texts,
        features=spread(found.sizes, len(found.sizes)),
        written=np.arange(len(found.sizes), dtype=np.int64),
    )


def going_on(found: Settled, store: Path, rules: str) -> Numbering:
    """Return the numbers where what a store holds stays, as far as that is possible.

    It is where the store was written by the same rules and holds nothing else, lacks little, and
    has room for it.
    """
    before = written_documents(store, rules)
    added = None if before is None else _added(found, before)
    return added or from_nothing(found)


def _added(found: Settled, before: WrittenDocuments) -> Numbering | None:
    """Return the numbers of all documents, None where a store cannot just be added to."""
    marks, at = np.unique(found.marks, return_index=True)
    count = len(found.marks)
    if len(marks) < count or not len(before.marks):
        return None
    if not 0 <= count - len(before.marks) <= _MOST_ADDED * count:
        return None
    held = np.searchsorted(marks, before.marks)
    if (marks[np.minimum(held, count - 1)] != before.marks).any():
        return None
    texts, features = (np.zeros(count, dtype=np.int64) for _ in range(2))
    texts[at[held]], features[at[held]] = before.texts, before.features
    by_time = among(found.sizes[found.by_time], found.dated, texts[found.by_time])
    in_order = among(found.sizes, count, features)
    if by_time is None or in_order is None:
        return None
    written = np.flatnonzero(features == 0)
    texts[found.by_time] = by_time
    return Numbering(texts=texts, features=in_order, written=written, adds=True)
