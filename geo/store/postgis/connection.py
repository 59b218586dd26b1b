"""Read-only connections to the build of a dossier in PostgreSQL."""

from __future__ import annotations

import math
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg import sql
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.pq import Format

from geo.errors import InputError, TooSlowError
from geo.store.database import Pool, Stamp
from geo.store.overlay import Overlay
from geo.store.postgis.dialect import POSTGIS, translated
from geo.store.schema import FORMAT

LOCK = 0x44617465
"""The class of this product's advisory locks; the other half is the number of a build."""
_WAITING = 4
"""A query may wait, for a disk and for others, so many times as long as it may keep a processor:
PostgreSQL measures only the whole."""
_STREAM_PATIENCE = 40
_STREAM_ROWS = 500
_CONNECT_S = 10
_MAY_LAY = "SELECT has_database_privilege(current_database(), 'TEMPORARY')"
_CURRENT = "SELECT number, written_ns, format FROM dateline.build WHERE dossier = %s"


class NoBuildError(InputError):
    """A database without the build of a dossier, or with one of another version."""


class _Raw(Loader):
    """Hands JSON on as it is stored."""

    format = Format.BINARY

    def load(self, data: Buffer) -> bytes:
        return bytes(data)


class OpenedBuild:
    """One connection to one build, which is not dropped while it is open."""

    def __init__(
        self, address: str, dossier: str, overlay: Overlay | None = None, number: int | None = None
    ) -> None:
        """Connect to the build that stands now, under an overlay, or to one that is held.

        Raises InputError.
        """
        self.connection = psycopg.connect(
            address,
            autocommit=True,
            prepare_threshold=None,
            connect_timeout=_CONNECT_S,
            application_name="dateline",
        )
        try:
            self.connection.adapters.register_loader("json", _Raw)
            laid = stamp_of(overlay)
            self.stamp: Stamp = (*self._hold(dossier, number), laid)
            self.schema = schema_of(self.stamp[0])
            schemas = _listed([self.schema, _schema_of_postgis(self.connection)])
            self.connection.execute(sql.SQL("SET search_path TO {}").format(schemas))
            if overlay is not None:
                overlay.lay(self)
            self.connection.execute("SET default_transaction_read_only TO on; SET jit TO off")
        except BaseException:
            self.connection.close()
            raise
        # A thread that ends forgets its connection, which would hold its build for ever.
        weakref.finalize(self, self.connection.close)

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """Return the rows of a query."""
        cursor = self.connection.cursor(binary=True)
        return cursor.execute(translated(query, values).encode(), values).fetchall()

    def write(self, query: str, rows: Iterable[Sequence[object]] = ((),)) -> None:
        """Write to temporary tables, once for each row."""
        self.connection.cursor().executemany(query.replace("?", "%s").encode(), rows)

    def limit(self, most_s: float) -> None:
        """Stop every query after so long."""
        most_ms = 0 if math.isinf(most_s) else max(1, round(most_s * 1000))
        self.connection.execute(sql.SQL("SET statement_timeout TO {}").format(most_ms))

    def close(self) -> None:
        """Close it, and let go of its build."""
        self.connection.close()

    def _hold(self, dossier: str, number: int | None) -> tuple[int, int]:
        """Take hold of a build; one that was dropped in between gives way to the next."""
        while True:
            wanted = current(self.connection, dossier) if number is None else (number, 0)
            held = (LOCK, wanted[0])
            self.connection.execute("SELECT pg_advisory_lock_shared(%s, %s)", held)
            if number is not None or current(self.connection, dossier) == wanted:
                return wanted
            self.connection.execute("SELECT pg_advisory_unlock_shared(%s, %s)", held)


