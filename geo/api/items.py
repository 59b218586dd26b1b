"""Features: the items of a collection, and one of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import quote, urlencode

import orjson
from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from geo.api.answers import GEOJSON, JSON, GeoJson, cached, link, link_header
from geo.api.catalogue import base_of
from geo.api.html import HTML, PAGE_ANSWERS, VARYING, tidied
from geo.api.items_pages import item_page, items_page
from geo.api.paging import After, following, page_links
from geo.api.parameters import Limit, Offset, PageFormat, wants_page
from geo.api.quick import quick
from geo.api.selection import Chosen, CrsText, Selection, read_chosen, read_crs
from geo.api.shaping import in_crs, out_of_reach, shaped
from geo.export.stream import feature_bytes
from geo.geodesy.reference import CRS84, Crs
from geo.model.query import Page
from geo.store.protocol import Store

_FEW = 200
"""So many points of a box are found and written in some 2 ms: less than a thread takes to."""
PROPERTY_FILTERS = {
    "name": "queryables",
    "in": "query",
    "description": "A queryable of the collection and the value it must have, like role=literal.",
    "style": "form",
    "explode": True,
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
}


def items_router(store: Store, base_url: str) -> APIRouter:
    """Return the routes that give features."""
    router = APIRouter(tags=["Features"])

    @quick(
        router,
        "/collections/{collection}/items",
        summary="Features of a collection",
        response_class=GeoJson,
        responses=PAGE_ANSWERS,
        openapi_extra={"parameters": [PROPERTY_FILTERS]},
    )
    async def items(  # noqa: PLR0913, PLR0917 - the parameters of the standard
        request: Request,
        collection: str,
        selection: Annotated[Selection, Depends()],
        crs: CrsText = CRS84.uri,
        properties: Chosen = None,
        limit: Limit = 100,
        offset: Offset = 0,
        after: After = None,
        f: PageFormat = None,
    ) -> Response:
        asked = _Asked(
            collection=collection,
            selection=selection,
            crs=crs,
            properties=properties,
            limit=limit,
            offset=offset,
            after=after,
            as_page=wants_page(request, f),
        )
        if _is_light(asked, store):
            return _answered(request, asked, store, base_url)
        return await run_in_threadpool(_answered, request, asked, store, base_url)

    @quick(
        router,
        "/collections/{collection}/items/{fid:path}",
        summary="One feature",
        response_class=GeoJson,
        responses={200: {"content": {HTML: {}}}},
    )
    async def item(
        request: Request, collection: str, fid: str, crs: CrsText = CRS84.uri, f: PageFormat = None
    ) -> Response:
        asked = _AskedOne(collection=collection, fid=fid, crs=crs, as_page=wants_page(request, f))
        if store.file is not None:
            return _one(request, asked, store, base_url)
        return await run_in_threadpool(_one, request, asked, store, base_url)

    return router


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a request asks of a collection, as it is written in its address."""

    collection: str
    selection: Selection
    crs: str
    properties: str | None
    limit: int
    offset: int
    after: str | None
    as_page: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _AskedOne:
    """What a request asks of one feature, as it is written in its address."""

    collection: str
    fid: str
    crs: str
    as_page: bool


def _one(request: Request, asked: _AskedOne, store: Store, base_url: str) -> Response:
    collection, system = asked.collection, read_crs(asked.crs, "crs")
    feature = in_crs(store.features.item(collection, asked.fid), system)
    base = f"{base_of(request, base_url)}/collections/{collection}"
    own = f"{base}/items/{quote(asked.fid, safe='')}"
    said = f"?{urlencode({'crs': asked.crs})}" if system != CRS84 else ""
    links = [
        link(f"{own}{said}", "self", GEOJSON),
        link(f"{own}?f=html", "alternate", HTML, "to read"),
        link(base, "collection", JSON),
    ]
    body = feature_bytes(feature, b',"links":' + orjson.dumps(links))
    if asked.as_page:
        info = store.features.layer(collection)
        found = store.texts.mention(asked.fid).candidates if collection == "mentions" else b"[]"
        return item_page(request, info, body, base_of(request, base_url), found)
    return cached(request, body, GEOJSON, collection, _said(system, links))


def _is_light(asked: _Asked, store: Store) -> bool:
    """Tell whether a page of points is asked for that a thread would make dearer.

    Never of a database: it may let its asker wait, and the event loop with him.
    """
    return (
        store.file is not None
        and not asked.as_page
        and asked.limit <= _FEW
        and asked.selection.is_plain()
        and store.features.layer(asked.collection).only_points
    )


def _answered(request: Request, asked: _Asked, store: Store, base_url: str) -> Response:
    if asked.as_page and (tidy := tidied(request)) is not None:
        return tidy
    system = read_crs(asked.crs, "crs")
    collection = asked.collection
    info = store.features.layer(collection)
    query = asked.selection.query(info, asked.limit, asked.offset)
    query = following(query, asked.after, info.version)
    names = store.features.property_names(collection) if asked.properties is not None else ()
    chosen = read_chosen(asked.properties, names)
    page = store.features.items(collection, query)
    features = shaped(page.features, system, chosen)
    base = base_of(request, base_url)
    links = page_links(
        request, page, query, f"{base}/collections/{collection}/items", info.version
    )
    lost = out_of_reach(page.features, features)
    body = _collection(replace(page, features=features), links, lost)
    if asked.as_page:
        return items_page(request, info, body, base)
    return cached(request, body, GEOJSON, collection, _said(system, links))


def _said(system: Crs, links: list[dict[str, str]]) -> dict[str, str]:
    return {"Content-Crs": f"<{system.uri}>", **link_header(links), **VARYING}


def _collection(page: Page, links: list[dict[str, str]], lost: list[str]) -> bytes:
    features = b",".join(feature_bytes(f) for f in page.features)
    head = {
        **({"numberMatched": page.matched} if page.matched is not None else {}),
        "numberReturned": len(page.features),
        "links": links,
        **({"outOfCrs": lost} if lost else {}),
    }
    opening = b'{"type":"FeatureCollection","features":['
    return opening + features + b"]," + orjson.dumps(head)[1:]
