"""Tiles as pictures: what vector tiles show, drawn as the page draws it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray

from geo.model.dossier import Style
from geo.model.feature import Json
from geo.pipeline.tiles import tile_box, tile_columns, tile_points
from geo.store.protocol import Store
from geo.tiles.grid import Tile
from geo.tiles.raster import RASTER_BUFFER_UNITS, png_tile


def drawn_picture(store: Store, layer: str, tile: Tile, style: Style, scale: int) -> bytes:
    """Return a tile as PNG; raises NotFoundError for a layer without tiles."""
    wanted = tile_columns(layer)
    found = _points(store, layer, tile) if wanted.points else _shapes(store, layer, tile)
    return png_tile(layer, tile, *found, style, scale)


def _points(
    store: Store, layer: str, tile: Tile
) -> tuple[NDArray[np.object_], list[Mapping[str, Json]]]:
    """Return the points of a tile and of the tiles around it: symbols reach over its edge."""
    box = tile_box(tile, RASTER_BUFFER_UNITS)
    found: dict[int, tuple[float, float, Mapping[str, Json]]] = {}
    for near in tile.neighbourhood():
        points = tile_points(store, layer, near)
        columns = points.columns.items()
        places = zip(points.row, points.lon_deg, points.lat_deg, strict=True)
        for number, (row, lon_deg, lat_deg) in enumerate(places):
            if row not in found and box.holds(lon_deg, lat_deg):
                said = {name: values[number] for name, values in columns}
                found[row] = lon_deg, lat_deg, said
    lon_lat_deg = np.array([(lon, lat) for lon, lat, _ in found.values()]).reshape(-1, 2)
    return shapely.points(lon_lat_deg), [said for _, _, said in found.values()]


def _shapes(
    store: Store, layer: str, tile: Tile
) -> tuple[NDArray[np.object_], list[Mapping[str, Json]]]:
    found = store.features.in_box(layer, tile_box(tile, RASTER_BUFFER_UNITS))
    geometries: NDArray[np.object_] = shapely.from_wkb([feature.wkb for feature in found])
    return geometries, [orjson.loads(feature.properties) for feature in found]
