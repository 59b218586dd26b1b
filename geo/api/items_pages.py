"""Features as plain pages: a table of them, and one with all that is known of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson
from fastapi import Request, Response

from geo.api.html import page
from geo.api.wording import address, figure, is_day, part
from geo.features.provenance import CONTEXT_CHARS
from geo.model.query import LayerInfo

_Properties = Mapping[str, Any]
_NAMES = ("surface", "name", "title", "exact")
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "places": ("role", "kind", "country_code", "mentions", "documents", "first_on", "last_on"),
    "mentions": ("name", "use", "status", "confidence", "document_title", "published_on"),
    "zones": ("part", "certainty", "reach", "area_km2", "in_force_from", "in_force_to"),
    "lines": ("between", "valid_on", "length_km", "unsourced", "source"),
    "changes": ("kind", "since", "until", "lost_by", "gained_by", "area_km2"),
    "posts": ("title", "number", "precision_m", "in_force_from", "in_force_to", "mentions"),
    "expressions": ("part", "relation", "area_km2", "status", "confidence", "published_on"),
    "documents": ("publisher", "published_on", "language", "mentions", "unplaced"),
}
_MOST_COLUMNS = 7
_LONGEST_CHARS = 60
_MOST_WORDS, _LONGEST_WORD_CHARS = 12, 24
_QUOTED = frozenset(
    "exact prefix suffix start end link document document_id document_title publisher "
    "published_on passage_id sentence".split()
)
"""Told by the quotation, so not told again."""
_PAGING = frozenset({"f", "offset", "after"})
_NOT_FILTERS = _PAGING | {"limit", "properties", "sortby", "crs", "bbox-crs", "filter-crs"}
_FIELDS = frozenset({"filter", "bbox", "datetime", "sortby"})
_SELECTS: Mapping[str, Callable[[str, _Properties], str]] = {
    "places": lambda fid, _: f"place:{fid}",
    "zones": lambda _, p: f"zone:{p['zone_id']}",
    "posts": lambda _, p: f"posts:{p['group_id']}",
    "lines": lambda _, p: f"line:{p['line_id']}",
    "expressions": lambda _, p: f"expression:{p['mention_id']}",
    "mentions": lambda fid, _: f"mention:{fid}",
}
"""What the map selects for a feature."""


def items_page(request: Request, layer: LayerInfo, body: bytes, base: str) -> Response:
    """Return the features of an answer as a table, with links to fewer of them."""
    said = orjson.loads(body)
    given = {k: v for k, v in request.query_params.items() if k not in _PAGING}
    columns = _columns(layer, said["features"], given.get("properties"))
    linked = _filterable(columns, said["features"], layer)
    path = request.url.path

    def refined(**more: str) -> str:
        return address(path, {**given, **more, "f": "html"})

    return page(
        request,
        "items.html",
        base,
        said=said,
        layer=layer,
        held={k: v for k, v in given.items() if k not in _FIELDS},
        filters=_filters(path, given),
        columns=[_head(name, layer, given.get("sortby", ""), refined) for name in columns],
        rows=[
            {
                "id": feature["id"],
                "name": _name(feature),
                "cells": [
                    _cell(name, feature["properties"].get(name), linked, refined)
                    for name in columns
                ],
            }
            for feature in said["features"]
        ],
    )


def item_page(
    request: Request, layer: LayerInfo, body: bytes, base: str, candidates: bytes = b"[]"
) -> Response:
    """Return a feature with its sentence, its properties and the reasons for its place."""
    said = orjson.loads(body)
    properties = said["properties"]
    told = _QUOTED if properties.get("exact") else frozenset({"link"})
    rest = [(k, v) for k, v in properties.items() if k not in told and v not in (None, "", [])]
    return page(
        request,
        "item.html",
        base,
        said=said,
        layer=layer,
        name=_name(said),
        quote=_quote(properties),
        map=_map(layer.id, said, base),
        passages=_passages(layer.id, said, base),
        more=_told(layer.id, said, base),
        facts=[(k, _joined(v)) for k, v in rest if not _is_deep(v)],
        deeper=[(k, v) for k, v in rest if _is_deep(v)],
        candidates=orjson.loads(candidates),
    )


def _name(feature: _Properties) -> str:
    properties = feature["properties"]
    name = str(next((properties[n] for n in _NAMES if properties.get(n)), feature["id"]))
    return f"{name} · {properties['part']}" if properties.get("part") else name


def _columns(layer: LayerInfo, features: list[_Properties], chosen: str | None) -> list[str]:
    """Return the columns asked for, else those of the layer, else the first short ones."""
    held = [name for f in features[:1] for name in f["properties"]]
    if chosen is not None:
        return [name for name in held if name in chosen.split(",")]
    if layer.id in _COLUMNS:
        return [name for name in _COLUMNS[layer.id] if name in held]
    short = (
        name
        for name in held
        if name in layer.queryables
        and any(f["properties"].get(name) not in (None, "") for f in features)
        and all(len(str(f["properties"].get(name))) <= _LONGEST_CHARS for f in features)
    )
    return [name for _, name in zip(range(_MOST_COLUMNS), short, strict=False)]


def _filterable(
    columns: list[str], features: list[_Properties], layer: LayerInfo
) -> frozenset[str]:
    """Return the columns of a few short words: one of them is worth asking for alone."""

    def recurs(name: str) -> bool:
        values = {str(f["properties"].get(name) or "") for f in features}
        short = all(len(v) <= _LONGEST_WORD_CHARS and not is_day(v) for v in values)
        return short and len(values) <= _MOST_WORDS

    return frozenset(n for n in columns if layer.queryables.get(n) == "string" and recurs(n))


def _head(
    name: str, layer: LayerInfo, sorted_by: str, refined: Callable[..., str]
) -> dict[str, Any]:
    signs = {name: "↑", f"+{name}": "↑", f"-{name}": "↓"}
    turned = f"-{name}" if sorted_by.lstrip("+ ") == name else name
    return {
        "name": name,
        "number": layer.queryables.get(name) == "number",
        "order": refined(sortby=turned) if name in layer.queryables else "",
        "sorted": signs.get(sorted_by.strip(), ""),
    }


def _cell(
    name: str,
    value: Any,  # noqa: ANN401 - JSON
    linked: frozenset[str],
    refined: Callable[..., str],
) -> dict[str, Any]:
    return {
        "name": name,
        "value": _joined(value),
        "number": isinstance(value, int | float) and not isinstance(value, bool),
        "filter": refined(**{name: value}) if name in linked and value else "",
    }


def _is_deep(value: object) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(inner, dict | list) for inner in value)
    )


def _joined(value: object) -> object:
    """Return a list of plain values as one text."""
    if not isinstance(value, list):
        return value
    parts = (figure(v) if isinstance(v, int | float) else str(v) for v in value if v is not None)
    return ", ".join(filter(None, parts))


def _filters(path: str, given: Mapping[str, str]) -> list[dict[str, str]]:
    def without(name: str) -> str:
        return address(path, {**{k: v for k, v in given.items() if k != name}, "f": "html"})

    return [
        {"name": name, "value": value, "without": without(name)}
        for name, value in given.items()
        if name not in _NOT_FILTERS and value
    ]


def _quote(properties: _Properties) -> dict[str, Any] | None:
    if not properties.get("exact"):
        return None
    title = properties.get("document_title") or properties.get("document")
    named = ("prefix", "exact", "suffix", "publisher", "published_on")
    # The page takes the fragment from the address that it is asked for as HTML.
    link = str(properties.get("link") or "").replace("#", "?f=html#")
    told = {n: properties.get(n) for n in named}
    before, after = str(told["prefix"] or ""), str(told["suffix"] or "")
    # A context of fixed length is cut in the middle of a word.
    told["prefix"] = f"…{before.partition(' ')[2]}" if len(before) >= CONTEXT_CHARS else before
    told["suffix"] = f"{after.rpartition(' ')[0]} …" if len(after) >= CONTEXT_CHARS else after
    return {**told, "title": title, "link": link}


def _map(layer: str, feature: _Properties, base: str) -> str:
    if layer == "documents":
        return address(f"{base}/", {"doc": feature["id"], "f": "html"})
    if layer not in _SELECTS:
        return ""
    selected = _SELECTS[layer](feature["id"], feature["properties"])
    return address(f"{base}/", {"sel": selected, "f": "html"})


def _told(layer: str, feature: _Properties, base: str) -> str:
    """Return the address of the page that tells more of what a feature is."""
    if layer == "zones":
        return f"{base}/zones/{part(feature['properties']['zone_id'])}?f=html"
    return ""


def _passages(layer: str, feature: _Properties, base: str) -> str:
    """Return the address of the sentences that name what a feature is."""
    asked = dict(_names(layer, feature))
    return address(f"{base}/passages", {**asked, "f": "html"}) if asked else ""


def _names(layer: str, feature: _Properties) -> Iterator[tuple[str, str]]:
    properties = feature["properties"]
    if layer == "documents":
        yield "document", feature["id"]
    elif properties.get("place_id") and layer in {"places", "mentions"}:
        yield "place", properties["place_id"]
        if properties.get("role"):
            yield "role", properties["role"]
    elif properties.get("zone_id"):
        yield "place", properties["zone_id"]
