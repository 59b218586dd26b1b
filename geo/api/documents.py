"""Documents, their sentences, and the search in them."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Request, Response
from fastapi import Query as QueryParameter
from fastapi.responses import RedirectResponse

from geo.api.answers import JSON, cached
from geo.api.catalogue import base_of
from geo.api.items import only_json
from geo.api.parameters import MAX_LIMIT, Format, Limit, Offset, PageFormat, wants_page
from geo.errors import InputError
from geo.export.documents import document_json, passage_json
from geo.model.query import PassageQuery
from geo.store.open import Store

_MAX_WORDS_CHARS = 500
_ROLES = ("", "literal", "associative")
Words = Annotated[str, QueryParameter(max_length=_MAX_WORDS_CHARS, description="All of them.")]


def documents_router(store: Store, base_url: str) -> APIRouter:
    """Return the routes that give texts."""
    router = APIRouter(tags=["Documents"])

    @router.get("/documents", summary="The documents, oldest first")
    def documents(
        request: Request, limit: Limit = 100, offset: Offset = 0, f: Format = None
    ) -> Response:
        only_json(f)
        found = store.texts.documents(min(limit, MAX_LIMIT), offset)
        body = {
            "numberMatched": store.texts.count_documents(),
            "numberReturned": len(found),
            "documents": [asdict(d) for d in found],
            "skipped": [{"source": s, "reason": r} for s, r in store.texts.skipped()],
        }
        return cached(request, orjson.dumps(body), JSON, "documents")

    @router.get(
        "/documents/{document_id}",
        summary="One document with its mentions; for browsers, the page that shows it",
        responses={303: {"description": "The page, open at this document."}},
    )
    def document(request: Request, document_id: str, f: PageFormat = None) -> Response:
        body = orjson.dumps(_document(store, document_id))
        if wants_page(request, f):
            # The fragment, which names the sentence, stays with the browser.
            address = (
                f"{base_of(request, base_url)}/?{urlencode({'doc': document_id, 'f': 'html'})}"
            )
            return RedirectResponse(address, HTTPStatus.SEE_OTHER, {"Vary": "Accept"})
        return cached(request, body, JSON, document_id, {"Vary": "Accept"})

    @router.get("/passages", summary="Sentences by words, by place, by document")
    def passages(  # noqa: PLR0913, PLR0917 - the filters of a search
        request: Request,
        q: Words = "",
        place: str = "",
        role: str = "",
        document: str = "",
        limit: Limit = 100,
        offset: Offset = 0,
    ) -> Response:
        if role not in _ROLES:
            msg = f"role must be literal or associative, not {role[:20]!r}"
            raise InputError(msg)
        query = PassageQuery(
            words=q,
            place_id=place,
            role=role,
            document_id=document,
            limit=min(limit, MAX_LIMIT),
            offset=offset,
        )
        page = store.texts.search(query)
        body = {
            "numberMatched": page.matched,
            "numberReturned": len(page.found),
            "passages": [passage_json(f) for f in page.found],
        }
        return cached(request, orjson.dumps(body), JSON, "passages")

    return router


def _document(store: Store, document_id: str) -> dict[str, object]:
    texts = store.texts
    row, (text, _) = texts.document(document_id), texts.text(document_id)
    return document_json(row, text, texts.passages(document_id), texts.mentions(document_id))
