"""Read-only connections to a store: one a thread, short queries, new builds seen at once."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from geo.errors import InputError, TooSlowError
from geo.store.functions import add_functions
from geo.store.schema import FORMAT

Kept = TypeVar("Kept")
RUNAWAY_S = 0.25
"""A query of a server that keeps a processor longer is stopped: it would hold the others up."""
_CACHE_KB = 16_000
"""The inner pages of a million features: with SQLite's 2,000 they are read again and again."""
_STREAM_PATIENCE = 40
"""A stream may search so much longer for its next row: nobody waits for it but its client."""
_STEPS = 20_000
_FOREVER = float("inf")


def store_meta(path: Path) -> dict[str, str]:
    """Return what a build says of itself, {} where there is no store that can be read."""
    if not path.is_file():
        return {}
    try:
        with closing(sqlite3.connect(_address(path), uri=True)) as connection:
            meta = dict(connection.execute("SELECT key, value FROM meta"))
    except sqlite3.DatabaseError:
        return {}
    return meta if meta.get("format") == FORMAT else {}


class Overlay(Protocol):
    """What is laid over a build for those who read it."""

    def stamp(self) -> object:
        """Return what changes when it has to be laid anew."""

    def lay(self, connection: sqlite3.Connection) -> None:
        """Lay it over a connection that was just opened."""


class Connections:
    """Connections to one store. A new build that takes its place is seen at the next query."""

    def __init__(self, path: Path, most_s: float, overlay: Overlay | None = None) -> None:
        """Open ``path``, to stop queries after ``most_s``; raises InputError for no store."""
        if not store_meta(path):
            msg = f"{path}: there is no build here; run dateline build first"
            raise InputError(msg)
        self._path = path
        self._most_s = most_s
        self._local = threading.local()
        self._keeps: tuple[object, dict[str, Any]] = (None, {})
        self._overlay = overlay

    @property
    def path(self) -> Path:
        """Return the store's file."""
        return self._path

    def under(self, overlay: Overlay) -> Connections:
        """Return connections to the same store that read it under an overlay."""
        return Connections(self._path, self._most_s, overlay)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """Return the rows of a query of ours; values are always bound. Raises TooSlowError."""
        connection = self._connection()
        self._local.until = time.thread_time() + self._most_s
        with _told_as_too_slow():
            return connection.execute(sql, values).fetchall()

    def stream(self, sql: str, values: Sequence[object] = ()) -> Iterator[Any]:
        """Yield the rows of a query one by one, from a connection of its own.

        A server takes each row in whatever thread is free, one after the other. Raises
        TooSlowError where the search for the next row is a runaway.
        """
        connection = sqlite3.connect(_address(self._path), uri=True, check_same_thread=False)
        add_functions(connection)
        until = time.monotonic() + self._most_s * _STREAM_PATIENCE
        with closing(connection):
            connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
            with _told_as_too_slow():
                for row in connection.execute(sql, values):
                    yield row
                    until = time.monotonic() + self._most_s * _STREAM_PATIENCE

    def kept(self, name: str, make: Callable[[], Kept]) -> Kept:
        """Return what was made of this build before, else make and keep it."""
        stamp = self.stamp()
        if self._keeps[0] != stamp:
            self._keeps = (stamp, {})
        keeps = self._keeps[1]
        if name not in keeps:
            keeps[name] = make()
        found: Kept = keeps[name]
        return found

    def stamp(self) -> tuple[int, int]:
        """Return what changes when a new build takes the store's place."""
        stat = self._path.stat()
        return stat.st_ino, stat.st_mtime_ns

    def _connection(self) -> sqlite3.Connection:
        stamp = (self.stamp(), self._overlay.stamp() if self._overlay else None)
        if getattr(self._local, "stamp", None) != stamp:
            self.close()
            connection = sqlite3.connect(_address(self._path), uri=True)
            self._local.until = _FOREVER
            add_functions(connection)
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
            if self._overlay:
                self._overlay.lay(connection)
            connection.set_progress_handler(self._is_runaway, _STEPS)
            self._local.connection, self._local.stamp = connection, stamp
        found: sqlite3.Connection = self._local.connection
        return found

    def close(self) -> None:
        """Close this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.stamp = None

    def _is_runaway(self) -> bool:
        return time.thread_time() > float(self._local.until)


@contextmanager
def _told_as_too_slow() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as exc:
        if exc.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        msg = "the query took too long; ask again, or for less"
        raise TooSlowError(msg) from exc


def _address(path: Path) -> str:
    return f"{path.resolve().as_uri()}?mode=ro"
