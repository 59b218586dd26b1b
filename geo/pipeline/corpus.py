"""The documents of a build, in their order, with the part that each was read into.

What is kept of each document is some 100 bytes, on disk where they are many.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.model.raw import Raw
from geo.model.resolution import Status
from geo.model.run import COUNTED, summed
from geo.model.text import Skipped, Undated
from geo.pipeline.parts import Part
from geo.pipeline.shards import Decisions
from geo.store.numbers import sizes_of

_COUNTS = ", ".join(COUNTED)
_COLUMNS = (
    *("key", "id", "source", "reason", "published_on", "dated_by", "decided", "passages"),
    *COUNTED,
)
_TABLES = f"""
CREATE TABLE known (
  key BLOB PRIMARY KEY, part INTEGER, row INTEGER, id TEXT, source TEXT, reason TEXT, day TEXT,
  dated_by TEXT, decided TEXT, passages INTEGER, {_COUNTS}
) WITHOUT ROWID;
CREATE TABLE item (ordinal INTEGER PRIMARY KEY, key BLOB, source TEXT, reason TEXT);
CREATE TABLE document (
  ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, part INTEGER, row INTEGER, source TEXT,
  day TEXT, dated_by TEXT, decided TEXT, key BLOB, passages INTEGER, {_COUNTS}
);
"""
_SETTLE = f"""
INSERT OR IGNORE INTO document
  SELECT ordinal, id, part, row, known.source, day, dated_by, decided, key,
    passages, {_COUNTS}
  FROM item JOIN known USING (key) WHERE id IS NOT NULL ORDER BY ordinal
"""  # noqa: S608 - columns of ours
_LEFT_OUT = """
SELECT source, reason FROM (
  SELECT ordinal, item.source, COALESCE(item.reason, known.reason) AS reason
    FROM item LEFT JOIN known USING (key) WHERE id IS NULL
  UNION ALL
  SELECT item.ordinal, known.source, 'has the same text as ' || first.source
    FROM item JOIN known USING (key) JOIN document AS first ON first.id = known.id
    WHERE first.ordinal <> item.ordinal
) ORDER BY ordinal
"""
_MENTIONS = "+".join(status.value for status in Status)
_FOUND = f"""
SELECT ordinal, part, row, passages, {_MENTIONS}, expressions FROM document ORDER BY ordinal
"""  # noqa: S608 - columns of ours
_MARK_BYTES = 8
_SUMS = ", ".join(f"COALESCE(sum({name}), 0)" for name in COUNTED)
_TOTALS = f"SELECT count(*), count(*) - count(day), {_SUMS} FROM document"  # noqa: S608 - columns of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a build found: rows of parts in reading order, and what was left out.

    ``by_time`` holds positions in that order, oldest first, undated last; ``decided`` those of
    documents about which curators decided, ``vague`` those that hold vague places. ``used`` names
    the parts that hold any of it. ``sizes`` and ``marks`` are in reading order: how many numbers
    a document takes up, and what changes with all that its rows come from, but for the rules.
    ``dated`` says how many have a day.
    """

    parts: tuple[Part, ...]
    part: NDArray[np.int64]
    row: NDArray[np.int64]
    by_time: NDArray[np.int64]
    sizes: NDArray[np.int64]
    marks: NDArray[np.uint64]
    dated: int
    decided: NDArray[np.int64]
    vague: NDArray[np.int64]
    days: frozenset[date | None]
    skipped: tuple[Skipped, ...]
    undated: tuple[Undated, ...]
    counts: dict[str, int]
    used: frozenset[str]


