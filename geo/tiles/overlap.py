"""Grounds of one colour that lie over each other: which of them change what is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.model.look import TILE_PX
from geo.tiles.raster_paths import BUFFER_PX

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CELL_PX = 8
_LEAST_SHARE = 1 / 255
"""What lets through less is as good as opaque: a picture has no finer levels."""
_CORNERS_PX = np.arange(-BUFFER_PX, TILE_PX + BUFFER_PX + 1, _CELL_PX, dtype=np.float64)
_X_PX, _Y_PX = np.meshgrid(_CORNERS_PX, _CORNERS_PX)


def seen_through(
    geometries: NDArray[np.object_], opacity: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Tell which grounds, in pixels of a tile, are seen through those before them.

    Where some dozens overlap the colour is full, and one more changes no pixel. A ground is
    left out if that is so in all cells of its box; a cell is covered if its corners are.
    """
    seen = np.zeros(len(geometries), dtype=bool)
    through = np.ones((len(_CORNERS_PX) - 1,) * 2)
    first, last = _cells(shapely.bounds(geometries).reshape(-1, 4))
    shapely.prepare(geometries)
    for number, ((left, top), (right, bottom)) in enumerate(zip(first, last, strict=True)):
        cells = through[top:bottom, left:right]
        seen[number] = cells.max(initial=0) >= _LEAST_SHARE
        if seen[number] and right > left + 1 and bottom > top + 1:
            corners = slice(top, bottom + 1), slice(left, right + 1)
            inside = shapely.contains_xy(geometries[number], _X_PX[corners], _Y_PX[corners])
            whole = inside[1:, 1:] & inside[1:, :-1] & inside[:-1, 1:] & inside[:-1, :-1]
            cells[whole] *= 1 - opacity[number]
    return seen


def _cells(bounds: NDArray[np.float64]) -> tuple[list[list[int]], list[list[int]]]:
    """Return the first column and row of cells that boxes reach, and those after the last."""
    cells = (bounds + BUFFER_PX) / _CELL_PX
    count = len(_CORNERS_PX) - 1
    first = np.clip(np.floor(cells[:, :2]), 0, count).astype(int)
    last = np.clip(np.floor(cells[:, 2:]) + 1, 0, count).astype(int)
    return first.tolist(), last.tolist()
