"""The API's definition: OpenAPI 3.0, as OGC API – Features wants it."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import FastAPI, Request, Response

from geo.api.answers import PROBLEM, cached
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


def add_definition(app: FastAPI, store: Store) -> None:
    """Serve the definition of all that ``app`` serves at ``/api``, under the build's title."""

    @app.get("/api", summary="This definition", tags=["Catalogue"], response_class=OpenApi)
    def definition(request: Request) -> Response:
        meta = store.meta()
        said = {"title": meta["title"], "description": meta["summary"]}
        whole = app.openapi()
        info = {**whole["info"], **said}
        found = _in_3_0({**whole, "openapi": "3.0.3", "info": info})
        return cached(request, orjson.dumps(found), OPENAPI, "api")


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
