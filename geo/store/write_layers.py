"""Write layers as a stream: what filters need of a feature stands apart from what is sent."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from struct import Struct
from types import NoneType

import numpy as np
import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from geo.model.feature import Feature, FeatureSource, Json
from geo.model.tiling import TILES_FORMAT, Tiling
from geo.store.boxes import DIGITS_DEG, box_rows
from geo.store.pyramid import LayerPoints
from geo.store.schema import COLUMNS, layer_tables

Row = Sequence[object]
_KINDS = {bool: "boolean", int: "number", float: "number", str: "string"}
_LONGEST_ASKED_CHARS = 80
"""Longer texts, sentences among them, stay with what is sent: filters seldom ask for them."""
_INDEXED_FROM_FEATURES = 50_000
"""Fewer are looked through in some 10 ms."""
_SELECTIVE_VALUES = 100
"""Of a property with fewer values, every page of matches is found early on the way."""
_CHUNK_ROWS = 5_000
_MOST_KNOWN = 2_000
"""Geometries that wait to come again: some 20 MB of large ones."""
_POINT = Struct("<BIdd")
"""Of WKB: little-endian, a point, x, y."""


def write_layers(
    connection: sqlite3.Connection, layers: Iterable[FeatureSource], tiling: Tiling | None
) -> None:
    """Write layers, each in its own order; no layer is held in memory."""
    first_row = 1
    for ordinal, layer in enumerate(layers):
        summary, points = _Summary(), LayerPoints(layer.id)
        insert(connection, "feature", _feature_rows(first_row, layer, summary, points))
        if tiling is not None:
            points.write_pyramid(connection, tiling)
        columns = summary.columns()
        connection.executescript(layer_tables(ordinal, len(columns)))
        _write_asked(connection, ordinal, (first_row, first_row + summary.features), columns)
        _index(connection, ordinal, summary.features, len(columns))
        insert(connection, "layer", [_layer_row(ordinal, layer, summary, first_row, columns)])
        first_row += summary.features


def insert(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    """Insert rows into a table of ours."""
    marks = ", ".join("?" * COLUMNS[table])
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - a table of ours


def geojson(geometry: BaseGeometry | None) -> bytes:
    """Return a GeoJSON geometry with 7 digits (1 cm), ``null`` for none."""
    if geometry is None:
        return b"null"
    if geometry.geom_type == "Point":
        lon, lat = round(geometry.x, DIGITS_DEG), round(geometry.y, DIGITS_DEG)
        return orjson.dumps({"type": "Point", "coordinates": [lon, lat]})
    rounded = shapely.transform(geometry, lambda xy: xy.round(DIGITS_DEG))
    return bytes(shapely.to_geojson(rounded), "utf-8").replace(b" ", b"")


@dataclass(slots=True)
class _Summary:
    """What the features of a layer add up to."""

    features: int = 0
    only_points: bool = True
    kinds: dict[tuple[str, type], None] = field(default_factory=dict)
    longest_chars: dict[str, int] = field(default_factory=dict)
    bounds: list[float] = field(default_factory=lambda: [np.inf, np.inf, -np.inf, -np.inf])
    start: date | None = None
    end: date | None = None
    digest: "hashlib._Hash" = field(default_factory=lambda: hashlib.sha256(TILES_FORMAT))  # noqa: UP037 - typeshed's name

    def add(self, feature: Feature, row: Row) -> None:
        """Count a feature in."""
        self.features += 1
        self.digest.update(b"\x00".join((str(row[2]).encode(), *(bytes(c) for c in row[3:5]))))  # type: ignore[call-overload]
        if feature.geometry is not None:
            self.only_points &= feature.geometry.geom_type == "Point"
            corners = zip(self.bounds, feature.geometry.bounds, (min, min, max, max), strict=True)
            self.bounds = [pick(old, new) for old, new, pick in corners]
        if feature.start and (self.start is None or feature.start < self.start):
            self.start = feature.start
        if feature.end and (self.end is None or feature.end > self.end):
            self.end = feature.end
        self._add_properties(feature.properties)

    def _add_properties(self, properties: Mapping[str, Json]) -> None:
        kinds, longest_chars = self.kinds, self.longest_chars
        for name, value in properties.items():
            kinds[name, type(value)] = None
            if isinstance(value, str) and len(value) > longest_chars.get(name, 0):
                longest_chars[name] = len(value)

    def queryables(self) -> dict[str, str]:
        """Return the properties with plain values of one kind, in the order of the features."""
        found: dict[str, set[str]] = {}
        for name, kind in self.kinds:
            plain = found.setdefault(name, set())
            if kind is not NoneType:
                plain.add(_KINDS.get(kind, ""))
        return {n: k for n, kinds in found.items() if len(kinds) == 1 and (k := min(kinds))}

    def columns(self) -> list[str]:
        """Return the queryables that have a column of their own."""
        return [
            name
            for name in self.queryables()
            if self.longest_chars.get(name, 0) <= _LONGEST_ASKED_CHARS
        ]


def _feature_rows(
    first_row: int, layer: FeatureSource, summary: _Summary, points: LayerPoints
) -> Iterator[Row]:
    written = _Written()
    for number, feature in enumerate(layer.features, first_row):
        shape, wkb = written.of(feature.geometry)
        row = (
            number,
            layer.id,
            feature.id,
            shape,
            orjson.dumps(feature.properties),
            wkb,
            iso(feature.start),
            iso(feature.end),
        )
        summary.add(feature, row)
        points.add(number, feature)
        yield row


class _Written:
    """Geometries as they are stored; of those that come again, each is written once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[BaseGeometry, bytes, bytes]] = {}

    def of(self, geometry: BaseGeometry | None) -> tuple[bytes, bytes | None]:
        """Return a geometry as GeoJSON and as WKB."""
        if geometry is None:
            return geojson(None), None
        if geometry.geom_type == "Point":
            return geojson(geometry), _wkb(geometry)
        # The geometry itself is kept too: while it lives, nothing else has its id.
        known = self._known.get(id(geometry))
        if known is None:
            if len(self._known) == _MOST_KNOWN:
                self._known.clear()
            known = self._known[id(geometry)] = (geometry, geojson(geometry), _wkb(geometry))
        return known[1:]


