"""Load a build from its file into PostgreSQL: into a schema of its own, seen when it is whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from geo.errors import InputError
from geo.store.connection import store_meta
from geo.store.functions import add_functions
from geo.store.postgis.connection import LOCK, named, schema_of, told_as_ours
from geo.store.postgis.folds import fold_functions
from geo.store.postgis.source import Table, is_box, tables
from geo.store.postgis.tokens import vectors
from geo.store.schema import FEATURE_VIEW, FORMAT

_CONTROL = """
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE SCHEMA IF NOT EXISTS dateline;
CREATE SEQUENCE IF NOT EXISTS dateline.numbers AS integer;
CREATE TABLE IF NOT EXISTS dateline.build (
  dossier text PRIMARY KEY, number integer NOT NULL, written_ns bigint NOT NULL,
  format text NOT NULL, digest text NOT NULL
);
CREATE TABLE IF NOT EXISTS dateline.loaded (number integer PRIMARY KEY, dossier text NOT NULL);
"""
_STANDS = """
INSERT INTO dateline.build
VALUES (%s, %s, CAST(extract(epoch FROM clock_timestamp()) * 1e9 AS bigint), %s, %s)
ON CONFLICT (dossier) DO UPDATE SET
  number = excluded.number, written_ns = excluded.written_ns, format = excluded.format,
  digest = excluded.digest
"""
_GROUND = """
ALTER TABLE {box} ADD COLUMN ground geometry GENERATED ALWAYS AS (ST_SetSRID(ST_MakeLine(
  ST_MakePoint(west / 1e7, south / 1e7), ST_MakePoint(east / 1e7, north / 1e7)), 4326)) STORED
"""
_MADE: Mapping[str, Callable[[Any], object]] = {"boolean": bool, "json": bytes.decode}
"""What SQLite has as a number and as bytes."""
_INDEXES = ("passage_text", "document_text")
_READERS = "dateline_reader"
"""A role with this name, where there is one, may read every build."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What became of a build: its number in the database, whether it was new there."""

    number: int
    new: bool


def load_build(address: str, file: Path) -> Loaded:
    """Load a build, unless it stands there already; readers see the old one or the new one.

    One that nobody reads any more is dropped. Builders of one dossier come one after the other.
    Raises InputError where the database cannot take it.
    """
    meta = store_meta(file)
    if not meta:
        msg = f"{file}: there is no build here; run dateline build first"
        raise InputError(msg)
    dossier = meta["dossier"]
    try:
        with told_as_ours(address), psycopg.connect(address, autocommit=True) as connection:
            _prepare(connection, address)
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (dossier,))
                stands = _standing(connection, dossier, meta["digest"])
                if stands is not None:
                    return Loaded(number=stands, new=False)
                number = _load(connection, file, dossier)
                connection.execute(_STANDS, (dossier, number, FORMAT, meta["digest"]))
            _drop_unread(connection)
            return Loaded(number=number, new=True)
    except (psycopg.ProgrammingError, psycopg.DataError) as exc:
        msg = f"{named(address)}: cannot take the build: {str(exc).splitlines()[0]}"
        raise InputError(msg) from exc


def _prepare(connection: psycopg.Connection[Any], address: str) -> None:
    # A role that serves may be held to a second a statement; loading a million takes minutes.
    connection.execute("SET client_min_messages TO warning; SET statement_timeout TO 0")
    encoding = connection.execute("SHOW server_encoding").fetchone()
    if encoding != ("UTF8",):
        msg = f"{named(address)}: must hold UTF-8 texts; make one with ENCODING 'UTF8'"
        raise InputError(msg)
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s, 0)", (LOCK,))
        connection.execute(_CONTROL)


def _standing(connection: psycopg.Connection[Any], dossier: str, digest: str) -> int | None:
    row = connection.execute(
        "SELECT number FROM dateline.build WHERE dossier = %s AND digest = %s AND format = %s",
        (dossier, digest, FORMAT),
    ).fetchone()
    return int(row[0]) if row else None


def _load(connection: psycopg.Connection[Any], file: Path, dossier: str) -> int:
    row = connection.execute("SELECT nextval('dateline.numbers')").fetchone()
    number = int(row[0]) if row else 0
    schema = sql.Identifier(schema_of(number))
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
    connection.execute(
        sql.SQL(
            "SELECT set_config('search_path', {} || ', ' || current_setting('search_path'), true)"
        ).format(sql.Literal(schema_of(number)))
    )
    connection.execute("INSERT INTO dateline.loaded VALUES (%s, %s)", (number, dossier))
    connection.execute(fold_functions().encode())
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as source:
        add_functions(source)
        for table in tables(source):
            _copy_table(connection, source, table)
        connection.execute(FEATURE_VIEW.encode())
        connection.execute(
            "CREATE TABLE words_total (name text PRIMARY KEY, rows bigint, words bigint)"
        )
        for index in _INDEXES:
            _copy_words(connection, source, index)
    _let_read(connection, schema)
    return number


