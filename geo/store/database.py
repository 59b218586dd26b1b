"""What a store asks of its database, and one build for all that a request asks."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, Generic, Protocol, Self, TypeVar

from geo.store.dialect import Dialect
from geo.store.overlay import Overlay

Kept = TypeVar("Kept")
Stamp = tuple[int, int, object]
"""A build, when it was written (in nanoseconds since 1970), and what lies over it."""


class Database(Protocol):
    """A database with one build in it; a build that takes its place is seen at the next query."""

    @property
    def dialect(self) -> Dialect:
        """Return how its SQL differs."""

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """Return the rows of a query of ours; values are always bound. Raises TooSlowError."""

    def stream(self, sql: str, values: Sequence[object] = ()) -> Iterator[Any]:
        """Yield the rows of a query one by one; raises TooSlowError."""

    def kept(self, name: str, make: Callable[[], Kept]) -> Kept:
        """Return what was made of this build before, whatever lies over it, else make it."""

    def stamp(self) -> Stamp:
        """Return what changes when a new build takes the store's place."""

    def written_s(self) -> float:
        """Return when the build was written, in seconds since 1970."""

    def under(self, overlay: Overlay) -> Self:
        """Return the same database as it reads under an overlay."""

    def close(self) -> None:
        """Close what is open."""


class Opened(Protocol):
    """One connection to one build; used by one thread at a time, not always the same."""

    @property
    def stamp(self) -> Stamp:
        """Return which build it reads."""

    def close(self) -> None:
        """Close it."""


Held = TypeVar("Held", bound=Opened)
_PINS: ContextVar[dict[Pool[Any], Any] | None] = ContextVar("pins", default=None)


@contextmanager
def one_build() -> Iterator[None]:
    """Let one build answer all that is asked of a store inside, in whichever thread."""
    pins: dict[Pool[Any], Any] = {}
    token = _PINS.set(pins)
    try:
        yield
    finally:
        _PINS.reset(token)
        for pool, opened in pins.items():
            pool.put_back(opened)


class Pool(ABC, Generic[Held]):
    """Connections to the build that stands now; inside ``one_build`` to the one that stood."""

    most_idle = 4
    """Connections kept for the next request: each has pages of its own in memory."""

    def __init__(self) -> None:
        """Start without any."""
        self._local = threading.local()
        self._idle: list[Held] = []
        self._keeps: tuple[object, dict[str, Any]] = (None, {})

    @abstractmethod
    def _open(self) -> Held:
        """Return a connection to the build that stands now."""

    @abstractmethod
    def _is_current(self, opened: Held) -> bool:
        """Tell whether a connection can be used, and its build still stands."""

    @abstractmethod
    def _now(self) -> Stamp:
        """Return which build stands now."""

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
        return pinned.stamp if pinned else self._now()

    def written_s(self) -> float:
        """Return when the build was written, in seconds since 1970."""
        return self.stamp()[1] / 1e9

    def close(self) -> None:
        """Close this thread's connection, and those that wait."""
        for opened in (getattr(self._local, "opened", None), *self._idle):
            if opened is not None:
                opened.close()
        self._local.opened = None
        self._idle.clear()

    def put_back(self, opened: Held) -> None:
        """Take back a connection that a request has done with."""
        if len(self._idle) < self.most_idle:
            self._idle.append(opened)
        else:
            opened.close()

    def _opened(self) -> Held:
        pinned = self._pinned()
        if pinned is not None:
            return pinned
        found: Held | None = getattr(self._local, "opened", None)
        if found is None or not self._is_current(found):
            if found is not None:
                found.close()
                self._local.opened = None
            self._local.opened = found = self._open()
        return found

    def _pinned(self) -> Held | None:
        """Return the connection that the request around this holds on to, None outside of one."""
        pins = _PINS.get()
        if pins is None:
            return None
        if self not in pins:
            pins[self] = self._take()
        held: Held = pins[self]
        return held

    def _take(self) -> Held:
        with suppress(IndexError):  # none is left, perhaps because another thread was quicker
            while True:
                opened = self._idle.pop()
                if self._is_current(opened):
                    return opened
                opened.close()
        return self._open()
