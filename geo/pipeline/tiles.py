"""Tiles of a store: each when it is asked for, or all at once into an archive beside it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import orjson
import shapely

from geo.errors import NotFoundError
from geo.model.query import BBox, LayerInfo, TileFeature
from geo.model.tiling import (
    TILE_COLUMNS,
    PointColumns,
    PointGatherer,
    PyramidTile,
    TileColumns,
    Tiling,
)
from geo.store.boxes import Boxes
from geo.store.open import open_store
from geo.store.protocol import Store
from geo.tiles.archive import MAX_ARCHIVE_ZOOM, ArchiveNote, tile_id, write_archive
from geo.tiles.clusters import CELLS
from geo.tiles.draw import (
    MOST_BYTES,
    DrawnTile,
    drawn_points,
    drawn_shapes,
)
from geo.tiles.grid import BUFFER_UNITS, EXTENT_UNITS, Tile
from geo.tiles.points import encode_points
from geo.tiles.pyramid import TilePoints, kept_in, points_in, points_of, pyramid, tiles_of
from geo.tiles.shapes import ShapeGatherer, TileShapes

ARCHIVE_FROM_FEATURES = 20_000
"""Fewer are drawn when asked for, no tile taking more than 20 ms."""
_RING_UNITS = EXTENT_UNITS // CELLS + 2  # a cell, and what a product of two floats may be off
_MOST_TILES = 30_000  # of a zoom: areas as wide as the world end their archive there
_MOST_ZOOM_BYTES = 16_000_000
"""Of areas, not yet packed: each further zoom has 3.5 times as many bytes, and shows no more.
Many areas end at zoom 8, where a tile's unit is 38 m."""
_CHUNK_TILES = _CHUNK_FEATURES = 500
_WORLD = BBox(west_deg=-180, south_deg=-90, east_deg=180, north_deg=90)


def tile_columns(layer: str) -> TileColumns:
    """Return what tiles of a layer hold; raises NotFoundError for one that is not on the map."""
    wanted = TILE_COLUMNS.get(layer)
    if wanted is None:
        msg = f"the features of {layer} have no place on the map, so that it has no tiles"
        raise NotFoundError(msg)
    return wanted


def drawn_tile(store: Store, layer: str, tile: Tile) -> DrawnTile:
    """Return a tile made from the store; raises NotFoundError for a layer without tiles."""
    wanted = tile_columns(layer)
    if wanted.points:
        return drawn_points(layer, wanted, tile_points(store, layer, tile))
    return drawn_shapes(layer, wanted, tile_shapes(store, layer, tile), tile)


def tile_points(store: Store, layer: str, tile: Tile) -> TilePoints:
    """Return the clusters and points that a tile of a layer of points shows."""
    wanted = tile_columns(layer)
    if not store.pyramid.has(layer):
        return points_in(
            _gathered(store, layer, wanted, tile_box(tile, _RING_UNITS)), wanted, tile
        )
    kept = kept_in(tile)
    body = store.pyramid.body(layer, kept.z, kept.x, kept.y)
    return points_of(body, tile) if body is not None else TilePoints.none(tile, wanted)


def tile_shapes(store: Store, layer: str, tile: Tile) -> TileShapes:
    """Return the lines and areas whose boxes touch a tile or its buffer."""
    return _shapes(store.features.in_box(layer, tile_box(tile, BUFFER_UNITS)), tile_columns(layer))


def tile_box(tile: Tile, buffer_units: int) -> BBox:
    """Return the ground of a tile and its buffer, which may lie across the antimeridian."""
    west, south, east, north = tile.bounds_deg(buffer_units)
    if east - west >= 360:  # noqa: PLR2004 - all round
        west, east = -180.0, 180.0
    return BBox(
        west_deg=west + 360 if west < -180 else west,  # noqa: PLR2004 - the antimeridian
        south_deg=south,
        east_deg=east - 360 if east > 180 else east,  # noqa: PLR2004 - the same
        north_deg=north,
    )


def archive_layer(store: Store, layer: str, path: Path) -> int:
    """Write the tiles of a layer, zooms 0 to 10, as a PMTiles archive; return how many.

    Raises InputError where the layer has no place on the map.
    """
    wanted, info = tile_columns(layer), store.features.layer(layer)
    note = ArchiveNote(
        name=layer,
        title=info.title,
        description=info.description,
        version=info.version,
        fields=wanted.fields,
        bbox=info.bbox,
    )
    every = _every_point if wanted.points else _every_shape
    tiles = every(store, layer, wanted)
    return write_archive(path, tiles, note)


def archive_path(store: Path, layer: LayerInfo) -> Path:
    """Return where the archive of a layer lies beside its store, if it has one."""
    return _folder(store) / f"{layer.id}-{layer.version}.pmtiles"


