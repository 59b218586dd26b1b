"""Mapbox Vector Tile 2.1: layers, features and property values as bytes.

A feature is nothing but varints, so all features of a layer are laid out as one array of integers
and written at once; only distinct property values are handled one by one, and a geometry is drawn
once however many features share it.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np

from geo.tiles.columns import in_order_met
from geo.tiles.commands import drawings
from geo.tiles.grid import EXTENT_UNITS
from geo.tiles.ragged import Ragged, ragged, side_by_side
from geo.tiles.snap import snapped
from geo.tiles.values import NO_VALUE, ValueTable, field, text_field
from geo.tiles.varint import sizes_bytes, varint, varints

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.tiles.columns import Column
    from geo.tiles.grid import Tile

_VERSION = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TileLayer:
    """Features by column: ids and every property are as long as ``shape``.

    Feature i has the geometry ``geometries[shape[i]]``. Geometries are shapely's, in OGC:CRS84;
    None and empty ones are left out. Browsers read ids above 2**53 inexactly. None and NaN are no
    value: the feature lacks the property.
    """

    name: str
    geometries: NDArray[np.object_]
    shape: NDArray[np.int64]
    ids: NDArray[np.uint64] | None = None
    columns: Mapping[str, Column] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse columns of another length, and ids that a tile cannot hold."""
        lengths = {key: len(values) for key, values in self.columns.items()}
        if self.ids is not None:
            lengths["ids"] = len(self.ids)
            if self.ids.dtype != np.uint64:
                message = f"layer {self.name!r}: ids are {self.ids.dtype}, they must be uint64"
                raise TypeError(message)
        for key, length in lengths.items():
            if length != len(self.shape):
                message = (
                    f"layer {self.name!r}: {key!r} has {length} rows, "
                    f"there are {len(self.shape)} features"
                )
                raise ValueError(message)


def encode(layers: Iterable[TileLayer], tile: Tile) -> bytes:
    """Return the tile; empty where no layer shows anything.

    Coordinates run over 4096 units with a buffer of 64. ValueError when two layers share a name
    or a number needs more than 64 bits, TypeError for a property that is no ``Value``.
    """
    seen: set[str] = set()
    out = bytearray()
    for layer in layers:
        if layer.name in seen:
            message = f"two layers are called {layer.name!r}; names must differ within a tile"
            raise ValueError(message)
        seen.add(layer.name)
        out += _layer(layer, tile)
    return bytes(out)


def _layer(layer: TileLayer, tile: Tile) -> bytes:
    """Return one layer, or nothing when none of its features shows."""
    kinds, fields = _geometry_fields(layer.geometries, tile)
    rows = np.flatnonzero(kinds[layer.shape])
    if not len(rows):
        return b""
    values = ValueTable()
    ids = None if layer.ids is None else layer.ids[rows]
    shape = layer.shape[rows]
    lengths_bytes = np.array([len(one) for one in fields], dtype=np.int64)
    heads = _messages(
        _before_geometry(ids, _tags(layer.columns, rows, values), kinds[shape]),
        lengths_bytes[shape],
    )
    body = layer_head(layer.name)
    body += _interleaved(heads, [fields[at] for at in shape.tolist()])
    body += b"".join(text_field(3, key) for key in layer.columns)
    return layer_field(body, bytes(values))


def _geometry_fields(
    geometries: NDArray[np.object_], tile: Tile
) -> tuple[NDArray[np.int64], list[bytes]]:
    """Return for each geometry its type and its field of a Feature; 0 and nothing if not shown."""
    kinds = np.zeros(len(geometries), dtype=np.int64)
    fields = [b""] * len(geometries)
    for kind, paths in snapped(geometries, tile).items():
        if not len(paths.feature):
            continue
        drawn = drawings(paths, kind)
        kinds[drawn.feature] = kind
        written = _written(drawn.commands)
        for at, commands in zip(drawn.feature.tolist(), written, strict=True):
            fields[at] = field(4, commands)
    return kinds, fields


def _interleaved(heads: Ragged, tails: Sequence[bytes]) -> bytes:
    """Return the bytes of each head with its tail after it."""
    pairs = zip(_written(heads), tails, strict=True)
    return b"".join(chain.from_iterable(pairs))


def _written(rows: Ragged) -> list[bytes]:
    """Return the bytes of each row."""
    flat = varints(rows.values)
    ends = np.cumsum(rows.sums(sizes_bytes(rows.values)))
    bounds = np.concatenate(([0], ends)).tolist()
    return [flat[a:b] for a, b in pairwise(bounds)]


def layer_head(name: str) -> bytes:
    """Return how a Layer message begins."""
    return bytes((15 << 3, _VERSION)) + text_field(1, name)


def layer_field(body: bytes, values: bytes) -> bytes:
    """Return a layer of a tile: what comes before its values, its values, and its extent."""
    return field(3, body + values + bytes((5 << 3,)) + varint(EXTENT_UNITS))


def feature_messages(
    ids: NDArray[np.uint64] | None, tags: Ragged, kinds: NDArray[np.int64], commands: Ragged
) -> Ragged:
    """Return the integers of each Feature message, field keys and lengths among them."""
    commands_bytes = commands.sums(sizes_bytes(commands.values))
    fields = (_before_geometry(ids, tags, kinds), _prefixed(4, commands_bytes), commands)
    return _messages(side_by_side(fields))


def _before_geometry(
    ids: NDArray[np.uint64] | None, tags: Ragged, kinds: NDArray[np.int64]
) -> Ragged:
    """Return the integers of each feature up to its geometry."""
    tags_bytes = tags.sums(sizes_bytes(tags.values))
    fields = [
        _prefixed(2, tags_bytes, only=tags_bytes > 0),
        tags,
        ragged(np.column_stack((np.full(len(kinds), 3 << 3), kinds))),
    ]
    if ids is not None:
        keys = np.full(len(ids), 1 << 3, dtype=np.uint64)
        fields.insert(0, ragged(np.column_stack((keys, ids))))
    return side_by_side(fields)


def _messages(features: Ragged, more_bytes: NDArray[np.int64] | int = 0) -> Ragged:
    """Return features as messages of a layer; ``more_bytes`` are to follow each."""
    length_bytes = features.sums(sizes_bytes(features.values)) + more_bytes
    return side_by_side((_prefixed(2, length_bytes), features))


def _prefixed(
    number: int, length_bytes: NDArray[np.int64], only: NDArray[np.bool_] | None = None
) -> Ragged:
    """Return what stands before a field with a length: its key and that length."""
    matrix = np.column_stack((np.full(len(length_bytes), number << 3 | 2), length_bytes))
    return ragged(matrix, None if only is None else np.column_stack((only, only)))


def _tags(columns: Mapping[str, Column], rows: NDArray[np.int64], values: ValueTable) -> Ragged:
    """Return key and value indices of the features ``rows``; ``values`` grows as it is read."""
    matrix = np.empty((len(rows), 2 * len(columns)), dtype=np.int64)
    for number, (key, column) in enumerate(columns.items()):
        codes = column.codes[rows]
        met, _ = in_order_met(codes, len(column.values))
        index = np.empty(len(column.values), dtype=np.int64)
        index[met] = values.indices(key, [column.values[code] for code in met.tolist()])
        matrix[:, 2 * number] = number
        matrix[:, 2 * number + 1] = index[codes]
    return ragged(matrix, np.repeat(matrix[:, 1::2] != NO_VALUE, 2, axis=1))
