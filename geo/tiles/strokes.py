"""Lines with a width as rings: a rectangle for each segment, a wedge where two of them bend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.tiles.cover import Rings
from geo.tiles.ragged import starts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.tiles.picture import Path

    Rows = NDArray[np.float64]

_CAP = np.array([(np.cos(a), np.sin(a)) for a in np.radians(np.arange(0, 360, 45))])
"""Of a line some pixels wide, nobody tells an octagon's end from a round one."""


def outlined(paths: Sequence[Path], width_px: float, dash_px: Sequence[float]) -> Rings:
    """Return what lines of a width cover, as rings that all turn one way.

    ``dash_px`` is on, off, from where each line began; lines without dashes have round ends.
    """
    cut = [_dashed(path, dash_px) for path in paths]
    xy_px = np.concatenate([vertices for vertices, _ in cut])
    drawn = np.concatenate([segments for _, segments in cut])
    counts = np.array([len(vertices) for vertices, _ in cut])
    first = starts(counts)
    last = first + counts - 1
    closed = (xy_px[first] == xy_px[last]).all(axis=1)
    onward = np.arange(len(xy_px)) + 1
    onward[last - 1] = np.where(closed, first, last)
    groups = [*_boxes_and_wedges(xy_px, drawn, onward, width_px / 2)]
    if not dash_px:
        ends = xy_px[np.concatenate((first[~closed], last[~closed]))]
        groups.append(ends[:, None] + _CAP * (width_px / 2))
    rings = [np.concatenate((one, one[:, :1]), axis=1) for one in groups]
    sizes = np.concatenate([np.full(len(one), one.shape[1]) for one in rings])
    vertices = np.concatenate([one.reshape(-1, 2) for one in rings])
    return Rings(xy_px=vertices, ring=np.repeat(np.arange(len(sizes)), sizes))


def _dashed(path: Path, dash_px: Sequence[float]) -> tuple[Rows, NDArray[np.bool_]]:
    """Return a line with a vertex wherever a dash starts or ends, and from which one is drawn."""
    xy_px = path.xy_px
    if not dash_px:
        return xy_px, np.arange(len(xy_px)) < len(xy_px) - 1
    lengths = np.hypot(*np.diff(xy_px, axis=0).T)
    along = path.along_px + np.concatenate(([0.0], np.cumsum(lengths)))
    on_px, period_px = dash_px[0], sum(dash_px)
    turns = np.arange(np.floor(along[0] / period_px), along[-1] / period_px) * period_px
    every = np.concatenate((along, turns, turns + on_px))
    every = np.unique(every[(every >= along[0]) & (every <= along[-1])])
    middle = (every + np.append(every[1:], np.inf)) / 2
    drawn = np.isfinite(middle) & (np.where(np.isfinite(middle), middle, 0) % period_px < on_px)
    return np.column_stack([np.interp(every, along, axis) for axis in xy_px.T]), drawn


def _boxes_and_wedges(
    xy_px: Rows, drawn: NDArray[np.bool_], onward: NDArray[np.int64], half_px: float
) -> tuple[Rows, Rows]:
    """Return a rectangle for each vertex from which a segment is drawn, and what bends leave open.

    ``onward`` is the vertex from which each segment is followed by another.
    """
    head = np.roll(xy_px, -1, axis=0)
    way = head - xy_px
    length = np.hypot(*way.T)[:, None]
    aside = way[:, ::-1] * (-half_px, half_px) / np.where(length > 0, length, 1)
    left, right = aside[drawn], -aside[drawn]
    tails, heads = xy_px[drawn], head[drawn]
    boxes = np.stack((tails + left, tails + right, heads + right, heads + left), axis=1)
    bends = np.flatnonzero(drawn)
    bends = bends[drawn[np.minimum(onward[bends], len(drawn) - 1)]]
    then = onward[bends]
    turn = (way[bends] * way[then, ::-1] * (1, -1)).sum(axis=1)[:, None]
    corner = head[bends]
    one, other = (corner - np.sign(turn) * aside[at] for at in (bends, then))
    wedge = (corner, np.where(turn > 0, one, other), np.where(turn > 0, other, one))
    return boxes, np.stack(wedge, axis=1)
