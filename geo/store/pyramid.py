"""The points of each tile of a large layer, made once so that no tile reads a million rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping

from geo.model.feature import Json
from geo.model.tiling import TILE_COLUMNS, PointGatherer, Tiling
from geo.store.database import Database
from geo.store.feature_rows import POINT

PYRAMID_TABLE = """
CREATE TABLE pyramid (
  layer TEXT NOT NULL, z INTEGER NOT NULL, x INTEGER NOT NULL, y INTEGER NOT NULL,
  body BLOB NOT NULL
);
"""
_INDEX = "CREATE UNIQUE INDEX IF NOT EXISTS pyramid_by_tile ON pyramid (layer, z, x, y)"
PYRAMID_FROM_POINTS = 2_000
"""Of fewer points any tile is made from the features themselves in less than 20 ms."""


class LayerPoints:
    """Gathers the points of a layer while its features are written."""

    def __init__(self, layer: str) -> None:
        """Start with none; a layer whose tiles hold no points gathers none."""
        self._layer = layer
        wanted = TILE_COLUMNS.get(layer)
        self._points = PointGatherer(wanted=wanted) if wanted and wanted.points else None

    def add(self, row: int, fid: str, wkb: bytes | None, properties: Mapping[str, Json]) -> None:
        """Take a feature as it is stored, with the number of its row."""
        if self._points is None or wkb is None or len(wkb) != POINT.size:
            return
        _, _, lon_deg, lat_deg = POINT.unpack(wkb)
        self._points.add(row, fid, (lon_deg, lat_deg), properties)

    def packed(self) -> bytes:
        """Return what was gathered, for more to be gathered later; b"" for no layer of points."""
        return b"" if self._points is None else self._points.packed()

    def unpack(self, body: bytes) -> None:
        """Take what was packed."""
        if self._points is not None:
            self._points.unpack(body)

    def write_pyramid(self, connection: sqlite3.Connection, tiling: Tiling) -> None:
        """Write the tiles of what was gathered, where that is much, in place of any others."""
        connection.execute("DELETE FROM pyramid WHERE layer = ?", (self._layer,))
        if self._points is None or self._points.count < PYRAMID_FROM_POINTS:
            return
        tiles = tiling.pyramid(self._layer, self._points.gathered())
        connection.executemany(
            "INSERT INTO pyramid VALUES (?, ?, ?, ?, ?)",
            ((self._layer, t.z, t.x, t.y, t.body) for t in tiles),
        )
        connection.execute(_INDEX)


class PyramidStore:
    """The tiles that were made while the store was written."""

    def __init__(self, connections: Database) -> None:
        """Read through ``connections``."""
        self._db = connections

    def has(self, layer: str) -> bool:
        """Tell whether the tiles of a layer were made."""
        return layer in self._db.kept("pyramids", self._layers)

    def body(self, layer: str, z: int, x: int, y: int) -> bytes | None:
        """Return the points of one tile, None where it shows none."""
        rows = self._db.rows(
            "SELECT body FROM pyramid WHERE layer = ? AND z = ? AND x = ? AND y = ?",
            (layer, z, x, y),
        )
        return bytes(rows[0][0]) if rows else None

    def tiles(self, layer: str, zoom: int) -> Iterator[tuple[int, int]]:
        """Yield column and row of each tile of a zoom that shows a point."""
        return self._db.stream("SELECT x, y FROM pyramid WHERE layer = ? AND z = ?", (layer, zoom))

    def _layers(self) -> frozenset[str]:
        return frozenset(
            row[0] for row in self._db.rows("SELECT DISTINCT layer FROM pyramid WHERE z = 0")
        )
