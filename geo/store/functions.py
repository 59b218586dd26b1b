"""The functions of SQL that a store's queries use and SQLite lacks."""

from __future__ import annotations

import sqlite3
import unicodedata
from functools import lru_cache

import shapely

from geo.model.folding import fold

_OUTLINES_KEPT = 1_000
"""Answers about one box, as many features have the same outline: 5 MB."""


def add_functions(connection: sqlite3.Connection) -> None:
    """Give a connection the functions that SQLite lacks: CQL2's for all alphabets, a box's."""
    for name, function in (("casei", _without_case), ("accenti", _without_accents)):
        connection.create_function(name, 1, function, deterministic=True)
    connection.create_function("folded", 1, _folded, deterministic=True)
    connection.create_function("touches", 5, _touches, deterministic=True)


def _without_case(value: str | None) -> str | None:
    return None if value is None else value.casefold()


def _without_accents(value: str | None) -> str | None:
    if value is None:
        return None
    apart = unicodedata.normalize("NFD", value)
    return unicodedata.normalize("NFC", "".join(c for c in apart if not unicodedata.combining(c)))


def _folded(text: str) -> str:
    return fold(text).text


@lru_cache(maxsize=_OUTLINES_KEPT)
def _touches(wkb: bytes | None, *corners: float) -> bool:
    """Tell whether a geometry touches the box west, south, east, north."""
    return wkb is not None and bool(
        shapely.intersects(shapely.from_wkb(wkb), shapely.box(*corners))
    )
