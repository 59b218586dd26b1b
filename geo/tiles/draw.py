"""One layer as a tile that a client can bear: never above 500 kB, and it says what is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely

from geo.model.tiling import TileColumns
from geo.tiles.grid import Tile
from geo.tiles.mvt import TileLayer, encode
from geo.tiles.points import encode_points, features_in
from geo.tiles.pyramid import TilePoints
from geo.tiles.shapes import TileShapes, joined

MOST_BYTES = 500_000
"""Before it is packed: what browsers take in without a pause (Mapbox's limit for tile sets)."""
_JOINED_TO_ZOOM = 9
"""At zoom 10 a segment of a contact line, 1 to 5 km, is as long as a finger is wide."""
_SLACK = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnTile:
    """A tile's bytes, empty where it shows nothing; ``dropped`` features did not fit in."""

    body: bytes
    dropped: int = 0


def drawn_points(name: str, wanted: TileColumns, points: TilePoints) -> DrawnTile:
    """Return points as a tile; where it would grow too large the lightest are dropped."""

    def encoded(most: int) -> bytes:
        return encode_points(name, list(wanted.fields), [points.heaviest(most)])[0]

    body, kept = _fitted(encoded, len(points.number))
    if kept == len(points.number):
        return DrawnTile(body=body)
    return DrawnTile(body=body, dropped=features_in(points) - features_in(points.heaviest(kept)))


def drawn_shapes(name: str, wanted: TileColumns, shapes: TileShapes, tile: Tile) -> DrawnTile:
    """Return lines and areas as a tile; where it would grow too large the smallest are dropped."""
    if not len(shapes.number):
        return DrawnTile(body=b"")
    seen = joined(shapes, wanted) if wanted.joined and tile.z <= _JOINED_TO_ZOOM else shapes
    by_size = np.argsort(-shapely.length(seen.geometries)[seen.shape], kind="stable")

    def encoded(most: int) -> bytes:
        chosen = seen.take(np.sort(by_size[:most]))
        used, shape = np.unique(chosen.shape, return_inverse=True)
        layer = TileLayer(
            name=name,
            geometries=seen.geometries[used],
            shape=shape,
            ids=chosen.number.astype(np.uint64),
            columns=chosen.columns,
        )
        return encode([layer], tile)

    body, kept = _fitted(encoded, len(seen.number))
    return DrawnTile(body=body, dropped=len(seen.number) - kept)


def _fitted(encoded: Callable[[int], bytes], most: int) -> tuple[bytes, int]:
    """Return a tile that is not too large, and how many it holds at most."""
    body = encoded(most)
    while len(body) > MOST_BYTES:
        most = int(most * MOST_BYTES / len(body) * _SLACK)
        body = encoded(most)
    return body, most
