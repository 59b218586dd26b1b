"""Write documents, sentences and mentions, numbered in the order of time."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from geo.store.layer_rows import insert
from geo.store.queue import QueueWriter
from geo.store.schema import TEXT_INDEXES, TEXT_TABLES
from geo.store.text_rows import Row, TextRows

_CHUNK_DOCUMENTS = 64
_INDEX = "INSERT INTO {of}_text (rowid, text, folded, facets) VALUES (?, ?, ?, ?)"
_HELD = "INSERT INTO {of}_text ({of}_text, rank) VALUES ('hashsize', ?)"
_HELD_BYTES = 16 << 20
"""Of words before they are written; of SQLite's 1 MB the words of a large corpus are merged again
and again, a sixth of the time that texts take."""
_COUNT_PLACE = """
INSERT INTO place VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions
"""
_COUNT_FACET = """
INSERT INTO facet VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET rows = rows + excluded.rows
"""


def write_texts(connection: sqlite3.Connection, texts: Iterable[tuple[int, TextRows]]) -> None:
    """Write texts with all that was found in them, and the index of their words.

    ``texts`` come with their numbers and are gone through once: oldest first, undated ones last.
    """
    connection.executescript(TEXT_TABLES)
    for index in ("passage", "document"):
        connection.execute(_HELD.format(of=index), (_HELD_BYTES,))
    add_texts(connection, texts)
    connection.executescript(TEXT_INDEXES)


def add_texts(connection: sqlite3.Connection, texts: Iterable[tuple[int, TextRows]]) -> None:
    """Add texts to those that are there, in the same order."""
    totals, queue = _Totals(), QueueWriter(connection)
    waiting = iter(texts)
    while chunk := list(islice(waiting, _CHUNK_DOCUMENTS)):
        _write_chunk(connection, chunk)
        for number, rows in chunk:
            totals.add(rows)
            queue.add(number, rows)
    queue.close()
    connection.executemany(_COUNT_PLACE, totals.place_rows())
    connection.executemany(_COUNT_FACET, totals.facet_rows())


@dataclass(slots=True)
class _Totals:
    """What is counted over all documents."""

    facets: Counter[tuple[str, str]] = field(default_factory=Counter)
    places: dict[str, tuple[str, float, float]] = field(default_factory=dict)
    named: Counter[str] = field(default_factory=Counter)

    def add(self, rows: TextRows) -> None:
        """Count a document in."""
        for of, token, count in rows.facets:
            self.facets[of, token] += count
        for place_id, name, lon_deg, lat_deg, count in rows.places:
            self.places[place_id] = name, lon_deg, lat_deg
            self.named[place_id] += count

    def place_rows(self) -> Iterator[Row]:
        """Yield the places that are named, with how often."""
        for place_id, told in sorted(self.places.items()):
            yield place_id, *told, self.named[place_id]

    def facet_rows(self) -> Iterator[Row]:
        """Yield the facets, with how many rows have each."""
        return ((of, token, rows) for (of, token), rows in sorted(self.facets.items()))


def _write_chunk(connection: sqlite3.Connection, chunk: list[tuple[int, TextRows]]) -> None:
    """Write documents, each table on its own: its rows then lie together."""
    documents, passages, words, mentions, headings = ([] for _ in range(5))
    for number, rows in chunk:
        documents.append((number, *rows.before, number, *rows.after))
        headings.append((number, *rows.heading))
        passages += [(n, *row) for n, row in enumerate(rows.passages, number)]
        words += [(n, *row) for n, row in enumerate(rows.words, number)]
        following = enumerate(rows.mentions, number)
        mentions += [(n, row[0], number + at, *row[1:]) for n, (at, row) in following]
    insert(connection, "document", documents)
    insert(connection, "passage", passages)
    insert(connection, "mention", mentions)
    connection.executemany(_INDEX.format(of="passage"), words)
    connection.executemany(_INDEX.format(of="document"), headings)
