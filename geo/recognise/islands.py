"""The stretches in which a name can stand: capitals, and the small words between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.model.tokens import Flags, Index, Shape, Tokens

_SMALL_WORDS = 3
NAMELIKE = np.zeros(len(Shape), dtype=bool)
NAMELIKE[[Shape.TITLE, Shape.CAPITALS, Shape.LETTER, Shape.MIXED, Shape.CASELESS]] = True
"""Shapes in which names are written; those of scripts without capitals are all there is."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Islands:
    """Tokens by their ``row``, and the number of the island that each belongs to."""

    row: Index
    island: Index


def find_islands(tokens: Tokens) -> Islands:
    """Return the tokens that can be part of a name: "Bay of Bengal", "al-Bab", "NEW YORK"."""
    size = tokens.size
    here = np.arange(size)
    namelike = NAMELIKE[tokens.shape]
    before = np.maximum.accumulate(np.where(namelike, here, -1))
    after = np.minimum.accumulate(np.where(namelike, here, size)[::-1])[::-1]
    bridged: Flags = (before >= 0) & (after < size) & (after - before <= _SMALL_WORDS + 1)
    bridged[bridged] &= tokens.sentence[before[bridged]] == tokens.sentence[after[bridged]]
    row = np.flatnonzero(namelike | bridged)
    apart = np.diff(row, prepend=-2) != 1
    apart[1:] |= np.diff(tokens.sentence[row]) != 0
    return Islands(row=row, island=np.cumsum(apart) - 1)
