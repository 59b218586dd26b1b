"""What the definition says beyond what each route does: every status, the ids, who may write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from geo.api.answers import GEOJSON, JSON, PROBLEM
from geo.api.styles import SHEETS, drawn_layers
from geo.api.writing import writer
from geo.export.formats import FILE_TYPES, LINKED, STREAMS
from geo.model.query import LayerInfo
from geo.model.tiling import TILE_COLUMNS
from geo.store.protocol import Store

_TOKEN = "token"  # noqa: S105 - what the scheme is called
_RETRY = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
_SAID: Mapping[str, str] = {
    "400": "A parameter is wrong or unknown, or this host is not served.",
    "401": "Writing needs a token.",
    "403": "Nobody bears this token, or a page of another site sent it.",
    "404": "Nothing bears that name.",
    "408": "The body took too long.",
    "413": "The body is too long.",
    "415": "The body is of another media type.",
    "429": "Too much was asked in the last minute.",
    "500": "A fault of ours, with the id to report it by.",
    "503": "It took too long: ask again, or for less.",
}
_ALWAYS, _WITH_BODY, _WRITTEN = ("400", "429", "500", "503"), ("408", "413"), ("401", "403")
_UNMARKED = frozenset({"/layers/{name}", "/healthz", "/readyz", "/metrics"})
"""Their answers bear no ETag."""
_NOT_MODIFIED = {
    "304": {"description": "The client has what its If-None-Match names.", "headers": {}}
}
_PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    },
}

_LINES = frozenset({"application/geo+json-seq", "application/x-ndjson"})
_OBJECT: Mapping[str, Any] = {"type": "object"}
_TEXT: Mapping[str, Any] = {"type": "string"}
_BYTES: Mapping[str, Any] = {"type": "string", "format": "binary"}
_FEATURE: Mapping[str, Any] = {
    "type": "object",
    "required": ["type", "geometry", "properties"],
    "properties": {
        "type": {"type": "string", "enum": ["Feature"]},
        "geometry": {"type": "object", "nullable": True},
        "properties": {"type": "object"},
        "links": {"type": "array", "items": {"type": "object"}},
    },
}
_FEATURES: Mapping[str, Any] = {
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": {"type": "array", "items": {"$ref": "#/components/schemas/Feature"}},
        "links": {"type": "array", "items": {"type": "object"}},
        "numberMatched": {"type": "integer", "minimum": 0},
        "numberReturned": {"type": "integer", "minimum": 0},
    },
}
_VALIDATION = frozenset({"HTTPValidationError", "ValidationError"})
"""What FastAPI would answer with 422: here a wrong parameter is 400, and a problem."""

Definition = dict[str, Any]
Ids = Mapping[tuple[str, str], list[str]]
"""The values of a path's parameter, by the beginning of the path and the parameter."""


def components(found: Definition) -> Definition:
    """Return what operations refer to: what was found, problems, the token of those who write."""
    own = {n: s for n, s in found.get("schemas", {}).items() if n not in _VALIDATION}
    return {
        "schemas": {
            **own,
            "Problem": dict(_PROBLEM),
            "Feature": dict(_FEATURE),
            "FeatureCollection": dict(_FEATURES),
        },
        "responses": {status: _answer(status, said) for status, said in _SAID.items()},
        "securitySchemes": {_TOKEN: {"type": "http", "scheme": "bearer"}},
    }


def _answer(status: str, said: str) -> dict[str, Any]:
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    headers = {"headers": _RETRY} if status in {"429", "503"} else {}
    return {"description": said, "content": content, **headers}


def described(paths: Definition, store: Store, writing: frozenset[tuple[str, str]]) -> Definition:
    """Return the operations of a definition with all that they may answer and take."""
    ids = known_ids(store)
    return {
        path: {
            method: _operation(path, method, said, ids, writes=(path, method) in writing)
            for method, said in operations.items()
        }
        for path, operations in paths.items()
    }


