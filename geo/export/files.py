"""Write a layer to a file: the table of formats by the file's ending."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import geopandas
import orjson
import shapely

from geo.errors import InputError
from geo.export.stream import csv_stream, geojson_stream
from geo.export.whole import write_whole
from geo.model.query import StoredFeature

Exporter = Callable[[Path, Iterable[StoredFeature], str], int]


def export_layer(path: Path, features: Iterable[StoredFeature], layer: str) -> int:
    """Write a layer in the format of the file's ending; return how many features it took.

    The file is written under another name and renamed. Raises InputError for an ending that no
    exporter takes, and for a path that can be no file.
    """
    exporter = EXPORTERS.get(path.suffix.casefold())
    if exporter is None:
        msg = f"{path}: no format ends in {path.suffix!r}; known: {', '.join(sorted(EXPORTERS))}"
        raise InputError(msg)
    return write_whole(path, lambda draft: exporter(draft, features, layer))


def _streamed(stream: Callable[[Iterable[StoredFeature]], Iterator[bytes]]) -> Exporter:
    def write(path: Path, features: Iterable[StoredFeature], _layer: str) -> int:
        count = 0

        def counted() -> Iterator[StoredFeature]:
            nonlocal count
            for feature in features:
                count += 1
                yield feature

        with path.open("wb") as file:
            file.writelines(stream(counted()))
        return count

    return write


def _with_driver(driver: str) -> Exporter:
    def write(path: Path, features: Iterable[StoredFeature], layer: str) -> int:
        frame = to_frame(features)
        nowhere = any(g is None or g.is_empty for g in frame.geometry)
        # FlatGeobuf's index takes no feature without a place.
        options = {"SPATIAL_INDEX": "NO"} if nowhere and driver == "FlatGeobuf" else {}
        frame.to_file(path, driver=driver, layer=layer, engine="pyogrio", **options)
        return len(frame)

    return write


def _parquet(path: Path, features: Iterable[StoredFeature], _layer: str) -> int:
    frame = to_frame(features)
    frame.to_parquet(path, index=False, write_covering_bbox=True)
    return len(frame)


def to_frame(features: Iterable[StoredFeature]) -> geopandas.GeoDataFrame:
    """Return features as a GeoDataFrame in OGC:CRS84; lists and objects become JSON."""
    rows = []
    geometries = []
    for feature in features:
        properties = orjson.loads(feature.properties)
        rows.append({"id": feature.id, **{k: _flat(v) for k, v in properties.items()}})
        geometries.append(feature.geometry.decode())
    shapes = shapely.from_geojson([None if g == "null" else g for g in geometries])
    return geopandas.GeoDataFrame(rows, geometry=shapes, crs="OGC:CRS84")


def _flat(value: object) -> object:
    return orjson.dumps(value).decode() if isinstance(value, list | dict) else value


EXPORTERS: dict[str, Exporter] = {
    ".csv": _streamed(csv_stream),
    ".fgb": _with_driver("FlatGeobuf"),
    ".geojson": _streamed(geojson_stream),
    ".gpkg": _with_driver("GPKG"),
    ".kml": _with_driver("KML"),
    ".parquet": _parquet,
}
"""Add a format: one function, one entry here."""
