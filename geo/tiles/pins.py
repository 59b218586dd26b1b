"""Pins for a view with too many places: those of one cell stand together at the heaviest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.model.query import BBox
from geo.tiles.clusters import shares

MOST_ALONE = 200
"""Up to so many places in a view, each has its own pin."""
_MOST_CELLS = 250
"""Of one layer: with three elements a pin, a page keeps below 3,000 elements."""
_LEAST_CELL_PX = 64
_CELL_STEP_PX = 16
_TOUCHING_PX = 44
"""Pins of one layer that lie closer would hide each other: the widest has 40, and its ring."""
_TILE_PX = 256


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spots:
    """Places that may have pins; arrays of one length, ``mentions`` more than 0."""

    number: NDArray[np.int64]
    lon_deg: NDArray[np.float64]
    lat_deg: NDArray[np.float64]
    layer: NDArray[np.int64]
    mentions: NDArray[np.int64]

    def take(self, chosen: NDArray[np.int64] | NDArray[np.bool_]) -> Spots:
        """Return the places ``chosen``, by position or by mask."""
        return Spots(**{name: getattr(self, name)[chosen] for name in self.__slots__})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A pin at the place ``number``, for ``places`` that lie in ``box`` and their mentions."""

    number: int
    places: int
    mentions: int
    box: tuple[float, float, float, float]


def pins(spots: Spots, view: BBox, zoom: float, alone: int | None = None) -> list[Pin]:
    """Return the pins of a view, the heaviest first; the place ``alone`` is never put together.

    Cells lie on a grid of the world, so that pins stay as they are while the view moves.
    """
    cell_px = _cell_px(view, zoom)
    seen = spots.take(_in_view(spots, view, zoom, cell_px))
    if len(seen.number) <= MOST_ALONE:
        return _ordered([_pin(seen, np.array([n])) for n in range(len(seen.number))])
    groups = _by_cell(seen, 2.0 ** round(zoom) * _TILE_PX / cell_px, alone)
    return _ordered(_apart(seen, groups, 2.0 ** round(zoom) * _TILE_PX, alone))


def _cell_px(view: BBox, zoom: float) -> float:
    """Return the width of a cell: larger on a larger screen, so that there are never too many."""
    x, y = shares(
        np.array([view.west_deg, view.east_deg]), np.array([view.north_deg, view.south_deg])
    )
    wide = float(x[1] - x[0]) % 1.0 or 1.0
    high = float(y[1] - y[0])
    area_px = wide * high * (2.0 ** round(zoom) * _TILE_PX) ** 2
    wanted = max(_LEAST_CELL_PX, (area_px / _MOST_CELLS) ** 0.5)
    return float(np.ceil(wanted / _CELL_STEP_PX) * _CELL_STEP_PX)


def _in_view(spots: Spots, view: BBox, zoom: float, cell_px: float) -> NDArray[np.bool_]:
    """Tell which places lie in the view or within a cell of it: cells at its edge are whole."""
    margin = cell_px / (2.0 ** round(zoom) * _TILE_PX)
    x, y = shares(spots.lon_deg, spots.lat_deg)
    (west, east), (north, south) = shares(
        np.array([view.west_deg, view.east_deg]), np.array([view.north_deg, view.south_deg])
    )
    wide = (east - west) % 1.0 or 1.0
    across = (x - west + margin) % 1.0 <= wide + 2 * margin
    inside: NDArray[np.bool_] = across & (y >= north - margin) & (y <= south + margin)
    return inside


def _by_cell(spots: Spots, cells: float, alone: int | None) -> list[NDArray[np.int64]]:
    """Return the places of each cell and layer, the heaviest of each first."""
    x, y = shares(spots.lon_deg, spots.lat_deg)
    column, row = np.floor(x * cells), np.floor(y * cells)
    own = spots.number == (-1 if alone is None else alone)
    order = np.lexsort((spots.number, -spots.mentions, column, row, spots.layer, own))
    keys = np.column_stack((own, spots.layer, row, column))[order]
    starts = np.flatnonzero((keys[1:] != keys[:-1]).any(axis=1)) + 1
    return np.split(order, starts)


def _apart(
    spots: Spots, groups: list[NDArray[np.int64]], world_px: float, alone: int | None
) -> list[Pin]:
    """Return pins, those that would touch a heavier one of their layer put together with it."""
    x, y = (share * world_px for share in shares(spots.lon_deg, spots.lat_deg))
    weight = {id(group): int(spots.mentions[group].sum()) for group in groups}
    ordered = sorted(groups, key=lambda g: (-weight[id(g)], int(spots.number[g[0]])))
    kept: list[list[NDArray[np.int64]]] = []
    heads = np.empty((len(ordered), 3))
    for group in ordered:
        head = group[0]
        own = spots.number[head] == alone
        at = heads[: len(kept)]
        near = np.hypot(at[:, 0] - x[head], at[:, 1] - y[head]) < _TOUCHING_PX
        touched = np.flatnonzero(near & (at[:, 2] == spots.layer[head]))
        if len(touched) and not own:
            kept[int(touched[0])].append(group)
        else:
            heads[len(kept)] = (x[head], y[head], -1 if own else spots.layer[head])
            kept.append([group])
    return [_pin(spots, np.concatenate(parts)) for parts in kept]


def _pin(spots: Spots, members: NDArray[np.int64]) -> Pin:
    lon, lat = spots.lon_deg[members], spots.lat_deg[members]
    return Pin(
        number=int(spots.number[members[0]]),
        places=len(members),
        mentions=int(spots.mentions[members].sum()),
        box=(float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())),
    )


def _ordered(found: list[Pin]) -> list[Pin]:
    return sorted(found, key=lambda pin: (-pin.mentions, pin.number))
