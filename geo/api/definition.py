"""The API's definition: OpenAPI 3.0, as OGC API – Features wants it."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import FastAPI, Request, Response

from geo.api.answers import PROBLEM, cached
from geo.api.html import VARYING, page
from geo.api.parameters import PageFormat, wants_page
from geo.store.open import Store

OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
_ERROR: dict[str, Any] = {
    "content": {
        PROBLEM: {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                },
            }
        }
    }
}
ERRORS: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": "400: a parameter is wrong or unknown. 404: nothing bears that name. "
        "405: only GET and HEAD are answered.",
        **_ERROR,
    },
    "5XX": {"description": "503: it took too long; ask again, or for less.", **_ERROR},
}
"""What every resource may answer."""


class OpenApi(Response):
    """An API definition."""

    media_type = OPENAPI


def add_definition(app: FastAPI, store: Store, base_url: str) -> None:
    """Serve the definition of all that ``app`` serves at ``/api``, under the build's title."""

    @app.get(
        "/api",
        summary="This definition",
        tags=["Catalogue"],
        response_class=OpenApi,
        responses={200: {"content": {"text/html": {}}}},
    )
    def definition(request: Request, f: PageFormat = None) -> Response:
        meta = store.meta()
        said = {"title": meta["title"], "description": meta["summary"]}
        whole = app.openapi()
        info = {**whole["info"], **said}
        found = _in_3_0({**whole, "openapi": "3.0.3", "info": info})
        if wants_page(request, f):
            base = (base_url or str(request.base_url)).rstrip("/")
            return page(request, "api.html", base, tags=_by_tag(found))
        return cached(request, orjson.dumps(found), OPENAPI, "api", VARYING)


def _by_tag(definition: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the operations under their first tag, in the order of the definition."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, operations in definition["paths"].items():
        for method, operation in operations.items():
            said = {"path": path, "method": method.upper(), "description": "", **operation}
            said["parameters"] = [
                {"description": "", "required": False, "example": p["schema"].get("example"), **p}
                for p in operation.get("parameters", ())
            ]
            found.setdefault(operation["tags"][0], []).append(said)
    return found


def _in_3_0(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a definition without what only OpenAPI 3.1 knows: null as a type, many examples."""
    if isinstance(value, list):
        return [_in_3_0(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: _in_3_0(item) for key, item in value.items()}
    options = [o for o in found.get("anyOf", []) if o != {"type": "null"}]
    if len(options) == 1:
        del found["anyOf"]
        found |= options[0]
    if isinstance(found.get("examples"), list):
        found["example"] = found.pop("examples")[0]
    return found
