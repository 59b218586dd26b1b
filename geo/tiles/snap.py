"""Geometries in degrees as clean paths on the grid of one tile.

A geometry is cut to the tile and its buffer, thinned to one unit and rounded. Polygons that this
leaves invalid, and only those, are made again from the unthinned cut by snap rounding: slower, and
valid by construction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.tiles.commands import GeomType
from geo.tiles.grid import BUFFER_UNITS, EXTENT_UNITS, Bounds, Tile
from geo.tiles.paths import Paths, merged, rounded

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_LOW, _HIGH = -BUFFER_UNITS, EXTENT_UNITS + BUFFER_UNITS
_CLIP = Bounds(_LOW, _LOW, _HIGH, _HIGH)
_TOLERANCE_UNITS = 1.0
_UNIT_DOUBLED = 2  # twice a square unit
_SPECK_UNITS = 8  # the way round a ring that holds too little to look at twice
_MULTIPOINT, _COLLECTION = 4, 7  # GEOS type ids: singles below, curves above


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parts:
    """Single points, lines or polygons, each a part of the feature numbered by ``feature``."""

    geometries: NDArray[np.object_]
    feature: NDArray[np.int64]

    def take(self, chosen: NDArray[np.int64] | NDArray[np.bool_]) -> Parts:
        """Return the parts ``chosen``, by number or by mask."""
        return Parts(geometries=self.geometries[chosen], feature=self.feature[chosen])

    def exploded(self) -> Parts:
        """Return the single parts of all parts, however deep they lie; None and curves go."""
        geometries, feature = self.geometries, self.feature
        while (kinds := shapely.get_type_id(geometries)).max(initial=0) >= _MULTIPOINT:
            known = (kinds >= 0) & (kinds <= _COLLECTION)
            geometries, inner = shapely.get_parts(geometries[known], return_index=True)
            feature = feature[known][inner]
        single = (kinds >= 0) & ~shapely.is_empty(geometries)
        return Parts(geometries=geometries, feature=feature).take(single)

    def of_dimension(self, dimension: int) -> Parts:
        """Return the single parts that are points (0), lines (1) or surfaces (2)."""
        return self.take(shapely.get_dimensions(self.geometries) == dimension)


def snapped(geometries: NDArray[np.object_], tile: Tile) -> dict[GeomType, Paths]:
    """Return what of the geometries shows in the tile and its buffer, ready to be drawn.

    A collection shows its parts of the highest dimension. What lies within the buffer's reach of
    the antimeridian shows on both sides, at zoom 0 twice in one tile. Parts that collapse on the
    grid, lines shorter than a unit and rings of less than a square unit are left out.
    """
    every = Parts(geometries=geometries, feature=np.arange(len(geometries)))
    parts, world_deg = _near(_highest(every.exploded()), tile)
    point = shapely.get_dimensions(parts.geometries) == 0
    drawn = _projected(parts.take(~point), world_deg[~point], tile)
    return {
        GeomType.POINT: _points(parts.take(point), world_deg[point], tile),
        GeomType.LINESTRING: _lines(drawn.of_dimension(1)),
        GeomType.POLYGON: _polygons(drawn.of_dimension(2)),
    }


def _highest(parts: Parts) -> Parts:
    """Return of each feature the parts of its highest dimension."""
    dimension = shapely.get_dimensions(parts.geometries)
    if not dimension.size or dimension.min() == dimension.max():
        return parts
    top = np.zeros(parts.feature[-1] + 1, dtype=dimension.dtype)
    np.maximum.at(top, parts.feature, dimension)
    return parts.take(dimension == top[parts.feature])


def _near(parts: Parts, tile: Tile) -> tuple[Parts, NDArray[np.float64]]:
    """Return the parts that may show in the tile, and how far east each has to be moved.

    The world repeats every 360 degrees, so that what lies just across the antimeridian shows too.
    """
    reach = tile.bounds_deg(BUFFER_UNITS)
    xmin, ymin, xmax, ymax = shapely.bounds(parts.geometries).T
    level = (ymin <= reach.ymax) & (ymax >= reach.ymin)
    chosen, moved = [], []
    for world_deg in (-360.0, 0.0, 360.0):
        reached = level & (xmin + world_deg <= reach.xmax) & (xmax + world_deg >= reach.xmin)
        chosen.append(np.flatnonzero(reached))
        moved.append(np.full(len(chosen[-1]), world_deg))
    numbers = np.concatenate(chosen)
    order = np.argsort(numbers, kind="stable")
    return parts.take(numbers[order]), np.concatenate(moved)[order]


def _projected(parts: Parts, world_deg: NDArray[np.float64], tile: Tile) -> Parts:
    """Return the parts, each moved east by ``world_deg``, in tile units."""
    shift_deg = np.zeros((shapely.get_num_coordinates(parts.geometries).sum(), 2))
    shift_deg[:, 0] = np.repeat(world_deg, shapely.get_num_coordinates(parts.geometries))
    placed = shapely.transform(parts.geometries, lambda lon_lat: tile.units(lon_lat + shift_deg))
    return Parts(geometries=placed, feature=parts.feature)


def _points(parts: Parts, world_deg: NDArray[np.float64], tile: Tile) -> Paths:
    """Return the points, one path a feature."""
    lon_lat_deg = shapely.get_coordinates(parts.geometries)
    lon_lat_deg[:, 0] += world_deg
    feature, path = np.unique(parts.feature, return_inverse=True)
    return rounded(tile.units(lon_lat_deg), path, feature)


def _lines(parts: Parts) -> Paths:
    """Return what lines leave in the clip box."""
    lines = _long_enough(_cut_lines(_long_enough(parts)))
    paths = _on_grid(_thinned(lines.geometries), lines.feature)
    return paths.keep(paths.counts > 1)


def _polygons(parts: Parts) -> Paths:
    """Return what polygons leave in the clip box as rings, wound as MVT wants them."""
    polygons = _cut_polygons(_long_enough(parts))
    rings = _rings(polygons, _thinned)
    paths = _large(rings)
    bad = np.union1d(_folded_features(rings), _invalid_features(paths))
    if bad.size:
        again = _remade(polygons.take(np.isin(polygons.feature, bad)))
        sound = paths.keep(~np.isin(paths.feature, bad))
        paths = merged((sound, _large(_rings(again, np.copy))))
    return paths.wound()


def _long_enough(parts: Parts) -> Parts:
    """Return the parts whose line or outline is a unit or longer, and every vertex a place."""
    length_units = shapely.length(parts.geometries)
    return parts.take((length_units >= 1) & (length_units < np.inf))


def _crossing(parts: Parts) -> NDArray[np.bool_]:
    """Tell which parts do not lie inside the clip box as they are."""
    xmin, ymin, xmax, ymax = shapely.bounds(parts.geometries).T
    crossing: NDArray[np.bool_]
    crossing = (np.minimum(xmin, ymin) < _LOW) | (np.maximum(xmax, ymax) > _HIGH)
    return crossing


def _cut_lines(parts: Parts) -> Parts:
    """Return what of the lines lies in the clip box."""
    crossing = _crossing(parts)
    geometries = parts.geometries.copy()
    geometries[crossing] = shapely.clip_by_rect(geometries[crossing], *_CLIP)
    return Parts(geometries=geometries, feature=parts.feature).exploded().of_dimension(1)


def _cut_polygons(parts: Parts) -> Parts:
    """Return what of the polygons lies in the clip box, those that cross its edge made valid.

    Not by ``clip_by_rect``: GEOS 3.14 turns it inside out once in some 50,000 where vertices lie
    on the edge of the box, and often where a ring crosses itself.
    """
    crossing = np.flatnonzero(_crossing(parts))
    chosen = parts.geometries[crossing]
    broken = ~shapely.is_valid(chosen)
    chosen[broken] = _made_valid(chosen[broken])
    geometries = parts.geometries.copy()
    geometries[crossing] = shapely.intersection(chosen, shapely.box(*_CLIP))
    return Parts(geometries=geometries, feature=parts.feature).exploded().of_dimension(2)


def _thinned(lines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return lines or rings without the vertices that matter less than a unit.

    Rings go in by themselves: of a polygon, GEOS would drop whatever the thinning crossed.
    """
    thin: NDArray[np.object_] = shapely.simplify(lines, _TOLERANCE_UNITS, preserve_topology=False)
    return thin


