"""What a build that adds documents to a store goes on from."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

from geo.store.connection import store_meta
from geo.store.feature_rows import Summary
from geo.store.layer_rows import LayerRows, insert
from geo.store.numbers import Numbers

_DOCUMENTS = "documents"
_SUMMARY, _POINTS = "summary of ", "points of "
_MARK = np.dtype("<u8")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WrittenDocuments:
    """The documents of a store in reading order: their marks, and their numbers.

    A mark changes with all that the rows of a document come from, but for the rules.
    """

    marks: NDArray[np.uint64]
    texts: Numbers
    features: Numbers


def write_document_ledger(connection: sqlite3.Connection, written: WrittenDocuments) -> None:
    """Write which documents a store holds."""
    columns = (written.marks, written.texts, written.features)
    body = b"".join(column.astype(_MARK).tobytes() for column in columns)
    insert(connection, "ledger", [(_DOCUMENTS, body)])


def written_documents(path: Path, rules: str) -> WrittenDocuments | None:
    """Return which documents a store holds, None where it was not written by these rules."""
    if store_meta(path).get("rules") != rules:
        return None
    try:
        with closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        ) as connection:
            found = np.frombuffer(_body(connection, _DOCUMENTS), dtype=_MARK).reshape(3, -1)
    except (sqlite3.DatabaseError, ValueError):  # damaged, or written from readings in memory
        return None
    marks, texts, features = found
    return WrittenDocuments(
        marks=marks, texts=texts.astype(np.int64), features=features.astype(np.int64)
    )


def write_layer_ledger(connection: sqlite3.Connection, layer: str, rows: LayerRows) -> None:
    """Write what the rows of a layer add up to, and count its blocks."""
    insert(
        connection,
        "ledger",
        [
            (_SUMMARY + layer, orjson.dumps(rows.summary.told())),
            (_POINTS + layer, rows.points.packed()),
        ],
    )
    connection.executemany(
        "INSERT INTO block VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET rows = rows + excluded.rows",
        ((layer, block, count) for block, count in sorted(rows.blocks.items()) if count),
    )


def remove_layer_ledger(connection: sqlite3.Connection, layer: str) -> None:
    """Remove what was written of a layer, but for its blocks, which are counted on."""
    names = ((_SUMMARY + layer,), (_POINTS + layer,))
    connection.executemany("DELETE FROM ledger WHERE name = ?", names)


def read_layer_ledger(connection: sqlite3.Connection, layer: str, rows: LayerRows) -> None:
    """Let the rows of a layer go on from what was written."""
    rows.summary.join(Summary.of_told(orjson.loads(_body(connection, _SUMMARY + layer))))
    rows.points.unpack(_body(connection, _POINTS + layer))


def _body(connection: sqlite3.Connection, name: str) -> bytes:
    ((body,),) = connection.execute("SELECT body FROM ledger WHERE name = ?", (name,))
    return bytes(body)
