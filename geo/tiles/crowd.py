"""Points in pixels, and what a map shows where there are too many of them.

Blocks are a grid that all tiles of a zoom share, and a tile knows every point of the blocks around
it: neighbours come to the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.model.look import Marker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

BLOCK_PX = 32
_FULL = 1.5
"""How often over symbols may cover a block; chosen by eye on 1,000 to 4,000 points a tile."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Points:
    """Points by whole pixels, each with the number of its look and how much it stands for."""

    x: NDArray[np.int64]
    y: NDArray[np.int64]
    look: NDArray[np.int64]
    weight: NDArray[np.float64]

    def take(self, chosen: NDArray[np.int64] | NDArray[np.bool_]) -> Points:
        """Return the points ``chosen``, by number or by mask."""
        return Points(
            x=self.x[chosen], y=self.y[chosen], look=self.look[chosen], weight=self.weight[chosen]
        )

    def in_draw_order(self) -> Points:
        """Return the points look by look, the heavier first: it must not hide the lighter."""
        return self.take(np.lexsort((self.x, self.y, -self.weight, self.look)))


def diameters_px(points: Points, markers: Sequence[Marker | None], zoom: int) -> NDArray[np.int64]:
    """Return the diameter of each point's symbol; a look that is no marker has none."""
    found = np.zeros(len(points.x), dtype=np.int64)
    for number, marker in enumerate(markers):
        own = points.look == number
        if marker is not None and own.any():
            found[own] = marker.diameters_px(points.weight[own], zoom)
    return found


def thinned(points: Points, markers: Sequence[Marker | None], zoom: int, scale: int) -> Points:
    """Return what to draw: one symbol a look and pixel, or a look and block where it is full.

    Each stands for all that it replaces, at the place of the heaviest of them.
    """
    one = _merged(points, points.x, points.y)
    block_x, block_y = one.x // (BLOCK_PX * scale), one.y // (BLOCK_PX * scale)
    ink_px2 = np.pi / 4 * diameters_px(one, markers, zoom).astype(float) ** 2
    _, block = np.unique(np.column_stack((block_y, block_x)), axis=0, return_inverse=True)
    full = (np.bincount(block, ink_px2) > _FULL * BLOCK_PX**2)[block]
    few, many = one.take(~full), _merged(one.take(full), block_x[full], block_y[full])
    return Points(
        x=np.concatenate((few.x, many.x)),
        y=np.concatenate((few.y, many.y)),
        look=np.concatenate((few.look, many.look)),
        weight=np.concatenate((few.weight, many.weight)),
    )


def _merged(points: Points, column: NDArray[np.int64], row: NDArray[np.int64]) -> Points:
    """Return one point for all of a look, column and row: the heaviest, as heavy as all."""
    keys = np.column_stack((points.look, row, column))
    order = np.lexsort((points.x, points.y, -points.weight, *keys.T))
    keys = keys[order]
    first = np.ones(len(keys), dtype=bool)
    first[1:] = (keys[1:] != keys[:-1]).any(axis=1)
    starts = np.flatnonzero(first)
    found = points.take(order[starts])
    weight = np.add.reduceat(points.weight[order], starts) if len(starts) else points.weight
    return Points(x=found.x, y=found.y, look=found.look, weight=weight)
