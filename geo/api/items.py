"""Features: items and one item."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import orjson
from fastapi import APIRouter, Request, Response

from geo.api.answers import GEOJSON, JSON, GeoJson, cached, link
from geo.api.catalogue import base_of
from geo.api.parameters import (
    BBoxText,
    DatetimeText,
    Format,
    Limit,
    Offset,
    read_equal,
    read_query,
)
from geo.errors import InputError
from geo.export.stream import feature_bytes
from geo.model.query import Page, Query
from geo.store.open import Store

PROPERTY_FILTERS = {
    "name": "properties",
    "in": "query",
    "description": "A queryable of the collection and the value it must have, like role=literal.",
    "style": "form",
    "explode": True,
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
}


def items_router(store: Store, base_url: str) -> APIRouter:
    """Return the routes that give features."""
    router = APIRouter(tags=["Features"])

    @router.get(
        "/collections/{collection}/items",
        summary="Features of a collection",
        response_class=GeoJson,
        openapi_extra={"parameters": [PROPERTY_FILTERS]},
    )
    def items(  # noqa: PLR0913, PLR0917 - the parameters of the standard
        request: Request,
        collection: str,
        bbox: BBoxText = None,
        when: DatetimeText = None,
        limit: Limit = 100,
        offset: Offset = 0,
        f: Format = None,
    ) -> Response:
        only_json(f)
        equal = read_equal(request, store.features.layer(collection).queryables)
        query = read_query(bbox=bbox, when=when, equal=equal, limit=limit, offset=offset)
        page = store.features.items(collection, query)
        own = f"{base_of(request, base_url)}/collections/{collection}/items"
        given = {k: v for k, v in request.query_params.items() if k not in {"limit", "offset"}}
        body = _collection(page, query, own, given)
        return cached(request, body, GEOJSON, collection)

    @router.get(
        "/collections/{collection}/items/{fid:path}", summary="One feature", response_class=GeoJson
    )
    def item(request: Request, collection: str, fid: str, f: Format = None) -> Response:
        only_json(f)
        feature = store.features.item(collection, fid)
        base = f"{base_of(request, base_url)}/collections/{collection}"
        links = [
            link(f"{base}/items/{quote(fid, safe='')}", "self", GEOJSON),
            link(base, "collection", JSON),
        ]
        body = feature_bytes(feature, b',"links":' + orjson.dumps(links))
        return cached(request, body, GEOJSON, collection)

    return router


def only_json(f: str | None) -> None:
    """Raise InputError for a format that a resource does not come in."""
    if f not in {None, "json", "geojson"}:
        msg = f"f must be json here, not {f[:20]!r}"
        raise InputError(msg)


def _collection(page: Page, query: Query, own: str, given: dict[str, str]) -> bytes:
    def address(offset: int) -> str:
        return f"{own}?{urlencode({**given, 'limit': query.limit, 'offset': offset})}"

    links = [link(address(query.offset), "self", GEOJSON)]
    if query.offset + len(page.features) < page.matched:
        links.append(link(address(query.offset + query.limit), "next", GEOJSON))
    if query.offset > 0:
        links.append(link(address(max(0, query.offset - query.limit)), "prev", GEOJSON))
    links.append(link(own.removesuffix("/items"), "collection", JSON))
    features = b",".join(feature_bytes(f) for f in page.features)
    head = {
        "numberMatched": page.matched,
        "numberReturned": len(page.features),
        "links": links,
    }
    opening = b'{"type":"FeatureCollection","features":['
    return opening + features + b"]," + orjson.dumps(head)[1:]
