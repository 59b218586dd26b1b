"""GeoJSON and its sequences, and CSV, as streams of bytes: flat memory for any layer."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from geo.model.query import StoredFeature

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so is run by spreadsheets (OWASP, CSV Injection)."""
_RECORD_SEPARATOR = b"\x1e"


def feature_bytes(feature: StoredFeature, extra: bytes = b"") -> bytes:
    """Return one GeoJSON feature; ``extra`` are further members, each with its comma before."""
    return (
        b'{"type":"Feature","id":'
        + orjson.dumps(feature.id)
        + b',"geometry":'
        + feature.geometry
        + b',"properties":'
        + feature.properties
        + extra
        + b"}"
    )


def geojson_stream(features: Iterable[StoredFeature]) -> Iterator[bytes]:
    """Yield a FeatureCollection, one feature a line."""
    yield b'{"type":"FeatureCollection","features":[\n'
    for number, feature in enumerate(features):
        yield (b",\n" if number else b"") + feature_bytes(feature)
    yield b"\n]}\n"


def geojson_lines(features: Iterable[StoredFeature]) -> Iterator[bytes]:
    """Yield one feature a line."""
    for feature in features:
        yield feature_bytes(feature) + b"\n"


def geojson_sequence(features: Iterable[StoredFeature]) -> Iterator[bytes]:
    """Yield a GeoJSON text sequence (RFC 8142): each feature led by a record separator."""
    for line in geojson_lines(features):
        yield _RECORD_SEPARATOR + line


def csv_stream(features: Iterable[StoredFeature]) -> Iterator[bytes]:
    """Yield a table: id, lon, lat of points, and the properties of the first feature's kind.

    Lists and objects are JSON; a cell that a spreadsheet would run is led by an apostrophe.
    """
    columns: list[str] = []
    line = _Line()
    for number, feature in enumerate(features):
        properties = orjson.loads(feature.properties)
        if number == 0:
            columns = list(properties)
            yield line.of(["id", "lon", "lat", *columns])
        cells = [_cell(properties.get(name)) for name in columns]
        yield line.of([_cell(feature.id), *_point(orjson.loads(feature.geometry)), *cells])
    if not columns:
        yield line.of(["id", "lon", "lat"])


class _Line:
    """Makes the lines of a table; one writer for all of them halves the time."""

    def __init__(self) -> None:
        self._out = io.StringIO()
        self._write = csv.writer(self._out, lineterminator="\r\n").writerow

    def of(self, cells: list[str]) -> bytes:
        """Return cells as a line."""
        self._out.seek(0)
        self._out.truncate()
        self._write(cells)
        return self._out.getvalue().encode("utf-8", "surrogatepass")


def _point(geometry: dict[str, Any] | None) -> tuple[str, str]:
    if geometry is None or geometry["type"] != "Point":
        return "", ""
    lon_deg, lat_deg = geometry["coordinates"]
    return str(lon_deg), str(lat_deg)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return orjson.dumps(value).decode()
    text = str(value)
    risky = isinstance(value, str) and text.startswith(_FORMULA)
    return f"'{text}" if risky else text
