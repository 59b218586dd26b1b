"""What each client asked in this minute and in the one before, for all workers of a server."""

from __future__ import annotations

import mmap
import os
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from struct import Struct

_ROW = Struct("<QQQQ")
"""A client's mark, the number of a minute, the units of it, those of the minute before."""
_ROWS = 16_384
_TRIED = 8
"""Rows that a client may stand in; where others hold them all, the one with the least goes."""
MINUTE_S = 60.0


class RateCounts:
    """A table of half a megabyte in memory, which processes share that open it at one path.

    Nothing is locked: two workers that count for one client in the same microsecond may lose one
    count of the two. The minute before counts for as much of it as lies within 60 s.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Open the table at ``path``, or one for this process alone where there is none."""
        size = _ROW.size * _ROWS
        self._table = mmap.mmap(-1, size)
        if path is not None:
            with suppress(OSError):  # a folder that cannot be written: each worker for itself
                self._table = _shared(path, size)

    def take(self, client: str, units: int, most: int, now_s: float) -> bool:
        """Take units of ``most`` a minute; False, and none, where fewer are left."""
        row, minute, own, before = self._found(client, now_s)
        if self._spent(own, before, now_s) + units > most:
            return False
        _ROW.pack_into(self._table, row, _mark(client), minute, own + units, before)
        return True

    def left(self, client: str, most: int, now_s: float) -> int:
        """Return how many units of ``most`` a client may still take."""
        _, _, own, before = self._found(client, now_s)
        return max(0, int(most - self._spent(own, before, now_s)))

    @staticmethod
    def _spent(own: int, before: int, now_s: float) -> float:
        return own + before * (1 - now_s % MINUTE_S / MINUTE_S)

    def _found(self, client: str, now_s: float) -> tuple[int, int, int, int]:
        """Return where a client stands or may stand, this minute, its units and those before."""
        mark, minute = _mark(client), int(now_s // MINUTE_S)
        free: tuple[int, int] | None = None
        for step in range(_TRIED):
            row = (mark + step) % _ROWS * _ROW.size
            known, then, own, before = _ROW.unpack_from(self._table, row)
            if known == mark:
                return row, minute, *_aged(minute - then, own, before)
            weight = sum(_aged(minute - then, own, before))
            if free is None or weight < free[0]:
                free = weight, row
        return (free[1] if free else 0), minute, 0, 0


def _aged(minutes: int, own: int, before: int) -> tuple[int, int]:
    """Return the units of this minute and the one before, from those of some minutes ago."""
    if minutes == 0:
        return own, before
    return (0, own) if minutes == 1 else (0, 0)


def _mark(client: str) -> int:
    return int.from_bytes(blake2b(client.encode(), digest_size=8).digest(), "little")


def _shared(path: Path, size: int) -> mmap.mmap:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        if os.fstat(handle).st_size != size:
            os.ftruncate(handle, size)
        return mmap.mmap(handle, size)
    finally:
        os.close(handle)
