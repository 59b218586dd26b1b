"""Write layers as a stream: what filters need of a feature stands apart from what is sent."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Protocol

import orjson

from geo.model.feature import FeatureSource
from geo.model.tiling import TILES_FORMAT, Tiling
from geo.store.boxes import BAND
from geo.store.feature_rows import FeatureRows, RowMaker, Summary
from geo.store.layer_rows import LayerRows, Row, RowLayer, insert
from geo.store.ledger import write_layer_ledger
from geo.store.numbers import first_row
from geo.store.schema import FEATURE_INDEX, FEATURE_VIEW, bands_of, drop_layer_tables, layer_tables
from geo.store.write_outlines import OutlineWriter

_INDEXED_FROM_FEATURES = 50_000
"""Fewer are looked through in some 10 ms."""
_NOT_LOOKED_UP = frozenset({"exact", "prefix", "suffix", "start", "end", "document", "link"})
"""Where a feature stands in its text: it is found by its id, its sentence's or its document's. An
index of each takes a third of the time and the room of all."""
_BOX_COLUMNS = 5
"""Of a table that filters look at: the row and its box."""
_LONGEST_BANDED_CHARS = 24
"""Codes, numbers and days stand in the index by bands too, so that what is in a box is filtered
without a look at its rows: 9 times as fast, for 100 bytes a point."""
_CHUNK_ROWS = 1_000
_ROWS_TOGETHER = 16


class Digest(Protocol):
    """What takes bytes in one after the other."""

    def update(self, data: bytes, /) -> None:
        """Take bytes."""


def write_layers(
    connection: sqlite3.Connection,
    layers: Iterable[FeatureSource | RowLayer],
    tiling: Tiling | None,
) -> None:
    """Write layers, each in its own order; no layer is held in memory.

    Those that go beside others are left out.
    """
    outlines = OutlineWriter(connection)
    connection.execute(FEATURE_VIEW)
    for ordinal, layer in enumerate(layers):
        if not (isinstance(layer, RowLayer) and layer.beside):
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
    rows, digest = LayerRows(layer.id, ordinal, outlines), hashlib.sha256(TILES_FORMAT)
    groups = layer.make() if isinstance(layer, RowLayer) else _groups(layer, digest)
    columns: list[str] | None = None
    for chunk in rows.numbered(groups):
        insert(connection, "feature_row", chunk)
        if columns is None:
            columns = _make_tables(connection, ordinal, rows)
        rows.write_asked(connection, chunk, columns)
    if columns != rows.summary.columns():
        # What came later has other properties than what came first.
        rows.forget_asked()
        columns = _make_tables(connection, ordinal, rows)
        for chunk in _chunks(connection, ordinal):
            rows.write_asked(connection, chunk, columns)
    if not _index(connection, ordinal, rows):
        rows.write_boxes(connection)
    version = layer.version if isinstance(layer, RowLayer) else digest.hexdigest()[:12]
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


def is_banded(summary: Summary) -> bool:
    """Tell whether an index by bands of latitude finds what is in a box."""
    return is_indexed(summary) and summary.only_points and summary.is_somewhere


def _make_tables(connection: sqlite3.Connection, ordinal: int, rows: LayerRows) -> list[str]:
    """Make the tables of a layer anew; return the properties that have columns."""
    columns = rows.summary.columns()
    connection.executescript(drop_layer_tables(ordinal) + layer_tables(ordinal, len(columns)))
    return columns


def _groups(layer: FeatureSource, digest: Digest) -> Iterator[tuple[int, FeatureRows]]:
    """Yield features with consecutive numbers; ``digest`` takes what changes with any of them."""
    features, maker, number = iter(layer.features), RowMaker(), 0
    while (group := maker.rows(islice(features, _ROWS_TOGETHER))).rows:
        for row in group.rows:
            digest.update(b"\x00".join((row[0].encode(), row[1], row[2] or row[4] or b"")))
        yield number, group
        number += len(group.rows)


def _chunks(connection: sqlite3.Connection, ordinal: int) -> Iterator[list[Row]]:
    """Yield the rows of a layer, some at a time."""
    found = connection.execute(
        "SELECT * FROM feature_row WHERE id >= ? AND id < ? ORDER BY id",
        (first_row(ordinal), first_row(ordinal + 1)),
    )
    while chunk := found.fetchmany(_CHUNK_ROWS):
        yield chunk


def _index(connection: sqlite3.Connection, ordinal: int, rows: LayerRows) -> bool:
    """Index a large layer; tell whether it has an index by bands.

    By itself each column that tells few features from the others, by bands the short ones.
    """
    summary = rows.summary
    if not is_indexed(summary):
        return False
    table = f"asked_{ordinal}"
    names = {"start": "start", "end": '"end"'} | {q: q for q in _column_names(summary)}
    told = dict(zip(_column_names(summary), summary.columns(), strict=True))
    selective = {
        q
        for at, q in enumerate(names, _BOX_COLUMNS)
        if rows.values.are_many(at) and told.get(q) not in _NOT_LOOKED_UP
    }
    for plain in sorted(selective):
        connection.execute(f"CREATE INDEX {table}_{plain} ON {table} ({names[plain]})")
    if not is_banded(summary):
        return False
    kinds = summary.queryables()
    held = ["west", "south", "start", '"end"']
    for q, name in zip(_column_names(summary), summary.columns(), strict=True):
        short = summary.longest_chars.get(name, 0) <= _LONGEST_BANDED_CHARS
        if kinds[name] != "string" or (short and q not in selective):
            held.append(q)
    listed = ", ".join(held)
    connection.execute(f"CREATE INDEX {bands_of(ordinal)} ON {table} ({BAND}, {listed})")
    return True


def _column_names(summary: Summary) -> list[str]:
    return [f"q{number}" for number in range(len(summary.columns()))]


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
        orjson.dumps(dict(zip(summary.columns(), _column_names(summary), strict=True))).decode(),
    )
