"""Numbers of documents and their rows: in an order, with room for what comes later.

A document has the numbers from its own on, for its sentences, for its mentions and, in another
order, for the features of each layer. So a row that is written once keeps its number, whatever
documents are added before it or after it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
ROOM = 1 << 22
"""From a document to the next: 40,000 more of usual length fit in between."""
UNDATED = 1 << 52
"""Numbers of undated documents are not below; all are below 2**53, exact also as floats."""
_MIDDLE = UNDATED >> 1
"""Of each half: where its numbers begin, so that there is as much room before as after them."""
_LAYER_BITS = 53
_BLOCK_BITS = 27


def first_row(ordinal: int) -> int:
    """Return the row from which the features of a layer are counted."""
    return (ordinal + 1) << _LAYER_BITS


def block_of(number: int) -> int:
    """Return the block by which rows are counted: 32 documents that keep their distance."""
    return number >> _BLOCK_BITS


def first_of(block: int) -> int:
    """Return the first number of a block."""
    return block << _BLOCK_BITS


def sizes_of(passages: Numbers, mentions: Numbers, expressions: Numbers) -> Numbers:
    """Return how many numbers documents take up, at most: a vague place has two outlines."""
    return 1 + passages + mentions + 2 * expressions


def spread(sizes: Numbers, dated: int) -> Numbers:
    """Return the numbers of documents in an order; those after the first ``dated`` stand apart.

    Each takes up as many as its size says.
    """
    return np.concatenate(
        [_following(sizes[:dated], _MIDDLE), _following(sizes[dated:], UNDATED + _MIDDLE)]
    )


def among(sizes: Numbers, dated: int, known: Numbers) -> Numbers | None:
    """Return the numbers where those ``known`` stay; who has none there has 0.

    None where the others do not fit in between.
    """
    parts = [
        _among(sizes[:dated], known[:dated], (0, _MIDDLE, UNDATED)),
        _among(sizes[dated:], known[dated:], (UNDATED, UNDATED + _MIDDLE, 2 * UNDATED)),
    ]
    found = [part for part in parts if part is not None]
    return np.concatenate(found) if len(found) == len(parts) else None


def _among(sizes: Numbers, known: Numbers, space: tuple[int, int, int]) -> Numbers | None:
    """Return the numbers in a space, of which are given: its ends, and between them the start."""
    start, first, end = space
    if not known.any():
        return _following(sizes, first)
    if (np.diff(known[known > 0]) <= 0).any():
        return None
    numbers = known.copy()
    for since, until in _gaps(known):
        own = sizes[since:until]
        if until == len(known):
            found = _following(own, int(known[since - 1] + sizes[since - 1]))
            high = end
        else:
            high = int(known[until])
            low = int(known[since - 1] + sizes[since - 1]) if since else start
            found = _between(own, low, high) if since else _before(own, high)
            if found[0] < low:
                return None
        if found[-1] + own[-1] > high or (np.diff(found) < own[:-1]).any():
            return None
        numbers[since:until] = found
    return numbers


def _gaps(known: Numbers) -> Iterator[tuple[int, int]]:
    """Yield where documents without a number follow each other: the first, and who comes after."""
    edges = np.diff(np.concatenate([[False], known == 0, [False]]).astype(np.int8))
    yield from zip(
        np.flatnonzero(edges > 0).tolist(), np.flatnonzero(edges < 0).tolist(), strict=True
    )


def _following(sizes: Numbers, low: int) -> Numbers:
    """Return numbers from ``low`` on, a room from each to the next."""
    rooms = _rooms(sizes)
    found: Numbers = -(-low // ROOM) * ROOM + np.cumsum(rooms) - rooms
    return found


def _before(sizes: Numbers, high: int) -> Numbers:
    """Return numbers that end before ``high``, a room from each to the next."""
    found: Numbers = high - np.cumsum(_rooms(sizes)[::-1])[::-1]
    return found


def _between(sizes: Numbers, low: int, high: int) -> Numbers:
    """Return numbers at equal distances."""
    step = (high - low) // (len(sizes) + 1)
    found: Numbers = low + step * np.arange(1, len(sizes) + 1, dtype=np.int64)
    return found


def _rooms(sizes: Numbers) -> Numbers:
    found: Numbers = (sizes // ROOM + 1) * ROOM
    return found