def _on_grid(lines: NDArray[np.object_], feature: NDArray[np.int64]) -> Paths:
    """Return one path a line."""
    xy_units, path = shapely.get_coordinates(lines, return_index=True)
    return rounded(xy_units, path, feature)


def _rings(
    polygons: Parts, thinned: Callable[[NDArray[np.object_]], NDArray[np.object_]]
) -> Paths:
    """Return all rings on the grid, without their closing vertex."""
    rings, owner = shapely.get_rings(polygons.geometries, return_index=True)
    hole = np.zeros(len(rings), dtype=bool)
    hole[1:] = owner[1:] == owner[:-1]
    return _on_grid(thinned(rings), polygons.feature[owner]).opened(hole)


def _large(rings: Paths) -> Paths:
    """Return the rings that keep a square unit, unless their shell does not."""
    large = np.abs(rings.doubled_areas()) >= _UNIT_DOUBLED
    shell_large = large[~rings.hole][np.cumsum(~rings.hole) - 1]
    return rings.keep(large & shell_large)


def _folded_features(rings: Paths) -> NDArray[np.int64]:
    """Return the numbers of features with a long ring of no area.

    It may be a sliver, or a figure of eight whose halves cancel out.
    """
    folded = np.abs(rings.doubled_areas()) < _UNIT_DOUBLED
    return rings.feature[folded & (rings.girths_units() > _SPECK_UNITS)]


def _invalid_features(rings: Paths) -> NDArray[np.int64]:
    """Return the numbers of the features whose rings are no valid polygons."""
    if not len(rings.feature):
        return rings.feature
    path = np.repeat(np.arange(len(rings.counts)), rings.counts)
    closed = shapely.linearrings(rings.xy_units.astype(float), indices=path)
    polygons = shapely.polygons(closed, indices=np.cumsum(~rings.hole) - 1)
    feature, group = np.unique(rings.feature[~rings.hole], return_inverse=True)
    invalid: NDArray[np.int64] = feature[
        ~shapely.is_valid(shapely.multipolygons(polygons, indices=group))
    ]
    return invalid


def _remade(polygons: Parts) -> Parts:
    """Return the polygons valid on the grid, thinned as far as that lets them."""
    feature, group = np.unique(polygons.feature, return_inverse=True)
    whole = shapely.multipolygons(polygons.geometries, indices=group)
    broken = ~shapely.is_valid(whole)  # mended, a hole outside its shell is ground: clip again
    whole[broken] = shapely.intersection(_made_valid(whole[broken]), shapely.box(*_CLIP))
    exact = shapely.set_precision(whole, 1)
    thin = shapely.simplify(exact, _TOLERANCE_UNITS, preserve_topology=True)
    best = np.where(shapely.is_valid(thin), thin, exact)
    return Parts(geometries=best, feature=feature).exploded().of_dimension(2)


def _made_valid(polygons: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the polygons valid; what is covered twice stays covered."""
    valid: NDArray[np.object_] = shapely.make_valid(
        polygons, method="structure", keep_collapsed=False
    )
    return valid
