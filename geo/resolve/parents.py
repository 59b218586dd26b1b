"""Which name another lies in by the way they stand: "X, Y" and "X (Y"."""

from __future__ import annotations

import numpy as np

from geo.model.tokens import Index, Tokens

_MARKS = (ord(","), ord("("))


def parents(tokens: Tokens, first: Index, last: Index) -> Index:
    """Return for each name the number of the one after its comma, -1 for none."""
    found = np.full(first.size, -1, dtype=np.int64)
    if first.size < 2:  # noqa: PLR2004 - two names
        return found
    between = last[:-1] + 1
    beside = (first[1:] == between + 1) & (tokens.sentence[first[1:]] == tokens.sentence[between])
    marked = beside & np.isin(tokens.lead[between], _MARKS)
    found[:-1][marked] = np.flatnonzero(marked) + 1
    return found
