"""Write a store: the whole file under another name, then one rename."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

from geo.errors import InputError
from geo.model.feature import FeatureSource
from geo.model.run import Readings, Run
from geo.model.tiling import Tiling
from geo.store.functions import add_functions
from geo.store.pyramid import PYRAMID_TABLE
from geo.store.schema import FORMAT, TABLES
from geo.store.text_rows import TextRows, text_rows
from geo.store.write_layers import RowLayer, insert, write_layers
from geo.store.write_texts import copy_texts, write_texts

Wait: TypeAlias = Callable[[], None]
_PAGES_KIB = 32_000
"""Also what is sorted in memory for an index; more of it goes through temporary files."""


@runtime_checkable
class WritesTexts(Protocol):
    """Readings whose rows were made before, and how much of a file they let a writer hold."""

    @property
    def pages_kib(self) -> int:
        """Return how many pages of a file may be in memory."""
        ...

    def begin_texts(self, path: Path) -> Wait:
        """Begin to write them into a file of their own; return what waits until it is there."""
        ...


def write_store(
    path: Path,
    run: Run,
    layers: Iterable[FeatureSource | RowLayer],
    meta: Mapping[str, str],
    assets: Mapping[str, bytes],
    tiling: Tiling | None = None,
) -> None:
    """Write everything that is served; a reader of ``path`` sees the old store or the new one.

    Without ``tiling`` every tile is made when it is asked for, however large the layer. Raises
    InputError where no folder can be made for it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        msg = f"{path.parent}: cannot be the folder of a build: {exc.strerror}"
        raise InputError(msg) from exc
    with _draft(path, "tmp") as draft, _draft(path, "texts.tmp") as aside:
        wait, pages_kib = _begin_texts(run.readings, aside)
        with _written(draft, pages_kib) as connection:
            connection.executescript(TABLES + PYRAMID_TABLE)
            insert(connection, "meta", sorted({**meta, "format": FORMAT}.items()))
            insert(connection, "asset", sorted(assets.items()))
            insert(connection, "skipped", ((s.source, s.reason) for s in run.skipped))
            write_layers(connection, layers, tiling)
            wait()
            copy_texts(connection, aside)
        _flush(draft)
        if tiling is not None:
            tiling.archives(draft, path)
        draft.replace(path)
        _flush(path.parent)


def write_text_file(path: Path, texts: Iterable[TextRows], pages_kib: int) -> None:
    """Write texts into a file of their own."""
    with _written(path, pages_kib) as connection:
        write_texts(connection, texts)


def _begin_texts(readings: Readings, path: Path) -> tuple[Wait, int]:
    if isinstance(readings, WritesTexts):
        return readings.begin_texts(path), readings.pages_kib
    write_text_file(path, map(text_rows, readings.by_time()), _PAGES_KIB)
    return lambda: None, _PAGES_KIB


@contextmanager
def _draft(path: Path, suffix: str) -> Iterator[Path]:
    """Return a name beside a file, where nothing is left afterwards."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{suffix}")
    draft.unlink(missing_ok=True)
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _written(path: Path, pages_kib: int) -> Iterator[sqlite3.Connection]:
    """Open a file that is worth nothing until it is whole."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
            f"PRAGMA cache_size = -{pages_kib};"
        )
        add_functions(connection)
        yield connection
        connection.commit()


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
