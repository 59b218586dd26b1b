"""Write layers as a stream: what filters need of a feature stands apart from what is sent."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from operator import itemgetter

import orjson
import shapely

from geo.model.feature import FeatureSource
from geo.model.tiling import TILES_FORMAT, Tiling
from geo.store.boxes import BAND, box_rows
from geo.store.feature_rows import POINT, FeatureRow, FeatureRows, RowMaker, Summary
from geo.store.pyramid import LayerPoints
from geo.store.schema import COLUMNS, FEATURE_INDEX, bands_of, layer_tables

Row = Sequence[object]
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
    first_row = 1
    for ordinal, layer in enumerate(layers):
        written = _Written(layer.id, first_row)
        insert(connection, "feature", written.rows(_row_groups(layer)))
        summary, points = written.summary, LayerPoints(layer.id)
        columns = summary.columns()
        connection.executescript(layer_tables(ordinal, len(columns)))
        _write_asked(
            connection, ordinal, (first_row, first_row + summary.features), columns, points
        )
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

    def __init__(self, layer: str, first_row: int) -> None:
        self.summary = Summary()
        self.first_row = first_row
        self._layer = layer
        self._digest = hashlib.sha256(TILES_FORMAT)

    def rows(self, groups: Iterable[FeatureRows]) -> Iterator[Row]:
        """Yield the rows of features, numbered."""
        number = self.first_row
        for group in groups:
            self.summary.join(group.summary)
            for row in group.rows:
                self._digest.update(_told(row))
                yield number, self._layer, *row
                number += 1

    @property
    def version(self) -> str:
        """Return what changes with any of the features."""
        return self._digest.hexdigest()[:12]


def _told(row: FeatureRow) -> bytes:
    return b"\x00".join((row[0].encode(), row[1], row[2]))


def _write_asked(
    connection: sqlite3.Connection,
    ordinal: int,
    rows: tuple[int, int],
    columns: Sequence[str],
    points: LayerPoints,
) -> None:
    found = connection.execute(
        'SELECT id, wkb, start, "end", properties, fid FROM feature WHERE id >= ? AND id < ? '
        "ORDER BY id",
        rows,
    )
    marks = ", ".join("?" * (7 + len(columns)))
    asked = _Asked(columns)
    while chunk := list(islice(found, _CHUNK_ROWS)):
        boxes = _boxes([row[1] for row in chunk])
        said = [orjson.loads(row[4]) for row in chunk]
        for row, properties in zip(chunk, said, strict=True):
            points.add(row[0], row[5], row[1], properties)
        connection.executemany(
            f"INSERT INTO asked_{ordinal} VALUES ({marks})",  # noqa: S608 - marks only
            (
                (row[0], *box, row[2], row[3], *asked.of(properties))
                for row, box, properties in zip(chunk, boxes, said, strict=True)
            ),
        )
        connection.executemany(
            f"INSERT INTO box_{ordinal} VALUES (?, ?, ?, ?, ?)",  # noqa: S608 - marks only
            ((row[0], *box) for row, box in zip(chunk, boxes, strict=True) if box[0] is not None),
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


def _boxes(wkbs: Sequence[bytes | None]) -> list[Sequence[int | None]]:
    """Return the boxes of geometries; of large ones, which come again, each is read once."""
    found: list[Sequence[int | None]] = list(
        box_rows(shapely.from_wkb([w if w and len(w) == POINT.size else None for w in wkbs]))
    )
    for at, wkb in enumerate(wkbs):
        if wkb and len(wkb) != POINT.size:
            found[at] = _box(wkb)
    return found


@lru_cache(maxsize=1_000)
def _box(wkb: bytes) -> Sequence[int | None]:
    return box_rows(shapely.from_wkb([wkb]))[0]


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
