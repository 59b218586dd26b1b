"""The page and its assets."""

from __future__ import annotations

import secrets
from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request, Response

from geo.api.answers import cached
from geo.api.catalogue import base_of, landing
from geo.api.parameters import PageFormat, known_to, unknown, wants_page
from geo.errors import NotFoundError
from geo.render.assets_list import ASSETS, MEDIA_TYPES, asset_bytes
from geo.store.protocol import Store

NONCE_MARK, BUILD_MARK = b"@@nonce@@", b"@@build@@"
_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; "
    "style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


_PageState = Annotated[str, Query(description="State of the page; read by the page itself.")]


def pages_router(store: Store, base_url: str) -> APIRouter:
    """Return the routes that give the page."""
    router = APIRouter(tags=["Page"])

    @router.get(
        "/",
        summary="The map for browsers, the landing page for clients",
        responses={200: {"content": {"text/html": {}}}},
    )
    def root(
        request: Request,
        f: PageFormat = None,
        doc: _PageState = "",
        sel: _PageState = "",
        show: _PageState = "",
        line: _PageState = "",
    ) -> Response:
        del doc, sel, show, line  # the page reads them from its own address
        if wants_page(request, f):
            return _page(store)
        unknown(request, known_to(request))
        body = orjson.dumps(landing(store, base_of(request, base_url)))
        return cached(request, body, "application/json", "landing", {"Vary": "Accept"})

    @router.get("/page.json", include_in_schema=False)
    def data(request: Request) -> Response:
        return cached(request, store.asset("page.json"), "application/json", "page")

    @router.get("/static/{name}", include_in_schema=False)
    def static(request: Request, name: str) -> Response:
        if name not in ASSETS:
            msg = f"there is no asset {name!r}"
            raise NotFoundError(msg)
        media_type = MEDIA_TYPES[name.rpartition(".")[2]]
        return cached(request, asset_bytes(name), media_type, name)

    return router


def _page(store: Store) -> Response:
    nonce = secrets.token_urlsafe(16)
    body = store.asset("page.html").replace(NONCE_MARK, nonce.encode())
    body = body.replace(BUILD_MARK, store.meta()["digest"].encode())
    headers = {
        "Content-Security-Policy": _POLICY.format(nonce=nonce),
        "Cache-Control": "no-cache",
        "Vary": "Accept",
    }
    return Response(body, media_type="text/html; charset=utf-8", headers=headers)
