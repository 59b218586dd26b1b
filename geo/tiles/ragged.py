"""Rows of unequal length in one flat numpy array, so that no row costs a Python step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def starts(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each row begins in the flat array."""
    return np.cumsum(counts) - counts


def gather(counts: NDArray[np.int64], order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the flat indices of the rows ``order``, one row after the other."""
    chosen = counts[order]
    shift = starts(counts)[order] - starts(chosen)
    return np.arange(chosen.sum(), dtype=np.int64) + np.repeat(shift, chosen)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ragged:
    """Rows of unsigned integers: ``counts[i]`` of ``values`` belong to row i."""

    values: NDArray[np.uint64]
    counts: NDArray[np.int64]

    def sums(self, weights: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return for each row the sum of ``weights``, one weight a value; 0 for an empty row."""
        ends = np.concatenate(([0], np.cumsum(weights)))
        first = starts(self.counts)
        totals: NDArray[np.int64] = ends[first + self.counts] - ends[first]
        return totals

    def take(self, order: NDArray[np.int64]) -> Ragged:
        """Return the rows ``order``."""
        values = self.values[gather(self.counts, order)]
        return Ragged(values=values, counts=self.counts[order])


def ragged(
    matrix: NDArray[np.uint64] | NDArray[np.int64], present: NDArray[np.bool_] | None = None
) -> Ragged:
    """Return a matrix as rows, without the cells that are not ``present``."""
    rows, width = matrix.shape
    if present is None:
        counts = np.full(rows, width, dtype=np.int64)
        return Ragged(values=matrix.astype(np.uint64).ravel(), counts=counts)
    return Ragged(values=matrix[present].astype(np.uint64), counts=present.sum(axis=1))


def side_by_side(parts: Sequence[Ragged]) -> Ragged:
    """Return rows made of the same row of every part, in turn."""
    counts = np.column_stack([part.counts for part in parts]).sum(axis=1)
    values = np.empty(counts.sum(), dtype=np.uint64)
    begin = starts(counts)
    for part in parts:
        shift = np.repeat(begin - starts(part.counts), part.counts)
        values[shift + np.arange(len(part.values))] = part.values
        begin = begin + part.counts
    return Ragged(values=values, counts=counts)
