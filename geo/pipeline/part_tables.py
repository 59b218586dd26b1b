"""The two tables of a part: its documents with all that was read in them, and its mentions."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from geo.curate.apply import key_of
from geo.export.parquet import BBOX, boxes, geo_metadata
from geo.model.feature import Feature
from geo.model.raw import Raw
from geo.model.run import COUNTED, Reading, counts_in
from geo.model.text import Skipped
from geo.pipeline.shards import Decisions

DOCUMENTS = pa.schema(
    [
        ("key", pa.binary()),
        ("id", pa.string()),
        ("source", pa.string()),
        ("reason", pa.string()),
        ("title", pa.string()),
        ("publisher", pa.string()),
        ("published_on", pa.date32()),
        ("dated_by", pa.string()),
        ("language", pa.string()),
        ("characters", pa.int64()),
        ("passages", pa.int64()),
        ("statements", pa.int64()),
        *((name, pa.int64()) for name in COUNTED),
        ("alike", pa.list_(pa.int64())),
        ("decided", pa.string()),
    ]
)
"""A document that could not be read has the ``reason`` and no id."""
_KINDS = {
    "confidence": pa.float64(),
    "precision_m": pa.float64(),
    "candidates": pa.int64(),
    "start": pa.int64(),
    "end": pa.int64(),
}
_MENTIONS = (
    "surface kind use use_reason role status confidence decided_by place_id name feature_code "
    "country_code precision_m sentence passage_id candidates document_id document document_title "
    "publisher published_on exact prefix suffix start end link"
).split()
_said = itemgetter(*_MENTIONS)


def document_table(
    raws: Sequence[Raw],
    items: Sequence[Reading | Skipped],
    decisions: Decisions,
) -> pa.Table:
    """Return a row for each document of a shard, in their order."""
    rows = [
        _skipped(raw, item) if isinstance(item, Skipped) else _row(raw, item, decisions)
        for raw, item in zip(raws, items, strict=True)
    ]
    return pa.Table.from_pylist(rows, DOCUMENTS)


def mention_table(found: Sequence[Feature]) -> pa.Table:
    """Return the mentions as GeoParquet has them, one a row, in reading order."""
    points = np.array([f.geometry for f in found], dtype=object)
    wkb = list(shapely.to_wkb(points))
    columns = [pa.array([f.id for f in found], pa.string())]
    said = zip(*(_said(f.properties) for f in found), strict=True)
    every = zip(_MENTIONS, said if found else [()] * len(_MENTIONS), strict=True)
    columns += [pa.array(values, _KINDS.get(name, pa.string())) for name, values in every]
    fields = [pa.field("id", pa.string())]
    fields += [pa.field(name, _KINDS.get(name, pa.string())) for name in _MENTIONS]
    schema = pa.schema([*fields, pa.field("geometry", pa.binary()), BBOX])
    bounds = shapely.total_bounds(points) if found else np.full(4, np.nan)
    about = geo_metadata({"Point"}, bounds)
    return pa.Table.from_arrays(
        [*columns, pa.array(wkb, pa.binary()), boxes(wkb)], schema=schema.with_metadata(about)
    )


def _skipped(raw: Raw, item: Skipped) -> dict[str, Any]:
    return {"key": raw.key, "source": raw.source, "reason": item.reason, "decided": ""}


def _row(raw: Raw, reading: Reading, decisions: Decisions) -> dict[str, Any]:
    document = reading.document
    alike = sorted({key_of(r) for r in reading.resolutions})
    return {
        "key": raw.key,
        "id": document.id,
        "source": document.source,
        "reason": "",
        "title": document.title,
        "publisher": document.publisher,
        "published_on": document.published_on,
        "dated_by": document.dated_by,
        "language": document.language,
        "characters": len(document.text),
        "passages": len(reading.passages),
        "statements": len(reading.statements),
        **counts_in(reading),
        "alike": alike,
        "decided": decisions.mark(document.id, alike),
    }
