"""Snapped paths as the command integers of MVT 2.1, section 4.3."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from geo.tiles.ragged import Ragged, starts
from geo.tiles.varint import zigzag

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.tiles.paths import Paths

_MOVE_TO, _LINE_TO = 1, 2
_CLOSE_PATH = 1 << 3 | 7


class GeomType(IntEnum):
    """The geometry type of a feature; also how many integers of a path are no coordinates."""

    POINT = 1
    LINESTRING = 2
    POLYGON = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawings:
    """The commands of each feature with something in the tile, in rising order of feature."""

    feature: NDArray[np.int64]
    commands: Ragged


def drawings(paths: Paths, kind: GeomType) -> Drawings:
    """Return the commands of each feature that has a path.

    Points must be one path a feature; lines hold two vertices or more, rings three.
    """
    new = _begins(paths)
    counts = 2 * paths.counts + kind
    first = np.flatnonzero(new)
    per_feature = np.add.reduceat(counts, first) if len(first) else counts
    commands = Ragged(values=_integers(paths, counts, kind), counts=per_feature)
    return Drawings(feature=paths.feature[new], commands=commands)


def _integers(paths: Paths, counts: NDArray[np.int64], kind: GeomType) -> NDArray[np.uint64]:
    """Return the integers of all paths; ``counts`` says how many each one takes."""
    begin = starts(counts)
    rank = np.arange(len(paths.xy_units)) - np.repeat(starts(paths.counts), paths.counts)
    slot = np.repeat(begin, paths.counts) + 1 + 2 * rank
    out = np.empty(counts.sum(), dtype=np.uint64)
    if kind is GeomType.POINT:
        out[begin] = paths.counts << 3 | _MOVE_TO
    else:
        slot += rank > 0  # the LineTo stands between the first vertex and the second
        out[begin] = 1 << 3 | _MOVE_TO
        out[begin + 3] = paths.counts - 1 << 3 | _LINE_TO
    if kind is GeomType.POLYGON:
        out[begin + counts - 1] = _CLOSE_PATH
    steps = zigzag(_steps_units(paths))
    out[slot], out[slot + 1] = steps[:, 0], steps[:, 1]
    return out


def _steps_units(paths: Paths) -> NDArray[np.int64]:
    """Return each vertex from the one before; the first of a feature from the tile's corner.

    ClosePath leaves the cursor where it was, at the last vertex of the ring.
    """
    steps = np.diff(paths.xy_units, axis=0, prepend=0)
    first = starts(paths.counts)[_begins(paths)]
    steps[first] = paths.xy_units[first]
    return steps


def _begins(paths: Paths) -> NDArray[np.bool_]:
    """Tell which paths are the first of their feature."""
    new = np.ones(len(paths.feature), dtype=bool)
    new[1:] = paths.feature[1:] != paths.feature[:-1]
    return new
