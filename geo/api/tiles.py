"""Vector tiles of every layer."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import orjson
import shapely
from fastapi import APIRouter, Request, Response

from geo.api.answers import cached, json_answer
from geo.api.catalogue import base_of
from geo.errors import NotFoundError
from geo.model.query import BBox, TileFeature
from geo.store.open import Store
from geo.tiles.grid import BUFFER_UNITS, Tile
from geo.tiles.mvt import TileLayer, encode

MVT = "application/vnd.mapbox-vector-tile"
_MAX_ZOOM = 16
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "places": ("place_id", "name", "role", "kind", "mentions", "confidence"),
    "mentions": ("place_id", "role", "use", "status", "document_id", "mentions"),
    "zones": (
        *("zone_id", "title", "part", "rule", "band_km", "band", "chance"),
        *("in_force_from", "in_force_to"),
    ),
    "lines": ("line_id", "rule", "valid_on", "unsourced"),
    "changes": (
        *("line_id", "since", "until", "gained_by", "lost_by", "area_km2"),
        *("gained_rank", "lateness"),
    ),
    "posts": ("group_id", "name", "number", "in_force_from", "in_force_to"),
    "expressions": ("mention_id", "relation", "part"),
    "documents": (),
}
"""Short columns only: a quote in every feature makes a tile seven times as large."""
_YEAR = {"Cache-Control": "public, max-age=31536000, immutable"}


class VectorTile(Response):
    """A tile of Mapbox Vector Tiles."""

    media_type = MVT


def tiles_router(store: Store, base_url: str) -> APIRouter:
    """Return the routes that give tiles."""
    router = APIRouter(tags=["Tiles"])

    @router.get(
        "/tiles/{layer}/{z}/{x}/{y}.mvt",
        summary="A vector tile (MVT 2.1)",
        response_class=VectorTile,
    )
    def tile(request: Request, layer: str, z: int, x: int, y: int, v: str = "") -> Response:
        info = store.features.layer(layer)
        at = Tile(z, x, y)
        body = _encoded(layer, at, _features(store, layer, at))
        fresh = _YEAR if v == info.version else {}
        return cached(request, body, MVT, info.version, fresh)

    @router.get("/tiles/{name}.json", summary="TileJSON of a layer")
    def tilejson(request: Request, name: str) -> Response:
        info = store.features.layer(name)
        address = f"{base_of(request, base_url)}/tiles/{name}/{{z}}/{{x}}/{{y}}.mvt"
        box = info.bbox
        return json_answer(
            {
                "tilejson": "3.0.0",
                "name": info.title,
                "description": info.description,
                "tiles": [f"{address}?v={info.version}"],
                "minzoom": 0,
                "maxzoom": _MAX_ZOOM,
                "bounds": [box.west_deg, box.south_deg, box.east_deg, box.north_deg]
                if box
                else [-180, -85, 180, 85],
                "vector_layers": [
                    {"id": name, "fields": dict.fromkeys(_COLUMNS.get(name, ()), "")}
                ],
            },
        )

    return router


def _features(store: Store, layer: str, tile: Tile) -> list[TileFeature]:
    if tile.z > _MAX_ZOOM:
        msg = f"tiles of {layer} go down to zoom {_MAX_ZOOM}"
        raise NotFoundError(msg)
    west, south, east, north = tile.bounds_deg(BUFFER_UNITS)
    box = BBox(
        west_deg=max(west, -180.0), south_deg=south, east_deg=min(east, 180.0), north_deg=north
    )
    return store.features.in_box(layer, box)


def _encoded(layer: str, tile: Tile, features: list[TileFeature]) -> bytes:
    properties = [orjson.loads(f.properties) for f in features]
    columns = {name: [p.get(name) for p in properties] for name in _COLUMNS.get(layer, ())}
    drawn = TileLayer(
        name=layer,
        geometries=shapely.from_wkb([f.wkb for f in features]),
        ids=np.array([f.row for f in features], dtype=np.uint64),
        columns=columns,
    )
    return encode([drawn], tile) if features else b""
