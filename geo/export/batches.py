"""Features as Arrow record batches: read once into a spool, then as often as wanted, in pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from tempfile import TemporaryFile
from typing import BinaryIO

import numpy as np
import orjson
import pyarrow as pa
import shapely

from geo.model.query import StoredFeature

GEOMETRY = "geometry"
_CHUNK_FEATURES = 5_000
"""Also a row group of Parquet. 200,000 points in seven columns take 50 to 110 MB to write."""
_SPOOL = pa.schema([("id", pa.string()), ("properties", pa.binary()), (GEOMETRY, pa.binary())])
_KINDS = {bool: "boolean", int: "integer", float: "number", str: "string"}
_ARROW = {
    frozenset({"boolean"}): pa.bool_(),
    frozenset({"integer"}): pa.int64(),
    frozenset({"number"}): pa.float64(),
    frozenset({"integer", "number"}): pa.float64(),
}
_MOST = 2**63 - 1
"""The largest whole number that a column of a file holds."""
_GEOMETRY = pa.field(GEOMETRY, pa.binary(), metadata={b"ARROW:extension:name": b"ogc.wkb"})


@dataclass(slots=True)
class Table:
    """Features on disk and what a writer has to know before the first of them."""

    spool: BinaryIO
    features: int = 0
    kinds: dict[str, set[str]] = field(default_factory=dict)
    geometry_types: set[str] = field(default_factory=set)
    without_place: int = 0
    bounds: np.ndarray = field(default_factory=lambda: np.full(4, np.nan))

    @property
    def schema(self) -> pa.Schema:
        """Return the columns: the id, the properties as they first appear, the geometry."""
        own = [(n, _ARROW.get(frozenset(k), pa.string())) for n, k in self.kinds.items()]
        return pa.schema([("id", pa.string()), *own, _GEOMETRY])

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the features in order, some thousand at a time."""
        self.spool.seek(0)
        schema = self.schema
        for piece in pa.ipc.open_stream(self.spool):
            rows = [orjson.loads(raw) for raw in piece["properties"].to_pylist()]
            own = [_column(f, [row.get(f.name) for row in rows]) for f in list(schema)[1:-1]]
            yield pa.record_batch([piece["id"], *own, piece[GEOMETRY]], schema=schema)


@contextmanager
def spooled(features: Iterable[StoredFeature]) -> Iterator[Table]:
    """Give the features as a table; lists and objects become JSON, memory stays flat."""
    with TemporaryFile() as file:
        table = Table(file)
        with pa.ipc.new_stream(file, _SPOOL) as writer:
            left = iter(features)
            while chunk := tuple(islice(left, _CHUNK_FEATURES)):
                writer.write_batch(_read(chunk, table))
        yield table


def _read(chunk: tuple[StoredFeature, ...], table: Table) -> pa.RecordBatch:
    for feature in chunk:
        for name, value in orjson.loads(feature.properties).items():
            found = table.kinds.setdefault(name, set())
            if value is not None:
                found.add(_kind(value))
    texts = [None if f.geometry == b"null" else f.geometry.decode() for f in chunk]
    shapes = shapely.from_geojson(texts)
    table.features += len(chunk)
    table.without_place += int(np.sum(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    table.geometry_types |= {s.geom_type for s in shapes if s is not None}
    both = np.vstack([table.bounds, shapely.total_bounds(shapes)])
    lowest, highest = np.fmin.reduce(both[:, :2]), np.fmax.reduce(both[:, 2:])
    table.bounds = np.concatenate([lowest, highest])
    columns = [[f.id for f in chunk], [f.properties for f in chunk], list(shapely.to_wkb(shapes))]
    return pa.record_batch(
        [pa.array(c, f.type) for c, f in zip(columns, _SPOOL, strict=True)], schema=_SPOOL
    )


def _kind(value: object) -> str:
    if isinstance(value, int) and value > _MOST:
        return "json"
    return _KINDS.get(type(value), "json")


def _column(spec: pa.Field, values: list[object]) -> pa.Array:
    if spec.type == pa.string():
        return pa.array([_text(v) for v in values], pa.string())
    return pa.array(values, spec.type)


def _text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else orjson.dumps(value).decode()
