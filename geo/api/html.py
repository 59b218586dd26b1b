"""Answers as plain pages: without a script, made from what the JSON of the same address says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any, TypeAlias
from urllib.parse import urlencode

import orjson
from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from geo.api.answers import JSON, cached
from geo.api.parameters import wants_page
from geo.api.wording import FILTERS, TESTS, address, part

HTML = "text/html"
VARYING: Mapping[str, str] = {"Vary": "Accept"}
PAGE_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {HTML: {}}},
    303: {"description": "The page's address without the fields that a form left empty."},
}
_POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)

Piece: TypeAlias = tuple[str, bool]
"""A part of a text, and whether it was found."""


def page_or_json(
    request: Request, f: str | None, said: Mapping[str, Any], template: str, base: str
) -> Response:
    """Return what a resource says, as a page for browsers, as JSON for others."""
    if wants_page(request, f):
        return tidied(request) or page(request, template, base, said=said)
    return cached(request, orjson.dumps(said), JSON, template, VARYING)


def tidied(request: Request) -> Response | None:
    """Return the way to an address without the fields that a form left empty, if it has such."""
    given = request.query_params.multi_items()
    kept = [(name, value) for name, value in given if value]
    if len(kept) == len(given):
        return None
    return RedirectResponse(f"{request.url.path}?{urlencode(kept)}", HTTPStatus.SEE_OTHER, VARYING)


def page(request: Request, template: str, base: str, **values: Any) -> Response:  # noqa: ANN401 - JSON
    """Return a page; every value in it is escaped."""
    given = _Given({k: v for k, v in request.query_params.items() if k != "f"})
    body = (
        _environment()
        .get_template(template)
        .render(
            **values,
            base=base,
            site=request.app.state.title(),
            given=given,
            path=request.url.path,
            json_address=address(request.url.path, {**given, "f": "json"}),
        )
    )
    headers = {"Content-Security-Policy": _POLICY, **VARYING}
    return cached(request, body.encode(), f"{HTML}; charset=utf-8", template, headers)


def pieces(text: str, hits: Iterable[tuple[int, int]], start: int, end: int) -> list[Piece]:
    """Return a part of a text, cut at the words that were found."""
    found: list[Piece] = []
    at = start
    for first, last in hits:
        low, high = max(first, at), min(last, end)
        if low < high:
            found += [(text[at:low], False), (text[low:high], True)]
            at = high
    return [piece for piece in (*found, (text[at:end], False)) if piece[0]]


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("geo.api"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"address": address, "pieces": pieces, "part": part}
    made.filters |= FILTERS
    made.tests |= TESTS
    return made


class _Given(dict[str, str]):
    """The parameters of a request; one that was not given is empty."""

    def __missing__(self, name: str) -> str:
        """Return nothing for what was not given."""
        return ""
