"""Read a filter in either language, behind a guard."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from geo.api.cql.from_json import read_json
from geo.api.cql.from_text import read_text
from geo.errors import InputError
from geo.geodesy.reference import Crs
from geo.model.filter import Node

MAX_BYTES = 4096
LANGUAGES: Mapping[str, Callable[[str, Crs], Node]] = {
    "cql2-text": read_text,
    "cql2-json": read_json,
}


def read_filter(text: str, language: str, crs: Crs) -> Node:
    """Return the tree of a filter whose geometries are in ``crs``; raises InputError."""
    if language not in LANGUAGES:
        msg = f"filter-lang must be {' or '.join(LANGUAGES)}, not {language[:40]!r}"
        raise InputError(msg)
    length = len(text.encode("utf-8", "surrogatepass"))
    if length > MAX_BYTES:
        msg = f"filter: {length} bytes long; at most {MAX_BYTES} are read"
        raise InputError(msg)
    return LANGUAGES[language](text, crs)
