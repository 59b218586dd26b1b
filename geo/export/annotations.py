"""W3C Web Annotations: mentions as Recogito and its kin read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

import orjson

from geo.export.identifiers import item_address
from geo.model.query import StoredFeature
from geo.model.text import MentionKind, Use

CONTEXTS = (
    "http://www.w3.org/ns/anno.jsonld",
    "https://geojson.org/geojson-ld/geojson-context.jsonld",
    {"geotagging": "http://linkedpasts.org/ontology/lpo_latest.ttl#geotagging"},
)
"""The second is for bodies that are features; ``geotagging`` is no motivation of the W3C."""
PROFILE = "http://www.w3.org/ns/anno.jsonld"
_POSTS = "points"
"""What stands for a feature code where a zone phrase means a group of posts."""
_ABOUT = ("place_id", "name", "feature_code", "country_code", "precision_m", "confidence")


def annotation_stream(features: Iterable[StoredFeature], base: str) -> Iterator[bytes]:
    """Yield an AnnotationCollection of the layer ``mentions``, its one page within it.

    Identifiers start with ``base``. Nothing says when or by whom: the same texts give the same
    bytes.
    """
    address = f"{base}/layers/mentions.annotations.json"
    head = {"@context": CONTEXTS, "id": address, "type": "AnnotationCollection"}
    page = {"id": f"{address}#page", "type": "AnnotationPage", "startIndex": 0}
    yield orjson.dumps(head)[:-1] + b',"label":"Mentions","first":'
    yield orjson.dumps(page)[:-1] + b',"items":[\n'
    total = 0
    for feature in features:
        yield (b",\n" if total else b"") + orjson.dumps(_annotation(feature, base))
        total += 1
    yield b'\n]},"total":' + str(total).encode() + b"}\n"


def _annotation(feature: StoredFeature, base: str) -> dict[str, Any]:
    found = orjson.loads(feature.properties)
    return {
        "id": item_address(base, "mentions", feature.id),
        "type": "Annotation",
        "motivation": "identifying",
        "body": [*_place(feature, found, base), *_tags(found)],
        "target": {
            "type": "SpecificResource",
            "source": f"{base}/documents/{found['document_id']}",
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": found["exact"],
                    "prefix": found["prefix"],
                    "suffix": found["suffix"],
                },
                {"type": "TextPositionSelector", "start": found["start"], "end": found["end"]},
            ],
        },
    }


def _place(feature: StoredFeature, found: dict[str, Any], base: str) -> Iterator[dict[str, Any]]:
    """Yield what place is meant and where it lies; nothing for a name without a place."""
    if found["place_id"] is None:
        return
    address = _meant(found, base)
    yield {"type": "SpecificResource", "source": address, "purpose": "identifying"}
    yield {
        "type": "Feature",
        "id": f"{address}#here",
        "purpose": "geotagging",
        "geometry": orjson.loads(feature.geometry),
        "properties": {name: found[name] for name in _ABOUT},
    }


def _meant(found: dict[str, Any], base: str) -> str:
    """Return where the place, the zone, the posts or the line that is meant is served."""
    name = found["place_id"]
    if found["feature_code"] == _POSTS:
        return f"{base}/collections/posts/items?{urlencode({'group_id': name})}"
    if found["kind"] == MentionKind.ZONE:
        return f"{base}/zones/{quote(name, safe='')}"
    if found["kind"] == MentionKind.LINE:
        return f"{base}/collections/lines/items?{urlencode({'line_id': name})}"
    role = "" if Use(found["use"]).is_place else "~associative"
    return item_address(base, "places", name + role)


def _tags(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what the name is used for and how its place stands, as tags."""
    for value in (found["use"], found["status"]):
        yield {"type": "TextualBody", "value": value, "purpose": "tagging", "format": "text/plain"}
