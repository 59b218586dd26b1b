"""Write a store: the whole file under another name, then one rename."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from geo.errors import InputError
from geo.model.expression import Expression
from geo.model.feature import FeatureSource
from geo.model.folding import folded_text
from geo.model.resolution import Resolution
from geo.model.run import Reading, Run
from geo.model.text import Mention
from geo.model.tiling import Tiling
from geo.store.pyramid import PYRAMID_TABLE
from geo.store.queue import answer_cells, write_queue
from geo.store.schema import FORMAT, TABLES
from geo.store.write_layers import Row, insert, iso, write_layers


def write_store(
    path: Path,
    run: Run,
    layers: Iterable[FeatureSource],
    meta: Mapping[str, str],
    assets: Mapping[str, bytes],
    tiling: Tiling | None = None,
) -> None:
    """Write everything that is served; a reader of ``path`` sees the old store or the new one.

    Without ``tiling`` every tile is made when it is asked for, however large the layer. Raises
    InputError where no folder can be made for it.
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
            connection.executescript(TABLES + PYRAMID_TABLE)
            insert(connection, "meta", sorted({**meta, "format": FORMAT}.items()))
            insert(connection, "asset", sorted(assets.items()))
            insert(connection, "skipped", ((s.source, s.reason) for s in run.skipped))
            write_layers(connection, layers, tiling)
            _write_readings(connection, run.readings)
            write_queue(connection, run.readings)
            connection.commit()
            connection.execute("VACUUM")
        _flush(draft)
        if tiling is not None:
            tiling.archives(draft, path)
        draft.replace(path)
        _flush(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_readings(connection: sqlite3.Connection, readings: Sequence[Reading]) -> None:
    insert(connection, "document", (_document_row(n, r) for n, r in enumerate(readings)))
    insert(connection, "passage", _passage_rows(readings))
    ids = dict(connection.execute("SELECT pid, id FROM passage"))
    resolutions = (res for reading in readings for res in reading.resolutions)
    insert(
        connection,
        "mention",
        (_mention_row(n, ids[r.mention.passage.id], r) for n, r in enumerate(resolutions)),
    )
    vague = (e for reading in readings for e in reading.expressions)
    insert(
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
        iso(document.published_on),
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
