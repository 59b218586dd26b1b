"""What a store tells whoever asks it, without the numbers of its rows."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

_TOLD = {
    "meta": "SELECT * FROM meta ORDER BY key",
    "asset": "SELECT * FROM asset ORDER BY name",
    "skipped": "SELECT * FROM skipped",
    "layer": "SELECT * FROM layer ORDER BY ordinal",
    "feature": "SELECT layer, fid, properties, geometry, wkb, start FROM feature ORDER BY id",
    "outline": "SELECT geometry, wkb FROM outline ORDER BY wkb",
    "pyramid": "SELECT * FROM pyramid ORDER BY layer, z, x, y",
    "document": "SELECT * FROM document ORDER BY ordinal",
    "passage": "SELECT * FROM passage ORDER BY id",
    "place": "SELECT * FROM place ORDER BY id",
    "mention": "SELECT m.*, p.pid FROM mention m JOIN passage p ON p.id = m.passage "
    "ORDER BY m.ordinal",
    "facet": "SELECT * FROM facet ORDER BY of, token",
    "alike": "SELECT key, mention FROM alike ORDER BY key, number",
    "open_group": "SELECT key, mentions, first FROM open_group ORDER BY mentions DESC, ordinal",
    "read_as": "SELECT * FROM read_as ORDER BY mention",
}
_NUMBERS = {"ordinal", "id", "first_passage", "passage"}
_OWN_IDS = {"layer", "place"}
_WORDS = "SELECT term, doc, col, offset FROM words ORDER BY term, doc, col, offset"


def told(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return the tables of a store in their order, rows without numbers."""
    with closing(sqlite3.connect(path)) as connection:
        connection.create_function("folded", 1, str)
        found = {name: _rows(connection, name, sql) for name, sql in _TOLD.items()}
        for index in ("passage", "document"):
            found[f"words of {index}s"] = _words(connection, index)
        for ordinal, layer in connection.execute("SELECT ordinal, id FROM layer").fetchall():
            found[f"asked of {layer}"] = _rows(
                connection,
                "asked",
                f"SELECT * FROM asked_{ordinal} ORDER BY id",  # noqa: S608
            )
            found[f"boxes of {layer}"] = connection.execute(
                f"SELECT f.fid, west, east, south, north FROM box_{ordinal} b "  # noqa: S608
                "JOIN feature_row f ON f.id = b.id ORDER BY f.id"
            ).fetchall()
            found[f"blocks of {layer}"] = connection.execute(
                "SELECT sum(rows) FROM block WHERE layer = ?", (layer,)
            ).fetchall()
    return found


def _rows(connection: sqlite3.Connection, table: str, sql: str) -> list[tuple[Any, ...]]:
    cursor = connection.execute(sql)
    kept = [
        at
        for at, column in enumerate(cursor.description)
        if column[0] not in _NUMBERS or (table in _OWN_IDS and column[0] == "id")
    ]
    return [tuple(row[at] for at in kept) for row in cursor]


def _words(connection: sqlite3.Connection, index: str) -> list[tuple[Any, ...]]:
    """Return the words of an index, its rows counted in their order."""
    connection.execute(
        f"CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, {index}_text, instance)"
    )
    rows = connection.execute(_WORDS).fetchall()
    connection.execute("DROP TABLE temp.words")
    following = count()
    places: defaultdict[int, int] = defaultdict(lambda: next(following))
    for number in sorted({row[1] for row in rows}):
        _ = places[number]
    return [(term, places[number], column, offset) for term, number, column, offset in rows]
