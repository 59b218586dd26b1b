"""How much of each pixel is covered, reckoned exactly, for the edges of all rings at once.

Every edge is cut where it crosses from pixel to pixel. A piece covers what lies east of it in
its row: a share of its own pixel, and all others. Added up along the rows, what goes down takes
away what goes up, and the sum is the cover.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.tiles.ragged import starts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[np.float64]


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


def covered(rings: Rings, side: int) -> NDArray[np.float32]:
    """Return how many grounds cover each pixel of a square, with shares of them at their rims."""
    tails, heads = _cut(*_near(*rings.edges(), side), axis=1, side=side)
    tails, heads = _cut(tails, heads, axis=0, side=side)
    x, y = ((tails + heads) / 2).T
    column = np.clip(np.floor(x), 0, side).astype(np.int64)
    row = np.floor(y).astype(np.int64)
    found = np.zeros((side, side), dtype=np.float32)
    within = (row >= 0) & (row < side)
    if not within.any():
        return found
    top, bottom = row[within].min(), row[within].max() + 1
    down = heads[:, 1] - tails[:, 1]
    beyond = down * np.clip(x - column, 0, 1)
    width = side + 2  # what lies east of the square adds up to nothing in it
    cell = ((row - top) * width + column)[within]
    sums = np.bincount(
        np.concatenate((cell, cell + 1)),
        np.concatenate(((down - beyond)[within], beyond[within])),
        minlength=(bottom - top) * width,
    ).reshape(-1, width)
    found[top:bottom] = np.abs(np.cumsum(sums, axis=1)[:, :side])
    return found


def _near(tails: Rows, heads: Rows, side: int) -> tuple[Rows, Rows]:
    """Return the edges that change the cover of a pixel: not level, and none east of all."""
    low, high = np.minimum(tails, heads), np.maximum(tails, heads)
    telling = (high[:, 1] > 0) & (low[:, 1] < side) & (low[:, 0] < side)
    telling &= high[:, 1] > low[:, 1]
    return tails[telling], heads[telling]


def _cut(tails: Rows, heads: Rows, axis: int, side: int) -> tuple[Rows, Rows]:
    """Return edges cut wherever they cross from one row (axis 1) or column (0) to the next."""
    start, end = tails[:, axis], heads[:, axis]
    low, high = np.minimum(start, end), np.maximum(start, end)
    first = np.maximum(np.floor(low) + 1, 0)
    cuts = np.maximum(np.minimum(np.ceil(high) - 1, side) - first + 1, 0).astype(np.int64)
    edge = np.repeat(np.arange(len(cuts)), cuts + 1)
    nth = np.arange(len(edge)) - np.repeat(starts(cuts + 1), cuts + 1)
    below = np.where(nth == 0, low[edge], first[edge] + nth - 1)
    above = np.where(nth == cuts[edge], high[edge], first[edge] + nth)
    length = np.where(high > low, high - low, 1)[edge]
    begun = (below - low[edge]) / length
    ended = np.where(nth == cuts[edge], 1, (above - low[edge]) / length)
    backwards = (end < start)[edge]
    begun, ended = np.where(backwards, (1 - ended, 1 - begun), (begun, ended))
    way = (heads - tails)[edge]
    return tails[edge] + begun[:, None] * way, tails[edge] + ended[:, None] * way
