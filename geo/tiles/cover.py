"""How much of each pixel is covered, reckoned exactly, for the edges of all rings at once.

Every edge is cut where it crosses from pixel to pixel. A piece covers what lies east of it in
its row: a share of its own pixel, and all others. Added up along the rows, what goes down takes
away what goes up, and the sum is the cover.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.tiles.ragged import starts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[np.float64]
    Numbers = NDArray[np.float64]
    Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rings:
    """Closed rings, one after the other; ``ring`` says which each vertex is of.

    Rings around ground all turn one way, rings around holes the other.
    """

    xy_px: Rows
    ring: NDArray[np.int64]

    def edges(self) -> tuple[Rows, Rows]:
        """Return where each edge starts and ends."""
        joined = self.ring[1:] == self.ring[:-1]
        return self.xy_px[:-1][joined], self.xy_px[1:][joined]

    def moved(self, scale: float, by_px: float | tuple[float, float]) -> Rings:
        """Return the rings larger by a factor, then moved."""
        return Rings(xy_px=self.xy_px * scale + by_px, ring=self.ring)


def covered(rings: Rings, side: int) -> NDArray[np.float32]:
    """Return how many grounds cover each pixel of a square, with shares of them at their rims."""
    found = np.zeros((side, side), dtype=np.float32)
    edges = _near(*rings.edges(), side)
    if not len(edges.x):
        return found
    row, part = _in_rows(edges, side)
    top, bottom = int(row.min()), int(row.max()) + 1
    at, column, down, share = _in_columns(part, side)
    width = side + 2  # what lies east of the square adds up to nothing in it
    cell = (row[at] - top) * width + column
    beyond = down * share
    size = (bottom - top) * width
    sums = np.bincount(cell, down - beyond, size)
    sums[1:] += np.bincount(cell, beyond, size)[:-1]
    found[top:bottom] = np.abs(np.cumsum(sums.reshape(-1, width), axis=1)[:, :side])
    return found


class _Pieces(NamedTuple):
    """Edges from ``(x, y)`` to ``(to_x, to_y)``, downwards; ``sign`` is -1 where it was up."""

    x: Numbers
    y: Numbers
    to_x: Numbers
    to_y: Numbers
    sign: Numbers


def _near(tails: Rows, heads: Rows, side: int) -> _Pieces:
    """Return the edges that change the cover of a pixel: not level, and none east of all."""
    x, y = tails.T
    to_x, to_y = heads.T
    telling = (np.maximum(y, to_y) > 0) & (np.minimum(y, to_y) < side) & (y != to_y)
    telling &= np.minimum(x, to_x) < side
    x, y, to_x, to_y = x[telling], y[telling], to_x[telling], to_y[telling]
    up = to_y < y
    return _Pieces(
        x=np.where(up, to_x, x),
        y=np.where(up, to_y, y),
        to_x=np.where(up, x, to_x),
        to_y=np.where(up, y, to_y),
        sign=np.where(up, -1.0, 1.0),
    )


def _in_rows(edges: _Pieces, side: int) -> tuple[Integers, _Pieces]:
    """Return edges cut at every row's end, and the row of each piece."""
    first = np.maximum(np.floor(edges.y), 0)
    last = np.minimum(np.ceil(edges.to_y) - 1, side - 1)
    at, row = _spread(first, last)
    slope = ((edges.to_x - edges.x) / (edges.to_y - edges.y))[at]
    x, y = edges.x[at], edges.y[at]
    begin, end = np.maximum(y, row), np.minimum(edges.to_y[at], row + 1)
    return row.astype(np.int64), _Pieces(
        x=x + (begin - y) * slope,
        y=begin,
        to_x=x + (end - y) * slope,
        to_y=end,
        sign=edges.sign[at],
    )


def _in_columns(pieces: _Pieces, side: int) -> tuple[Integers, Integers, Numbers, Numbers]:
    """Return pieces cut at every column's end.

    Of each: which it is of, its column, how far down it goes, and which share of its pixel lies
    west of it. What lies west of the square goes down along its edge.
    """
    low, high = np.minimum(pieces.x, pieces.to_x), np.maximum(pieces.x, pieces.to_x)
    last = np.clip(np.ceil(high) - 1, -1, side)
    at, column = _spread(np.minimum(np.clip(np.floor(low), -1, side), last), last)
    low, high = low[at], high[at]
    west = np.where(column < 0, low, np.maximum(low, column))
    east = np.where(column == side, high, np.minimum(high, column + 1))
    wide = high - low
    part = np.where(wide > 0, (east - west) / np.where(wide > 0, wide, 1), 1)
    share = np.where(column < 0, 0, np.clip((west + east) / 2 - column, 0, 1))
    down = (pieces.sign * (pieces.to_y - pieces.y))[at] * part
    return at, np.maximum(column, 0).astype(np.int64), down, share


def _spread(first: Numbers, last: Numbers) -> tuple[Integers, Numbers]:
    """Return all whole numbers from each first to its last, after the number of the pair."""
    counts = (last - first + 1).astype(np.int64)
    at = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    whole: Numbers = np.arange(len(at)) + (first - starts(counts))[at]
    return at, whole
