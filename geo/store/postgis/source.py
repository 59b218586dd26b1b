"""The tables of a store's file, as they are copied into PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from geo.store.postgis.dialect import TYPES

_TYPES = {"TEXT": 'text COLLATE "C"', "INTEGER": "bigint", "REAL": "double precision"}
_JSON = frozenset(
    {("feature_row", "geometry"), ("feature_row", "properties"), ("outline", "geometry")}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of the file: its columns with their types, its key, and its other indexes.

    ``source`` is what its rows are read from, after FROM.
    """

    name: str
    source: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...]


def tables(source: sqlite3.Connection) -> Iterator[Table]:
    """Yield the tables that are read by their rows; the boxes of a layer are one."""
    kinds = _kinds(source)
    for name, kind in source.execute(
        "SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND name <> 'ledger' "
        # A sign that cannot be kept is told of the document, before all that quotes it.
        "ORDER BY name <> 'document', name"
    ).fetchall():
        if name.startswith("sqlite_") or (kind != "table" and not is_box(name)):
            continue
        info = source.execute(
            "SELECT name, type, pk FROM pragma_table_info(?)", (name,)
        ).fetchall()
        asked = kinds.get(name, {})
        columns = tuple((c, asked.get(c) or _type_of(name, c, given)) for c, given, _ in info)
        keyed = sorted((place, c) for c, _, place in info if place)
        yield Table(
            name=name,
            source=_source(name),
            columns=columns,
            key=tuple(c for _, c in keyed) or (("id",) if kind == "virtual" else ()),
            indexes=tuple(_indexes(source, name)),
        )


def is_box(name: str) -> bool:
    """Tell whether a table holds the boxes of a layer."""
    return name.removeprefix("box_").isdigit()


def _source(name: str) -> str:
    """Return what the rows of a table are read from.

    Boxes come from what filters look at: an index by bands may stand in for their own table.
    """
    if is_box(name):
        return f"{name.replace('box', 'asked')} WHERE west IS NOT NULL"
    return f'"{name}"'


def _type_of(table: str, column: str, given: str) -> str:
    if (table, column) in _JSON:
        return "json"
    return "bigint" if is_box(table) else _TYPES.get(given, "bytea")


def _kinds(source: sqlite3.Connection) -> dict[str, dict[str, str]]:
    """Return the types of the columns that hold properties, by table."""
    found = {}
    for ordinal, queryables, columns in source.execute(
        "SELECT ordinal, queryables, columns FROM layer"
    ):
        kinds = orjson.loads(queryables)
        found[f"asked_{ordinal}"] = {c: TYPES[kinds[n]] for n, c in orjson.loads(columns).items()}
    return found


def _indexes(source: sqlite3.Connection, table: str) -> Iterator[tuple[str, ...]]:
    """Yield the columns of each index but that of the key; boxes have an index of their own."""
    listed = source.execute(
        "SELECT name FROM pragma_index_list(?) WHERE origin <> 'pk' ORDER BY name", (table,)
    ).fetchall()
    for (name,) in listed:
        rows = source.execute("SELECT name FROM pragma_index_info(?) ORDER BY seqno", (name,))
        columns = tuple(row[0] for row in rows)
        if None not in columns:  # an expression, as the bands of latitude are
            yield columns
