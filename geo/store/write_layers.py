"""Write layers as a stream: what filters need of a feature stands apart from what is sent."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Any

import orjson
import shapely

from geo.model.feature import FeatureSource, Json
from geo.model.tiling import TILES_FORMAT, Tiling
from geo.store.boxes import BAND, box_rows
from geo.store.feature_rows import FeatureRow, FeatureRows, RowMaker, Summary
from geo.store.pyramid import LayerPoints
from geo.store.schema import COLUMNS, FEATURE_INDEX, FEATURE_VIEW, bands_of, layer_tables
from geo.store.write_outlines import OutlineWriter

Row = Sequence[Any]
_INDEXED_FROM_FEATURES = 50_000
"""Fewer are looked through in some 10 ms."""
_SELECTIVE_VALUES = 100
"""Of a property with fewer values, every page of matches is found early on the way."""
_LONGEST_BANDED_CHARS = 24
"""Codes, numbers and days stand in the index by bands too, so that what is in a box is filtered
without a look at its rows: 9 times as fast, for 100 bytes a point."""
_CHUNK_ROWS = 1_000
_ROWS_TOGETHER = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLayer:
    """A layer whose rows were made before; ``make`` reads them anew."""

    id: str
    title: str
    description: str
    make: Callable[[], Iterator[FeatureRows]]


def write_layers(
    connection: sqlite3.Connection,
    layers: Iterable[FeatureSource | RowLayer],
    tiling: Tiling | None,
) -> None:
    """Write layers, each in its own order; no layer is held in memory."""
    first_row, outlines = 1, OutlineWriter(connection)
    connection.execute(FEATURE_VIEW)
    for ordinal, layer in enumerate(layers):
        written = _Written(layer.id, first_row, outlines)
        for group in _row_groups(layer):
            insert(connection, "feature_row", written.rows(group))
        summary, points = written.summary, LayerPoints(layer.id)
        columns = summary.columns()
        connection.executescript(layer_tables(ordinal, len(columns)))
        rows = (first_row, first_row + summary.features)
        for chunk in _chunks(connection, rows):
            for row, properties in chunk:
                points.add(row[0], row[5], row[1], properties)
            _write_asked(connection, ordinal, chunk, columns, outlines)
        if tiling is not None:
            points.write_pyramid(connection, tiling)
        _index(connection, ordinal, summary, columns)
        insert(connection, "layer", [_layer_row(ordinal, layer, written, columns)])
        first_row += summary.features
    connection.execute(FEATURE_INDEX)


def insert(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    """Insert rows into a table of ours."""
    marks = ", ".join("?" * COLUMNS[table])
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - a table of ours


def _row_groups(layer: FeatureSource | RowLayer) -> Iterator[FeatureRows]:
    if isinstance(layer, RowLayer):
        yield from layer.make()
        return
    features, maker = iter(layer.features), RowMaker()
    while (made := maker.rows(islice(features, _ROWS_TOGETHER))).rows:
        yield made


class _Written:
    """The rows of a layer on their way into the store, and what they add up to."""

    def __init__(self, layer: str, first_row: int, outlines: OutlineWriter) -> None:
        self.summary = Summary()
        self.first_row = first_row
        self._layer = layer
        self._outlines = outlines
        self._digest = hashlib.sha256(TILES_FORMAT)

    def rows(self, group: FeatureRows) -> list[Row]:
        """Return the rows of the features that follow, numbered."""
        number, made = self.first_row + self.summary.features, list[Row]()
        self.summary.join(group.summary)
        for place, row in enumerate(group.rows, number):
            self._digest.update(_told(row))
            fid, properties, geometry, wkb, name, start, end = row
            outline = None if name is None else self._outlines.number(name, group.outlines)
            made.append((place, self._layer, fid, properties, geometry, wkb, outline, start, end))
        return made

    @property
    def version(self) -> str:
        """Return what changes with any of the features."""
        return self._digest.hexdigest()[:12]


def _told(row: FeatureRow) -> bytes:
    return b"\x00".join((row[0].encode(), row[1], row[2] or row[4] or b""))


def _chunks(
    connection: sqlite3.Connection, rows: tuple[int, int]
) -> Iterator[list[tuple[Row, Mapping[str, Json]]]]:
    """Yield rows of features, some at a time, with their properties."""
    found = connection.execute(
        'SELECT id, wkb, start, "end", properties, fid, outline FROM feature_row '
        "WHERE id >= ? AND id < ? ORDER BY id",
        rows,
    )
    while chunk := found.fetchmany(_CHUNK_ROWS):
        yield [(row, orjson.loads(row[4])) for row in chunk]


def _write_asked(
    connection: sqlite3.Connection,
    ordinal: int,
    chunk: Sequence[tuple[Row, Mapping[str, Json]]],
    columns: Sequence[str],
    outlines: OutlineWriter,
) -> None:
    boxes = _boxes([row for row, _ in chunk], outlines)
    marks = ", ".join("?" * (7 + len(columns)))
    asked = _Asked(columns)
    connection.executemany(
        f"INSERT INTO asked_{ordinal} VALUES ({marks})",  # noqa: S608 - marks only
        (
            (row[0], *box, row[2], row[3], *asked.of(properties))
            for (row, properties), box in zip(chunk, boxes, strict=True)
        ),
    )
    connection.executemany(
        f"INSERT INTO box_{ordinal} VALUES (?, ?, ?, ?, ?)",  # noqa: S608 - marks only
        ((row[0], *box) for (row, _), box in zip(chunk, boxes, strict=True) if box[0] is not None),
    )


class _Asked:
    """Takes the values of some columns out of properties."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns
        # Quicker than asking for one after the other; nearly every feature has all.
        self._every = itemgetter(*columns, *columns[:1]) if columns else None

    def of(self, properties: Mapping[str, object]) -> Sequence[object]:
        try:
            return self._every(properties)[: len(self._columns)] if self._every else ()
        except KeyError:
            return [properties.get(name) for name in self._columns]


