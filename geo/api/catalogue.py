"""Landing page, conformance and collections of OGC API – Features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import orjson
from fastapi import APIRouter, Request, Response

from geo.api.answers import GEOJSON, JSON, OPENAPI, cached, link
from geo.api.html import HTML, PAGE_ANSWERS, VARYING, page, page_or_json
from geo.api.parameters import PageFormat, wants_page
from geo.api.tile_words import TILE_CLASSES, TILESETS, TILING_SCHEMES
from geo.export.formats import FILE_TYPES, LINKED, STREAMS
from geo.geodesy.reference import CRS84, SYSTEMS
from geo.model.query import LayerInfo
from geo.model.tiling import TILE_COLUMNS
from geo.store.protocol import Store

SCHEMA = "application/schema+json"
QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
_MVT = "application/vnd.mapbox-vector-tile"
_CLASSES = (
    *(
        f"http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/{name}"
        for name in ("core", "landing-page", "json", "html", "oas30")
    ),
    *(
        f"http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/{name}"
        for name in ("collections", "json", "html")
    ),
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    *(
        f"http://www.opengis.net/spec/cql2/1.0/conf/{name}"
        for name in (
            "cql2-text",
            "cql2-json",
            "basic-cql2",
            "advanced-comparison-operators",
            "case-insensitive-comparison",
            "accent-insensitive-comparison",
            "basic-spatial-functions",
            "basic-spatial-functions-plus",
            "spatial-functions",
            "temporal-functions",
            "property-property",
        )
    ),
)
_LICENCE_PAGES = {
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}
Licence: TypeAlias = tuple[str, str]
"""A source and the licence of what comes from it; or a licence and its page."""
_GEOMETRY = {"x-ogc-role": "primary-geometry", "format": "geometry-any"}


class JsonSchema(Response):
    """A JSON Schema."""

    media_type = SCHEMA


def catalogue_router(store: Store, base_url: str) -> APIRouter:
    """Return the routes that describe what is served."""
    router = APIRouter(tags=["Catalogue"])

    @router.get("/conformance", summary="What this API conforms to", responses=PAGE_ANSWERS)
    def conformance(request: Request, f: PageFormat = None) -> Response:
        base = base_of(request, base_url)
        links = _own(f"{base}/conformance")
        said = {"links": links, "conformsTo": [*_CLASSES, *TILE_CLASSES]}
        return page_or_json(request, f, said, "conformance.html", base)

    @router.get("/collections", summary="The collections", responses=PAGE_ANSWERS)
    def collections(request: Request, f: PageFormat = None) -> Response:
        base = base_of(request, base_url)
        licences = _licences(store)
        found = [describe(layer, base, licences) for layer in store.features.layers()]
        said = {"links": _own(f"{base}/collections"), "collections": found}
        return page_or_json(request, f, said, "collections.html", base)

    @router.get("/collections/{collection}", summary="One collection", responses=PAGE_ANSWERS)
    def collection(request: Request, collection: str, f: PageFormat = None) -> Response:
        base = base_of(request, base_url)
        said = describe(store.features.layer(collection), base, _licences(store))
        return page_or_json(request, f, said, "collection.html", base)

    @router.get(
        "/collections/{collection}/queryables",
        summary="Properties that its features can be asked for",
        response_class=JsonSchema,
        responses={200: {"content": {HTML: {}}}},
    )
    def queryables(request: Request, collection: str, f: PageFormat = None) -> Response:
        layer = store.features.layer(collection)
        base = base_of(request, base_url)
        said = _schema(layer, f"{base}/collections/{collection}/queryables", layer.queryables)
        if wants_page(request, f):
            return page(request, "queryables.html", base, said=said, layer=layer.id)
        return cached(request, orjson.dumps(said), SCHEMA, collection, VARYING)

    @router.get(
        "/collections/{collection}/schema",
        summary="Properties that its features have",
        response_class=JsonSchema,
    )
    def schema(request: Request, collection: str) -> Response:
        layer = store.features.layer(collection)
        names = dict.fromkeys(store.features.property_names(collection), "")
        own = f"{base_of(request, base_url)}/collections/{collection}/schema"
        said = _schema(layer, own, {**names, **layer.queryables})
        return cached(request, orjson.dumps(said), SCHEMA, collection)

    return router


def landing(store: Store, base: str) -> dict[str, Any]:
    """Return the landing page of the API."""
    meta = store.meta()
    return {
        "title": meta["title"],
        "description": meta["summary"],
        "links": [
            link(f"{base}/?f=json", "self", JSON, "this document"),
            link(f"{base}/?f=html", "alternate", "text/html", "the map"),
            link(f"{base}/api", "service-desc", OPENAPI, "the API's definition"),
            link(f"{base}/api?f=html", "service-doc", HTML, "what can be asked, to read"),
            link(f"{base}/conformance", "conformance", JSON, "what the API conforms to"),
            link(f"{base}/collections", "data", JSON, "the collections"),
            link(f"{base}/documents", "related", JSON, "the documents"),
            link(f"{base}/passages", "search", JSON, "the search in their sentences"),
            link(f"{base}/tileMatrixSets", TILING_SCHEMES, JSON, "the grids that tiles lie on"),
        ],
        "attribution": attribution(_licences(store)),
    }


def describe(layer: LayerInfo, base: str, licences: Sequence[Licence]) -> dict[str, Any]:
    """Return what the catalogue says of a collection."""
    own = f"{base}/collections/{layer.id}"
    return {
        "id": layer.id,
        "title": layer.title,
        "description": layer.description,
        "itemType": "feature",
        "crs": [crs.uri for crs in SYSTEMS],
        "storageCrs": CRS84.uri,
        "extent": _extent(layer),
        "features": layer.features,
        "keywords": [layer.id, "geoparsing", "OGC API – Features"],
        "attribution": attribution(licences),
        "links": [
            *_own(own),
            link(f"{own}/items", "items", GEOJSON, "the features"),
            link(f"{own}/items?f=html", "items", HTML, "the features, to read"),
            link(f"{own}/queryables", QUERYABLES, SCHEMA, "what can be asked for"),
            link(f"{own}/schema", "describedby", SCHEMA, "the properties"),
            *(link(url, "license", HTML, name) for name, url in _licence_links(licences)),
            *_enclosures(layer.id, base),
            *_tiles(layer, base),
        ],
    }


def attribution(licences: Sequence[Licence]) -> str:
    """Return the sources of coordinates and outlines, each with its licence."""
    return "; ".join(f"{source} ({licence})" for source, licence in licences)


def _licences(store: Store) -> list[Licence]:
    return [
        (source, licence) for source, licence in orjson.loads(store.meta().get("licences", "[]"))
    ]


def _licence_links(licences: Sequence[Licence]) -> list[Licence]:
    named = dict.fromkeys(licence for _, licence in licences)
    return [(name, _LICENCE_PAGES[name]) for name in named if name in _LICENCE_PAGES]


def _own(address: str) -> list[dict[str, str]]:
    return [
        link(f"{address}?f=json", "self", JSON),
        link(f"{address}?f=html", "alternate", HTML, "to read"),
    ]


def _schema(layer: LayerInfo, own: str, kinds: Mapping[str, str]) -> dict[str, Any]:
    """Return a JSON Schema; a property without a kind is a list or an object."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": own,
        "type": "object",
        "title": layer.title,
        "additionalProperties": False,
        "properties": {
            **{name: {"type": kind} if kind else {} for name, kind in kinds.items()},
            "geometry": _GEOMETRY,
        },
    }


