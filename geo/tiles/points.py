"""Points as vector tiles, many tiles at once: a tile's bytes do not depend on its company."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from geo.model.tiling import COUNT
from geo.tiles.clusters import shares
from geo.tiles.commands import GeomType
from geo.tiles.grid import BUFFER_UNITS, EXTENT_UNITS
from geo.tiles.mvt import feature_messages, layer_field, layer_head
from geo.tiles.pyramid import TilePoints
from geo.tiles.ragged import Ragged, ragged
from geo.tiles.values import NO_VALUE, ValueTable, text_field
from geo.tiles.varint import sizes_bytes, varints, zigzag

_MOVE_TO_ONE = 1 << 3 | 1


def encode_points(name: str, keys: Sequence[str], tiles: Sequence[TilePoints]) -> list[bytes]:
    """Return each tile with one layer; empty bytes for a tile that shows nothing.

    A point that is rounded to x 0 to 4095 and y 0 to 4095 belongs to the tile: every point does
    to one tile of a zoom. Others lie in the buffer, and in the tile next to this one too.
    """
    tile = np.repeat(np.arange(len(tiles)), [len(t.number) for t in tiles])
    xy_units = _units(tiles, tile)
    low, high = -BUFFER_UNITS, EXTENT_UNITS + BUFFER_UNITS
    shown = np.flatnonzero(((xy_units >= low) & (xy_units <= high)).all(axis=1))
    tile = tile[shown]
    values = ValueTable()
    matrix = np.empty((len(shown), 2 * len(keys)), dtype=np.int64)
    for number, key in enumerate(keys):
        column = list(chain.from_iterable(t.columns[key] for t in tiles if t.number))
        matrix[:, 2 * number] = number
        matrix[:, 2 * number + 1] = values.indices(key, [column[i] for i in shown.tolist()])
    parts = _value_parts(matrix[:, 1::2], tile, len(tiles), values)
    numbers = np.fromiter(chain.from_iterable(t.number for t in tiles), dtype=np.uint64)
    messages = feature_messages(
        numbers[shown],
        ragged(matrix, np.repeat(matrix[:, 1::2] != NO_VALUE, 2, axis=1)),
        np.full(len(shown), GeomType.POINT),
        _commands(xy_units[shown]),
    )
    head, key_fields = layer_head(name), b"".join(text_field(3, key) for key in keys)
    return [
        layer_field(head + features + key_fields, said) if features else b""
        for features, said in zip(_split(messages, tile, len(tiles)), parts, strict=True)
    ]


def _units(tiles: Sequence[TilePoints], tile: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the points in the units of their tiles, the shorter way round the world."""
    lon_deg = np.fromiter(chain.from_iterable(t.lon_deg for t in tiles), dtype=np.float64)
    lat_deg = np.fromiter(chain.from_iterable(t.lat_deg for t in tiles), dtype=np.float64)
    corners = np.array([(2.0**t.tile.z, t.tile.x, t.tile.y) for t in tiles]).reshape(-1, 3)
    count, left, top = corners[tile].T
    x, y = shares(lon_deg, lat_deg)
    across = x * count - left
    across -= count * np.floor((across - 0.5) / count + 0.5)
    xy_units: NDArray[np.float64] = np.column_stack((across, y * count - top)) * EXTENT_UNITS
    return np.rint(xy_units).astype(np.int64)


def _commands(xy_units: NDArray[np.int64]) -> Ragged:
    steps = zigzag(xy_units)
    move = np.full(len(steps), _MOVE_TO_ONE, dtype=np.uint64)
    return ragged(np.column_stack((move, steps)))


def _value_parts(
    indices: NDArray[np.int64], tile: NDArray[np.int64], tiles: int, values: ValueTable
) -> list[bytes]:
    """Return the values of each tile; ``indices`` are turned into those within the tile.

    Values stand in the order in which the tile asks for them, column by column.
    """
    if tiles == 1:
        return [bytes(values)]
    encoded = values.encoded()
    flat = indices.T.ravel()
    used = np.flatnonzero(flat != NO_VALUE)
    pairs = np.tile(tile, indices.shape[1])[used] * max(1, len(encoded)) + flat[used]
    found, first, which = np.unique(pairs, return_index=True, return_inverse=True)
    owner = found // max(1, len(encoded))
    order = np.lexsort((first, owner))
    begin = np.searchsorted(owner, np.arange(tiles + 1))
    rank = np.empty(len(found), dtype=np.int64)
    rank[order] = np.arange(len(found)) - begin[owner]
    flat[used] = rank[which]
    indices[:] = flat.reshape(indices.shape[1], -1).T
    said = (found[order] % max(1, len(encoded))).tolist()
    return [b"".join([encoded[i] for i in said[a:b]]) for a, b in pairwise(begin.tolist())]


def _split(messages: Ragged, tile: NDArray[np.int64], tiles: int) -> list[bytes]:
    """Return the bytes of the features of each tile."""
    flat = varints(messages.values)
    ends = np.concatenate(([0], np.cumsum(messages.sums(sizes_bytes(messages.values)))))
    bounds = ends[np.searchsorted(tile, np.arange(tiles + 1))].tolist()
    return [flat[a:b] for a, b in pairwise(bounds)]


def features_in(points: TilePoints) -> int:
    """Return how many features belong to a tile, those in its buffer apart."""
    xy_units = _units([points], np.zeros(len(points.number), dtype=np.int64))
    inside = ((xy_units >= 0) & (xy_units < EXTENT_UNITS)).all(axis=1)
    return int(np.array(points.columns[COUNT], dtype=np.int64)[inside].sum())
