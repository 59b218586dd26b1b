"""GeoParquet 1.1 in row groups, with a covering bbox so that readers can pass over groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geo.export.batches import GEOMETRY, Table

_VERSION = "1.1.0"
_CORNERS = ("xmin", "ymin", "xmax", "ymax")
BBOX = pa.field("bbox", pa.struct([(name, pa.float64()) for name in _CORNERS]))


def write_parquet(path: Path, table: Table) -> None:
    """Write a table; its coordinates are OGC:CRS84, which is what no ``crs`` means."""
    plain = table.schema.set(len(table.schema) - 1, pa.field(GEOMETRY, pa.binary()))
    schema = plain.append(BBOX).with_metadata(geo_metadata(table.geometry_types, table.bounds))
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in table.batches():
            columns = [*batch.columns, boxes(batch[GEOMETRY].to_pylist())]
            writer.write_batch(pa.record_batch(columns, schema=schema))


def geo_metadata(geometry_types: Iterable[str], bounds: np.ndarray) -> dict[str, bytes]:
    """Return what says of a table that it is GeoParquet; ``bounds`` may be not a number."""
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted(geometry_types),
        "covering": {"bbox": {name: ["bbox", name] for name in _CORNERS}},
    }
    if not np.isnan(bounds).any():
        column["bbox"] = bounds.tolist()
    said = {"version": _VERSION, "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
    return {"geo": orjson.dumps(said)}


def boxes(wkb: Sequence[bytes | None]) -> pa.Array:
    """Return the covering of geometries, as ``BBOX`` has it."""
    bounds = shapely.bounds(shapely.from_wkb(wkb))
    nowhere = np.isnan(bounds).any(axis=1)
    corners = [pa.array(bounds[:, n], mask=nowhere) for n in range(len(_CORNERS))]
    return pa.StructArray.from_arrays(corners, list(_CORNERS), mask=pa.array(nowhere))
