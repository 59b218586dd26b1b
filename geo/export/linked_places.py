"""Linked Places Format: places for World Historical Gazetteer, Peripleo, Recogito."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import orjson

from geo.export.identifiers import authority, item_address
from geo.model.query import StoredFeature

CONTEXT = (
    "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/"
    "linkedplaces-context-v1.1.jsonld"
)
"""The context that the specification names, up to its version 1.3."""
_CLASSES = frozenset("AHLPRST")
"""Of GeoNames' feature classes, those that the format takes."""
_NO_GEONAMES_CODE = frozenset({"ORG"})
_ONTOLOGY = "https://www.geonames.org/ontology#"

Json = dict[str, Any]
Roles = list[tuple[StoredFeature, Json]]
"""A place as it is served: once as a place, once as a government or people, or one of both."""


def linked_places_stream(features: Iterable[StoredFeature], base: str) -> Iterator[bytes]:
    """Yield a FeatureCollection of the layer ``places``: one Feature a place, whatever its roles.

    The roles of a place must follow each other, as they do in a store. Identifiers start with
    ``base``.
    """
    context = orjson.dumps(CONTEXT)
    yield b'{"type":"FeatureCollection","@context":' + context + b',"features":[\n'
    read = ((f, orjson.loads(f.properties)) for f in features)
    for number, (_, group) in enumerate(groupby(read, key=lambda r: r[1]["place_id"])):
        yield (b",\n" if number else b"") + orjson.dumps(_place(list(group), base))
    yield b"\n]}\n"


def _place(roles: Roles, base: str) -> Json:
    # The place itself stands for it, where it is named as one.
    feature, found = max(roles, key=lambda r: r[1]["role"] == "literal")
    properties = {
        "title": found["name"],
        "ccodes": [found["country_code"]] if found["country_code"] else [],
        "fclasses": [found["feature_class"]] if found["feature_class"] in _CLASSES else [],
        "precision_m": found["precision_m"],
        "licence": found["licence"],
    }
    point = {**orjson.loads(feature.geometry), "citations": [_gazetteer(found)]}
    place: Json = {
        "@id": item_address(base, "places", feature.id),
        "type": "Feature",
        "properties": properties,
        **_when(roles),
        "names": _names(roles, base),
        **_types(found),
        "geometry": {"type": "GeometryCollection", "geometries": [point]},
    }
    address = authority(found)
    return (
        {**place, "links": [{"type": "exactMatch", "identifier": address}]} if address else place
    )


def _when(roles: Roles) -> Json:
    """Return the days of the first and the last text that names the place."""
    days = sorted(r[name] for _, r in roles for name in ("first_on", "last_on") if r[name])
    if not days:
        return {}
    span = {"start": {"in": days[0]}, "end": {"in": days[-1]}}
    return {"when": {"timespans": [span], "label": "dates of the documents that name it"}}


def _names(roles: Roles, base: str) -> list[Json]:
    """Return the names of the gazetteer, and the spellings of the first documents, cited."""
    found = roles[0][1]
    names: list[Json] = [
        {"toponym": text, "lang": language} if language else {"toponym": text}
        for language, texts in found["names"].items()
        for text in texts
    ]
    names.sort(key=lambda n: n["toponym"] != found["name"])
    if not names or names[0]["toponym"] != found["name"]:
        names.insert(0, {"toponym": found["name"]})
    names[0]["citations"] = [_gazetteer(found)]
    for _, role in roles:
        same = next((n for n in names if n["toponym"] == role["exact"]), None)
        if same is None:
            same = {"toponym": role["exact"]}
            names.append(same)
        cited = same.setdefault("citations", [])
        cited += [c for c in [_document(role, base)] if c not in cited]
    return names


def _gazetteer(found: Json) -> Json:
    label = " ".join(filter(None, (found["source"], found["source_id"])))
    address = authority(found)
    return {"label": label, "@id": address} if address else {"label": label}


def _document(role: Json, base: str) -> Json:
    told = filter(None, (role["publisher"], role["document_title"], role["published_on"]))
    return {"label": ", ".join(told), "@id": f"{base}{role['link']}"}


def _types(found: Json) -> Json:
    code = found["feature_code"]
    if not code or code in _NO_GEONAMES_CODE:
        return {}
    concept = f"{_ONTOLOGY}{found['feature_class']}.{code}"
    labels = [{"label": code, "lang": "en"}]
    return {"types": [{"identifier": concept, "label": code, "sourceLabels": labels}]}
