"""The layers of a site as files to take along, and the catalogue that lists them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from geo.export.files import export_layer
from geo.export.formats import FILE_TYPES, STREAMS
from geo.geodesy.reference import CRS84
from geo.model.query import LayerInfo, Query, StoredFeature
from geo.model.tiling import TILE_COLUMNS
from geo.pipeline.tiles import archive_layer
from geo.publish.choice import Choice
from geo.store.protocol import Store

MOST_IN_TEXT = 100_000
"""Features: as GeoJSON they weigh 100 MB and more, which many hosts refuse as one file."""
_TEXT = ("geojson", "csv")
_TILES = "pmtiles"
_TYPES = {
    **{ending: made.media_type for ending, made in STREAMS.items()},
    **FILE_TYPES,
    _TILES: "application/vnd.pmtiles",
}
FORMATS = (*_TEXT, "kml", "fgb", "parquet", _TILES)
_LINK = re.compile(rb'"link":"/documents/([^"#]*)')
_FOLDER = "layers"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextAddress:
    """What stands before and after the id in the address of a document."""

    before: str
    after: str


Make = Callable[[str, Callable[[Path], object]], int]
"""Lets a function write the file of a path; returns its size in bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerFile:
    """One file of a layer."""

    ending: str
    href: str
    media_type: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedLayer:
    """A layer with its files; ``too_many`` are too many features for a file of text."""

    info: LayerInfo
    files: tuple[LayerFile, ...]

    @property
    def too_many(self) -> bool:
        """Tell whether the formats of text were left out."""
        return self.info.features > MOST_IN_TEXT

    def address(self, ending: str) -> str:
        """Return the address of the file in a format, "" where there is none."""
        return next((file.href for file in self.files if file.ending == ending), "")


def write_layers(
    store: Store, make: Make, choice: Choice, texts: TextAddress
) -> tuple[PublishedLayer, ...]:
    """Write every chosen layer that has features; its links lead to ``texts``.

    One that no chosen format takes is left out.
    """
    infos = [i for i in store.features.layers() if i.features and choice.takes_layer(i.id)]
    layers = (
        _written(store, info, filter(choice.takes_format, _endings(info)), make, texts)
        for info in infos
    )
    return tuple(layer for layer in layers if layer.files)


def _written(
    store: Store, info: LayerInfo, endings: Iterable[str], make: Make, texts: TextAddress
) -> PublishedLayer:
    files: list[LayerFile] = []
    for ending in endings:
        href = f"{_FOLDER}/{info.id}.{ending}"
        size = make(href, _writer(store, info, ending, texts))
        files.append(LayerFile(ending=ending, href=href, media_type=_TYPES[ending], bytes=size))
    return PublishedLayer(info=info, files=tuple(files))


def _endings(info: LayerInfo) -> tuple[str, ...]:
    """Return the formats of a layer; a GeoPackage has a clock in it, and is left out."""
    text = _TEXT if info.features <= MOST_IN_TEXT else ()
    if info.bbox is None or info.id not in TILE_COLUMNS:
        return (*text, "parquet")
    return (*text, *(("kml",) if text else ()), "fgb", "parquet", _TILES)


def _writer(
    store: Store, info: LayerInfo, ending: str, texts: TextAddress
) -> Callable[[Path], object]:
    if ending == _TILES:
        return lambda path: archive_layer(store, info.id, path)
    features = store.features.select(info.id, Query())
    return lambda path: export_layer(path, _linked(features, texts), info.id)


def _linked(features: Iterable[StoredFeature], texts: TextAddress) -> Iterator[StoredFeature]:
    for feature in features:
        yield replace(feature, properties=linked(feature.properties, texts))


def linked(body: bytes, texts: TextAddress) -> bytes:
    """Return JSON whose links to documents of a server lead to ``texts``.

    The name of a property in its quotation marks stands nowhere inside a text: there they are
    escaped.
    """
    before, after = orjson.dumps(texts.before)[:-1], orjson.dumps(texts.after)[1:-1]
    return _LINK.sub(lambda found: b'"link":%b%b%b' % (before, found[1], after), body)


def catalogue(layers: Iterable[PublishedLayer], title: str, summary: str) -> dict[str, Any]:
    """Return what the site holds, in the words of OGC API – Features; addresses are relative."""
    return {
        "title": title,
        "description": summary,
        "collections": [_collection(layer) for layer in layers],
        "links": [
            {"href": "index.html", "rel": "alternate", "type": "text/html", "title": "the map"},
            {"href": "data.html", "rel": "alternate", "type": "text/html", "title": "to read"},
        ],
    }


def _collection(layer: PublishedLayer) -> dict[str, Any]:
    info = layer.info
    extent: dict[str, Any] = {}
    if (box := info.bbox) is not None:
        corners = [box.west_deg, box.south_deg, box.east_deg, box.north_deg]
        extent["spatial"] = {"bbox": [corners], "crs": CRS84.uri}
    if info.start or info.end:
        ends = [day.isoformat() if day else None for day in (info.start, info.end)]
        extent["temporal"] = {"interval": [ends]}
    return {
        "id": info.id,
        "title": info.title,
        "description": info.description,
        "itemType": "feature",
        "features": info.features,
        "crs": [CRS84.uri],
        "extent": extent,
        "links": [
            {"href": f.href, "rel": "enclosure", "type": f.media_type, "length": f.bytes}
            for f in layer.files
        ],
    }
