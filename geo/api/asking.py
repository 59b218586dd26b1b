"""What clients of Nominatim ask: its parameters, read strictly."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from geo.api.asked_values import (
    read_countries,
    read_flag,
    read_languages,
    read_number,
    read_viewbox,
)
from geo.api.nominatim import FORMATS, OUTLINES, Style, kind_of, place_number
from geo.api.parameters import unknown
from geo.errors import InputError
from geo.gazetteer.search import Asked
from geo.model.place import Place

MAX_CHARS = 500
_MAX_LIMIT, _DEFAULT_LIMIT = 40, 10
_MAX_IDS = 50
_MAX_ZOOM, _DEFAULT_ZOOM = 18, 18
_STRUCTURED = ("city", "county", "state", "country")
_KINDS = {
    "country": frozenset({"country"}),
    "state": frozenset({"state"}),
    "city": frozenset({"city", "town", "village"}),
    "settlement": frozenset({"state", "county", "city", "town", "village"}),
}


def _enum(values: Sequence[str]) -> Mapping[str, Any]:
    return {"type": "string", "enum": [*values]}


_Table = Mapping[str, tuple[str, str]]
"""Parameters with what they are and an example."""

_STYLE: _Table = {
    "format": (f"One of {', '.join(FORMATS)}.", "jsonv2"),
    "accept-language": ("Languages of names, the best first; over the header.", "ar,en;q=0.5"),
    "addressdetails": ("1: what the place lies in, one by one.", "1"),
    "namedetails": ("1: all names with their languages.", "1"),
    "extratags": ("1: source, licence and population.", "1"),
    **{
        f"polygon_{form}": (f"1: the point as {form}; outlines are in zones.", "0")
        for form in OUTLINES
    },
    "polygon_threshold": ("Taken and without effect: points are not simplified.", "0"),
    "email": ("Taken and without effect: nobody is written to.", ""),
}
SEARCH: _Table = {
    "q": ("A name; after commas, what it lies in. Small typos are forgiven.", "Idlib, Syria"),
    "city": ("Instead of q: a settlement.", "Idlib"),
    "county": ("Instead of q: a second-order unit.", "Idlib"),
    "state": ("Instead of q: a first-order unit.", "Idlib"),
    "country": ("Instead of q: a country.", "Syria"),
    "limit": (f"How many, 1 to {_MAX_LIMIT}; more give {_MAX_LIMIT}.", "10"),
    "countrycodes": ("Countries to look in: codes of ISO 3166-1, by commas.", "sy,tr"),
    "viewbox": ("Two corners, lon,lat,lon,lat: places in it come first.", "36,35,37,36"),
    "bounded": ("1: only places in the viewbox.", "0"),
    "featureType": (f"One of {', '.join(_KINDS)}.", "city"),
    "exclude_place_ids": ("Values of place_id to leave out, by commas.", "1"),
    "dedupe": ("Taken and without effect: a place is given once.", "1"),
    **_STYLE,
}
REVERSE: _Table = {
    "lat": ("Latitude in degrees of CRS84.", "35.93"),
    "lon": ("Longitude in degrees of CRS84.", "36.63"),
    "zoom": ("How close: up to 4 a country, 7 a state, 9 a county, from 10 a place.", "18"),
    **_STYLE,
}
LOOKUP: _Table = {
    "osm_ids": (f"Ids of this gazetteer, by commas, at most {_MAX_IDS}.", "sy-idlib,sy-aleppo"),
    **_STYLE,
}
STATUS: _Table = {"format": ("text or json.", "json")}
_STATUS_FORMATS = ("text", "json")
REQUIRED = frozenset({"lat", "lon", "osm_ids"})
_TEXT: Mapping[str, Any] = {"type": "string", "maxLength": MAX_CHARS}
_FLAG = _enum(("0", "1", "false", "true"))
_SCHEMAS: Mapping[str, Mapping[str, Any]] = {
    "limit": {"type": "integer", "minimum": 1},
    "lat": {"type": "number", "minimum": -90, "maximum": 90},
    "lon": {"type": "number", "minimum": -180, "maximum": 180},
    "zoom": {"type": "integer", "minimum": 0, "maximum": _MAX_ZOOM},
    "featureType": _enum(("", *_KINDS)),
    **dict.fromkeys(("bounded", "addressdetails", "namedetails", "extratags"), _FLAG),
    **dict.fromkeys((f"polygon_{form}" for form in OUTLINES), _FLAG),
}
"""What the values of parameters may be, where that is not any text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """What a search asks for, and how it is to be told."""

    asked: Asked
    style: Style
    limit: int = _DEFAULT_LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseRequest:
    """The point that is asked about, at which closeness, and how it is to be told."""

    lon_deg: float
    lat_deg: float
    zoom: int
    style: Style


