"""Write a store: the whole file under another name, then one rename."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.model.expression import Expression
from geo.model.feature import Feature, Layer
from geo.model.folding import folded_text
from geo.model.resolution import Resolution
from geo.model.run import Reading, Run
from geo.model.text import Mention
from geo.store.queue import answer_cells, write_queue
from geo.store.schema import COLUMNS, FORMAT, TABLES

_DIGITS_DEG = 7
_KINDS = {bool: "boolean", int: "number", float: "number", str: "string"}

Row = Sequence[object]


def write_store(
    path: Path,
    run: Run,
    layers: Iterable[Layer],
    meta: Mapping[str, str],
    assets: Mapping[str, bytes],
) -> None:
    """Write everything that is served; a reader of ``path`` sees the old store or the new one.

    Raises InputError where no folder can be made for it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        msg = f"{path.parent}: cannot be the folder of a build: {exc.strerror}"
        raise InputError(msg) from exc
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    draft.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(draft)) as connection:
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            connection.executescript(TABLES)
            _insert(connection, "meta", sorted({**meta, "format": FORMAT}.items()))
            _insert(connection, "asset", sorted(assets.items()))
            _insert(connection, "skipped", ((s.source, s.reason) for s in run.skipped))
            _write_layers(connection, layers)
            _write_readings(connection, run.readings)
            write_queue(connection, run.readings)
            connection.commit()
            connection.execute("VACUUM")
        _flush(draft)
        draft.replace(path)
        _flush(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def geojson(geometry: BaseGeometry | None) -> bytes:
    """Return a GeoJSON geometry with 7 digits (1 cm), ``null`` for none."""
    if geometry is None:
        return b"null"
    rounded = shapely.transform(geometry, lambda xy: xy.round(_DIGITS_DEG))
    return bytes(shapely.to_geojson(rounded), "utf-8").replace(b" ", b"")


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    marks = ", ".join("?" * COLUMNS[table])
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - a table of ours


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_layers(connection: sqlite3.Connection, layers: Iterable[Layer]) -> None:
    row_id = 1
    for ordinal, layer in enumerate(layers):
        rows = [_feature_row(row_id + i, layer.id, f) for i, f in enumerate(layer.features)]
        row_id += len(rows)
        _insert(connection, "feature", rows)
        boxed = ((f, r) for f, r in zip(layer.features, rows, strict=True) if f.geometry)
        _insert(connection, "feature_box", (_box_row(f, r) for f, r in boxed))
        _insert(connection, "layer", [_layer_row(ordinal, layer, rows)])


def _feature_row(row_id: int, layer: str, feature: Feature) -> Row:
    geometry = feature.geometry
    return (
        row_id,
        layer,
        feature.id,
        geojson(geometry),
        orjson.dumps(feature.properties),
        shapely.to_wkb(geometry) if geometry is not None else None,
        *(geometry.bounds if geometry is not None else (None, None, None, None)),
        _iso(feature.start),
        _iso(feature.end),
    )


def _box_row(feature: Feature, row: Row) -> Row:
    west, south, east, north = feature.geometry.bounds if feature.geometry else (0, 0, 0, 0)
    return row[0], west, east, south, north


def _layer_row(ordinal: int, layer: Layer, rows: Sequence[Row]) -> Row:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(b"\x00".join((str(row[2]).encode(), *(bytes(c) for c in row[3:5]))))  # type: ignore[call-overload]
    boxes = [f.geometry.bounds for f in layer.features if f.geometry is not None]
    return (
        layer.id,
        ordinal,
        layer.title,
        layer.description,
        len(rows),
        min((b[0] for b in boxes), default=None),
        min((b[1] for b in boxes), default=None),
        max((b[2] for b in boxes), default=None),
        max((b[3] for b in boxes), default=None),
        min((f.start.isoformat() for f in layer.features if f.start), default=None),
        max((f.end.isoformat() for f in layer.features if f.end), default=None),
        orjson.dumps(_queryables(layer.features)).decode(),
        digest.hexdigest()[:12],
    )


def _queryables(features: Sequence[Feature]) -> dict[str, str]:
    """Return the properties with plain values of one kind, in the order of the features."""
    kinds: dict[str, set[str]] = {}
    for feature in features:
        for name, value in feature.properties.items():
            found = kinds.setdefault(name, set())
            if value is not None:
                found.add(_KINDS.get(type(value), ""))
    return {n: k for n, found in kinds.items() if len(found) == 1 and (k := min(found))}


def _write_readings(connection: sqlite3.Connection, readings: Sequence[Reading]) -> None:
    _insert(connection, "document", (_document_row(n, r) for n, r in enumerate(readings)))
    _insert(connection, "passage", _passage_rows(readings))
    ids = dict(connection.execute("SELECT pid, id FROM passage"))
    resolutions = (res for reading in readings for res in reading.resolutions)
    _insert(
        connection,
        "mention",
        (_mention_row(n, ids[r.mention.passage.id], r) for n, r in enumerate(resolutions)),
    )
    vague = (e for reading in readings for e in reading.expressions)
    _insert(
        connection,
        "mention",
        (_expression_row(n, ids[e.mention.passage.id], e) for n, e in enumerate(vague)),
    )
    texts = connection.execute("SELECT id, text FROM passage ORDER BY id")
    connection.executemany(
        "INSERT INTO passage_text (rowid, text, folded) VALUES (?, ?, ?)",
        ((number, text, folded_text(text)) for number, text in texts),
    )


def _document_row(ordinal: int, reading: Reading) -> Row:
    document = reading.document
    return (
        document.id,
        ordinal,
        document.title,
        document.publisher,
        _iso(document.published_on),
        document.dated_by,
        document.language,
        document.source,
        document.text,
        document.body_start,
    )


def _passage_rows(readings: Sequence[Reading]) -> Iterator[Row]:
    number = 0
    for reading in readings:
        for passage in reading.passages:
            number += 1
            span = passage.span
            words = reading.document.quote(span)
            place = (passage.document_id, passage.paragraph, span.start, span.end)
            yield number, passage.id, *place, words


def _mention_row(ordinal: int, passage_row: int, resolution: Resolution) -> Row:
    return (*_found(ordinal, passage_row, resolution.mention), *answer_cells(resolution))


def _expression_row(ordinal: int, passage_row: int, expression: Expression) -> Row:
    """Return a vague place as a mention without a place: its ground is in its own layer."""
    return (
        *_found(ordinal, passage_row, expression.mention),
        "; ".join(expression.reasons),
        "literal",
        expression.status.value,
        expression.confidence,
        expression.decided_by,
        None,
        b"[]",
    )


def _found(ordinal: int, passage_row: int, mention: Mention) -> Row:
    return (
        mention.id,
        ordinal,
        passage_row,
        mention.passage.document_id,
        mention.span.start,
        mention.span.end,
        mention.surface,
        mention.kind.value,
        mention.use.value,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
