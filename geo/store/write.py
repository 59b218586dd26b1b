"""Write a store: the whole file under another name, then one rename."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np

from geo.errors import CannotAddError, InputError
from geo.model.feature import FeatureSource
from geo.model.run import Readings, Run
from geo.model.tiling import Tiling
from geo.store.add_layers import add_layers
from geo.store.copying import copy_tables
from geo.store.functions import add_functions
from geo.store.layer_rows import RowLayer, insert
from geo.store.ledger import WrittenDocuments, write_document_ledger
from geo.store.numbers import sizes_of, spread
from geo.store.pyramid import PYRAMID_TABLE
from geo.store.schema import FORMAT, TABLES
from geo.store.text_rows import TextRows, text_rows
from geo.store.write_layers import write_layer, write_layers
from geo.store.write_outlines import OutlineWriter
from geo.store.write_texts import add_texts, write_texts

Wait: TypeAlias = Callable[[], None]
Beside: TypeAlias = Sequence[tuple[int, RowLayer]]
"""Layers that go beside others, each with its place among the layers."""
_PAGE_BYTES = 16_384
"""Four times what SQLite takes: a store is written in an eighth less time, and copied in half."""
_PAGES_KIB = 32_000
"""Also what is sorted in memory for an index; more of it goes through temporary files."""
_COPIED_AT_ONCE_BYTES = 1 << 24
_PRIMARY = 0xFF
"""Of SQLite's codes: the kind of error, without what was done when it came."""


@runtime_checkable
class WritesTexts(Protocol):
    """Readings whose rows were made before, and how much of a file they let a writer hold."""

    @property
    def pages_kib(self) -> int:
        """Return how many pages of a file may be in memory."""
        ...

    @property
    def written(self) -> WrittenDocuments:
        """Return the documents that the store holds when it is written."""
        ...

    def begin_aside(self, path: Path, layers: Beside, tiling: Tiling | None) -> Wait:
        """Begin with ``write_aside``; return what waits until it is done."""
        ...

    def texts(self) -> Iterator[tuple[int, TextRows]]:
        """Yield the rows of texts with their documents' numbers."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a store holds beside texts: layers, what it says of itself, and the page's files."""

    layers: Sequence[FeatureSource | RowLayer]
    meta: Mapping[str, str]
    assets: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreDraft:
    """A store that is written; ``aside`` is written beside it, until ``wait`` returns."""

    path: Path
    draft: Path
    aside: Path
    wait: Wait
    pages_kib: int
    tiling: Tiling | None

    def write(self, run: Run, contents: Contents) -> None:
        """Write what is missing, and put the draft in its place."""
        with _written(self.draft, self.pages_kib) as connection:
            connection.executescript(TABLES + PYRAMID_TABLE)
            _write_told(connection, run, contents)
            write_layers(connection, contents.layers, self.tiling)
            self.wait()
            copy_tables(connection, self.aside)
        _put(self.draft, self.path, self.tiling)


def beside_of(layers: Iterable[FeatureSource | RowLayer]) -> Beside:
    """Return the layers that go beside others, of all in their order."""
    return [
        (n, layer)
        for n, layer in enumerate(layers)
        if isinstance(layer, RowLayer) and layer.beside
    ]


