"""Under which name a stretch of text is looked up: as it stands, or by a name inside it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.model.columns import NameColumns, Readings
from geo.model.hashing import Hashes
from geo.model.tokens import Index, Tokens

_LARGE = 50_000
PART = 0.7
"""What is left of the confidence where only a part of a name is known."""


def lookup_keys(
    tokens: Tokens,
    first: Index,
    last: Index,
    inner: tuple[Index, Index, Readings],
    names: NameColumns,
) -> tuple[Hashes, NDArray[np.bool_]]:
    """Return the hash by which to look each stretch up, and whether it is a part's.

    A stretch that no gazetteer has ("US Federal Reserve") goes by the largest known name inside
    it, if 50,000 people live there: an institution lies where its country or its city does, seldom
    in a hamlet that shares a word with it. ``inner`` are the known names by their first and last
    tokens, with their readings.
    """
    key = tokens.hashes(first, last)
    part = np.zeros(key.size, dtype=bool)
    inner_first, inner_last, readings = inner
    if inner_first.size == 0:
        return key, part
    people = names.places.population[readings.place]
    most = np.maximum.reduceat(people, readings.start[:-1])
    for i in np.flatnonzero(~names.known(key)).tolist():
        low = int(np.searchsorted(inner_first, first[i]))
        high = int(np.searchsorted(inner_first, last[i], side="right"))
        inside = [m for m in range(low, high) if inner_last[m] <= last[i] and most[m] >= _LARGE]
        if inside:
            best = max(inside, key=lambda m: (int(most[m]), -m))
            key[i] = tokens.hashes(inner_first[best : best + 1], inner_last[best : best + 1])[0]
            part[i] = True
    return key, part
