"""Documents, their sentences, and the search in them."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote, urlencode

import orjson
from fastapi import APIRouter, Depends, Request, Response
from fastapi import Query as QueryParameter
from fastapi.responses import RedirectResponse

from geo.api.answers import JSON, cached, link
from geo.api.asked_texts import DocumentSelection, PassageSelection
from geo.api.catalogue import base_of
from geo.api.html import HTML, PAGE_ANSWERS, VARYING, page, page_or_json, tidied
from geo.api.parameters import PageFormat, wants_page
from geo.export.documents import document_json, passage_json
from geo.model.query import DocumentPage, FoundPage
from geo.model.resolution import Status
from geo.model.text import Use
from geo.store.protocol import Store

TEXT = "text/plain; charset=utf-8"
_PAGING = frozenset({"after", "offset"})
_CHOICES = {
    "uses": [(use.value, use.value) for use in Use],
    "statuses": [(status.value, status.value) for status in Status],
}
_TextFormat = Annotated[
    str | None,
    QueryParameter(
        alias="f",
        description="json, html or text, over Accept.",
        json_schema_extra={"enum": ["json", "geojson", "html", "text"]},
    ),
]


def documents_router(store: Store, base_url: str) -> APIRouter:
    """Return the routes that give texts."""
    router = APIRouter(tags=["Documents"])

    @router.get(
        "/documents",
        summary="The documents, oldest first",
        responses=PAGE_ANSWERS,
    )
    def documents(
        request: Request,
        asked: Annotated[DocumentSelection, Depends()],
        f: PageFormat = None,
    ) -> Response:
        result = store.texts.documents(asked.query)
        base = base_of(request, base_url)
        first = not (asked.query.after or asked.query.offset)
        follow = {"after": result.documents[-1].id} if result.more else None
        said = {
            **_counts(result, len(result.documents)),
            "links": _links(request, f"{base}/documents", follow),
            "documents": [asdict(d) for d in result.documents],
            "skipped": [{"source": s, "reason": r} for s, r in store.texts.skipped()]
            if first
            else [],
        }
        return page_or_json(request, f, said, "documents.html", base)

    @router.get(
        "/documents/{document_id}",
        summary="One document with its mentions; its bare text; for browsers, the reader",
        responses={
            200: {"content": {"text/plain": {}}},
            303: {"description": "The page, open at this document."},
        },
    )
    def document(request: Request, document_id: str, f: _TextFormat = None) -> Response:
        if f == "text":
            text, _ = store.texts.text(document_id)
            # One sign for one that UTF-8 has not, so that offsets hold.
            return cached(request, text.encode("utf-8", "replace"), TEXT, document_id, VARYING)
        base = base_of(request, base_url)
        body = orjson.dumps(_document(store, document_id, base))
        if wants_page(request, f):
            # The fragment, which names the sentence, stays with the browser.
            return RedirectResponse(reader_link(base, document_id), HTTPStatus.SEE_OTHER, VARYING)
        return cached(request, body, JSON, document_id, VARYING)

    @router.get(
        "/passages",
        summary="Sentences by words, by what they name and where, by document and date",
        responses=PAGE_ANSWERS,
    )
    def passages(
        request: Request,
        asked: Annotated[PassageSelection, Depends()],
        f: PageFormat = None,
    ) -> Response:
        result = store.texts.search(asked.query)
        base = base_of(request, base_url)
        follow = {"after": result.found[-1].passage.id} if result.found else {}
        if asked.query.ranked:
            follow = {"offset": str(asked.query.offset + len(result.found))}
        said = {
            **_counts(result, len(result.found)),
            "links": _links(request, f"{base}/passages", follow if result.more else None),
            "passages": [_passage(passage_json(found), base) for found in result.found],
        }
        if wants_page(request, f):
            return tidied(request) or page(request, "passages.html", base, said=said, **_CHOICES)
        return cached(request, orjson.dumps(said), JSON, "passages", VARYING)

    return router


def reader_link(base: str, document_id: str, span: tuple[int, int] | None = None) -> str:
    """Return the address of the reader, open at a document and at a span of it."""
    fragment = f"#m{span[0]}-{span[1]}" if span else ""
    return f"{base}/?{urlencode({'doc': document_id, 'f': 'html'})}{fragment}"


def _document(store: Store, document_id: str, base: str) -> dict[str, object]:
    texts = store.texts
    row, (text, _) = texts.document(document_id), texts.text(document_id)
    own = f"{base}/documents/{quote(document_id, safe='')}"
    return {
        **document_json(row, text, texts.passages(document_id), texts.mentions(document_id)),
        "places": [asdict(place) for place in texts.places(document_id)],
        "statements": orjson.Fragment(texts.statements(document_id)),
        "links": [
            link(f"{own}?f=json", "self", JSON),
            link(f"{own}?f=html", "alternate", HTML, "in the reader, beside the map"),
            link(f"{own}?f=text", "alternate", TEXT, "the bare text, in which offsets hold"),
            link(f"{base}/documents", "collection", JSON),
        ],
    }


def _passage(said: dict[str, Any], base: str) -> dict[str, Any]:
    span = (said["start"], said["end"])
    return {**said, "link": reader_link(base, said["document_id"], span)}


def _counts(page: FoundPage | DocumentPage, returned: int) -> dict[str, int]:
    matched = {} if page.matched is None else {"numberMatched": page.matched}
    return {**matched, "numberReturned": returned}


def _links(request: Request, address: str, follow: dict[str, str] | None) -> list[dict[str, str]]:
    given = {k: v for k, v in request.query_params.items() if k != "f"}
    found = [
        link(_address(address, {**given, "f": "json"}), "self", JSON),
        link(_address(address, {**given, "f": "html"}), "alternate", HTML),
    ]
    if follow is not None:
        rest = {k: v for k, v in request.query_params.items() if k not in _PAGING}
        found.append(link(_address(address, {**rest, **follow}), "next", JSON))
    return found


def _address(address: str, given: dict[str, str]) -> str:
    return f"{address}?{urlencode(given)}"
