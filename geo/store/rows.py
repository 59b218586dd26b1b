"""Append a row to a gazetteer, once the whole table was checked with it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from geo.errors import InputError, Problem, Problems, ReadOnlyError
from geo.store.decisions import check_writable, locked, write_through


def append_row(
    path: Path, row: Callable[[str], str], check: Callable[[Path], Sequence[Problem]]
) -> None:
    """Append what ``row`` makes of the table's text, if ``check`` finds nothing wrong with it.

    ``check`` is given a draft beside the table. Raises Problems, and ReadOnlyError.
    """
    check_writable(path)
    try:
        with locked(path) as handle:
            text = path.read_text("utf-8")
            added = ("" if text.endswith("\n") else "\n") + row(text)
            _check(path, text + added, check)
            write_through(handle, added)
    except UnicodeDecodeError as exc:
        msg = f"{path.name}: is not UTF-8: save the file as UTF-8"
        raise InputError(msg) from exc
    except OSError as exc:
        msg = f"{path.name} cannot be written: {exc.strerror or exc}"
        raise ReadOnlyError(msg) from exc


def _check(path: Path, text: str, check: Callable[[Path], Sequence[Problem]]) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        draft.write_text(text, "utf-8", newline="")
        problems = check(draft)
    finally:
        draft.unlink(missing_ok=True)
    if problems:
        raise Problems(Problem(Path(p.path.name), p.where, p.message) for p in problems)
