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
    """The numbers of documents in the order of time.

    ``written`` are the positions there of those that are written: all, or what ``adds`` to others.
    """

    numbers: Numbers
    written: Numbers
    adds: bool = False


def from_nothing(found: Settled) -> Numbering:
    """Return the numbers of a store that is written anew."""
    numbers = spread(found.sizes, found.dated)
    return Numbering(numbers=numbers, written=np.arange(len(numbers), dtype=np.int64))


def going_on(found: Settled, store: Path, rules: str) -> Numbering:
    """Return the numbers where what a store holds stays, as far as that is possible.

    It is where the store was written by the same rules and holds nothing else, lacks little, and
    has room for it.
    """
    before = written_documents(store, rules)
    numbers = None if before is None else _among(found, before)
    if before is None or numbers is None:
        return from_nothing(found)
    written = np.flatnonzero(~np.isin(found.marks, before.marks))
    return Numbering(numbers=numbers, written=written, adds=True)


def _among(found: Settled, before: WrittenDocuments) -> Numbers | None:
    """Return the numbers of all documents, None where a store cannot just be added to."""
    marks, at = np.unique(found.marks, return_index=True)
    if len(marks) < len(found.marks) or not len(before.marks):
        return None
    if len(found.marks) - len(before.marks) > _MOST_ADDED * len(found.marks):
        return None
    held = np.searchsorted(marks, before.marks)
    if (marks[np.minimum(held, len(marks) - 1)] != before.marks).any():
        return None
    known = np.zeros(len(found.marks), dtype=np.int64)
    known[at[held]] = before.numbers
    return among(found.sizes, found.dated, known)
