"""Geometries in degrees as paths in the pixels of one tile, cut to it and a buffer.

A line is thinned before it is cut, and the same in every tile: what crosses the edge of a tile
goes on in the next where it left off, dashes too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import shapely

from geo.model.look import TILE_PX
from geo.tiles.cover import Rings
from geo.tiles.grid import HALF_WORLD_M, Tile, mercator_m
from geo.tiles.picture import Path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

BUFFER_PX = 32
"""How far around a tile features are drawn: the largest symbol reaches 31 px from its centre."""
REACH_PX = BUFFER_PX + 1
"""How far around a tile to look for features: half a pixel farther may still round to its edge."""
_NEAR_POLE_DEG = 89.99  # far outside every tile, and finite
MAP_ZOOM = 11
"""So far geometries are kept as coarse as they are drawn, beyond it read as they are."""
_MAP_PX = TILE_PX * 2**MAP_ZOOM
TOLERANCE_PX = 0.25
_SMALLEST_PX = 0.1
SURFACE = 2
"""What shapely calls the dimension of an area."""


Move: TypeAlias = "Callable[[NDArray[np.float64]], NDArray[np.float64]]"
"""Returns rows of coordinates moved."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placed:
    """Geometries in pixels of the world at one zoom; ``feature`` says which each comes from."""

    geometries: NDArray[np.object_]
    feature: NDArray[np.int64]

    def take(self, chosen: NDArray[np.bool_]) -> Placed:
        """Return those chosen."""
        return Placed(geometries=self.geometries[chosen], feature=self.feature[chosen])

    def of_dimension(self, dimension: int) -> Placed:
        """Return those that are points (0), lines (1) or surfaces (2)."""
        return self.take(shapely.get_dimensions(self.geometries) == dimension)


