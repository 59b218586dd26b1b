"""Write a store: the whole file under another name, then one rename."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from geo.errors import InputError
from geo.model.feature import FeatureSource
from geo.model.run import Run
from geo.model.tiling import Tiling
from geo.store.pyramid import PYRAMID_TABLE
from geo.store.schema import FORMAT, TABLES
from geo.store.write_layers import insert, write_layers
from geo.store.write_texts import write_readings


def write_store(
    path: Path,
    run: Run,
    layers: Iterable[FeatureSource],
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
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    draft.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(draft)) as connection:
            connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            connection.executescript(TABLES + PYRAMID_TABLE)
            insert(connection, "meta", sorted({**meta, "format": FORMAT}.items()))
            insert(connection, "asset", sorted(assets.items()))
            insert(connection, "skipped", ((s.source, s.reason) for s in run.skipped))
            write_layers(connection, layers, tiling)
            write_readings(connection, run.readings.by_time())
            connection.commit()
            connection.execute("VACUUM")
        _flush(draft)
        if tiling is not None:
            tiling.archives(draft, path)
        draft.replace(path)
        _flush(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