def _tiles(layer: LayerInfo, base: str) -> list[dict[str, Any]]:
    if layer.id not in TILE_COLUMNS:
        return []
    tiles = f"{base}/tiles/{layer.id}/{{z}}/{{x}}/{{y}}.mvt?v={layer.version}"
    return [
        link(f"{base}/collections/{layer.id}/tiles", TILESETS, JSON, "the tilesets"),
        {**link(tiles, "tiles", _MVT, "vector tiles"), "templated": True},
    ]


def _enclosures(layer: str, base: str) -> list[dict[str, str]]:
    plain = {ending: made.media_type for ending, made in STREAMS.items()} | {**FILE_TYPES}
    linked = {f.ending: f.media_type for f in LINKED.values() if f.layer == layer}
    return [
        link(f"{base}/layers/{layer}.{ending}", "enclosure", media_type, f"all, as {ending}")
        for ending, media_type in {**plain, **linked}.items()
    ]


def base_of(request: Request, base_url: str) -> str:
    """Return the address that links start with: the setting, else what the client used."""
    return (base_url or str(request.base_url)).rstrip("/")


def _extent(layer: LayerInfo) -> dict[str, Any]:
    extent: dict[str, Any] = {}
    if layer.bbox is not None:
        box = layer.bbox
        corners = [box.west_deg, box.south_deg, box.east_deg, box.north_deg]
        extent["spatial"] = {"bbox": [corners], "crs": CRS84.uri}
    if layer.start or layer.end:
        ends = [f"{d.isoformat()}T00:00:00Z" if d else None for d in (layer.start, layer.end)]
        extent["temporal"] = {
            "interval": [ends],
            "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
        }
    return extent
