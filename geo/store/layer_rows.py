"""Rows of features on their way into the tables of their layer."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Any

import orjson
import shapely

from geo.model.feature import Json
from geo.store.boxes import box_rows
from geo.store.feature_rows import FeatureRows, Summary
from geo.store.numbers import block_of, first_row
from geo.store.pyramid import LayerPoints
from geo.store.schema import COLUMNS
from geo.store.write_outlines import OutlineWriter

Row = Sequence[Any]
SELECTIVE_VALUES = 100
"""Of a property with fewer values, every page of matches is found early on the way."""
_CHUNK_GROUPS = 64
_CHUNKS_APART = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLayer:
    """A layer whose rows were made before; ``version`` changes with any of them.

    ``make`` reads them anew, with the numbers of their documents. A layer that goes ``beside`` the
    others is written with the texts.
    """

    id: str
    title: str
    description: str
    version: str
    make: Callable[[], Iterator[tuple[int, FeatureRows]]]
    beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _AskedRow:
    """A feature as filters and tiles need it: its row of ``feature_row``, and its properties."""

    row: int
    fid: str
    wkb: bytes | None
    outline: int | None
    days: tuple[str | None, str | None]
    properties: Mapping[str, Json]


class LayerRows:
    """Numbers the rows of one layer, writes them, and knows what they add up to."""

    def __init__(self, layer: str, ordinal: int, outlines: OutlineWriter) -> None:
        """Start with none."""
        self.summary = Summary()
        self.blocks: Counter[int] = Counter()
        self.points = LayerPoints(layer)
        self.values = Values()
        self._layer, self._ordinal = layer, ordinal
        self._first_row = first_row(ordinal)
        self._outlines = outlines

    def numbered(self, groups: Iterator[tuple[int, FeatureRows]]) -> Iterator[list[Row]]:
        """Yield rows of ``feature_row``, some at a time, those of a group from its number on."""
        while chunk := list(islice(groups, _CHUNK_GROUPS)):
            yield [row for number, group in chunk for row in self._numbered(number, group)]

    def forget_asked(self) -> None:
        """Forget what was gathered and seen of what filters look at."""
        self.points, self.values = LayerPoints(self._layer), Values()

    def _numbered(self, number: int, group: FeatureRows) -> list[Row]:
        self.summary.join(group.summary)
        self.blocks[block_of(number)] += len(group.rows)
        made = list[Row]()
        for row, found in enumerate(group.rows, self._first_row + number):
            fid, properties, geometry, wkb, name, start, end = found
            outline = None if name is None else self._outlines.number(name, group.outlines)
            made.append((row, self._layer, fid, properties, geometry, wkb, outline, start, end))
        return made

    def write_asked(
        self, connection: sqlite3.Connection, found: Sequence[Row], columns: Sequence[str]
    ) -> None:
        """Write what filters look at of rows of ``feature_row``; gather the points."""
        rows = [_asked_row(row) for row in found]
        for row in rows:
            self.points.add(row.row, row.fid, row.wkb, row.properties)
        asked, boxes = _Asked(columns), self._boxes(rows)
        made = [
            (row.row, *box, *row.days, *asked.of(row.properties))
            for row, box in zip(rows, boxes, strict=True)
        ]
        self.values.see(made)
        marks = ", ".join("?" * (7 + len(columns)))
        connection.executemany(f"INSERT INTO asked_{self._ordinal} VALUES ({marks})", made)  # noqa: S608 - marks only

    def write_boxes(
        self, connection: sqlite3.Connection, rows: Sequence[Row] | None = None
    ) -> None:
        """Write the boxes of rows that filters look at, of all where none are named."""
        boxes = f"SELECT id, west, east, south, north FROM asked_{self._ordinal}"  # noqa: S608 - ours
        chosen = "" if rows is None else "AND id IN (SELECT value FROM json_each(?))"
        connection.execute(
            f"INSERT INTO box_{self._ordinal} {boxes} WHERE west IS NOT NULL {chosen}",
            () if rows is None else (orjson.dumps([row[0] for row in rows]).decode(),),
        )

    def _boxes(self, rows: Sequence[_AskedRow]) -> list[Sequence[int | None]]:
        found: list[Sequence[int | None]] = list(
            box_rows(shapely.from_wkb([row.wkb for row in rows]))
        )
        for at, row in enumerate(rows):
            if row.outline is not None:
                found[at] = self._outlines.box(row.outline)
        return found


def _asked_row(row: Row) -> _AskedRow:
    """Return a row of ``feature_row`` as filters need it."""
    number, _, fid, properties, _, wkb, outline, start, end = row
    return _AskedRow(
        row=number,
        fid=fid,
        wkb=wkb,
        outline=outline,
        days=(start, end),
        properties=orjson.loads(properties),
    )


def insert(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    """Insert rows into a table of ours."""
    marks = ", ".join("?" * COLUMNS[table])
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - a table of ours


class Values:
    """How many values are in each column of what filters look at, as far as was looked."""

    def __init__(self) -> None:
        """Start with none."""
        self._chunks = 0
        self._seen: list[set[object]] = []

    def see(self, rows: Sequence[Row]) -> None:
        """Take rows, of which only some are looked at: those of every eighth chunk."""
        if self._chunks % _CHUNKS_APART == 0 and rows:
            columns = zip(*rows, strict=True)
            self._seen = self._seen or [set() for _ in rows[0]]
            for seen, column in zip(self._seen, columns, strict=True):
                if len(seen) < SELECTIVE_VALUES:
                    seen.update(column)
        self._chunks += 1

    def are_many(self, column: int) -> bool:
        """Tell whether a column tells few features from the others."""
        return len(self._seen[column]) >= SELECTIVE_VALUES


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