def _operation(
    path: str, method: str, said: Definition, ids: Ids, *, writes: bool
) -> dict[str, Any]:
    own = {
        status: _shaped(answer, path)
        for status, answer in said["responses"].items()
        if status != "422"
    }
    found = {**said, "responses": {**own, **_statuses(path, method, writes=writes)}}
    if "parameters" in said:
        found["parameters"] = [_parameter(path, p, ids) for p in said["parameters"]]
    return {**found, "security": [{_TOKEN: []}]} if writes else found


def _statuses(path: str, method: str, *, writes: bool) -> dict[str, Any]:
    statuses = [
        *_ALWAYS,
        *(["404"] if "{" in path else []),
        *(_WITH_BODY if method != "get" else []),
        *(_WRITTEN if writes else []),
    ]
    kept = {} if method != "get" or path in _UNMARKED else _NOT_MODIFIED
    return {**kept, **{s: {"$ref": f"#/components/responses/{s}"} for s in sorted(statuses)}}


def _shaped(answer: Definition, path: str) -> Definition:
    """Return an answer with what its bodies are: FastAPI takes all but JSON for text."""
    if "content" not in answer:
        return answer
    shaped = {
        kind: {"schema": _schema(kind, path), **_own(a)} for kind, a in answer["content"].items()
    }
    return {**answer, "content": shaped}


def _own(answer: Definition) -> Definition:
    """Return what a route says itself of an answer's body, which is never a bare text."""
    return answer if answer.get("schema", _TEXT) != _TEXT else {}


def _schema(kind: str, path: str) -> Mapping[str, Any]:
    if kind == GEOJSON:
        shape = "Feature" if path.endswith("/{fid}") else "FeatureCollection"
        return {"$ref": f"#/components/schemas/{shape}"}
    if kind == PROBLEM:
        return {"$ref": "#/components/schemas/Problem"}
    if kind == JSON:
        return {}
    if kind.startswith("text/") or kind.partition(";")[0].endswith("xml"):
        return _TEXT
    return _OBJECT if "json" in kind and kind not in _LINES else _BYTES


def _parameter(path: str, said: Definition, ids: Ids) -> Definition:
    """Return a parameter; a list stands in one, with commas between."""
    if said["in"] == "query":
        return {"style": "form", "explode": False, **said}
    if said["in"] == "path":
        for (beginning, name), values in ids.items():
            if name == said["name"] and path.startswith(beginning):
                return {**said, "schema": {"type": "string", "enum": values}}
    return said


def known_ids(store: Store) -> Ids:
    """Return the ids that paths may hold in this build; those that are many are left out."""
    layers = store.features.layers()
    tiled = [info.id for info in layers if info.id in TILE_COLUMNS]
    zones = [name.split("/")[1].removesuffix(".json") for name in store.assets("zone/", ".json")]
    found = {
        ("/collections/{collection}/tiles", "collection"): tiled,
        ("/collections", "collection"): [info.id for info in layers],
        ("/layers", "name"): sorted(_downloads(layers)),
        ("/tiles", "layer"): tiled,
        ("/tiles", "name"): tiled,
        ("/styles", "layer"): [info.id for info in drawn_layers(store)],
        ("/styles", "sheet"): list(SHEETS),
        ("/zones", "zone_id"): zones,
    }
    return {where: values for where, values in found.items() if values}


def _downloads(layers: Iterable[LayerInfo]) -> Iterable[str]:
    for info in layers:
        yield from (f"{info.id}.{ending}" for ending in (*STREAMS, *FILE_TYPES))
        yield from (
            f"{made.layer}.{made.ending}" for made in LINKED.values() if made.layer == info.id
        )


def writing_operations(app: FastAPI) -> frozenset[tuple[str, str]]:
    """Return path and method of the operations that only a bearer of a token may use."""
    return frozenset(
        (route.path_format, method.lower())
        for route in app.state.routes
        if isinstance(route, APIRoute) and _needs_token(route.dependant)
        for method in route.methods or ()
    )


def _needs_token(dependant: Dependant) -> bool:
    return any(inner.call is writer or _needs_token(inner) for inner in dependant.dependencies)