def _copy_table(
    connection: psycopg.Connection[Any], source: sqlite3.Connection, table: Table
) -> None:
    name = sql.Identifier(table.name)
    typed = [
        sql.SQL("{} {}").format(sql.Identifier(c), sql.SQL(kind)) for c, kind in table.columns
    ]
    if table.key:
        typed.append(sql.SQL("PRIMARY KEY ({})").format(_named(table.key)))
    connection.execute(sql.SQL("CREATE TABLE {} ({})").format(name, sql.SQL(", ").join(typed)))
    makes = [_MADE.get(kind) for _, kind in table.columns]
    columns = [c for c, _ in table.columns]
    quoted = ", ".join(f'"{c}"' for c in columns)
    rows = source.execute(f"SELECT {quoted} FROM {table.source}")  # noqa: S608 - names of the file
    _copy(connection, table.name, columns, (_cells(row, makes) for row in rows))
    if is_box(table.name):
        connection.execute(sql.SQL(_GROUND).format(box=name))
        connection.execute(sql.SQL("CREATE INDEX ON {} USING gist (ground)").format(name))
    for indexed in table.indexes:
        connection.execute(sql.SQL("CREATE INDEX ON {} ({})").format(name, _named(indexed)))
    connection.execute(sql.SQL("ANALYZE {}").format(name))


def _cells(row: Sequence[Any], makes: Sequence[Callable[[Any], object] | None]) -> list[object]:
    return [
        cell if cell is None or make is None else make(cell)
        for cell, make in zip(row, makes, strict=True)
    ]


def _copy_words(
    connection: psycopg.Connection[Any], source: sqlite3.Connection, table: str
) -> None:
    name = sql.Identifier(table)
    connection.execute(
        sql.SQL(
            "CREATE TABLE {} "
            "(rowid bigint PRIMARY KEY, size bigint NOT NULL, words tsvector NOT NULL)"
        ).format(name)
    )
    _copy(connection, table, ["rowid", "size", "words"], vectors(source, table))
    total = sql.SQL("INSERT INTO words_total SELECT {}, count(*), coalesce(sum(size), 0) FROM {}")
    connection.execute(total.format(sql.Literal(table), name))
    connection.execute(sql.SQL("CREATE INDEX ON {} USING gin (words)").format(name))
    connection.execute(sql.SQL("ANALYZE {}").format(name))


def _copy(
    connection: psycopg.Connection[Any],
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> None:
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), _named(columns))
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        for row in rows:
            try:
                copy.write_row(row)
            except psycopg.DataError as exc:
                name = next((cell for cell in row if isinstance(cell, str)), row[0])
                msg = f"{table} {str(name)[:80]!r} cannot be kept in PostgreSQL: {exc}"
                raise InputError(msg) from exc


def _named(columns: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def _let_read(connection: psycopg.Connection[Any], schema: sql.Identifier) -> None:
    role = "SELECT 1 FROM pg_roles WHERE rolname = %s"
    if not connection.execute(role, (_READERS,)).fetchone():
        return
    for grant in (
        "GRANT USAGE ON SCHEMA dateline TO {role}",
        "GRANT SELECT ON dateline.build TO {role}",
        "GRANT USAGE ON SCHEMA {schema} TO {role}",
        "GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}",
    ):
        connection.execute(sql.SQL(grant).format(role=sql.Identifier(_READERS), schema=schema))


def _drop_unread(connection: psycopg.Connection[Any]) -> None:
    """Drop the builds that no longer stand and that no connection holds."""
    old = connection.execute(
        "SELECT number FROM dateline.loaded l WHERE NOT EXISTS "
        "(SELECT 1 FROM dateline.build b WHERE b.number = l.number) ORDER BY number"
    ).fetchall()
    for (number,) in old:
        with connection.transaction():
            free = connection.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", (LOCK, number))
            if free.fetchone() == (True,):
                schema = sql.Identifier(schema_of(number))
                connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(schema))
                connection.execute("DELETE FROM dateline.loaded WHERE number = %s", (number,))
