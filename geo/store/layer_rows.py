"""Rows of features on their way into the tables of their layer."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLayer:
    """A layer whose rows were made before; ``version`` changes with any of them.

    ``make`` reads them anew, with the numbers of their documents.
    """

    id: str
    title: str
    description: str
    version: str
    make: Callable[[], Iterator[tuple[int, FeatureRows]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """A feature as filters and tiles need it: its row of ``feature_row``, and its properties."""

    row: int
    fid: str
    wkb: bytes | None
    outline: int | None
    days: tuple[str | None, str | None]
    properties: Mapping[str, Json]


class LayerRows:
    """Numbers the rows of one layer, and knows what they add up to."""

    def __init__(self, layer: str, ordinal: int, outlines: OutlineWriter) -> None:
        """Start with none."""
        self.summary = Summary()
        self.blocks: Counter[int] = Counter()
        self.points = LayerPoints(layer)
        self._layer, self._ordinal = layer, ordinal
        self._first_row = first_row(ordinal)
        self._outlines = outlines

    def numbered(self, number: int, group: FeatureRows) -> list[Row]:
        """Return the rows of ``feature_row`` for features from a number on."""
        self.summary.join(group.summary)
        self.blocks[block_of(number)] += len(group.rows)
        made = list[Row]()
        for row, found in enumerate(group.rows, self._first_row + number):
            fid, properties, geometry, wkb, name, start, end = found
            outline = None if name is None else self._outlines.number(name, group.outlines)
            made.append((row, self._layer, fid, properties, geometry, wkb, outline, start, end))
        return made

    def write_asked(
        self, connection: sqlite3.Connection, rows: Sequence[AskedRow], columns: Sequence[str]
    ) -> None:
        """Write what filters look at, and the boxes; gather the points."""
        for row in rows:
            self.points.add(row.row, row.fid, row.wkb, row.properties)
        boxes = self._boxes(rows)
        marks = ", ".join("?" * (7 + len(columns)))
        asked = _Asked(columns)
        connection.executemany(
            f"INSERT INTO asked_{self._ordinal} VALUES ({marks})",  # noqa: S608 - marks only
            (
                (row.row, *box, *row.days, *asked.of(row.properties))
                for row, box in zip(rows, boxes, strict=True)
            ),
        )
        connection.executemany(
            f"INSERT INTO box_{self._ordinal} VALUES (?, ?, ?, ?, ?)",  # noqa: S608 - marks only
            ((r.row, *box) for r, box in zip(rows, boxes, strict=True) if box[0] is not None),
        )

    def _boxes(self, rows: Sequence[AskedRow]) -> list[Sequence[int | None]]:
        found: list[Sequence[int | None]] = list(
            box_rows(shapely.from_wkb([row.wkb for row in rows]))
        )
        for at, row in enumerate(rows):
            if row.outline is not None:
                found[at] = self._outlines.box(row.outline)
        return found


def asked_row(row: Row) -> AskedRow:
    """Return a row of ``feature_row`` as filters need it."""
    number, _, fid, properties, _, wkb, outline, start, end = row
    return AskedRow(
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
