"""One layer as a tile that a client can bear: never above 500 kB, and it says what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.model.feature import Json
from geo.model.tiling import COUNT, ID, TileColumns
from geo.tiles.grid import Tile
from geo.tiles.mvt import TileLayer, encode
from geo.tiles.points import encode_points, features_in
from geo.tiles.pyramid import TilePoints
from geo.tiles.values import Value

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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TileShapes:
    """The lines and areas that a tile may show, each with its number in the store."""

    row: Sequence[int]
    geometries: NDArray[np.object_]
    properties: Sequence[Mapping[str, Json]]


def drawn_points(name: str, wanted: TileColumns, points: TilePoints) -> DrawnTile:
    """Return points as a tile; where it would grow too large the lightest are dropped."""

    def encoded(most: int) -> bytes:
        return encode_points(name, list(wanted.fields), [points.heaviest(most)])[0]

    body, kept = _fitted(encoded, len(points.row))
    if kept == len(points.row):
        return DrawnTile(body=body)
    return DrawnTile(body=body, dropped=features_in(points) - features_in(points.heaviest(kept)))


def drawn_shapes(name: str, wanted: TileColumns, shapes: TileShapes, tile: Tile) -> DrawnTile:
    """Return lines and areas as a tile; where it would grow too large the smallest are dropped."""
    seen = _joined(shapes, wanted) if wanted.joined and tile.z <= _JOINED_TO_ZOOM else shapes
    by_size = np.argsort(-shapely.length(seen.geometries), kind="stable")

    def encoded(most: int) -> bytes:
        chosen = np.sort(by_size[:most])
        said = [seen.properties[i] for i in chosen.tolist()]
        layer = TileLayer(
            name=name,
            geometries=seen.geometries[chosen],
            ids=np.array(seen.row, dtype=np.uint64)[chosen],
            columns={key: [_value(one.get(key)) for one in said] for key in wanted.fields},
        )
        return encode([layer], tile)

    body, kept = _fitted(encoded, len(seen.row))
    return DrawnTile(body=body, dropped=len(seen.row) - kept)


def _fitted(encoded: Callable[[int], bytes], most: int) -> tuple[bytes, int]:
    """Return a tile that is not too large, and how many it holds at most."""
    body = encoded(most)
    while len(body) > MOST_BYTES:
        most = int(most * MOST_BYTES / len(body) * _SLACK)
        body = encoded(most)
    return body, most


def _joined(shapes: TileShapes, wanted: TileColumns) -> TileShapes:
    """Return lines that say the same joined end to end: short ones alone would vanish."""
    groups: dict[tuple[Json, ...], list[int]] = defaultdict(list)
    for number, said in enumerate(shapes.properties):
        groups[tuple(said.get(key) for key in wanted.joined)].append(number)
    geometries = np.empty(len(groups), dtype=object)
    properties: list[Mapping[str, Json]] = []
    for place, (key, members) in enumerate(groups.items()):
        lines = shapely.get_parts(shapes.geometries[members])
        geometries[place] = shapely.line_merge(shapely.multilinestrings(lines))
        said = dict(zip(wanted.joined, key, strict=True)) | {COUNT: len(members)}
        only = shapes.properties[members[0]] if len(members) == 1 else {}
        properties.append({**only, **said})
    first = [shapes.row[members[0]] for members in groups.values()]
    return replace(shapes, row=first, geometries=geometries, properties=properties)


def _value(value: Json) -> Value:
    """Return a value that a tile can hold: lists and objects are none."""
    return None if isinstance(value, list | dict) else value


def shapes_of(
    rows: Sequence[tuple[int, str, bytes]], properties: Sequence[Mapping[str, Json]]
) -> TileShapes:
    """Return features, each a number, an id and WKB, as shapes that know their ids."""
    said = [
        {**one, ID: feature_id, COUNT: 1}
        for (_, feature_id, _), one in zip(rows, properties, strict=True)
    ]
    return TileShapes(
        row=[row for row, _, _ in rows],
        geometries=shapely.from_wkb([wkb for _, _, wkb in rows]),
        properties=said,
    )
