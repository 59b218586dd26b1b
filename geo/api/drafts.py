"""Rows for a gazetteer, drafted for names that have no place."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from geo.api.answers import JSON, PROBLEM, json_answer, problem
from geo.api.bodies import json_object, number_of, text_of
from geo.api.corrections import Desk
from geo.api.writing import writer
from geo.errors import ReadOnlyError
from geo.pipeline.drafting import CLASSES, Draft, NewPlace, add_row, draft_row

_MEMBERS = ("name", "lon", "lat", "precision_m", "feature_code", "source", "note")
_MOST_CHARS = 500
_WIDEST_M = 200_000
_NO_DOSSIER = "this build is served without its dossier"
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": list(_MEMBERS[:-1]),
    "properties": {
        "name": {"type": "string"},
        "lon": {"type": "number", "minimum": -180, "maximum": 180},
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "precision_m": {"type": "number", "minimum": 1, "maximum": _WIDEST_M},
        "feature_code": {"type": "string", "enum": list(CLASSES)},
        "source": {"type": "string"},
        "note": {"type": "string"},
    },
    "additionalProperties": False,
}
_BODY: dict[str, Any] = {"requestBody": {"required": True, "content": {JSON: {"schema": _SCHEMA}}}}
_REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"description": said, "content": {PROBLEM: {}}}
    for status, said in (
        (401, "No token was sent."),
        (403, "The token is not known."),
        (409, "The dossier has no gazetteer of its own that can be written."),
    )
}


def drafts_router(desk: Desk) -> APIRouter:
    """Return the routes that make rows."""
    router = APIRouter(tags=["Review"])

    @router.post(
        "/gazetteer/drafts",
        summary="A row for the gazetteer, to be copied",
        openapi_extra=_BODY,
        responses={409: _REFUSALS[409]},
    )
    async def draft(request: Request) -> Response:
        said = _said(await json_object(request, _MEMBERS))
        if desk.decisions is None:
            return problem(HTTPStatus.CONFLICT, _NO_DOSSIER)
        made = await run_in_threadpool(draft_row, desk.decisions.dossier, said)
        return _answer(made, HTTPStatus.OK)

    @router.post(
        "/gazetteer/rows",
        summary="Add a row to the dossier's own gazetteer",
        status_code=201,
        openapi_extra=_BODY,
        responses=_REFUSALS,
    )
    async def add(request: Request, author: Annotated[str, Depends(writer)]) -> Response:
        said = _said(await json_object(request, _MEMBERS))
        if desk.decisions is None:
            return problem(HTTPStatus.CONFLICT, _NO_DOSSIER)
        try:
            made = await run_in_threadpool(add_row, desk.decisions.dossier, said, author)
        except ReadOnlyError as exc:
            return problem(HTTPStatus.CONFLICT, str(exc))
        return _answer(made, HTTPStatus.CREATED)

    return router


def _said(found: dict[str, Any]) -> NewPlace:
    return NewPlace(
        name=text_of(found, "name", _MOST_CHARS),
        lon_deg=number_of(found, "lon", -180, 180),
        lat_deg=number_of(found, "lat", -90, 90),
        precision_m=number_of(found, "precision_m", 1, _WIDEST_M),
        feature_code=text_of(found, "feature_code", _MOST_CHARS),
        source=text_of(found, "source", _MOST_CHARS),
        note=text_of(found, "note", _MOST_CHARS, ""),
    )


def _answer(made: Draft, status: HTTPStatus) -> Response:
    answer = json_answer({"id": made.place_id, "csv": made.csv})
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer
