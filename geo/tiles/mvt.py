"""Mapbox Vector Tile 2.1: layers, features and property values as bytes.

A feature is nothing but varints, so all features of a layer are laid out as one array of integers
and written at once; only distinct property values are handled one by one.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.tiles.commands import Drawings, drawings
from geo.tiles.grid import EXTENT_UNITS
from geo.tiles.ragged import Ragged, ragged, side_by_side, stacked
from geo.tiles.snap import snapped
from geo.tiles.values import NO_VALUE, ValueTable, field, text_field
from geo.tiles.varint import sizes_bytes, varint, varints

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.tiles.grid import Tile
    from geo.tiles.values import Value

_VERSION = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TileLayer:
    """Features by column: ids and every property are as long as ``geometries``.

    Geometries are shapely's, in OGC:CRS84; None and empty ones are left out. Browsers read ids
    above 2**53 inexactly. None and NaN are no value: the feature lacks the property.
    """

    name: str
    geometries: NDArray[np.object_]
    ids: NDArray[np.uint64] | None = None
    columns: Mapping[str, Sequence[Value]] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse columns of another length, and ids that a tile cannot hold."""
        lengths = {key: len(values) for key, values in self.columns.items()}
        if self.ids is not None:
            lengths["ids"] = len(self.ids)
            if self.ids.dtype != np.uint64:
                message = f"layer {self.name!r}: ids are {self.ids.dtype}, they must be uint64"
                raise TypeError(message)
        for key, length in lengths.items():
            if length != len(self.geometries):
                message = (
                    f"layer {self.name!r}: {key!r} has {length} rows, "
                    f"the geometries have {len(self.geometries)}"
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
    drawn = [
        (kind, drawings(paths, kind))
        for kind, paths in snapped(layer.geometries, tile).items()
        if len(paths.feature)
    ]
    if not drawn:
        return b""
    kinds = np.concatenate([np.full(len(one.feature), kind) for kind, one in drawn])
    rows = np.concatenate([one.feature for _, one in drawn])
    order = np.argsort(rows, kind="stable")
    shown = Drawings(
        feature=rows[order], commands=stacked([one.commands for _, one in drawn]).take(order)
    )
    values = ValueTable()
    tags = _tags(layer.columns, shown.feature, values)
    ids = None if layer.ids is None else layer.ids[shown.feature]
    body = layer_head(layer.name)
    body += varints(feature_messages(ids, tags, kinds[order], shown.commands).values)
    body += b"".join(text_field(3, key) for key in layer.columns)
    return layer_field(body, bytes(values))


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
    tags_bytes = tags.sums(sizes_bytes(tags.values))
    commands_bytes = commands.sums(sizes_bytes(commands.values))
    fields = [
        _prefixed(2, tags_bytes, only=tags_bytes > 0),
        tags,
        ragged(np.column_stack((np.full(len(kinds), 3 << 3), kinds))),
        _prefixed(4, commands_bytes),
        commands,
    ]
    if ids is not None:
        keys = np.full(len(ids), 1 << 3, dtype=np.uint64)
        fields.insert(0, ragged(np.column_stack((keys, ids))))
    features = side_by_side(fields)
    length_bytes = features.sums(sizes_bytes(features.values))
    return side_by_side((_prefixed(2, length_bytes), features))


def _prefixed(
    number: int, length_bytes: NDArray[np.int64], only: NDArray[np.bool_] | None = None
) -> Ragged:
    """Return what stands before a field with a length: its key and that length."""
    matrix = np.column_stack((np.full(len(length_bytes), number << 3 | 2), length_bytes))
    return ragged(matrix, None if only is None else np.column_stack((only, only)))


def _tags(
    columns: Mapping[str, Sequence[Value]], rows: NDArray[np.int64], values: ValueTable
) -> Ragged:
    """Return key and value indices of the features ``rows``; ``values`` grows as it is read."""
    matrix = np.empty((len(rows), 2 * len(columns)), dtype=np.int64)
    for number, (key, column) in enumerate(columns.items()):
        chosen = list(map(column.__getitem__, rows.tolist()))
        matrix[:, 2 * number] = number
        matrix[:, 2 * number + 1] = values.indices(key, chosen)
    return ragged(matrix, np.repeat(matrix[:, 1::2] != NO_VALUE, 2, axis=1))
