"""GeoJSON and CSV as streams of bytes: flat memory, whatever the layer holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from geo.model.query import StoredFeature

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is run by spreadsheets."""


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


def csv_stream(features: Iterable[StoredFeature]) -> Iterator[bytes]:
    """Yield a table: id, lon, lat of points, and the properties of the first feature's kind.

    Lists and objects are JSON; a cell that a spreadsheet would run is led by an apostrophe.
    """
    columns: list[str] = []
    for number, feature in enumerate(features):
        properties = orjson.loads(feature.properties)
        if number == 0:
            columns = list(properties)
            yield _line(["id", "lon", "lat", *columns])
        lon, lat = _point(orjson.loads(feature.geometry))
        cells = [_cell(properties.get(name)) for name in columns]
        yield _line([_cell(feature.id), lon, lat, *cells])
    if not columns:
        yield _line(["id", "lon", "lat"])


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


def _line(cells: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().encode("utf-8", "surrogatepass")