class Corpus:
    """Gathers the documents of a build and the parts that they were read into."""

    def __init__(self, decisions: Decisions) -> None:
        """Start with none; a temporary database takes what memory does not."""
        self._decisions = decisions
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(f"PRAGMA journal_mode = OFF; {_TABLES}")
        self._parts: list[Part] = []
        self._items = 0

    def close(self) -> None:
        """Forget everything."""
        self._db.close()

    def add_part(self, part: Part) -> None:
        """Take a part; rows are left out that were read under other decisions."""
        number, mark = len(self._parts), self._decisions.mark
        self._parts.append(part)
        wanted = [*_COLUMNS, *(["alike"] if self._decisions.reach_others else [])]
        rows = [
            (
                found["key"],
                number,
                row,
                found["id"],
                found["source"],
                found["reason"],
                found["published_on"].isoformat() if found["published_on"] else None,
                found["dated_by"],
                found["decided"],
                found["passages"],
                *(found[name] for name in COUNTED),
            )
            for row, found in enumerate(part.table(wanted).to_pylist())
            if not found["id"] or found["decided"] == mark(found["id"], found.get("alike") or ())
        ]
        marks = ", ".join("?" * (10 + len(COUNTED)))
        self._db.executemany(f"INSERT OR REPLACE INTO known VALUES ({marks})", rows)  # noqa: S608 - marks only

    def is_new(self, item: Raw | Skipped) -> bool:
        """Take the next document; tell whether it has to be read."""
        self._items += 1
        key = item.key if isinstance(item, Raw) else None
        named = (item.where, None) if isinstance(item, Raw) else (item.source, item.reason)
        self._db.execute("INSERT INTO item VALUES (?, ?, ?, ?)", (self._items, key, *named))
        if key is None:
            return False
        told = self._db.execute("INSERT OR IGNORE INTO known (key) VALUES (?)", (key,))
        return told.rowcount == 1

    def unread(self) -> int:
        """Return how many documents are in no part."""
        return int(self._rows("SELECT count(*) FROM known WHERE part IS NULL")[0][0])

    def settled(self) -> Settled:
        """Return the documents in their order, each text once, and what was left out."""
        self._db.execute(_SETTLE)
        found = self._numbers(_FOUND, 6)
        by_time = self._numbers(
            "SELECT ordinal FROM document ORDER BY day IS NULL, day, ordinal", 1
        )
        decided = self._numbers(
            "SELECT ordinal FROM document WHERE decided <> '' ORDER BY ordinal", 1
        )
        days = self._rows("SELECT DISTINCT day FROM document")
        undated = self._rows(
            "SELECT source, dated_by FROM document WHERE day IS NULL ORDER BY ordinal"
        )
        return Settled(
            parts=tuple(self._parts),
            part=found[:, 1],
            row=found[:, 2],
            by_time=np.searchsorted(found[:, 0], by_time[:, 0]),
            sizes=sizes_of(*found[:, 3:].T),
            marks=self._marks(),
            dated=self._rows("SELECT count(day) FROM document")[0][0],
            decided=np.searchsorted(found[:, 0], decided[:, 0]),
            vague=np.flatnonzero(found[:, 5]),
            days=frozenset(date.fromisoformat(day) if day else None for (day,) in days),
            skipped=tuple(Skipped(source=s, reason=r) for s, r in self._rows(_LEFT_OUT)),
            undated=tuple(Undated(source=s, why=why) for s, why in undated),
            counts=self._counts(),
            used=frozenset(self._used()),
        )

    def _marks(self) -> NDArray[np.uint64]:
        rows = self._db.execute("SELECT key, decided FROM document ORDER BY ordinal")
        return np.fromiter((_mark(key, decided) for key, decided in rows), dtype=np.uint64)

    def _used(self) -> Iterator[str]:
        """Yield the names of the parts that hold any of it, documents that were skipped too."""
        rows = self._db.execute("SELECT DISTINCT part FROM item JOIN known USING (key)")
        return (self._parts[number].path.name for (number,) in rows)

    def _counts(self) -> dict[str, int]:
        """Return how many documents there are, and how much was found in them."""
        documents, undated, *sums = self._rows(_TOTALS)[0]
        named = dict(zip(COUNTED, sums, strict=True))
        return summed(documents, named, len(self._rows(_LEFT_OUT)), undated)

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._db.execute(query).fetchall()

    def _numbers(self, query: str, columns: int) -> NDArray[np.int64]:
        """Return whole numbers, eight bytes each from the first on."""
        rows = (number for row in self._db.execute(query) for number in row)
        return np.fromiter(rows, dtype=np.int64).reshape(-1, columns)


def _mark(key: bytes, decided: str) -> int:
    digest = hashlib.blake2b(key + decided.encode(), digest_size=_MARK_BYTES).digest()
    return int.from_bytes(digest)
