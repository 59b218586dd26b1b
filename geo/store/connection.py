"""Read-only connections to a store: one a thread, short queries, new builds seen at once."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from contextvars import ContextVar
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
_MOST_IDLE = 4
"""Connections kept for the next request: each has pages of its own in memory."""

Stamp = tuple[int, int, object]


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


class Opened:
    """One connection to one build; used by one thread at a time, not always the same."""

    def __init__(self, path: Path, overlay: Overlay | None) -> None:
        """Open what stands at ``path`` now, under an overlay."""
        self.until = _FOREVER
        self.stamp = _stamp(path, overlay)
        self.connection = self._open(path, overlay)
        while (now := _stamp(path, overlay)) != self.stamp:  # a new build came in between
            self.connection.close()
            self.stamp, self.connection = now, self._open(path, overlay)

    def _open(self, path: Path, overlay: Overlay | None) -> sqlite3.Connection:
        connection = sqlite3.connect(_address(path), uri=True, check_same_thread=False)
        add_functions(connection)
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        connection.set_progress_handler(lambda: time.thread_time() > self.until, _STEPS)
        connection.execute("SELECT 1 FROM meta").fetchone()  # SQLite opens the file only now
        if overlay is not None:
            overlay.lay(connection)
        return connection


_PINS: ContextVar[dict[Connections, Opened] | None] = ContextVar("pins", default=None)


@contextmanager
def one_build() -> Iterator[None]:
    """Let one build answer all that is asked of a store inside, in whichever thread."""
    pins: dict[Connections, Opened] = {}
    token = _PINS.set(pins)
    try:
        yield
    finally:
        _PINS.reset(token)
        for connections, opened in pins.items():
            connections.put_back(opened)


class Connections:
    """Connections to one store. A new build that takes its place is seen at the next query.

    Inside ``one_build`` it is seen only afterwards.
    """

    def __init__(self, path: Path, most_s: float, overlay: Overlay | None = None) -> None:
        """Open ``path``, to stop queries after ``most_s``; raises InputError for no store."""
        if not store_meta(path):
            msg = f"{path}: there is no build here; run dateline build first"
            raise InputError(msg)
        self.path = path
        self._most_s = most_s
        self._local = threading.local()
        self._idle: list[Opened] = []
        self._keeps: tuple[object, dict[str, Any]] = (None, {})
        self._overlay = overlay

    def under(self, overlay: Overlay) -> Connections:
        """Return connections to the same store that read it under an overlay."""
        return Connections(self.path, self._most_s, overlay)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """Return the rows of a query of ours; values are always bound. Raises TooSlowError."""
        opened = self._opened()
        opened.until = time.thread_time() + self._most_s
        with _told_as_too_slow():
            return opened.connection.execute(sql, values).fetchall()

    def stream(self, sql: str, values: Sequence[object] = ()) -> Iterator[Any]:
        """Yield the rows of a query one by one, outside ``one_build`` on a connection of its own.

        A server takes each row in whatever thread is free, one after the other. Raises
        TooSlowError where the search for the next row is a runaway.
        """
        pinned = self._pinned()
        opened = pinned or Opened(self.path, self._overlay)
        patience_s = self._most_s * _STREAM_PATIENCE
        try:
            opened.until = time.thread_time() + patience_s
            with _told_as_too_slow():
                for row in opened.connection.execute(sql, values):
                    yield row
                    opened.until = time.thread_time() + patience_s
        finally:
            if pinned is None:
                opened.connection.close()

    def kept(self, name: str, make: Callable[[], Kept]) -> Kept:
        """Return what was made of this build before, whatever lies over it, else make it."""
        stamp = self.stamp()[:2]
        if (all_kept := self._keeps)[0] != stamp:
            self._keeps = all_kept = (stamp, {})
        keeps = all_kept[1]  # of this build, whatever another request puts in the meantime
        if name not in keeps:
            keeps[name] = make()
        found: Kept = keeps[name]
        return found

    def stamp(self) -> Stamp:
        """Return what changes when a new build takes the store's place."""
        pinned = self._pinned()
        return pinned.stamp if pinned else _stamp(self.path, self._overlay)

    def close(self) -> None:
        """Close this thread's connection, and those that wait."""
        for opened in (getattr(self._local, "opened", None), *self._idle):
            if opened is not None:
                opened.connection.close()
        self._local.opened = None
        self._idle.clear()

    def put_back(self, opened: Opened) -> None:
        """Take back a connection that a request has done with."""
        if len(self._idle) < _MOST_IDLE:
            self._idle.append(opened)
        else:
            opened.connection.close()

    def _opened(self) -> Opened:
        pinned = self._pinned()
        if pinned is not None:
            return pinned
        found: Opened | None = getattr(self._local, "opened", None)
        if found is None or found.stamp != _stamp(self.path, self._overlay):
            if found is not None:
                found.connection.close()
            self._local.opened = found = Opened(self.path, self._overlay)
        return found

    def _pinned(self) -> Opened | None:
        """Return the connection that the request around this holds on to, None outside of one."""
        pins = _PINS.get()
        if pins is not None and self not in pins:
            pins[self] = self._take()
        return None if pins is None else pins[self]

    def _take(self) -> Opened:
        """Return a connection to the build that stands now."""
        now = _stamp(self.path, self._overlay)
        with suppress(IndexError):  # none is left, perhaps because another thread was quicker
            while True:
                opened = self._idle.pop()
                if opened.stamp == now:
                    return opened
                opened.connection.close()
        return Opened(self.path, self._overlay)


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
