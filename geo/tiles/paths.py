"""Runs of vertices on the integer grid of a tile: what is left of geometries once snapped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.tiles.ragged import gather, starts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Paths:
    """Runs of vertices, each of one feature: all its points, a line, or a ring left open.

    ``feature`` never falls. A ring that is no ``hole`` is followed by its holes.
    """

    xy_units: NDArray[np.int64]
    counts: NDArray[np.int64]
    feature: NDArray[np.int64]
    hole: NDArray[np.bool_]

    def take(self, order: NDArray[np.int64]) -> Paths:
        """Return the paths ``order``."""
        return Paths(
            xy_units=self.xy_units[gather(self.counts, order)],
            counts=self.counts[order],
            feature=self.feature[order],
            hole=self.hole[order],
        )

    def keep(self, wanted: NDArray[np.bool_]) -> Paths:
        """Return the paths that are ``wanted``."""
        return self if wanted.all() else self.take(np.flatnonzero(wanted))

    def doubled_areas(self) -> NDArray[np.int64]:
        """Return twice the area of each path as a ring: positive where clockwise on the screen.

        This is the sign of MVT 2.1, 4.3.3.3: the surveyor's formula with y downwards.
        """
        x, y = self.xy_units.T
        next_x, next_y = self._next_units().T
        return self._sums(x * next_y - next_x * y)

    def girths_units(self) -> NDArray[np.int64]:
        """Return the way round each path as a ring, along the axes."""
        return self._sums(np.abs(self._next_units() - self.xy_units).sum(axis=1))

    def _next_units(self) -> NDArray[np.int64]:
        """Return for each vertex the one after it, the first after the last."""
        first = starts(self.counts)
        some = self.counts > 0
        following = np.arange(1, len(self.xy_units) + 1)
        following[(first + self.counts - 1)[some]] = first[some]
        return self.xy_units[following]

    def _sums(self, weights: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return for each path the sum of ``weights``, one weight a vertex."""
        ends = np.concatenate(([0], np.cumsum(weights)))
        first = starts(self.counts)
        sums: NDArray[np.int64] = ends[first + self.counts] - ends[first]
        return sums

    def opened(self, hole: NDArray[np.bool_]) -> Paths:
        """Return closed rings without their closing vertex; ``hole`` says which are holes."""
        closing = np.zeros(len(self.xy_units), dtype=bool)
        some = self.counts > 1
        closing[(starts(self.counts) + self.counts - 1)[some]] = True
        return Paths(
            xy_units=self.xy_units[~closing],
            counts=self.counts - some,
            feature=self.feature,
            hole=hole,
        )

    def wound(self) -> Paths:
        """Return the rings with positive area, their holes with negative."""
        turn = (self.doubled_areas() > 0) == self.hole
        first = starts(self.counts)
        mirror = np.where(turn, 2 * first + self.counts - 1, 0)
        sign = np.where(turn, -1, 1)
        order = np.repeat(mirror, self.counts) + np.repeat(sign, self.counts) * np.arange(
            len(self.xy_units)
        )
        return Paths(
            xy_units=self.xy_units[order],
            counts=self.counts,
            feature=self.feature,
            hole=self.hole,
        )


def rounded(
    xy_units: NDArray[np.float64], path: NDArray[np.int64], feature: NDArray[np.int64]
) -> Paths:
    """Return vertices, of the paths numbered by ``path``, on the grid without repeats in a row.

    There are as many paths as ``feature`` is long; some may come out empty. None is a hole.
    """
    snapped = np.rint(xy_units).astype(np.int64)
    fresh = np.ones(len(path), dtype=bool)
    fresh[1:] = (path[1:] != path[:-1]) | (snapped[1:] != snapped[:-1]).any(axis=1)
    return Paths(
        xy_units=snapped[fresh],
        counts=np.bincount(path[fresh], minlength=len(feature)),
        feature=feature,
        hole=np.zeros(len(feature), dtype=bool),
    )


def merged(parts: Sequence[Paths]) -> Paths:
    """Return the paths of all parts in the order of their features."""
    both = Paths(
        xy_units=np.concatenate([part.xy_units for part in parts]),
        counts=np.concatenate([part.counts for part in parts]),
        feature=np.concatenate([part.feature for part in parts]),
        hole=np.concatenate([part.hole for part in parts]),
    )
    return both.take(np.argsort(both.feature, kind="stable"))
