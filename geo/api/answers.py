"""Answers: JSON, GeoJSON, problems, and what a cache needs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from http import HTTPStatus

import orjson
from fastapi import Request, Response

GEOJSON = "application/geo+json"
JSON = "application/json"
PROBLEM = "application/problem+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
_MOST_LINK_BYTES = 4096
_REVALIDATE = {"Cache-Control": "no-cache"}


class GeoJson(Response):
    """A feature, or a collection of them."""

    media_type = GEOJSON


def json_answer(
    value: object, media_type: str = JSON, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a value as JSON."""
    return Response(orjson.dumps(value), media_type=media_type, headers=headers)


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an error as RFC 9457 has it; ``detail`` is plain text and never HTML."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    return Response(orjson.dumps(body), status, headers, media_type=PROBLEM)


def cached_json(request: Request, value: object) -> Response:
    """Return a value as JSON with its ETag, or 304 where the client has it already."""
    return cached(request, orjson.dumps(value), JSON, "")


def cached(
    request: Request,
    body: bytes,
    media_type: str,
    mark: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a body with its ETag, or 304 where the client has it already."""
    etag = f'W/"{hashlib.sha256(mark.encode() + body).hexdigest()[:16]}"'
    found = {**_REVALIDATE, **(headers or {}), "ETag": etag}
    if holds(request, etag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=found)
    return Response(body, media_type=media_type, headers=found)


def holds(request: Request, etag: str) -> bool:
    """Tell whether the client has what an ETag names; compared weakly, as RFC 9110 wants."""
    given = request.headers.get("if-none-match", "")
    known = {mark.strip().removeprefix("W/") for mark in given.split(",")}
    return "*" in known or etag.removeprefix("W/") in known


def link_header(links: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return links as a header, for clients that read no body; none where it would be long.

    Servers in between refuse heads above 8 kB, and a filter stands in each link.
    """
    told = ", ".join(f'<{li["href"]}>; rel="{li["rel"]}"; type="{li["type"]}"' for li in links)
    return {"Link": told} if told.isascii() and len(told) <= _MOST_LINK_BYTES else {}


def link(href: str, rel: str, media_type: str, title: str = "") -> dict[str, str]:
    """Return a link of OGC API."""
    found = {"href": href, "rel": rel, "type": media_type}
    return {**found, "title": title} if title else found
