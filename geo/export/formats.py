"""The table of formats: what a layer can be had as, and how that is called on the web."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from geo.export.annotations import PROFILE, annotation_stream
from geo.export.linked_places import linked_places_stream
from geo.export.stream import csv_stream, geojson_lines, geojson_sequence, geojson_stream
from geo.model.query import StoredFeature

JSON_LD = "application/ld+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Streamed:
    """A format that is written feature by feature."""

    media_type: str
    stream: Callable[[Iterable[StoredFeature]], Iterator[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A format of one layer whose identifiers are addresses; ``stream`` takes their beginning."""

    layer: str
    ending: str
    media_type: str
    stream: Callable[[Iterable[StoredFeature], str], Iterator[bytes]]


STREAMS: Mapping[str, Streamed] = {
    "geojson": Streamed(media_type="application/geo+json", stream=geojson_stream),
    "geojsonl": Streamed(media_type="application/x-ndjson", stream=geojson_lines),
    "geojsons": Streamed(media_type="application/geo+json-seq", stream=geojson_sequence),
    "csv": Streamed(media_type="text/csv; charset=utf-8", stream=csv_stream),
}
LINKED: Mapping[str, Linked] = {
    "lpf": Linked(
        layer="places", ending="lpf.json", media_type=JSON_LD, stream=linked_places_stream
    ),
    "annotations": Linked(
        layer="mentions",
        ending="annotations.json",
        media_type=f'{JSON_LD}; profile="{PROFILE}"',
        stream=annotation_stream,
    ),
}
FILE_TYPES: Mapping[str, str] = {
    "gpkg": "application/geopackage+sqlite3",
    "fgb": "application/vnd.flatgeobuf",
    "parquet": "application/vnd.apache.parquet",
    "kml": "application/vnd.google-earth.kml+xml",
}
"""Media types of the formats that are written as files: their beginning depends on all."""
