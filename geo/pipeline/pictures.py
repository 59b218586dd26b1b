"""Tiles as pictures: what vector tiles show, drawn as the page draws it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.model.dossier import Style
from geo.model.feature import Json
from geo.model.looks import day_columns, is_of_day
from geo.model.query import BBox
from geo.model.tiling import Scalar
from geo.pipeline.tiles import tile_box, tile_columns, tile_points
from geo.store.protocol import Store
from geo.tiles.cover import Rings
from geo.tiles.flat import flat_rings
from geo.tiles.grid import Tile
from geo.tiles.raster import RASTER_BUFFER_UNITS, drawn_by, is_plain, png_of_grounds, png_tile
from geo.tiles.raster_paths import MAP_ZOOM, coarser, in_tile, near_tile, on_map

_TILES_KEPT = 64
"""Of 1,500 points at most, some 100 kB each."""


def drawn_picture(
    store: Store, layer: str, tile: Tile, style: Style, scale: int, day: str | None
) -> bytes:
    """Return a tile as PNG; raises NotFoundError for a layer without tiles.

    Of lines and areas with a date it shows those of ``day``; all for None.
    """
    wanted = tile_columns(layer)
    names = drawn_by(layer, style)
    if wanted.points:
        return png_tile(layer, tile, *_points(store, layer, tile, names), style, scale)
    grounds = _kept_grounds(store, layer, names)
    if is_plain(layer, style):
        return _plain(store, layer, tile, grounds, style, scale)
    return png_tile(layer, tile, *_shapes(store, tile, grounds, layer, day), style, scale)


def _points(
    store: Store, layer: str, tile: Tile, names: Sequence[str]
) -> tuple[NDArray[np.object_], list[Mapping[str, Json]]]:
    """Return the points of a tile and of the tiles around it: symbols reach over its edge.

    Of their properties only those with ``names``.
    """
    box = tile_box(tile, RASTER_BUFFER_UNITS)
    known = tuple(name for name in names if name in tile_columns(layer).fields)
    # Each is a neighbour of eight others, which a map asks for next.
    near_points = store.kept("points of pictures", partial(_keeping, store))
    parts = [near_points(layer, near, known) for near in tile.neighbourhood()]
    lon_lat_deg = np.concatenate([part.lon_lat_deg for part in parts])
    inside = np.flatnonzero(_inside(box, lon_lat_deg))
    _, first = np.unique(
        np.concatenate([part.number for part in parts])[inside], return_index=True
    )
    chosen = inside[np.sort(first)]
    geometries = on_map(shapely.points(lon_lat_deg[chosen]))
    values = [value for part in parts for value in part.values]
    return geometries, _shared(known, [values[at] for at in chosen.tolist()])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Near:
    """The points of a tile, each with the values of the properties that its look depends on."""

    number: NDArray[np.int64]
    lon_lat_deg: NDArray[np.float64]
    values: Sequence[tuple[Scalar, ...]]


def _keeping(store: Store) -> Callable[[str, Tile, tuple[str, ...]], _Near]:
    """Return what gives the points of tiles, and keeps those of the last ones."""
    return lru_cache(_TILES_KEPT)(partial(_near, store))


def _near(store: Store, layer: str, tile: Tile, names: tuple[str, ...]) -> _Near:
    points = tile_points(store, layer, tile)
    columns = (points.columns[name] for name in names)
    return _Near(
        number=np.array(points.number, dtype=np.int64),
        lon_lat_deg=np.array((points.lon_deg, points.lat_deg), dtype=np.float64).T,
        values=[*zip(*columns, strict=True)] if names else [()] * len(points.number),
    )


def _inside(box: BBox, lon_lat_deg: NDArray[np.float64]) -> NDArray[np.bool_]:
    lon_deg, lat_deg = lon_lat_deg.T
    across = [(lon_deg >= west) & (lon_deg <= east) for west, east in box.ranges]
    level = (lat_deg >= box.south_deg) & (lat_deg <= box.north_deg)
    found: NDArray[np.bool_] = level & np.logical_or.reduce(across)
    return found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Grounds:
    """The lines or areas of a layer, each geometry once, as precise as ``MAP_ZOOM`` needs them.

    What is drawn is a geometry with properties: the numbers of both, the box of the one, and the
    first row that has it.
    """

    outlines: NDArray[np.object_]
    said: Sequence[Mapping[str, Json]]
    outline: NDArray[np.int64]
    saying: NDArray[np.int64]
    bounds: NDArray[np.float64]
    row: NDArray[np.int64]


def _plain(
    store: Store, layer: str, tile: Tile, grounds: _Grounds, style: Style, scale: int
) -> bytes:
    """Return a picture of ground that thousands of phrases may mean."""
    worlds = near_tile(grounds.bounds, tile)
    chosen = np.flatnonzero(worlds.any(axis=0))
    outlines, which = np.unique(grounds.outline[chosen], return_inverse=True)
    if tile.z > MAP_ZOOM:
        flat = flat_rings(_exact(store, grounds, chosen), tile.z)
    else:
        make = partial(flat_rings, grounds.outlines, tile.z)
        flat = store.kept(f"{layer} of pictures at {tile.z}", make)
        which = outlines[which]

    def rings(numbers: NDArray[np.int64]) -> Rings:
        near = worlds[:, chosen[numbers]]
        return in_tile((flat.take(np.unique(which[numbers[w]])) for w in near), tile)

    return png_of_grounds(layer, rings, grounds.saying[chosen], grounds.said, style, scale)


def _shapes(
    store: Store, tile: Tile, grounds: _Grounds, layer: str, day: str | None
) -> tuple[NDArray[np.object_], list[Mapping[str, Json]]]:
    of_day = [day is None or is_of_day(layer, said, day) for said in grounds.said]
    near = near_tile(grounds.bounds, tile).any(axis=0)
    chosen = np.flatnonzero(near & np.array(of_day, dtype=bool)[grounds.saying])
    outlines, which = np.unique(grounds.outline[chosen], return_inverse=True)
    exact = tile.z > MAP_ZOOM
    geometries = _exact(store, grounds, chosen) if exact else grounds.outlines[outlines]
    return geometries[which], [grounds.said[n] for n in grounds.saying[chosen].tolist()]


def _exact(store: Store, grounds: _Grounds, chosen: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return the outlines of what is chosen as they are, each once and by their numbers."""
    first = np.unique(grounds.outline[chosen], return_index=True)[1]
    return on_map(_read(store, grounds.row[chosen[first]]))


