"""Copy tables from one file into another, page by page wherever SQLite can."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

_MADE_OF = (
    "SELECT name, sql FROM aside.sqlite_master WHERE type = ? AND sql IS NOT NULL ORDER BY name"
)
_VIRTUAL = "CREATE VIRTUAL TABLE"


def copy_tables(connection: sqlite3.Connection, path: Path) -> None:
    """Copy all tables of a file; those that are there already get more rows, others are made.

    The tables of which virtual ones are made are copied as any other.
    """
    connection.commit()
    connection.execute("ATTACH ? AS aside", (str(path),))
    tables = connection.execute(_MADE_OF, ("table",)).fetchall()
    there = _there(connection)
    virtual = [(name, sql) for name, sql in tables if sql.startswith(_VIRTUAL)]
    _make(connection, virtual)
    _make(connection, tables)
    for kind in ("view", "index"):
        _make(connection, connection.execute(_MADE_OF, (kind,)).fetchall())
    for name, sql in tables:
        if sql.startswith(_VIRTUAL):
            continue
        if name not in there:
            connection.execute(f"DELETE FROM main.{name}")  # noqa: S608 - a table of ours
        # Only an outline may be in both files, and is the same in both then.
        ignore = "OR IGNORE" if name == "outline" else ""
        connection.execute(f"INSERT {ignore} INTO main.{name} SELECT * FROM aside.{name}")  # noqa: S608 - the same
    connection.commit()
    connection.execute("DETACH aside")


def _make(connection: sqlite3.Connection, named: Iterable[tuple[str, str]]) -> None:
    """Make what is not there; of a virtual table come others with it."""
    for name, sql in named:
        if name not in _there(connection):
            connection.execute(sql)


def _there(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT name FROM main.sqlite_master")}
