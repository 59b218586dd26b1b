"""Append decisions to ``corrections.csv``: whole lines, one writer at a time, on the disk at once.

A process that is killed leaves a whole line or none. Of a crash of the machine half a line may be
left, which nobody was told of as saved: it is cut off before the next one is written.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.dossier.corrections_csv import HEADER, line_of, widened
from geo.errors import InputError, ReadOnlyError
from geo.model.dossier import Correction

_PACKAGED = "_data"
"""The folder of the dossiers that an installed package brings."""


def append_correction(path: Path, correction: Correction) -> None:
    """Write a decision at the end of the file, which is made where it is missing.

    Two processes wait for each other. Raises ReadOnlyError where the file cannot be written, and
    InputError where it is not a file of corrections.
    """
    check_writable(path)
    try:
        with locked(path) as handle:
            before = _read(handle)
            kept = whole_lines(before)
            header = next(csv.reader(kept.splitlines()), [])
            if kept and not set(HEADER) <= set(header):
                _replace(path, widened(kept) + line_of(correction))
                return
            _cut(handle, before, kept)
            start = "" if kept else ",".join(HEADER) + "\n"
            write_through(handle, f"{start}{line_of(correction, header or HEADER)}")
    except UnicodeDecodeError as exc:
        msg = f"{path}: is not UTF-8: save the file as UTF-8"
        raise InputError(msg) from exc
    except OSError as exc:
        raise _read_only(path, exc.strerror or str(exc)) from exc


def check_writable(path: Path) -> None:
    """Raise ReadOnlyError where a file cannot be written, or would be lost with an update."""
    if _PACKAGED in path.resolve().parts:
        raise _read_only(path, "it belongs to the installed package")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise _read_only(path, "it is not yours to write")


def whole_lines(text: str) -> str:
    """Return a table without the half line that a crash may have left at its end.

    A last row that is whole gets its line end.
    """
    lines = text.splitlines(keepends=True)
    start, at, quotes = 0, 0, 0
    for line in lines:
        at += len(line)
        quotes += line.count('"')
        if quotes % 2 == 0 and line.endswith("\n"):
            start = at
    tail = text[start:]
    width = len(next(csv.reader(lines[:1]), []))
    whole = tail.count('"') % 2 == 0 and [len(r) for r in csv.reader([tail])] == [width]
    return f"{text}\n" if whole else text[:start]


def _read_only(path: Path, why: str) -> ReadOnlyError:
    name = path.parent.name
    return ReadOnlyError(
        f"{name}/{path.name} cannot be written: {why}. Copy the folder that holds {name} and the "
        f"gazetteer it names, and serve the copy: dateline serve COPY/layers/{name}"
    )


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """Yield a handle of the file that nobody else holds; one that was replaced is opened anew."""
    import fcntl  # noqa: PLC0415 - not on every system, and only writers need it

    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if path.exists() and os.fstat(handle).st_ino == path.stat().st_ino:
                yield handle
                return
        finally:
            os.close(handle)


def _read(handle: int) -> str:
    with os.fdopen(os.dup(handle), "rb") as file:
        return file.read().decode("utf-8-sig")


def _cut(handle: int, before: str, kept: str) -> None:
    """Cut off what is no whole line, or end the last line."""
    if len(kept) < len(before):
        lost = len(before[len(kept) :].encode())
        os.ftruncate(handle, os.fstat(handle).st_size - lost)
    elif len(kept) > len(before):
        write_through(handle, kept[len(before) :])


def write_through(handle: int, text: str) -> None:
    """Write in one piece, and wait until it is on the disk."""
    data = text.encode()
    if os.write(handle, data) != len(data):
        raise OSError(0, "the disk is full")
    os.fsync(handle)


def _replace(path: Path, text: str) -> None:
    """Put another text in the place of a file that has an older header."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        write_through(handle, text)
        draft.replace(path)
    finally:
        os.close(handle)
        draft.unlink(missing_ok=True)
