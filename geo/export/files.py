"""Write a layer to a file: the table of formats by the file's ending."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow as pa
from pyogrio.raw import write_arrow

from geo.errors import InputError
from geo.export.batches import GEOMETRY, Table, spooled
from geo.export.formats import LINKED, STREAMS
from geo.export.parquet import write_parquet
from geo.export.whole import write_whole
from geo.model.query import StoredFeature

Exporter = Callable[[Path, Iterable[StoredFeature], str], int]
_KML_NAMES = ("name", "title", "surface")


def export_layer(
    path: Path, features: Iterable[StoredFeature], layer: str, exporter: Exporter | None = None
) -> int:
    """Write a layer in the format of the file's ending; return how many features it took.

    The file is written under another name and renamed. Raises InputError for an ending that no
    exporter takes, and for a path that can be no file.
    """
    chosen = exporter or exporter_by_ending(path)
    return write_whole(path, lambda draft: chosen(draft, features, layer))


def exporter_by_ending(path: Path) -> Exporter:
    """Return what writes files of that ending; raises InputError."""
    found = EXPORTERS.get(path.suffix.casefold())
    if found is None:
        known = ", ".join(sorted([*EXPORTERS, ".pmtiles"]))
        named = f"; or --format {' or '.join(LINKED)}" if path.suffix.casefold() == ".json" else ""
        msg = f"{path}: no format ends in {path.suffix!r}; known: {known}{named}"
        raise InputError(msg)
    return found


def exporter_of(name: str, layer: str, base: str) -> Exporter:
    """Return what writes a layer in a format that no ending tells; raises InputError."""
    made = LINKED.get(name)
    if made is None:
        msg = f"there is no format {name!r}; known: {', '.join(LINKED)}"
        raise InputError(msg)
    if layer != made.layer:
        msg = f"{name} is a format of the layer {made.layer}, not of {layer}"
        raise InputError(msg)
    return _streamed(lambda features: made.stream(features, base))


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
        with spooled(features) as table:
            write_arrow(
                pa.RecordBatchReader.from_batches(table.schema, table.batches()),
                path,
                layer=layer,
                driver=driver,
                geometry_name=GEOMETRY,
                geometry_type=_geometry_type(table),
                crs="OGC:CRS84",
                **_options(driver, table),
            )
            return table.features

    return write


def _geometry_type(table: Table) -> str:
    return next(iter(table.geometry_types)) if len(table.geometry_types) == 1 else "Unknown"


def _options(driver: str, table: Table) -> dict[str, dict[str, str]]:
    if driver == "FlatGeobuf" and (table.without_place or not table.features):
        # Its index takes no feature without a place.
        return {"layer_options": {"SPATIAL_INDEX": "NO"}}
    if driver == "KML":
        found = [name for name in _KML_NAMES if name in table.kinds]
        return {"dataset_options": {"NameField": found[0]}} if found else {}
    return {}


def _parquet(path: Path, features: Iterable[StoredFeature], _layer: str) -> int:
    with spooled(features) as table:
        write_parquet(path, table)
        return table.features


_FILES: dict[str, Exporter] = {
    "fgb": _with_driver("FlatGeobuf"),
    "gpkg": _with_driver("GPKG"),
    "kml": _with_driver("KML"),
    "parquet": _parquet,
}
EXPORTERS: dict[str, Exporter] = {
    **{f".{ending}": _streamed(made.stream) for ending, made in STREAMS.items()},
    **{f".{ending}": exporter for ending, exporter in _FILES.items()},
}
"""Add a format: one function, one entry here or in ``formats``."""
