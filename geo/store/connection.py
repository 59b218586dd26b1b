"""Read-only connections to a store: one a thread, short queries, new builds seen at once."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from geo.errors import InputError, TooSlowError
from geo.store.database import Pool, Stamp
from geo.store.dialect import SQLITE
from geo.store.functions import add_functions
from geo.store.overlay import Overlay
from geo.store.schema import FORMAT

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


class Opened:
    """One connection to one build; used by one thread at a time, not always the same."""

    schema = "main"

    def __init__(self, path: Path, overlay: Overlay | None) -> None:
        """Open what stands at ``path`` now, under an overlay."""
        self.until = _FOREVER
        self.stamp = _stamp(path, overlay)
        self._open(path, overlay)
        while (now := _stamp(path, overlay)) != self.stamp:  # a new build came in between
            self.connection.close()
            self.stamp = now
            self._open(path, overlay)

    def _open(self, path: Path, overlay: Overlay | None) -> None:
        self.connection = sqlite3.connect(_address(path), uri=True, check_same_thread=False)
        add_functions(self.connection)
        self.connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        self.connection.set_progress_handler(lambda: time.thread_time() > self.until, _STEPS)
        self.connection.execute("SELECT 1 FROM meta").fetchone()  # SQLite opens the file only now
        if overlay is not None:
            overlay.lay(self)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """Return the rows of a query."""
        return self.connection.execute(sql, values).fetchall()

    def write(self, sql: str, rows: Iterable[Sequence[object]] = ((),)) -> None:
        """Write to temporary tables, once for each row."""
        with self.connection:
            for row in rows:
                self.connection.execute(sql, row)

    def close(self) -> None:
        """Close it."""
        self.connection.close()


class Connections(Pool[Opened]):
    """Connections to one store. A new build that takes its place is seen at the next query.

    Inside ``one_build`` it is seen only afterwards.
    """

    dialect = SQLITE

    def __init__(self, path: Path, most_s: float, overlay: Overlay | None = None) -> None:
        """Open ``path``, to stop queries after ``most_s``; raises InputError for no store."""
        if not store_meta(path):
            msg = f"{path}: there is no build here; run dateline build first"
            raise InputError(msg)
        super().__init__()
        self.path = path
        self._most_s = most_s
        self._overlay = overlay

    def under(self, overlay: Overlay) -> Connections:
        """Return connections to the same store that read it under an overlay."""
        return Connections(self.path, self._most_s, overlay)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """Return the rows of a query of ours; values are always bound. Raises TooSlowError."""
        opened = self._opened()
        opened.until = time.thread_time() + self._most_s
        with _told_as_too_slow():
            return opened.rows(sql, values)

    def stream(self, sql: str, values: Sequence[object] = ()) -> Iterator[Any]:
        """Yield the rows of a query one by one, outside ``one_build`` on a connection of its own.

        A server takes each row in whatever thread is free, one after the other. Raises
        TooSlowError where the search for the next row is a runaway.
        """
        pinned = self._pinned()
        opened = pinned or self._open()
        patience_s = self._most_s * _STREAM_PATIENCE
        try:
            opened.until = time.thread_time() + patience_s
            with _told_as_too_slow():
                for row in opened.connection.execute(sql, values):
                    yield row
                    opened.until = time.thread_time() + patience_s
        finally:
            if pinned is None:
                opened.close()

    def _open(self) -> Opened:
        return Opened(self.path, self._overlay)

    def _is_current(self, opened: Opened) -> bool:
        return opened.stamp == self._now()

    def _now(self) -> Stamp:
        return _stamp(self.path, self._overlay)


def _stamp(path: Path, overlay: Overlay | None) -> Stamp:
    stat = path.stat()
    return stat.st_ino, stat.st_mtime_ns, overlay.stamp() if overlay else None


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
