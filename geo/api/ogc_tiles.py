"""Tiles as OGC API – Tiles 1.0 has them: tile matrix sets, tilesets, and tiles row by column."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from geo.api.answers import JSON, cached_json, link
from geo.api.catalogue import base_of
from geo.api.tile_service import MAX_ZOOM, TileService
from geo.api.tile_words import GEODATA, TILING_SCHEME
from geo.api.tiles import (
    ANSWERS,
    MVT,
    PNG,
    Place,
    VectorTile,
    Version,
    Zoom,
    bounds_deg,
    noting,
    sent,
    sent_picture,
    tiles_router,
)
from geo.errors import InputError
from geo.model.query import LayerInfo
from geo.pipeline.tiles import tile_columns
from geo.store.protocol import Store
from geo.tiles.grid import HALF_WORLD_M, Tile

_GRID = "WebMercatorQuad"
_GRID_URI = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{_GRID}"
_WEB_MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"
_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_WIDTH_PX = 256
_PIXEL_M = 0.00028  # of the scale denominator: OGC 17-083r4, 6.1.1
_TYPES = {"String": "string", "Number": "number", "Boolean": "boolean"}

TileFormat = Annotated[
    str,
    Query(
        alias="f",
        description="mvt, or png for a picture.",
        examples=["mvt"],
        json_schema_extra={"enum": ["mvt", "png"]},
    ),
]


def tile_routers(store: Store, base_url: str) -> tuple[APIRouter, APIRouter]:
    """Return all routes that give tiles; they keep what they made in one place."""
    service = TileService(store)
    return tiles_router(service, base_url), ogc_tiles_router(service, base_url)


def ogc_tiles_router(service: TileService, base_url: str) -> APIRouter:
    """Return the routes of OGC API – Tiles."""
    router = APIRouter(tags=["Tiles"])
    _add_grids(router, base_url)
    _add_tilesets(router, service, base_url)

    @router.get(
        "/collections/{collection}/tiles/WebMercatorQuad/{z}/{y}/{x}",
        summary="A tile by zoom, row and column",
        response_class=VectorTile,
        responses={200: {**ANSWERS[200], "content": {PNG: {}}}},
    )
    async def tile(  # noqa: PLR0913, PLR0917 - the address has so many parts
        request: Request,
        collection: str,
        z: Zoom,
        y: Place,
        x: Place,
        f: TileFormat = "mvt",
        v: Version = "",
    ) -> Response:
        info, at = service.info(collection), Tile(z, x, y)
        if f not in {"mvt", "png"}:
            msg = f"f must be mvt or png, not {f[:20]!r}"
            raise InputError(msg)
        if f == "png":
            day = service.day(info.id, None)
            found = await service.picture(info, at, 1, day, noting(request))
            return sent_picture(request, found)
        found = await service.tile(info, at, noting(request))
        return sent(request, found, fresh=v == info.version)

    return router


def _add_grids(router: APIRouter, base_url: str) -> None:
    @router.get("/tileMatrixSets", summary="The grids that tiles lie on")
    async def grids(request: Request) -> Response:
        base = base_of(request, base_url)
        here = link(f"{base}/tileMatrixSets/{_GRID}", "self", JSON)
        known = {"id": _GRID, "title": "Google Maps Compatible for the World", "uri": _GRID_URI}
        return cached_json(
            request, {"tileMatrixSets": [{**known, "crs": _WEB_MERCATOR, "links": [here]}]}
        )

    @router.get("/tileMatrixSets/WebMercatorQuad", summary="The grid of web maps")
    async def grid(request: Request) -> Response:
        return cached_json(
            request,
            {
                "id": _GRID,
                "title": "Google Maps Compatible for the World",
                "uri": _GRID_URI,
                "crs": _WEB_MERCATOR,
                "orderedAxes": ["X", "Y"],
                "wellKnownScaleSet": (
                    "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible"
                ),
                "tileMatrices": [_matrix(zoom) for zoom in range(MAX_ZOOM + 1)],
            },
        )


def _matrix(zoom: int) -> dict[str, Any]:
    cell_m = 2 * HALF_WORLD_M / _WIDTH_PX / 2**zoom
    return {
        "id": str(zoom),
        "scaleDenominator": cell_m / _PIXEL_M,
        "cellSize": cell_m,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [-HALF_WORLD_M, HALF_WORLD_M],
        "tileWidth": _WIDTH_PX,
        "tileHeight": _WIDTH_PX,
        "matrixWidth": 2**zoom,
        "matrixHeight": 2**zoom,
    }


def _add_tilesets(router: APIRouter, service: TileService, base_url: str) -> None:
    @router.get("/collections/{collection}/tiles", summary="The tilesets of a collection")
    async def tilesets(request: Request, collection: str) -> Response:
        info, base = service.info(collection), base_of(request, base_url)
        here = link(f"{base}/collections/{collection}/tiles", "self", JSON)
        brief = {**_tileset(info), "links": _links(info, base)}
        return cached_json(request, {"links": [here], "tilesets": [brief]})

    @router.get("/collections/{collection}/tiles/WebMercatorQuad", summary="A tileset")
    async def tileset(request: Request, collection: str) -> Response:
        info, base = service.info(collection), base_of(request, base_url)
        west, south, east, north = bounds_deg(info)
        fields = tile_columns(collection).fields
        schema = {name: {"type": _TYPES[kind]} for name, kind in fields.items()}
        layer = {
            "id": info.id,
            "title": info.title,
            "dataType": "vector",
            "propertiesSchema": {"type": "object", "properties": schema},
        }
        return cached_json(
            request,
            {
                **_tileset(info),
                "description": info.description,
                "boundingBox": {
                    "lowerLeft": [west, south],
                    "upperRight": [east, north],
                    "crs": _CRS84,
                },
                "layers": [layer],
                "links": _links(info, base),
            },
        )


def _tileset(layer: LayerInfo) -> dict[str, Any]:
    return {
        "title": layer.title,
        "dataType": "vector",
        "crs": _WEB_MERCATOR,
        "tileMatrixSetURI": _GRID_URI,
    }


def _links(layer: LayerInfo, base: str) -> list[dict[str, Any]]:
    here = f"{base}/collections/{layer.id}/tiles/{_GRID}"
    tiles = f"{here}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}?f=mvt&v={layer.version}"
    return [
        link(here, "self", JSON),
        link(f"{base}/tileMatrixSets/{_GRID}", TILING_SCHEME, JSON, "the grid"),
        link(
            f"{base}/collections/{layer.id}",
            GEODATA,
            JSON,
        ),
        {**link(tiles, "item", MVT, "vector tiles"), "templated": True},
        {
            **link(f"{here}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}?f=png", "item", PNG),
            "templated": True,
        },
        link(f"{base}/tiles/{layer.id}.json", "describedby", JSON, "TileJSON"),
    ]