@contextmanager
def store_draft(
    path: Path, readings: Readings, beside: Beside, tiling: Tiling | None
) -> Iterator[StoreDraft]:
    """Begin a store with its texts and what goes beside its layers; nothing of a draft is left.

    A reader of ``path`` sees the old store or the new one. Without ``tiling`` every tile is made
    when it is asked for, however large the layer. Raises InputError where no folder can be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        msg = f"{path.parent}: cannot be the folder of a build: {exc.strerror}"
        raise InputError(msg) from exc
    with _draft(path, "tmp") as draft, _draft(path, "aside.tmp") as aside:
        wait, pages_kib = _begin_aside(readings, aside, beside, tiling)
        yield StoreDraft(
            path=path, draft=draft, aside=aside, wait=wait, pages_kib=pages_kib, tiling=tiling
        )


def write_store(
    path: Path,
    run: Run,
    layers: Iterable[FeatureSource | RowLayer],
    meta: Mapping[str, str],
    assets: Mapping[str, bytes],
    tiling: Tiling | None = None,
) -> None:
    """Write everything that is served, as ``store_draft`` says."""
    contents = Contents(layers=tuple(layers), meta=meta, assets=assets)
    with store_draft(path, run.readings, beside_of(contents.layers), tiling) as draft:
        draft.write(run, contents)


def add_to_store(path: Path, run: Run, contents: Contents, tiling: Tiling | None = None) -> None:
    """Add documents to a store; a reader of ``path`` sees the old one or the new one.

    The readings of the run yield the rows of what is added, and so do layers of rows; all else is
    that of the whole run. Raises CannotAddError where the store has to be written anew.
    """
    readings = run.readings
    if not isinstance(readings, WritesTexts):
        msg = "readings in memory are written whole"
        raise CannotAddError(msg)
    with _draft(path, "tmp") as draft:
        _clone(path, draft)
        with _told_as_unfit(path), _written(draft, readings.pages_kib) as connection:
            connection.executescript(
                "DELETE FROM meta; DELETE FROM asset; DELETE FROM skipped; "
                "DELETE FROM ledger WHERE name = 'documents';"
            )
            _write_told(connection, run, contents)
            add_layers(connection, contents.layers, tiling)
            add_texts(connection, readings.texts())
        _put(draft, path, tiling)


def write_aside(
    path: Path,
    texts: Iterable[tuple[int, TextRows]],
    layers: Beside,
    tiling: Tiling | None,
    pages_kib: int,
) -> None:
    """Write texts, and the layers that go beside the others, into a file of their own."""
    with _written(path, pages_kib) as connection:
        connection.executescript(TABLES + PYRAMID_TABLE)
        write_texts(connection, texts)
        outlines = OutlineWriter(connection)
        for ordinal, layer in layers:
            write_layer(connection, ordinal, layer, outlines, tiling)


def _write_told(connection: sqlite3.Connection, run: Run, contents: Contents) -> None:
    """Write what a build says of itself, and the files that are made with it."""
    insert(connection, "meta", sorted({**contents.meta, "format": FORMAT}.items()))
    insert(connection, "asset", sorted(contents.assets.items()))
    insert(connection, "skipped", ((s.source, s.reason) for s in run.skipped))
    if isinstance(run.readings, WritesTexts):
        write_document_ledger(connection, run.readings.written)


def _begin_aside(
    readings: Readings, path: Path, beside: Beside, tiling: Tiling | None
) -> tuple[Wait, int]:
    if isinstance(readings, WritesTexts):
        return readings.begin_aside(path, beside, tiling), readings.pages_kib
    ordered = list(readings.by_time())
    held = [(len(r.passages), len(r.resolutions), len(r.expressions)) for r in ordered]
    sizes = sizes_of(*np.array(held, dtype=np.int64).reshape(-1, 3).T)
    numbers = spread(sizes, sum(r.document.published_on is not None for r in ordered))
    texts = zip(numbers.tolist(), map(text_rows, ordered), strict=True)
    write_aside(path, texts, beside, tiling, _PAGES_KIB)
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


def _clone(path: Path, draft: Path) -> None:
    """Copy a file; a file system that can lets both share what neither changes."""
    with path.open("rb") as source, draft.open("wb") as target:
        with suppress(AttributeError, OSError):  # not every system has it
            while os.copy_file_range(source.fileno(), target.fileno(), _COPIED_AT_ONCE_BYTES):
                pass
            return
        source.seek(0)
        target.seek(0)
        shutil.copyfileobj(source, target)


@contextmanager
def _told_as_unfit(path: Path) -> Iterator[None]:
    """Raise CannotAddError where the store that is added to is damaged."""
    try:
        yield
    except sqlite3.DatabaseError as exc:
        if exc.sqlite_errorcode & _PRIMARY not in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise
        msg = f"{path}: is damaged"
        raise CannotAddError(msg) from exc


@contextmanager
def _written(path: Path, pages_kib: int) -> Iterator[sqlite3.Connection]:
    """Open a file that is worth nothing until it is whole."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
            f"PRAGMA page_size = {_PAGE_BYTES}; PRAGMA cache_size = -{pages_kib};"
        )
        add_functions(connection)
        yield connection
        connection.commit()


def _put(draft: Path, path: Path, tiling: Tiling | None) -> None:
    """Put a draft in place of a store, with its archives."""
    _flush(draft)
    if tiling is not None:
        tiling.archives(draft, path)
    draft.replace(path)
    _flush(path.parent)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
