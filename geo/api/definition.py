"""The API's definition: OpenAPI 3.0, as OGC API – Features wants it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response

from geo.api.answers import OPENAPI, cached
from geo.api.catalogue import base_of
from geo.api.described import components, described, writing_operations
from geo.api.html import VARYING, page
from geo.api.parameters import PageFormat, wants_page
from geo.store.protocol import Store


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
        plain = _in_3_0({**whole, "openapi": "3.0.3", "info": info})
        paths = described(plain["paths"], store, writing_operations(app))
        found = {**plain, "paths": paths, "components": components(plain.get("components", {}))}
        if wants_page(request, f):
            return page(request, "api.html", base_of(request, base_url), tags=_by_tag(found))
        return cached(request, orjson.dumps(found), OPENAPI, "api", VARYING)


def _by_tag(definition: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the operations under their first tag, in the order of the definition."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, operations in definition["paths"].items():
        for method, operation in operations.items():
            said = {"path": path, "method": method.upper(), "description": "", **operation}
            said["parameters"] = [
                {"description": "", "required": False, "example": _example(p["schema"]), **p}
                for p in operation.get("parameters", ())
            ]
            found.setdefault(operation["tags"][0], []).append(said)
    return found


def _example(schema: Mapping[str, Any]) -> object:
    """Return the example of a parameter as it stands in an address."""
    found = schema.get("example")
    return ",".join(map(str, found)) if isinstance(found, list) else found


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