def write_archives(draft: Path, store: Path) -> None:
    """Write the archives of the large layers of a draft, beside the store it will become."""
    opened = open_store(draft, serving=False)
    try:
        for info in opened.features.layers():
            path = archive_path(store, info)
            large = info.features > ARCHIVE_FROM_FEATURES and info.bbox is not None
            wanted = TILE_COLUMNS.get(info.id)
            # Areas don't get fewer far away: each tile of a zoom would hold nearly all of them.
            lighter = wanted is not None and bool(wanted.points or wanted.joined)
            if lighter and large and not path.exists():
                path.parent.mkdir(exist_ok=True)
                half = path.with_name(f".{path.name}.{os.getpid()}.tmp")
                try:
                    archive_layer(opened, info.id, half)
                    half.replace(path)
                finally:
                    half.unlink(missing_ok=True)
    finally:
        opened.connections.close()


def sweep_archives(store: Path) -> None:
    """Remove the archives beside a store that are of no version of its layers."""
    opened = open_store(store, serving=False)
    used = {archive_path(store, info) for info in opened.features.layers()}
    opened.connections.close()
    for path in sorted(_folder(store).glob("*.pmtiles")):
        if path not in used:
            path.unlink(missing_ok=True)


def _folder(store: Path) -> Path:
    return store.parent / "tiles"


def _pyramid(layer: str, points: PointColumns) -> Iterator[PyramidTile]:
    return pyramid(points, TILE_COLUMNS[layer])


def _gathered(store: Store, layer: str, wanted: TileColumns, box: BBox) -> PointColumns:
    """Return the points of a layer in a box, as they would be gathered when it is written."""
    gatherer = PointGatherer(wanted=wanted)
    found = store.features.in_box(layer, box)
    points = shapely.from_wkb([feature.wkb for feature in found])
    places = zip(
        found, shapely.get_x(points).tolist(), shapely.get_y(points).tolist(), strict=True
    )
    for order, (feature, lon_deg, lat_deg) in enumerate(places):
        said = orjson.loads(feature.properties)
        gatherer.add(order, feature.id, (lon_deg, lat_deg), said)
    return gatherer.gathered()


def _every_point(
    store: Store, layer: str, wanted: TileColumns
) -> Iterator[tuple[Tile, DrawnTile]]:
    """Yield every tile of a layer of points, in the order of an archive."""
    points = _kept_points(store, layer) if store.pyramid.has(layer) else _few_points(store, layer)
    while chunk := list(islice(points, _CHUNK_TILES)):
        bodies = encode_points(layer, list(wanted.fields), chunk)
        for one, body in zip(chunk, bodies, strict=True):
            fits = len(body) <= MOST_BYTES
            drawn = DrawnTile(body=body) if fits else drawn_points(layer, wanted, one)
            yield one.tile, drawn


def _kept_points(store: Store, layer: str) -> Iterator[TilePoints]:
    for zoom in range(MAX_ARCHIVE_ZOOM + 1):
        tiles = [Tile(zoom, x, y) for x, y in store.pyramid.tiles(layer, zoom)]
        for tile in sorted(tiles, key=tile_id):
            body = store.pyramid.body(layer, tile.z, tile.x, tile.y)
            if body is not None:
                yield points_of(body, tile)


def _few_points(store: Store, layer: str) -> Iterator[TilePoints]:
    wanted = tile_columns(layer)
    points = _gathered(store, layer, wanted, _WORLD)
    found = tiles_of(points, wanted, range(MAX_ARCHIVE_ZOOM + 1))
    return iter(sorted(found, key=lambda one: tile_id(one.tile)))


def _every_shape(
    store: Store, layer: str, wanted: TileColumns
) -> Iterator[tuple[Tile, DrawnTile]]:
    """Yield every tile of a layer of lines or areas, in the order of an archive."""
    shapes = _shapes(store.features.placed(layer), wanted)
    boxes = Boxes.around(shapes.geometries)
    level: Iterable[Tile] = [Tile(0, 0, 0)]
    for zoom in range(MAX_ARCHIVE_ZOOM + 1):
        following: list[Tile] = []
        drawn_bytes = 0
        for tile in sorted(level, key=tile_id):
            touching = boxes.touching(tile_box(tile, BUFFER_UNITS))
            if touching.any():
                drawn = drawn_shapes(layer, wanted, shapes.of_shapes(touching), tile)
                drawn_bytes += len(drawn.body)
                yield tile, drawn
                following += tile.children() if zoom < MAX_ARCHIVE_ZOOM else ()
        heavy = not wanted.joined and drawn_bytes > _MOST_ZOOM_BYTES
        if heavy or len(following) > _MOST_TILES:
            return
        level = following


def _shapes(features: Iterable[TileFeature], wanted: TileColumns) -> TileShapes:
    """Return features by column: what no tile holds, evidence above all, is let go at once."""
    gatherer, waiting = ShapeGatherer(wanted), iter(features)
    while chunk := list(islice(waiting, _CHUNK_FEATURES)):
        gatherer.add(chunk)
    return gatherer.gathered()


TILING = Tiling(pyramid=_pyramid, archives=write_archives)