def on_map(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return geometries of OGC:CRS84 in pixels of the world at ``MAP_ZOOM``."""

    def pixels(lon_lat_deg: NDArray[np.float64]) -> NDArray[np.float64]:
        share = mercator_m(lon_lat_deg, _NEAR_POLE_DEG) / (2 * HALF_WORLD_M)
        xy_px: NDArray[np.float64] = (share * (1, -1) + 0.5) * _MAP_PX
        return xy_px

    return _moved(geometries, pixels)


def coarser(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return geometries on the map as precise as they are drawn at ``MAP_ZOOM`` and above."""
    thin = _thinned(geometries)
    return np.where(shapely.is_empty(thin), geometries, thin)


def near_tile(bounds: NDArray[np.float64], tile: Tile) -> NDArray[np.bool_]:
    """Tell which of the bounds of shapes on the map reach a tile and are large enough to show.

    A row for each of three worlds: this one, and those across the antimeridian.
    """
    own = _own(bounds.reshape(-1, 2, 2), tile).reshape(-1, 4)
    large = np.fmax(own[:, 2] - own[:, 0], own[:, 3] - own[:, 1]) >= _SMALLEST_PX
    return np.array([_shown(own, shift_px) & large for shift_px in _shifts_px(tile)])


def in_tile(rings: Iterable[Rings], tile: Tile) -> Rings:
    """Return rings on the map, those of three worlds as ``near_tile`` has them, in its pixels."""
    shifted = zip(rings, _shifts_px(tile), strict=True)
    found = [
        Rings(xy_px=_own(one.xy_px, tile, shift_px), ring=one.ring)
        for one, shift_px in shifted
        if len(one.ring)
    ]
    xy_px = np.concatenate([np.zeros((0, 2)), *(one.xy_px for one in found)])
    turns = [one.ring * len(found) + world for world, one in enumerate(found)]
    return Rings(xy_px=xy_px, ring=np.concatenate([np.zeros(0, dtype=np.int64), *turns]))


def placed(geometries: NDArray[np.object_], tile: Tile) -> Placed:
    """Return the single parts of what lies on the map that may show in the tile, moved to where.

    The world repeats every 360 degrees, so that what lies just across the antimeridian shows too.
    """
    parts, feature = _parts(geometries)
    bounds = _own(shapely.bounds(parts).reshape(-1, 2, 2), tile).reshape(-1, 4)
    areal = shapely.get_dimensions(parts) > 0
    wide = np.fmax(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
    seen = ~areal | (wide >= _SMALLEST_PX)
    found, owners = [], []
    for shift_px in _shifts_px(tile):
        shown = seen & _shown(bounds, shift_px)
        found.append(_moved(parts[shown], partial(_own, tile=tile, shift_px=shift_px)))
        owners.append(feature[shown])
    return Placed(geometries=np.concatenate(found), feature=np.concatenate(owners))


def _shifts_px(tile: Tile) -> tuple[float, float, float]:
    """Return how far east each of three worlds lies."""
    side_px = float(TILE_PX * 2**tile.z)
    return 0.0, -side_px, side_px


def _own(xy_px: NDArray[np.float64], tile: Tile, shift_px: float = 0.0) -> NDArray[np.float64]:
    """Return pixels of the map as pixels of a tile, moved to the east."""
    found: NDArray[np.float64] = xy_px * 2.0 ** (tile.z - MAP_ZOOM)
    return found - (tile.x * TILE_PX - shift_px, tile.y * TILE_PX)


def _shown(bounds: NDArray[np.float64], shift_px: float) -> NDArray[np.bool_]:
    """Tell which bounds in pixels of a tile reach it, moved to the east."""
    xmin, ymin, xmax, ymax = bounds.T
    shown: NDArray[np.bool_] = (ymax >= -REACH_PX) & (ymin <= TILE_PX + REACH_PX)
    shown &= (xmax + shift_px >= -REACH_PX) & (xmin + shift_px <= TILE_PX + REACH_PX)
    return shown


def _parts(geometries: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Return the single parts, and which geometry each is of."""
    if _are_points(geometries):
        return geometries, np.arange(len(geometries))
    parts, feature = shapely.get_parts(geometries, return_index=True)
    return parts, feature


def _are_points(geometries: NDArray[np.object_]) -> bool:
    return bool((shapely.get_type_id(geometries) == shapely.GeometryType.POINT).all())


def _moved(geometries: NDArray[np.object_], move: Move) -> NDArray[np.object_]:
    """Return geometries with their vertices moved; points alone in a tenth of shapely's time."""
    moved: NDArray[np.object_]
    if _are_points(geometries):
        moved = shapely.points(move(shapely.get_coordinates(geometries)))
    else:
        moved = shapely.transform(geometries, move)
    return moved


def rings_px(polygons: NDArray[np.object_]) -> Rings:
    """Return the rings of polygons as they are drawn, with what lies outside the tile."""
    rings = _thinned(shapely.get_rings(shapely.orient_polygons(polygons)))
    xy_px, ring = shapely.get_coordinates(rings, return_index=True)
    return Rings(xy_px=xy_px, ring=ring)


def lines_in_tile(geometry: shapely.Geometry) -> Iterator[Path]:
    """Yield what of a line, or of a surface's rings, lies in the tile and its buffer."""
    rings = shapely.get_dimensions(geometry) == SURFACE
    lines = np.array(shapely.get_rings(geometry) if rings else [geometry])
    xy_px, line = shapely.get_coordinates(lines, return_index=True)
    for whole in _thinned(shapely.linestrings(xy_px, indices=line)):
        if shapely.covered_by(whole, _box()):
            yield Path(xy_px=shapely.get_coordinates(whole))
            continue
        for part in shapely.get_parts(shapely.clip_by_rect(whole, *_box().bounds)):
            xy_px = shapely.get_coordinates(part)
            if len(xy_px) > 1:
                along = shapely.line_locate_point(whole, shapely.points(xy_px[0]))
                yield Path(xy_px=xy_px, along_px=float(along))


def _thinned(lines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return lines or rings without the vertices that nobody would see."""
    thin: NDArray[np.object_] = shapely.simplify(lines, TOLERANCE_PX, preserve_topology=False)
    return thin


def _box() -> shapely.Polygon:
    return shapely.box(-BUFFER_PX, -BUFFER_PX, TILE_PX + BUFFER_PX, TILE_PX + BUFFER_PX)
