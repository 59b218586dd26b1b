"""The points of every tile, cut out of the clusters of each zoom, ready to be drawn."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import orjson
from numpy.typing import NDArray

from geo.model.tiling import COUNT, MENTIONS, PointColumns, PyramidTile, Scalar, TileColumns
from geo.tiles.clusters import CELLS, Clusters, at_zoom, at_zooms
from geo.tiles.grid import Tile

KEPT_ZOOMS = (*range(11), 12)
"""Tiles of other zooms are cut out of those further up: at zoom 12 they are 10 km wide."""
_FAST = 1
"""Packs to a fifth in 1 ms a tile; higher levels take twice the time for a tenth less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TilePoints:
    """The points of a tile and of the ring of cells around it, the heaviest first."""

    tile: Tile
    number: Sequence[int]
    lon_deg: Sequence[float]
    lat_deg: Sequence[float]
    columns: Mapping[str, Sequence[Scalar]]

    @classmethod
    def none(cls, tile: Tile, wanted: TileColumns) -> TilePoints:
        """Return a tile without points."""
        return cls(
            tile=tile, number=(), lon_deg=(), lat_deg=(), columns=dict.fromkeys(wanted.fields, ())
        )

    def heaviest(self, most: int) -> TilePoints:
        """Return the points without those after the first ``most``."""
        return TilePoints(
            tile=self.tile,
            number=self.number[:most],
            lon_deg=self.lon_deg[:most],
            lat_deg=self.lat_deg[:most],
            columns={name: values[:most] for name, values in self.columns.items()},
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Placed:
    """Which cluster shows in which tile, tile by tile and the heaviest first."""

    zoom: int
    x: NDArray[np.int64]
    y: NDArray[np.int64]
    cluster: NDArray[np.int64]


def pyramid(points: PointColumns, wanted: TileColumns) -> Iterator[PyramidTile]:
    """Yield every tile of the zooms that are kept that shows a point."""
    for found in tiles_of(points, wanted, KEPT_ZOOMS):
        body = {
            "number": found.number,
            "lon": found.lon_deg,
            "lat": found.lat_deg,
            "of": found.columns,
        }
        tile = found.tile
        packed = zlib.compress(orjson.dumps(body), _FAST)
        yield PyramidTile(z=tile.z, x=tile.x, y=tile.y, body=packed)


def tiles_of(
    points: PointColumns, wanted: TileColumns, zooms: Collection[int]
) -> Iterator[TilePoints]:
    """Yield every tile of some zooms that shows a point, the highest zoom first."""
    for zoom, clusters in at_zooms(points, max(zooms)):
        if zoom in zooms:
            yield from _cut(points, wanted, clusters, _placed(clusters, zoom))


def points_of(body: bytes, tile: Tile) -> TilePoints:
    """Return the points that a pyramid keeps, to be drawn in a tile that they were made for.

    Points of a tile further up may be drawn too: what lies outside is left out then.
    """
    kept = orjson.loads(zlib.decompress(body))
    return TilePoints(
        tile=tile,
        number=kept["number"],
        lon_deg=kept["lon"],
        lat_deg=kept["lat"],
        columns=kept["of"],
    )


def points_in(points: PointColumns, wanted: TileColumns, tile: Tile) -> TilePoints:
    """Return the points of one tile, out of all that lie in it and in a ring of cells around."""
    clusters = at_zoom(points, tile.z)
    placed = _placed(clusters, tile.z)
    here = (placed.x == tile.x) & (placed.y == tile.y)
    cut = _Placed(zoom=tile.z, x=placed.x[here], y=placed.y[here], cluster=placed.cluster[here])
    return next(_cut(points, wanted, clusters, cut), TilePoints.none(tile, wanted))


def kept_in(tile: Tile) -> Tile:
    """Return the tile of the pyramid that holds what this one shows."""
    above = tile.z - max(zoom for zoom in KEPT_ZOOMS if zoom <= tile.z)
    return Tile(tile.z - above, tile.x >> above, tile.y >> above)


def _placed(clusters: Clusters, zoom: int) -> _Placed:
    """Return each cluster in its own tile and in those whose ring of cells it lies in."""
    column, row = clusters.cells(zoom)
    last = 2**zoom - 1
    found: list[tuple[NDArray[np.int64], ...]] = []
    for across in (-1, 0, 1) if last else (0,):  # at zoom 0 the tile is its own neighbour
        for down in (-1, 0, 1):
            x, y = column // CELLS + across, row // CELLS + down
            at = _in_ring(column, across) & _in_ring(row, down) & (y >= 0) & (y <= last)
            chosen = np.flatnonzero(at)
            found.append((x[chosen] & last, y[chosen], chosen))
    x, y, cluster = (np.concatenate(parts) for parts in zip(*found, strict=True))
    order = np.lexsort((clusters.member[cluster], -clusters.mentions[cluster], y, x))
    return _Placed(zoom=zoom, x=x[order], y=y[order], cluster=cluster[order])


def _in_ring(cell: NDArray[np.int64], step: int) -> NDArray[np.bool_]:
    """Tell which cells show in the tile a step away: for no step all, else those at that edge."""
    if step == 0:
        return np.ones(len(cell), dtype=bool)
    edge = 0 if step < 0 else CELLS - 1
    at_edge: NDArray[np.bool_] = cell % CELLS == edge
    return at_edge


def _cut(
    points: PointColumns, wanted: TileColumns, clusters: Clusters, placed: _Placed
) -> Iterator[TilePoints]:
    """Yield the tiles that clusters are placed in."""
    if not len(placed.cluster):
        return
    shown = clusters.take(placed.cluster)
    member = shown.member
    placed_at = (points.number, points.lon_deg, points.lat_deg)
    number, lon, lat = (a[member].tolist() for a in placed_at)
    columns = _columns(points, wanted, shown)
    first = np.flatnonzero(
        (np.diff(placed.x, prepend=-1) != 0) | (np.diff(placed.y, prepend=-1) != 0)
    )
    ends = [*first[1:].tolist(), len(member)]
    corners = zip(placed.x[first].tolist(), placed.y[first].tolist(), strict=True)
    for (x, y), a, b in zip(corners, first.tolist(), ends, strict=True):
        yield TilePoints(
            tile=Tile(placed.zoom, x, y),
            number=number[a:b],
            lon_deg=lon[a:b],
            lat_deg=lat[a:b],
            columns={name: values[a:b] for name, values in columns.items()},
        )


def _columns(
    points: PointColumns, wanted: TileColumns, shown: Clusters
) -> dict[str, list[Scalar]]:
    """Return the columns of clusters: sums, and what their heaviest members say of all."""
    member, count = shown.member.tolist(), shown.count.tolist()
    columns: dict[str, list[Scalar]] = {}
    for name in wanted.fields:
        if name in {COUNT, MENTIONS}:
            columns[name] = count if name == COUNT else shown.mentions.tolist()
            continue
        values = points.columns[name]
        if name in wanted.single:
            columns[name] = [
                values[m] if n == 1 else None for m, n in zip(member, count, strict=True)
            ]
        else:
            columns[name] = [values[m] for m in member]
    return columns