def definition(table: _Table) -> dict[str, Any]:
    """Return what the API's definition says of the parameters."""
    schemas = {**_SCHEMAS, "format": _enum(_STATUS_FORMATS if table is STATUS else FORMATS)}
    return {
        "parameters": [
            {
                "name": name,
                "in": "query",
                "description": said,
                "required": name in REQUIRED,
                "schema": {**schemas.get(name, _TEXT), "example": example},
            }
            for name, (said, example) in table.items()
        ]
    }


def read_search(request: Request) -> SearchRequest:
    """Return what a search asks for; raises InputError."""
    given = _given(request, SEARCH)
    name, within = _words(given)
    box = read_viewbox(given.get("viewbox"))
    bounded = read_flag(given, "bounded")
    if bounded and box is None:
        msg = "bounded=1 needs a viewbox"
        raise InputError(msg)
    limit = int(read_number(given, "limit", _DEFAULT_LIMIT, 1, math.inf, whole=True))
    asked = Asked(
        name=name,
        within=within,
        countries=read_countries(given.get("countrycodes")),
        box=box,
        bounded=bounded,
        wanted=_Wanted(_kinds(given.get("featureType")), _excluded(given)),
    )
    return SearchRequest(asked=asked, style=_style(request, given), limit=min(limit, _MAX_LIMIT))


def read_reverse(request: Request) -> ReverseRequest:
    """Return the point that is asked about; raises InputError."""
    given = _given(request, REVERSE)
    zoom = read_number(given, "zoom", _DEFAULT_ZOOM, 0, _MAX_ZOOM, whole=True)
    return ReverseRequest(
        lon_deg=read_number(given, "lon", None, -180, 180),
        lat_deg=read_number(given, "lat", None, -90, 90),
        zoom=int(zoom),
        style=_style(request, given, address=True),
    )


def read_lookup(request: Request) -> tuple[list[str], Style]:
    """Return the ids that are asked for, each once; raises InputError."""
    given = _given(request, LOOKUP)
    ids = list(dict.fromkeys(i.strip() for i in given.get("osm_ids", "").split(",") if i.strip()))
    if not 1 <= len(ids) <= _MAX_IDS:
        msg = f"osm_ids must be 1 to {_MAX_IDS} ids of this gazetteer, like sy-idlib,sy-aleppo"
        raise InputError(msg)
    return ids, _style(request, given, address=True)


def read_status(request: Request) -> str:
    """Return the format that the status is to come in; raises InputError."""
    found = _given(request, STATUS).get("format", "text")
    if found not in _STATUS_FORMATS:
        msg = f"format must be text or json, not {found[:20]!r}"
        raise InputError(msg)
    return found


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Tells whether a place is of the kinds asked for (any, where there are none)."""

    kinds: frozenset[str]
    excluded: frozenset[int]

    def __call__(self, place: Place) -> bool:
        if self.kinds and kind_of(place) not in self.kinds:
            return False
        return not self.excluded or place_number(place.id) not in self.excluded


def _given(request: Request, table: _Table) -> dict[str, str]:
    unknown(request, set(table))
    given = dict(request.query_params)
    for name, value in given.items():
        if len(value) > MAX_CHARS:
            msg = f"{name} is longer than {MAX_CHARS} characters"
            raise InputError(msg)
    return given


def _words(given: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return the name that is looked for and what its place lies in."""
    parts = [given[name].strip() for name in _STRUCTURED if given.get(name, "").strip()]
    words = given.get("q", "").strip()
    if words and parts:
        msg = f"q goes without {', '.join(_STRUCTURED)}: write one line, or the parts of it"
        raise InputError(msg)
    if not words and not parts:
        msg = "nothing to search for: write q=Idlib, or city=Idlib and country=Syria"
        raise InputError(msg)
    return (words, ()) if words else (parts[0], tuple(parts[1:]))


def _style(request: Request, given: Mapping[str, str], *, address: bool = False) -> Style:
    chosen = given.get("format", "jsonv2")
    if chosen not in FORMATS:
        msg = f"format must be one of {', '.join(FORMATS)}, not {chosen[:20]!r}"
        raise InputError(msg)
    spoken = given.get("accept-language", request.headers.get("accept-language", ""))
    return Style(
        format=chosen,
        languages=read_languages(spoken),
        address=read_flag(given, "addressdetails", default=address),
        names=read_flag(given, "namedetails"),
        tags=read_flag(given, "extratags"),
        outlines=tuple(form for form in OUTLINES if read_flag(given, f"polygon_{form}")),
    )


def _excluded(given: Mapping[str, str]) -> frozenset[int]:
    found = [part.strip() for part in given.get("exclude_place_ids", "").split(",")]
    numbers = [part for part in found if part]
    if not all(part.isascii() and part.isdigit() for part in numbers):
        msg = "exclude_place_ids must be values of place_id, by commas"
        raise InputError(msg)
    return frozenset(map(int, numbers))


def _kinds(text: str | None) -> frozenset[str]:
    if text and text not in _KINDS:
        msg = f"featureType must be one of {', '.join(_KINDS)}, not {text[:20]!r}"
        raise InputError(msg)
    return _KINDS[text] if text else frozenset()