def _kept_grounds(store: Store, layer: str, names: Sequence[str]) -> _Grounds:
    every = (*names, *day_columns(layer))
    return store.kept(f"{layer} of pictures", partial(_grounds, store, layer, every))


def _grounds(store: Store, layer: str, names: Sequence[str]) -> _Grounds:
    every = [*store.features.grounds(layer, names)]
    row = np.array([one.row for one in every], dtype=np.int64)
    numbers = np.array([one.outline for one in every], dtype=np.int64)
    _, first, number = np.unique(numbers, return_index=True, return_inverse=True)
    # Numbers of outlines tell in which order they were written: rows have that of time.
    outline, first = np.argsort(np.argsort(first))[number], np.sort(first)
    saying: dict[tuple[Scalar, ...], int] = {}
    said = [saying.setdefault(one.values, len(saying)) for one in every]
    exact = on_map(_read(store, row[first]))
    return _Grounds(
        outlines=coarser(exact),
        said=[dict(zip(names, one, strict=True)) for one in saying],
        outline=outline,
        saying=np.array(said, dtype=np.int64),
        bounds=shapely.bounds(exact).reshape(-1, 4)[outline],
        row=row,
    )


def _read(store: Store, rows: NDArray[np.int64]) -> NDArray[np.object_]:
    read: NDArray[np.object_] = shapely.from_wkb(store.features.wkb(rows.tolist()))
    return read


def _shared(
    names: Sequence[str], values: Sequence[tuple[Scalar, ...]]
) -> list[Mapping[str, Json]]:
    """Return properties, one object for all that are alike, so that their look is found once."""
    said = {one: dict(zip(names, one, strict=True)) for one in set(values)}
    return [said[one] for one in values]