class PostgisConnections(Pool[OpenedBuild]):
    """Connections to the build of one dossier. A new one is seen at the next query."""

    dialect = POSTGIS
    most_idle = 20

    def __init__(
        self, address: str, dossier: str, most_s: float, overlay: Overlay | None = None
    ) -> None:
        """Connect, to stop queries after ``most_s``; raises InputError for no build there."""
        super().__init__()
        self._address = address
        self._dossier = dossier
        self._most_s = most_s
        self._overlay = overlay
        try:
            with told_as_ours(address):
                self.put_back(self._open())
        except psycopg.ProgrammingError as exc:
            msg = f"{named(address)}: cannot be read: {str(exc).splitlines()[0]}"
            raise InputError(msg) from exc

    def under(self, overlay: Overlay) -> PostgisConnections:
        """Return connections to the same build that read it under an overlay.

        Raises InputError where the role may not lay any.
        """
        if self.rows(_MAY_LAY) != [(True,)]:
            msg = (
                f"{named(self._address)}: decisions are laid over a build in temporary tables, "
                "which this role may not make: GRANT TEMPORARY ON DATABASE … TO …"
            )
            raise InputError(msg)
        self.close()  # what nobody asks any more would hold its build for ever
        return PostgisConnections(self._address, self._dossier, self._most_s, overlay)

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """Return the rows of a query of ours; values are always bound. Raises TooSlowError."""
        with told_as_ours(self._address):
            return self._opened().rows(query, values)

    def stream(self, query: str, values: Sequence[object] = ()) -> Iterator[Any]:
        """Yield the rows of a query one by one, from a connection of its own.

        What is streamed are features and tiles, which no overlay changes.
        """
        with told_as_ours(self._address):
            pinned = self._pinned()
            number = None if pinned is None else pinned.stamp[0]
            opened = OpenedBuild(self._address, self._dossier, number=number)
            opened.limit(self._most_s * _WAITING * _STREAM_PATIENCE)
            with (
                opened.connection as connection,
                connection.transaction(),
                connection.cursor(name="stream", binary=True) as cursor,
            ):
                cursor.itersize = _STREAM_ROWS
                yield from cursor.execute(translated(query, values).encode(), values)

    def _open(self) -> OpenedBuild:
        opened = OpenedBuild(self._address, self._dossier, self._overlay)
        opened.limit(self._most_s * _WAITING)
        self._let_go(opened.stamp)
        return opened

    def _let_go(self, stamp: Stamp) -> None:
        """Close the connections that wait and read an older build, so that it can be dropped."""
        for _ in range(len(self._idle)):
            with suppress(IndexError):
                idle = self._idle.pop(0)
                if idle.stamp == stamp:
                    self._idle.append(idle)
                else:
                    idle.close()

    def _is_current(self, opened: OpenedBuild) -> bool:
        try:
            now = current(opened.connection, self._dossier)
            return (*now, stamp_of(self._overlay)) == opened.stamp
        except psycopg.OperationalError:
            return False

    def _now(self) -> Stamp:
        with told_as_ours(self._address):
            return self._opened().stamp


def stamp_of(overlay: Overlay | None) -> object:
    """Return what changes when an overlay has to be laid anew."""
    return overlay.stamp() if overlay else None


def current(connection: psycopg.Connection[Any], dossier: str) -> tuple[int, int]:
    """Return the build that stands now, and when it was loaded; raises NoBuildError."""
    try:
        row = connection.execute(_CURRENT, (dossier,)).fetchone()
    except psycopg.errors.UndefinedTable:
        row = None
    if row is None or row[2] != FORMAT:
        said = "none" if row is None else "one of another version"
        msg = (
            f"the database has no build of {dossier} that can be read ({said}); run "
            f"dateline build {dossier} --store ADDRESS first"
        )
        raise NoBuildError(msg)
    return row[0], row[1]


def schema_of(number: int) -> str:
    """Return the schema that a build is kept in."""
    return f"dateline_{number}"


@contextmanager
def told_as_ours(address: str) -> Iterator[None]:
    """Raise what a database says as errors of ours, without its address's password.

    One that lost its build is none that a request could mend, so that is a TooSlowError too.
    """
    try:
        yield
    except NoBuildError as exc:
        raise TooSlowError(str(exc)) from exc
    except psycopg.errors.QueryCanceled as exc:
        msg = "the query took too long; ask again, or for less"
        raise TooSlowError(msg) from exc
    except psycopg.OperationalError as exc:
        said = "cannot go on" if exc.sqlstate else "does not answer"
        msg = f"{named(address)}: the database {said}: {str(exc).splitlines()[0]}"
        raise TooSlowError(msg) from exc


def named(address: str) -> str:
    """Return an address as it may be shown; raises InputError for what is none."""
    try:
        parts = psycopg.conninfo.conninfo_to_dict(address)
    except psycopg.ProgrammingError:  # it quotes what it was given, with the password
        msg = "the address of the store is no postgresql://USER@HOST/DATABASE"
        raise InputError(msg) from None
    host, port = parts.get("host", "this machine"), parts.get("port")
    return f"{parts.get('dbname', 'the database')} on {host}{f':{port}' if port else ''}"


def try_connection(address: str) -> None:
    """Connect and leave; raises InputError for no address, TooSlowError where nobody answers."""
    named(address)
    with told_as_ours(address), psycopg.connect(address, connect_timeout=_CONNECT_S):
        pass


def _schema_of_postgis(connection: psycopg.Connection[Any]) -> str:
    row = connection.execute(
        "SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace "
        "WHERE e.extname = 'postgis'"
    ).fetchone()
    return str(row[0]) if row else "public"


def _listed(schemas: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, schemas))
