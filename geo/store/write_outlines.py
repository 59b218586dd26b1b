"""Write outlines, each once: the same ground is meant again and again."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

import shapely

from geo.store.boxes import box_rows
from geo.store.feature_rows import outline_geojson

_NUMBER_BYTES = 8
"""Of a name, which is a digest, but for one bit: two of a million outlines share a number
with a probability of 1 in 20 million."""
_MOST_KNOWN = 50_000
"""Boxes in memory: 10 MB; the table is asked for others."""


class OutlineWriter:
    """Numbers outlines by their names, so that whoever writes one gives it the same number."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Go on from what the table holds."""
        self._connection = connection
        self._boxes: dict[int, Sequence[int | None]] = {}

    def number(self, name: bytes, wkbs: Mapping[bytes, bytes]) -> int:
        """Return the number of an outline; one that is new is written."""
        number = int.from_bytes(name[:_NUMBER_BYTES]) >> 1
        if number not in self._boxes and self._stored(number) is None:
            self._write(number, wkbs[name])
        return number

    def box(self, number: int) -> Sequence[int | None]:
        """Return the box of an outline, as ``box_rows`` has it."""
        found = self._boxes.get(number)
        if found is None:
            wkb = self._stored(number)
            found = self._keep(number, wkb)
        return found

    def _stored(self, number: int) -> bytes | None:
        rows = self._connection.execute("SELECT wkb FROM outline WHERE id = ?", (number,))
        row = rows.fetchone()
        return row and bytes(row[0])

    def _write(self, number: int, wkb: bytes) -> None:
        self._connection.execute(
            "INSERT INTO outline VALUES (?, ?, ?)", (number, outline_geojson(wkb), wkb)
        )
        self._keep(number, wkb)

    def _keep(self, number: int, wkb: bytes | None) -> Sequence[int | None]:
        if len(self._boxes) == _MOST_KNOWN:
            self._boxes.clear()
        found = self._boxes[number] = box_rows(shapely.from_wkb([wkb]))[0]
        return found