def _boxes(rows: Sequence[Row], outlines: OutlineWriter) -> list[Sequence[int | None]]:
    """Return the boxes of rows as ``_chunks`` has them."""
    found: list[Sequence[int | None]] = list(box_rows(shapely.from_wkb([row[1] for row in rows])))
    for at, row in enumerate(rows):
        if row[6] is not None:
            found[at] = outlines.box(row[6])
    return found


def _index(
    connection: sqlite3.Connection, ordinal: int, summary: Summary, columns: Sequence[str]
) -> None:
    """Index, in a large layer, the columns that tell few features from the others."""
    if summary.features < _INDEXED_FROM_FEATURES:
        return
    table = f"asked_{ordinal}"
    held = ["west", "south", "start", '"end"']
    for column in ("start", '"end"'):
        _index_if_selective(connection, table, column)
    kinds = summary.queryables()
    for number, name in enumerate(columns):
        selective = _index_if_selective(connection, table, f"q{number}")
        short = summary.longest_chars.get(name, 0) <= _LONGEST_BANDED_CHARS
        if kinds[name] != "string" or (short and not selective):
            held.append(f"q{number}")
    if summary.only_points and summary.is_somewhere:
        listed = ", ".join(held)
        connection.execute(f"CREATE INDEX {bands_of(ordinal)} ON {table} ({BAND}, {listed})")


def _index_if_selective(connection: sqlite3.Connection, table: str, column: str) -> bool:
    """Index a column of many values; tell whether it is one."""
    distinct = f"SELECT DISTINCT {column} FROM {table} LIMIT {_SELECTIVE_VALUES}"  # noqa: S608 - ours
    if len(connection.execute(distinct).fetchall()) < _SELECTIVE_VALUES:
        return False
    plain = column.strip('"')
    connection.execute(f"CREATE INDEX {table}_{plain} ON {table} ({column})")
    return True


def _layer_row(
    ordinal: int, layer: FeatureSource | RowLayer, written: _Written, columns: Sequence[str]
) -> Row:
    summary = written.summary
    return (
        layer.id,
        ordinal,
        layer.title,
        layer.description,
        summary.features,
        *(summary.bounds if summary.is_somewhere else [None] * 4),
        summary.start,
        summary.end,
        orjson.dumps(summary.queryables()).decode(),
        written.version,
        written.first_row,
        summary.only_points and summary.is_somewhere,
        orjson.dumps({name: f"q{n}" for n, name in enumerate(columns)}).decode(),
    )
