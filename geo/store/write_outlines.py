"""Write outlines, each once: the same ground is meant again and again."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

import shapely

from geo.store.boxes import box_rows
from geo.store.feature_rows import outline_geojson

_MOST_KNOWN = 50_000
"""Names in memory: 5 MB; the table is asked for others."""


class OutlineWriter:
    """Numbers outlines in the order in which they are first met."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Go on from what the table holds."""
        self._connection = connection
        ((last,),) = connection.execute("SELECT COALESCE(max(id), 0) FROM outline")
        self._written = int(last)
        self._numbers: dict[bytes, int] = {}
        self._boxes: dict[int, Sequence[int | None]] = {}

    def number(self, name: bytes, wkbs: Mapping[bytes, bytes]) -> int:
        """Return the number of an outline; one that is new is written."""
        found = self._numbers.get(name)
        if found is None:
            found = self._stored(name) or self._write(name, wkbs[name])
            if len(self._numbers) == _MOST_KNOWN:
                self._numbers.clear()
            self._numbers[name] = found
        return found

    def box(self, number: int) -> Sequence[int | None]:
        """Return the box of an outline, as ``box_rows`` has it."""
        found = self._boxes.get(number)
        if found is None:
            (wkb,) = self._connection.execute(
                "SELECT wkb FROM outline WHERE id = ?", (number,)
            ).fetchone()
            if len(self._boxes) == _MOST_KNOWN:
                self._boxes.clear()
            found = self._boxes[number] = box_rows(shapely.from_wkb([wkb]))[0]
        return found

    def _stored(self, name: bytes) -> int:
        if self._written == len(self._numbers):
            return 0
        found = self._connection.execute("SELECT id FROM outline WHERE name = ?", (name,))
        return int((found.fetchone() or (0,))[0])

    def _write(self, name: bytes, wkb: bytes) -> int:
        self._written += 1
        self._connection.execute(
            "INSERT INTO outline VALUES (?, ?, ?, ?)",
            (self._written, name, outline_geojson(wkb), wkb),
        )
        return self._written
