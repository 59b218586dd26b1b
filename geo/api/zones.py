"""Zones with what is told of them: facts, figure, page."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Request, Response

from geo.api.answers import JSON, cached
from geo.api.parameters import PageFormat, wants_page
from geo.errors import NotFoundError
from geo.store.protocol import Store

SVG = "image/svg+xml"
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Figure(Response):
    """A drawing."""

    media_type = SVG


def zones_router(store: Store) -> APIRouter:
    """Return the routes that tell of zones."""
    router = APIRouter(tags=["Zones"])

    @router.get("/zones", summary="The zones, each with its area in words")
    def zones(request: Request) -> Response:
        found = [orjson.loads(store.asset(name)) for name in store.assets("zone/", ".json")]
        body = {
            "zones": [
                {
                    "id": f["zone"],
                    "title": f["title"],
                    "area": f["area"],
                    "link": f"/zones/{f['zone']}",
                }
                for f in found
            ]
        }
        return cached(request, orjson.dumps(body), JSON, "zones")

    @router.get(
        "/zones/{zone_id}",
        summary="One zone: areas, places, readings, evidence; for browsers, as a page",
        responses={200: {"content": {"text/html": {}}}},
    )
    def zone(request: Request, zone_id: str, f: PageFormat = None) -> Response:
        if wants_page(request, f):
            headers = {"Content-Security-Policy": _POLICY, "Vary": "Accept"}
            body = _asset(store, zone_id, "html")
            return cached(request, body, "text/html; charset=utf-8", f"{zone_id}.html", headers)
        body = _asset(store, zone_id, "json")
        return cached(request, body, JSON, f"{zone_id}.json", {"Vary": "Accept"})

    @router.get(
        "/zones/{zone_id}/figure.svg",
        summary="One zone as a figure with its own legend",
        response_class=Figure,
    )
    def figure(request: Request, zone_id: str) -> Response:
        return cached(request, _asset(store, zone_id, "svg"), SVG, f"{zone_id}.svg")

    return router


def _asset(store: Store, zone_id: str, ending: str) -> bytes:
    try:
        return store.asset(f"zone/{zone_id}.{ending}")
    except NotFoundError:
        msg = f"there is no zone {zone_id!r}"
        raise NotFoundError(msg) from None
