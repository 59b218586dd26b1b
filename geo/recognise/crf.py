"""A linear-chain conditional random field over hashed features, for many sequences at once.

Lafferty, McCallum and Pereira 2001. Reading takes the sequences side by side: as many steps as the
longest has words, whatever their number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.model.tokens import Index
from geo.recognise.features import Slots

BEGIN, INSIDE, OUTSIDE = range(3)
_PIECE = 128
"""A longer sequence is read in pieces, so that a text without stops costs no more than another."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tagger:
    """Weights of slots by tag, and of a tag after another (rows: before)."""

    weights: NDArray[np.float32]
    moves: NDArray[np.float32]

    def marginals(self, slots: Slots, sequence: Index) -> Floats:
        """Return for each token the probability of each tag (BEGIN, INSIDE, OUTSIDE)."""
        if sequence.size == 0:
            return np.zeros((0, 3))
        scores = self.weights[slots].sum(axis=1, dtype=np.float64)
        emitted = np.exp(scores - scores.max(axis=1, keepdims=True))
        start, length = _pieces(sequence)
        moves = np.exp(self.moves.astype(np.float64))
        ahead = _sweep(emitted, start, length, moves, step=1)
        back = _sweep(emitted, start + length - 1, length, moves.T, step=-1)
        both = ahead * back / emitted
        return np.asarray(both / both.sum(axis=1, keepdims=True))


def _pieces(sequence: Index) -> tuple[Index, Index]:
    """Return start and length of each piece, the longest first."""
    opens = np.flatnonzero(np.diff(sequence, prepend=sequence[0] - 1))
    position = np.arange(sequence.size) - np.repeat(opens, np.diff([*opens, sequence.size]))
    start = np.flatnonzero(position % _PIECE == 0)
    length = np.diff([*start, sequence.size])
    order = np.argsort(-length, kind="stable")
    return start[order], length[order]


def _sweep(emitted: Floats, start: Index, length: Index, moves: Floats, step: int) -> Floats:
    """Return the scaled sums over all ways that lead to each tag, from one end of each piece."""
    found = emitted.copy()
    active = start.size
    before = found[start]
    before /= before.sum(axis=1, keepdims=True)
    for done in range(1, int(length[0])):
        active = int(np.searchsorted(-length, -done, side="left"))
        rows = start[:active] + step * done
        reached = (before[:active, :, None] * moves[None]).sum(axis=1)
        before = reached * emitted[rows]
        before /= before.sum(axis=1, keepdims=True)
        found[rows] = before
    return found
