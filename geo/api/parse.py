"""Texts that clients post, read as ``dateline parse`` reads them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from geo.api.answers import GEOJSON, PROBLEM, GeoJson, problem
from geo.api.current import CurrentDossier
from geo.api.rates import charge
from geo.errors import InputError, TooSlowError
from geo.export.mentions import mention_feature, mention_rows
from geo.export.stream import geojson_stream
from geo.model.dossier import Dossier
from geo.model.text import Document
from geo.read.files import read_bytes

if TYPE_CHECKING:
    from geo.pipeline.engine import Engine

MAX_BYTES = 200_000
"""Some thirty thousand words. Nothing but names, they take half a minute, and give 120 MB."""
_UNIT_BYTES = 200
"""Of what a client may ask in a minute, beyond what any text counts."""
_MOST_WAITING = 4
_FIELDS = frozenset({"text", "date", "language"})
_SUFFIXES = {"text/plain": ".txt", "application/json": ".jsonl"}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "text/plain": {"schema": {"type": "string"}},
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["text"],
                    "properties": {
                        "text": {"type": "string"},
                        "date": {"type": "string", "example": "2018-09-17"},
                        "language": {"type": "string", "example": "en"},
                    },
                    "additionalProperties": False,
                }
            },
        },
    }
}


class TextParser:
    """Reads one text after the other: more at once would not be faster, and hold up the rest.

    The engine is prepared at the first text, and again where the build comes from other rules.
    """

    def __init__(self, current: CurrentDossier) -> None:
        """Keep what gives the dossier."""
        self._current = current
        self._dossier: Dossier | None = None
        self._engine: Engine | None = None
        self._busy = threading.Lock()
        self._places = threading.Semaphore(_MOST_WAITING)

    def features(self, body: bytes, suffix: str) -> bytes:
        """Return the mentions as a FeatureCollection; raises InputError and TooSlowError."""
        if not self._places.acquire(blocking=False):
            msg = f"{_MOST_WAITING} texts are being read already; ask again"
            raise TooSlowError(msg)
        try:
            with self._busy:
                engine = self._prepared()
                document = _document(body, suffix, engine.dossier.languages)
                return b"".join(_features(document, engine))
        finally:
            self._places.release()

    def _prepared(self) -> Engine:
        from geo.pipeline.engine import prepare  # noqa: PLC0415 - most servers are sent no text

        dossier = self._current.dossier()
        if self._engine is None or dossier is not self._dossier:
            self._engine, self._dossier = prepare(dossier), dossier
        return self._engine


def parse_router(parser: TextParser) -> APIRouter:
    """Return the route that reads texts."""
    router = APIRouter(tags=["Parse"])

    @router.post(
        "/parse",
        summary="The mentions in a text of yours, with the places that they mean",
        response_class=GeoJson,
        openapi_extra=_BODY,
        responses={
            status: {"description": said, "content": {PROBLEM: {}}}
            for status, said in (
                (413, f"More than {MAX_BYTES:,} bytes."),
                (415, f"Neither of {', '.join(_SUFFIXES)}."),
            )
        },
    )
    async def parse(request: Request) -> Response:
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
        if media_type not in _SUFFIXES:
            return problem(415, f"send a text as {' or '.join(_SUFFIXES)}")
        body = await _body(request)
        if body is None:
            return problem(413, f"a text may have {MAX_BYTES:,} bytes", {"Connection": "close"})
        charge(request.scope, len(body) // _UNIT_BYTES)
        found = await run_in_threadpool(parser.features, body, _SUFFIXES[media_type])
        return Response(found, media_type=GEOJSON, headers={"Cache-Control": "no-store"})

    return router


async def _body(request: Request) -> bytes | None:
    """Return the body, None as soon as it is too long: what is announced is not believed."""
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced[:20]) > MAX_BYTES:
        return None
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MAX_BYTES:
            return None
    return bytes(body)


def _document(body: bytes, suffix: str, languages: tuple[str, ...]) -> Document:
    """Return what was sent as a document; raises InputError."""
    record = _record(body) if suffix == ".jsonl" else body
    item = next(iter(read_bytes("text", record, languages, suffix)))
    if not isinstance(item, Document):
        msg = f"the text {item.reason}"
        raise InputError(msg)
    return item


def _record(body: bytes) -> bytes:
    """Return the JSON that was sent on one line; raises InputError for what does not fit."""
    try:
        record = orjson.loads(body)
    except orjson.JSONDecodeError as exc:
        msg = f"the body is not JSON: {exc}"
        raise InputError(msg) from exc
    known = ", ".join(sorted(_FIELDS))
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        msg = f"the body must be an object with text; it may have {known}"
        raise InputError(msg)
    for name in _FIELDS & record.keys():
        if not isinstance(record[name], str):
            msg = f"{name} must be a text"
            raise InputError(msg)
    strange = sorted(set(record) - _FIELDS)
    if strange:
        msg = f"unknown member {strange[0][:40]!r}; the body may have {known}"
        raise InputError(msg)
    return orjson.dumps({**record, "id": "text"})


def _features(document: Document, engine: Engine) -> list[bytes]:
    from geo.pipeline.reading import read_documents  # noqa: PLC0415 - most servers are sent no text

    readings = read_documents([document], engine, explained=False)
    rows = (row for reading in readings for row in mention_rows(reading))
    return list(geojson_stream(map(mention_feature, rows)))
