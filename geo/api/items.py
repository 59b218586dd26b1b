"""Features: the items of a collection, and one of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from urllib.parse import quote, urlencode

import orjson
from fastapi import APIRouter, Depends, Request, Response

from geo.api.answers import GEOJSON, JSON, GeoJson, cached, link, link_header
from geo.api.catalogue import base_of
from geo.api.html import HTML, PAGE_ANSWERS, VARYING, tidied
from geo.api.items_pages import item_page, items_page
from geo.api.paging import After, following, page_links
from geo.api.parameters import Limit, Offset, PageFormat, wants_page
from geo.api.quick import quick
from geo.api.selection import Chosen, CrsText, Selection, read_chosen, read_crs
from geo.api.shaping import in_crs, out_of_reach, with_only
from geo.export.stream import feature_bytes
from geo.geodesy.reference import CRS84, Crs
from geo.model.query import Page
from geo.store.open import Store

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

    @router.get(
        "/collections/{collection}/items",
        summary="Features of a collection",
        response_class=GeoJson,
        responses=PAGE_ANSWERS,
        openapi_extra={"parameters": [PROPERTY_FILTERS]},
    )
    def items(  # noqa: PLR0913, PLR0917 - the parameters of the standard
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
        as_page = wants_page(request, f)
        if as_page and (tidy := tidied(request)) is not None:
            return tidy
        system = read_crs(crs, "crs")
        info = store.features.layer(collection)
        query = following(selection.query(info, limit, offset), after, info.version)
        names = store.features.property_names(collection) if properties is not None else ()
        chosen = read_chosen(properties, names)
        page = store.features.items(collection, query)
        shaped = tuple(with_only(in_crs(feature, system), chosen) for feature in page.features)
        lost = out_of_reach(page.features, shaped)
        own = f"{base_of(request, base_url)}/collections/{collection}/items"
        links = page_links(request, page, query, own, info.version)
        body = _collection(replace(page, features=shaped), links, lost)
        if as_page:
            return items_page(request, info, body, base_of(request, base_url))
        return cached(request, body, GEOJSON, collection, _said(system, links))

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
        as_page = wants_page(request, f)
        system = read_crs(crs, "crs")
        feature = in_crs(store.features.item(collection, fid), system)
        base = f"{base_of(request, base_url)}/collections/{collection}"
        own = f"{base}/items/{quote(fid, safe='')}"
        asked = f"?{urlencode({'crs': crs})}" if system != CRS84 else ""
        links = [
            link(f"{own}{asked}", "self", GEOJSON),
            link(f"{own}?f=html", "alternate", HTML, "to read"),
            link(base, "collection", JSON),
        ]
        body = feature_bytes(feature, b',"links":' + orjson.dumps(links))
        if as_page:
            info = store.features.layer(collection)
            found = store.texts.mention(fid).candidates if collection == "mentions" else b"[]"
            return item_page(request, info, body, base_of(request, base_url), found)
        return cached(request, body, GEOJSON, collection, _said(system, links))

    return router


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
