"""Landing page, conformance and collections of OGC API – Features."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from geo.api.answers import GEOJSON, JSON, json_answer, link
from geo.api.definition import OPENAPI
from geo.api.tile_words import TILE_CLASSES, TILESETS, TILING_SCHEMES
from geo.export.formats import FILE_TYPES, LINKED, STREAMS
from geo.geodesy.reference import CRS84, SYSTEMS
from geo.model.query import LayerInfo
from geo.model.tiling import TILE_COLUMNS
from geo.store.open import Store

_MVT = "application/vnd.mapbox-vector-tile"
_CLASSES = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
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
_GEOMETRY = {"x-ogc-role": "primary-geometry", "format": "geometry-any"}


def catalogue_router(store: Store, base_url: str) -> APIRouter:
    """Return the routes that describe what is served."""
    router = APIRouter(tags=["Catalogue"])

    @router.get("/conformance", summary="What this API conforms to")
    def conformance() -> Response:
        return json_answer({"conformsTo": [*_CLASSES, *TILE_CLASSES]})

    @router.get("/collections", summary="The collections")
    def collections(request: Request) -> Response:
        base = base_of(request, base_url)
        found = [describe(layer, base) for layer in store.features.layers()]
        links = [link(f"{base}/collections", "self", JSON)]
        return json_answer({"links": links, "collections": found})

    @router.get("/collections/{collection}", summary="One collection")
    def collection(request: Request, collection: str) -> Response:
        layer = store.features.layer(collection)
        return json_answer(describe(layer, base_of(request, base_url)))

    @router.get("/collections/{collection}/queryables", summary="Properties of its features")
    def queryables(request: Request, collection: str) -> Response:
        layer = store.features.layer(collection)
        base = base_of(request, base_url)
        return json_answer(
            {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "$id": f"{base}/collections/{collection}/queryables",
                "type": "object",
                "title": layer.title,
                "additionalProperties": False,
                "properties": {
                    **{k: {"type": v} for k, v in layer.queryables.items()},
                    "geometry": _GEOMETRY,
                },
            },
        )

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
            link(f"{base}/conformance", "conformance", JSON, "what the API conforms to"),
            link(f"{base}/collections", "data", JSON, "the collections"),
            link(f"{base}/tileMatrixSets", TILING_SCHEMES, JSON, "the grids that tiles lie on"),
        ],
    }


def describe(layer: LayerInfo, base: str) -> dict[str, Any]:
    """Return what the catalogue says of a collection."""
    items = f"{base}/collections/{layer.id}/items"
    return {
        "id": layer.id,
        "title": layer.title,
        "description": layer.description,
        "itemType": "feature",
        "crs": [crs.uri for crs in SYSTEMS],
        "storageCrs": CRS84.uri,
        "extent": _extent(layer),
        "features": layer.features,
        "links": [
            link(f"{base}/collections/{layer.id}", "self", JSON),
            link(items, "items", GEOJSON, "the features"),
            link(f"{base}/collections/{layer.id}/queryables", "queryables", JSON),
            *_enclosures(layer.id, base),
            *_tiles(layer, base),
        ],
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
