"""Words and marks of many texts at once, as columns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from geo.model.hashing import Codes, Hashes, Sums

Index = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Shape(IntEnum):
    """How a token is written."""

    LOWER = 0
    TITLE = 1
    CAPITALS = 2
    LETTER = 3
    MIXED = 4
    DIGITS = 5
    CASELESS = 6
    SIGN = 7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tokens:
    """The tokens of a batch of texts in reading order, one row each.

    ``start`` and ``end`` are code points in ``text``, which is all texts joined; ``fold_start``
    and ``fold_end`` the same in ``folded``. ``sentence`` and ``document`` count over the batch;
    text ``d`` begins at ``offset[d]``. ``word`` is the hash of the folded token, ``lead`` its
    first code point, ``shape`` how it is written (``Shape``).
    """

    text: str
    offset: Index
    start: Index
    end: Index
    folded: Codes
    sums: Sums
    fold_start: Index
    fold_end: Index
    sentence: Index
    document: Index
    word: Hashes
    lead: Codes
    shape: NDArray[np.uint8]

    @property
    def size(self) -> int:
        """Return how many tokens there are."""
        return int(self.start.size)

    @property
    def is_point(self) -> Flags:
        """Tell which tokens are a full stop."""
        return np.asarray(self.lead == ord("."))

    def hashes(self, first: Index, last: Index) -> Hashes:
        """Return the hashes of the folded text from tokens ``first`` to ``last``, included."""
        return self.sums.between(self.fold_start[first], self.fold_end[last])