def _wkb(geometry: BaseGeometry) -> bytes:
    """Return a geometry as WKB; a point on the grid that its GeoJSON is on."""
    if geometry.geom_type == "Point":
        return _POINT.pack(1, 1, round(geometry.x, DIGITS_DEG), round(geometry.y, DIGITS_DEG))
    return bytes(shapely.to_wkb(geometry))


def _write_asked(
    connection: sqlite3.Connection, ordinal: int, rows: tuple[int, int], columns: Sequence[str]
) -> None:
    found = connection.execute(
        'SELECT id, wkb, start, "end", properties FROM feature WHERE id >= ? AND id < ? '
        "ORDER BY id",
        rows,
    )
    marks = ", ".join("?" * (7 + len(columns)))
    while chunk := list(islice(found, _CHUNK_ROWS)):
        boxes = box_rows(shapely.from_wkb([row[1] for row in chunk]))
        connection.executemany(
            f"INSERT INTO asked_{ordinal} VALUES ({marks})",  # noqa: S608 - marks only
            (
                (row[0], *box, row[2], row[3], *_asked(row[4], columns))
                for row, box in zip(chunk, boxes, strict=True)
            ),
        )
        connection.executemany(
            f"INSERT INTO box_{ordinal} VALUES (?, ?, ?, ?, ?)",  # noqa: S608 - marks only
            ((row[0], *box) for row, box in zip(chunk, boxes, strict=True) if box[0] is not None),
        )


def _asked(properties: bytes, columns: Sequence[str]) -> Iterator[object]:
    values = orjson.loads(properties)
    return (values.get(name) for name in columns)


def _index(connection: sqlite3.Connection, ordinal: int, features: int, columns: int) -> None:
    """Index, in a large layer, the columns that tell few features from the others."""
    if features < _INDEXED_FROM_FEATURES:
        return
    table = f"asked_{ordinal}"
    for name in ("start", '"end"', *(f"q{n}" for n in range(columns))):
        distinct = f"SELECT DISTINCT {name} FROM {table} LIMIT {_SELECTIVE_VALUES}"  # noqa: S608 - ours
        if len(connection.execute(distinct).fetchall()) == _SELECTIVE_VALUES:
            plain = name.strip('"')
            connection.execute(f"CREATE INDEX {table}_{plain} ON {table} ({name})")


def _layer_row(
    ordinal: int,
    layer: FeatureSource,
    summary: _Summary,
    first_row: int,
    columns: Sequence[str],
) -> Row:
    somewhere = summary.bounds[0] <= summary.bounds[2]
    return (
        layer.id,
        ordinal,
        layer.title,
        layer.description,
        summary.features,
        *(summary.bounds if somewhere else [None] * 4),
        iso(summary.start),
        iso(summary.end),
        orjson.dumps(summary.queryables()).decode(),
        summary.digest.hexdigest()[:12],
        first_row,
        summary.only_points and somewhere,
        orjson.dumps({name: f"q{n}" for n, name in enumerate(columns)}).decode(),
    )


def iso(day: date | None) -> str | None:
    """Return a day as the tables have it."""
    return day.isoformat() if day else None
