"""Vector tiles of every layer with a place on the map: XYZ addresses and TileJSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as PathParameter

from geo.api.answers import cached_json, holds
from geo.api.catalogue import base_of
from geo.api.observing import note_tile
from geo.api.packing import takes_gzip
from geo.api.parameters import DatetimeText
from geo.api.quick import quick
from geo.api.rates import charge
from geo.api.tile_service import MAX_ZOOM, PNG_SCALES, SentTile, TileService
from geo.errors import InputError
from geo.model.query import LayerInfo
from geo.pipeline.tiles import tile_columns
from geo.tiles.archive import unpacked
from geo.tiles.grid import MAX_LAT_DEG, Tile

MVT, PNG = "application/vnd.mapbox-vector-tile", "image/png"
DROPPED_HEADER = "Dateline-Dropped"
_YEAR = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_MADE_UNITS = 10
"""Of what a client may ask in a minute, beyond what a kept tile counts."""
_HEADERS: dict[str, Any] = {
    DROPPED_HEADER: {
        "description": "How many features did not fit into the 500 kB of the tile; the lightest.",
        "schema": {"type": "integer"},
    }
}
Zoom = Annotated[int, PathParameter(json_schema_extra={"minimum": 0, "maximum": MAX_ZOOM})]
Place = Annotated[
    int,
    PathParameter(
        description="Below 2 to the power of z.",
        json_schema_extra={"minimum": 0, "maximum": 2**MAX_ZOOM - 1},
    ),
]
Scale = Annotated[int, Query(json_schema_extra={"enum": [*PNG_SCALES]})]
Version = Annotated[str, Query(description="The layer's version, as links have it.")]
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The tile, without a byte where it shows nothing.",
        "headers": _HEADERS,
    }
}


class VectorTile(Response):
    """A tile of Mapbox Vector Tiles."""

    media_type = MVT


class PictureTile(Response):
    """A tile as a picture."""

    media_type = PNG


def tiles_router(service: TileService, base_url: str) -> APIRouter:
    """Return the routes that give tiles."""
    router = APIRouter(tags=["Tiles"])

    @quick(
        router,
        "/tiles/{layer}/{z}/{x}/{y}.mvt",
        summary="A vector tile (MVT 2.1)",
        response_class=VectorTile,
        responses=ANSWERS,
    )
    async def tile(
        request: Request, layer: str, z: Zoom, x: Place, y: Place, v: Version = ""
    ) -> Response:
        info, at = service.info(layer), Tile(z, x, y)
        found = await service.tile(info, at, noting(request))
        return sent(request, found, fresh=v == info.version)

    @quick(
        router,
        "/tiles/{layer}/{z}/{x}/{y}.png",
        summary="A tile as a picture, 256 px wide, or 512 with scale=2",
        response_class=PictureTile,
    )
    async def picture(  # noqa: PLR0913, PLR0917 - one for each parameter of the address
        request: Request,
        layer: str,
        z: Zoom,
        x: Place,
        y: Place,
        scale: Scale = 1,
        at: DatetimeText = None,
    ) -> Response:
        info, tile = service.info(layer), Tile(z, x, y)
        if scale not in PNG_SCALES:
            msg = f"scale must be 1 or 2, not {scale}"
            raise InputError(msg)
        day = service.day(info.id, at)
        found = await service.picture(info, tile, scale, day, noting(request))
        return sent_picture(request, found)

    @router.get("/tiles/{name}.json", summary="TileJSON of a layer")
    async def tilejson(request: Request, name: str) -> Response:
        return cached_json(request, tilejson_of(service.info(name), base_of(request, base_url)))

    return router


def noting(request: Request) -> Callable[[bool], None]:
    """Return what is told whether a tile of a request was kept: one that is made costs more."""

    def note(kept: bool) -> None:  # noqa: FBT001 - as it is called
        note_tile(request.scope, kept=kept)
        if not kept:
            charge(request.scope, _MADE_UNITS)

    return note


def sent(request: Request, tile: SentTile, *, fresh: bool) -> Response:
    """Return a tile; asked for by its version, a ``fresh`` one may be kept for a year.

    A tile that shows nothing is 200 without a byte, which is a whole vector tile of no layers:
    QGIS, OpenLayers and MapLibre draw nothing, where 204 and 404 fill logs and consoles, and
    some readers take 204 for a failure.
    """
    headers = {
        "Cache-Control": _YEAR if fresh else _ASK_AGAIN,
        "ETag": tile.etag,
        "Vary": "Accept-Encoding",
    }
    if tile.dropped:
        headers[DROPPED_HEADER] = str(tile.dropped)
    if holds(request, tile.etag):
        return Response(status_code=304, headers=headers)
    if not tile.body:
        return Response(b"", media_type=MVT, headers=headers)
    if takes_gzip(request.scope):
        headers["Content-Encoding"] = "gzip"
        return Response(tile.body, media_type=MVT, headers=headers)
    return Response(unpacked(tile.body), media_type=MVT, headers=headers)


def sent_picture(request: Request, tile: SentTile) -> Response:
    """Return a picture, to be asked for again: looks may change where the content does not."""
    headers = {"Cache-Control": _ASK_AGAIN, "ETag": tile.etag}
    if holds(request, tile.etag):
        return Response(status_code=304, headers=headers)
    return Response(tile.body, media_type=PNG, headers=headers)


def tilejson_of(layer: LayerInfo, base: str) -> dict[str, Any]:
    """Return what TileJSON 3.0 says of a layer."""
    fields = tile_columns(layer.id).fields
    drawn = {"id": layer.id, "description": layer.description, "minzoom": 0, "maxzoom": MAX_ZOOM}
    return {
        "tilejson": "3.0.0",
        "name": layer.title,
        "description": layer.description,
        "version": "1.0.0",
        "scheme": "xyz",
        "tiles": [f"{base}/tiles/{layer.id}/{{z}}/{{x}}/{{y}}.mvt?v={layer.version}"],
        "minzoom": 0,
        "maxzoom": MAX_ZOOM,
        "bounds": bounds_deg(layer),
        "vector_layers": [{**drawn, "fields": dict(fields)}],
    }


def bounds_deg(layer: LayerInfo) -> list[float]:
    """Return the box of a layer, of the whole grid where nothing lies on it."""
    box = layer.bbox
    if box is None:
        return [-180, -MAX_LAT_DEG, 180, MAX_LAT_DEG]
    return [box.west_deg, box.south_deg, box.east_deg, box.north_deg]
