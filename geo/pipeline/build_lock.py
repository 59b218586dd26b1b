"""One build at a time in a folder, and nothing left of one that was killed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.errors import InputError

_NAME = ".build.lock"


@contextmanager
def build_lock(out: Path) -> Iterator[None]:
    """Wait until no other process builds in ``out``, and keep others waiting.

    The system lets go of the lock when its process ends, however it ends. Raises InputError
    where there can be no such folder.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        handle = os.open(out / _NAME, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as exc:
        msg = f"{out}: cannot be the folder of a build: {exc.strerror}"
        raise InputError(msg) from exc
    try:
        if sys.platform != "win32":
            import fcntl  # noqa: PLC0415 - Windows has none

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def sweep(out: Path, name: str) -> None:
    """Remove the drafts of a file that killed builds left; only under the lock."""
    for path in out.glob(f".{name}.*.tmp*"):
        path.unlink(missing_ok=True)
