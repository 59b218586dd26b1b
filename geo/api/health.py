"""Whether the server lives, whether it can answer, and its figures."""

from __future__ import annotations

import sqlite3
from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool

from geo.api.answers import json_answer, problem
from geo.api.metrics import Metrics
from geo.api.quick import quick
from geo.errors import DatelineError
from geo.pipeline.build_state import read_state
from geo.store.protocol import Store

_FRESH = {"Cache-Control": "no-store"}


def health_router(store: Store, metrics: Metrics) -> APIRouter:
    """Return the routes that machines ask; none of them counts against a limit."""
    router = APIRouter(tags=["Health"])

    @quick(router, "/healthz", summary="Whether the server lives, and what it serves")
    async def health() -> Response:
        return json_answer(_told(store), headers=_FRESH)

    @quick(router, "/readyz", summary="Whether the store can be read")
    async def ready() -> Response:
        told = _told(store)
        if told["status"] != "ok":
            return problem(503, "the store cannot be read", _FRESH)
        return json_answer(told, headers=_FRESH)

    @router.get(
        "/metrics",
        summary="Figures for Prometheus",
        response_class=Response,
        responses={200: {"content": {"text/plain": {}}}},
    )
    async def figures() -> Response:
        found = await run_in_threadpool(metrics.text)
        return Response(found, media_type=CONTENT_TYPE_LATEST, headers=_FRESH)

    return router


def _told(store: Store) -> dict[str, Any]:
    """Return what is served; a server that cannot read its store still lives, and says so."""
    state = read_state(store.file.parent) if store.file else {}
    try:
        meta = store.meta()
    except (OSError, sqlite3.Error, DatelineError):
        return {"status": "unreadable", "builds": state}
    return {
        "status": "ok",
        "dossier": meta["dossier"],
        "build": meta["digest"],
        "builds": state,
    }
