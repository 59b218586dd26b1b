"""Write a store: the whole file under another name, then one rename."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.model.feature import Feature, Layer
from geo.model.run import Run
from geo.store.schema import FORMAT, TABLES
from geo.store.write_texts import Row, insert, iso, write_readings

_DIGITS_DEG = 7
_KINDS = {bool: "boolean", int: "number", float: "number", str: "string"}


def write_store(
    path: Path,
    run: Run,
    layers: Iterable[Layer],
    meta: Mapping[str, str],
    assets: Mapping[str, bytes],
) -> None:
    """Write everything that is served; a reader of ``path`` sees the old store or the new one.

    Raises InputError where no folder can be made for it.
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
            connection.executescript(TABLES)
            insert(connection, "meta", sorted({**meta, "format": FORMAT}.items()))
            insert(connection, "asset", sorted(assets.items()))
            insert(connection, "skipped", ((s.source, s.reason) for s in run.skipped))
            _write_layers(connection, layers)
            write_readings(connection, run.readings)
            connection.commit()
            connection.execute("VACUUM")
        _flush(draft)
        draft.replace(path)
        _flush(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def geojson(geometry: BaseGeometry | None) -> bytes:
    """Return a GeoJSON geometry with 7 digits (1 cm), ``null`` for none."""
    if geometry is None:
        return b"null"
    rounded = shapely.transform(geometry, lambda xy: xy.round(_DIGITS_DEG))
    return bytes(shapely.to_geojson(rounded), "utf-8").replace(b" ", b"")


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_layers(connection: sqlite3.Connection, layers: Iterable[Layer]) -> None:
    row_id = 1
    for ordinal, layer in enumerate(layers):
        rows = [_feature_row(row_id + i, layer.id, f) for i, f in enumerate(layer.features)]
        row_id += len(rows)
        insert(connection, "feature", rows)
        boxed = ((f, r) for f, r in zip(layer.features, rows, strict=True) if f.geometry)
        insert(connection, "feature_box", (_box_row(f, r) for f, r in boxed))
        insert(connection, "layer", [_layer_row(ordinal, layer, rows)])


def _feature_row(row_id: int, layer: str, feature: Feature) -> Row:
    geometry = feature.geometry
    return (
        row_id,
        layer,
        feature.id,
        geojson(geometry),
        orjson.dumps(feature.properties),
        shapely.to_wkb(geometry) if geometry is not None else None,
        *(geometry.bounds if geometry is not None else (None, None, None, None)),
        iso(feature.start),
        iso(feature.end),
    )


def _box_row(feature: Feature, row: Row) -> Row:
    west, south, east, north = feature.geometry.bounds if feature.geometry else (0, 0, 0, 0)
    return row[0], west, east, south, north


def _layer_row(ordinal: int, layer: Layer, rows: Sequence[Row]) -> Row:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(b"\x00".join((str(row[2]).encode(), *(bytes(c) for c in row[3:5]))))  # type: ignore[call-overload]
    boxes = [f.geometry.bounds for f in layer.features if f.geometry is not None]
    return (
        layer.id,
        ordinal,
        layer.title,
        layer.description,
        len(rows),
        min((b[0] for b in boxes), default=None),
        min((b[1] for b in boxes), default=None),
        max((b[2] for b in boxes), default=None),
        max((b[3] for b in boxes), default=None),
        min((f.start.isoformat() for f in layer.features if f.start), default=None),
        max((f.end.isoformat() for f in layer.features if f.end), default=None),
        orjson.dumps(_queryables(layer.features)).decode(),
        digest.hexdigest()[:12],
    )


def _queryables(features: Sequence[Feature]) -> dict[str, str]:
    """Return the properties with plain values of one kind, in the order of the features."""
    kinds: dict[str, set[str]] = {}
    for feature in features:
        for name, value in feature.properties.items():
            found = kinds.setdefault(name, set())
            if value is not None:
                found.add(_KINDS.get(type(value), ""))
    return {n: k for n, found in kinds.items() if len(found) == 1 and (k := min(found))}
