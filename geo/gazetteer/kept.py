"""The curated places of a build as JSON, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from geo.model.place import Name, NameKind, Place

GAZETTEER = "gazetteer.json"
"""The asset of a store that holds them."""


def places_json(places: Iterable[Place]) -> bytes:
    """Return the places with all that is known of them, in their order."""
    return orjson.dumps(list(places))


def places_of(body: bytes) -> list[Place]:
    """Return the places that ``places_json`` wrote."""
    return [_place(row) for row in orjson.loads(body)]


def _place(row: dict[str, Any]) -> Place:
    names = tuple(Name(n["text"], n["language"], NameKind(n["kind"])) for n in row["names"])
    return Place(**{**row, "names": names})
