"""What a reviewer may be asked: open mentions, grouped by what one decision settles."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from geo.model.answer import Answer
from geo.store.database import Database
from geo.store.overlay import AsBuilt
from geo.store.text_rows import TextRows

_ANSWER = (
    "m.id, m.surface, m.kind, m.use, m.use_reason, m.role, m.status, m.confidence, m.decided_by, "
    "m.place, m.candidates"
)
_GROUP = "mentions, ordinal, key, first"

Row = Sequence[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenGroup:
    """Open mentions that are alike: how many, and the first of the oldest document."""

    key: int
    mentions: int
    first: str


class QueueWriter:
    """Writes what is open and what is alike, as it was read before any decision."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Write through ``connection``, into tables that are there."""
        self._db = connection
        self._db.execute("CREATE TEMP TABLE met (key, number, mention)")
        self._groups: dict[int, list[Any]] = {}

    def add(self, number: int, rows: TextRows) -> None:
        """Take a document; count its open mentions by group."""
        met = []
        for place, (key, mention, open_still) in enumerate(rows.alike, number):
            met.append((key, place, mention))
            if open_still:
                self._groups.setdefault(key, [0, place, mention])[0] += 1
        self._db.executemany("INSERT INTO met VALUES (?, ?, ?)", met)
        self._db.executemany(
            "INSERT INTO read_as VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows.read_as
        )

    def close(self) -> None:
        """Write the groups, in the order in which their first mentions came."""
        # Sorted first: keys that come in any order would touch every page again and again.
        self._db.execute("INSERT INTO alike SELECT * FROM met ORDER BY key, number")
        self._db.execute("DROP TABLE met")
        self._db.executemany(
            "INSERT INTO open_group VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions, "
            "first = CASE WHEN excluded.ordinal < ordinal THEN excluded.first ELSE first END, "
            "ordinal = min(ordinal, excluded.ordinal)",
            ((key, *group) for key, group in self._groups.items()),
        )


def read_as(build: AsBuilt) -> dict[str, Answer]:
    """Return the decided mentions of a build, as they were read before."""
    rows = build.rows(
        "SELECT m.id, m.surface, m.kind, r.use, r.use_reason, r.role, r.status, r.confidence, "
        "r.decided_by, r.place, r.candidates FROM read_as r "
        "JOIN mention m ON m.id = r.mention"
    )
    return {row[0]: _answer(row) for row in rows}


def built_answers(build: AsBuilt, ids: Iterable[str]) -> Iterator[Answer]:
    """Yield the answers of a build, in the order of the ids; unknown ones are passed over."""
    for mention_id in ids:
        asked = f"SELECT {_ANSWER} FROM mention m WHERE m.id = ?"  # noqa: S608 - names of ours
        yield from map(_answer, build.rows(asked, (mention_id,)))


def alike_ids(build: AsBuilt, key: int) -> list[str]:
    """Return the mentions that share a key."""
    rows = build.rows("SELECT mention FROM alike WHERE key = ? ORDER BY mention", (key,))
    return [row[0] for row in rows]


def shadow(build: AsBuilt, answers: Sequence[Answer]) -> None:
    """Let a connection read these answers in place of those of the build.

    A temporary view stands before the table of its name, in every query of this connection; where
    nothing is decided anew there is none, and nothing is slower.
    """
    if not answers:
        return
    built = f"{build.schema}.mention"
    build.write(f"CREATE TEMP TABLE decided AS SELECT * FROM {built} WHERE FALSE")  # noqa: S608 - ours
    build.write("CREATE UNIQUE INDEX decided_by_id ON decided (id)")
    build.write(
        f"INSERT INTO decided SELECT * FROM {built} WHERE id = ?",  # noqa: S608 - the same
        ((a.mention_id,) for a in answers),
    )
    build.write(
        "UPDATE decided SET use = ?, use_reason = ?, role = ?, status = ?, confidence = ?, "
        "decided_by = ?, place = ?, candidates = ? WHERE id = ?",
        (
            (
                *(a.use, a.use_reason, a.role, a.status, a.confidence),
                *(a.decided_by, a.place_id, a.candidates, a.mention_id),
            )
            for a in answers
        ),
    )
    build.write(
        f"CREATE TEMP VIEW mention AS SELECT * FROM {built} "  # noqa: S608 - the same
        "WHERE id NOT IN (SELECT id FROM decided) UNION ALL SELECT * FROM decided"
    )


class QueueStore:
    """The open mentions of a build, by what one decision settles."""

    def __init__(self, connections: Database) -> None:
        """Read through ``connections``."""
        self._db = connections

    def open_groups(
        self, settled: Mapping[int, int], limit: int, offset: int
    ) -> tuple[list[OpenGroup], int]:
        """Return a page of the groups with open mentions left, the largest first; and how many.

        ``settled`` says how many mentions of a group were decided.
        """
        keys = orjson.dumps(sorted(settled)).decode()
        listed = self._db.dialect.listed
        touched = self._db.rows(
            f"SELECT {_GROUP} FROM open_group WHERE key IN {listed}",  # noqa: S608 - ours
            (keys,),
        )
        whole = self._db.rows(
            f"SELECT {_GROUP} FROM open_group ORDER BY mentions DESC, ordinal LIMIT ?",  # noqa: S608 - ours
            (offset + limit + len(touched),),
        )
        left = [(n - settled[key], ordinal, key, first) for n, ordinal, key, first in touched]
        done = sum(row[0] <= 0 for row in left)
        left = [row for row in left if row[0] > 0] + [
            row for row in whole if row[2] not in settled
        ]
        page = sorted(left, key=lambda row: (-row[0], row[1]))[offset : offset + limit]
        groups = [OpenGroup(key=key, mentions=n, first=first) for n, _, key, first in page]
        return groups, int(self._db.rows("SELECT count(*) FROM open_group")[0][0]) - done

    def open_mentions(self) -> int:
        """Return how many mentions were open when they were read."""
        return int(self._db.rows("SELECT coalesce(sum(mentions), 0) FROM open_group")[0][0])

    def alike(self, key: int) -> list[str]:
        """Return the mentions that share a key, the oldest document's first."""
        rows = self._db.rows("SELECT mention FROM alike WHERE key = ? ORDER BY number", (key,))
        return [row[0] for row in rows]

    def answers(self, document_id: str) -> list[Answer]:
        """Return the answers in a document, in reading order."""
        rows = self._db.rows(
            f"SELECT {_ANSWER} FROM document d JOIN mention m ON m.passage "  # noqa: S608 - ours
            "BETWEEN d.first_passage AND d.first_passage + d.passages - 1 "
            "WHERE d.id = ? ORDER BY m.start",
            (document_id,),
        )
        return [_answer(row) for row in rows]


def _answer(row: Sequence[object]) -> Answer:
    return Answer(**dict(zip(Answer.__slots__, row, strict=True)))  # type: ignore[arg-type]
