"""Write layers as a stream: what filters need of a feature stands apart from what is sent."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice

import orjson

from geo.model.feature import FeatureSource
from geo.model.tiling import TILES_FORMAT, Tiling
from geo.store.boxes import BAND
from geo.store.feature_rows import RowMaker, Summary
from geo.store.layer_rows import AskedRow, LayerRows, Row, RowLayer, asked_row, insert
from geo.store.ledger import write_layer_ledger
from geo.store.numbers import first_row
from geo.store.schema import FEATURE_INDEX, FEATURE_VIEW, bands_of, layer_tables
from geo.store.write_outlines import OutlineWriter

_INDEXED_FROM_FEATURES = 50_000
"""Fewer are looked through in some 10 ms."""
_SELECTIVE_VALUES = 100
"""Of a property with fewer values, every page of matches is found early on the way."""
_LONGEST_BANDED_CHARS = 24
"""Codes, numbers and days stand in the index by bands too, so that what is in a box is filtered
without a look at its rows: 9 times as fast, for 100 bytes a point."""
_CHUNK_ROWS = 1_000
_ROWS_TOGETHER = 200


def write_layers(
    connection: sqlite3.Connection,
    layers: Iterable[FeatureSource | RowLayer],
    tiling: Tiling | None,
) -> None:
    """Write layers, each in its own order; no layer is held in memory."""
    outlines = OutlineWriter(connection)
    connection.execute(FEATURE_VIEW)
    for ordinal, layer in enumerate(layers):
        write_layer(connection, ordinal, layer, outlines, tiling)
    connection.execute(FEATURE_INDEX)


def write_layer(
    connection: sqlite3.Connection,
    ordinal: int,
    layer: FeatureSource | RowLayer,
    outlines: OutlineWriter,
    tiling: Tiling | None,
) -> None:
    """Write a layer that the store has nothing of."""
    rows = LayerRows(layer.id, ordinal, outlines)
    if isinstance(layer, RowLayer):
        version = layer.version
        for number, group in layer.make():
            insert(connection, "feature_row", rows.numbered(number, group))
    else:
        version = _write_features(connection, layer, rows)
    columns = rows.summary.columns()
    connection.executescript(layer_tables(ordinal, len(columns)))
    for chunk in _chunks(connection, ordinal):
        rows.write_asked(connection, chunk, columns)
    _index(connection, ordinal, rows.summary)
    finish_layer(connection, ordinal, layer, rows, version, tiling)


def finish_layer(
    connection: sqlite3.Connection,
    ordinal: int,
    layer: FeatureSource | RowLayer,
    rows: LayerRows,
    version: str,
    tiling: Tiling | None,
) -> None:
    """Write what the rows of a layer add up to."""
    if tiling is not None:
        rows.points.write_pyramid(connection, tiling)
    spaced = isinstance(layer, RowLayer)
    insert(connection, "layer", [_layer_row(ordinal, layer, rows.summary, version, spaced=spaced)])
    if spaced:
        write_layer_ledger(connection, layer.id, rows)


def is_indexed(summary: Summary) -> bool:
    """Tell whether a layer is so large that it has indexes."""
    return summary.features >= _INDEXED_FROM_FEATURES


def _write_features(connection: sqlite3.Connection, layer: FeatureSource, rows: LayerRows) -> str:
    """Write features one after the other; return what changes with any of them."""
    features, maker = iter(layer.features), RowMaker()
    digest, number = hashlib.sha256(TILES_FORMAT), 0
    while (group := maker.rows(islice(features, _ROWS_TOGETHER))).rows:
        insert(connection, "feature_row", rows.numbered(number, group))
        for row in group.rows:
            digest.update(b"\x00".join((row[0].encode(), row[1], row[2] or row[4] or b"")))
        number += len(group.rows)
    return digest.hexdigest()[:12]


def _chunks(connection: sqlite3.Connection, ordinal: int) -> Iterator[list[AskedRow]]:
    """Yield the rows of a layer, some at a time."""
    found = connection.execute(
        "SELECT * FROM feature_row WHERE id >= ? AND id < ? ORDER BY id",
        (first_row(ordinal), first_row(ordinal + 1)),
    )
    while chunk := found.fetchmany(_CHUNK_ROWS):
        yield [asked_row(row) for row in chunk]


def _index(connection: sqlite3.Connection, ordinal: int, summary: Summary) -> None:
    """Index, in a large layer, the columns that tell few features from the others."""
    if not is_indexed(summary):
        return
    table = f"asked_{ordinal}"
    held = ["west", "south", "start", '"end"']
    for column in ("start", '"end"'):
        _index_if_selective(connection, table, column)
    kinds = summary.queryables()
    for number, name in enumerate(summary.columns()):
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
    ordinal: int,
    layer: FeatureSource | RowLayer,
    summary: Summary,
    version: str,
    *,
    spaced: bool,
) -> Row:
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
        version,
        first_row(ordinal),
        spaced,
        summary.only_points and summary.is_somewhere,
        orjson.dumps({name: f"q{n}" for n, name in enumerate(summary.columns())}).decode(),
    )
