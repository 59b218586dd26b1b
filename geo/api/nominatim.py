"""Places in the words of Nominatim, so that its clients read them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.gazetteer.layered import COUNTRIES
from geo.gazetteer.osm_codes import osm_tag
from geo.gazetteer.search import Match
from geo.model.hashing import text_hash
from geo.model.place import EARTH_RADIUS_KM, NameKind, Place

FORMATS = ("json", "jsonv2", "geojson")
OUTLINES = ("geojson", "kml", "svg", "text")
_CITY_PEOPLE, _TOWN_PEOPLE = 100_000, 10_000
_SEATS = frozenset({"PPLC", "PPLA"})
_LEVELS = {"ADM1": "state", "ADM2": "county"}
_RANKS = {"country": 4, "state": 8, "county": 12, "city": 16, "town": 18, "village": 19}
_OTHER_RANK = 20
_WHOLE_NUMBERS = 2**53 - 1
"""Beyond it, readers of JSON that hold numbers as doubles lose digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How places are to be told; ``outlines`` are those of ``OUTLINES`` that are wanted."""

    format: str = "jsonv2"
    languages: tuple[str, ...] = ()
    address: bool = False
    names: bool = False
    tags: bool = False
    outlines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A match with what its place lies in, the smallest first.

    ``distance_m`` is how far the place's point is from the one that was asked about, if any was.
    """

    match: Match
    containers: Mapping[str, Place]
    distance_m: float | None = None


def place_number(place_id: str) -> int:
    """Return the number that stands for an id: clients expect one as ``place_id``."""
    return text_hash(place_id) & _WHOLE_NUMBERS


def kind_of(place: Place) -> str:
    """Return Nominatim's word for what a place is in an address; "locality" for the rest."""
    code = place.feature_code
    if code in COUNTRIES:
        return "country"
    if place.feature_class != "P":
        return _LEVELS.get(code, "locality")
    if code in _SEATS or place.population >= _CITY_PEOPLE:
        return "city"
    return "town" if place.population >= _TOWN_PEOPLE else "village"


def answer(told: Sequence[Told], style: Style) -> Any:  # noqa: ANN401 - JSON
    """Return the answer to a search: a list, or a FeatureCollection."""
    if style.format == "geojson":
        licences = sorted({_licence(one.match.place) for one in told})
        return {
            "type": "FeatureCollection",
            "licence": "; ".join(licences),
            "features": [_feature(one, style) for one in told],
        }
    return [_row(one, style) for one in told]


def single(told: Told | None, style: Style) -> Any:  # noqa: ANN401 - JSON
    """Return the answer to a reverse search, in Nominatim's words where there is none."""
    if told is None:
        return {"error": "Unable to geocode"}
    return answer([told], style) if style.format == "geojson" else _row(told, style)


def _row(told: Told, style: Style) -> dict[str, Any]:
    place = told.match.place
    south, north, west, east = _box(place)
    said = _said(told, style)
    if style.format == "json":
        said["class"] = said.pop("category")
    found = {
        "place_id": said.pop("place_id"),
        "licence": _licence(place),
        "lat": f"{place.lat_deg:.7f}",
        "lon": f"{place.lon_deg:.7f}",
        **said,
        "boundingbox": [f"{edge:.7f}" for edge in (south, north, west, east)],
    }
    return found | _outlines(place, style.outlines)


def _feature(told: Told, style: Style) -> dict[str, Any]:
    place = told.match.place
    south, north, west, east = _box(place)
    return {
        "type": "Feature",
        "properties": _said(told, style) | {"licence": _licence(place)},
        "bbox": [west, south, east, north],
        "geometry": {"type": "Point", "coordinates": [place.lon_deg, place.lat_deg]},
    }


def _said(told: Told, style: Style) -> dict[str, Any]:
    """Return what all formats tell; ``distance_m`` and the last four are not Nominatim's."""
    place = told.match.place
    kind = kind_of(place)
    category, sort = osm_tag(place, kind)
    found: dict[str, Any] = {
        "place_id": place_number(place.id),
        "category": category,
        "type": sort,
        "place_rank": _RANKS.get(kind, _OTHER_RANK),
        "importance": round(told.match.importance, 4),
        "addresstype": kind,
        "name": _name(place, style.languages),
        "display_name": _display_name(told, style.languages),
    }
    if style.address:
        found["address"] = _address(told, style.languages)
    if style.names:
        found["namedetails"] = _names(place)
    if style.tags:
        found["extratags"] = _tags(place)
    if told.distance_m is not None:
        found["distance_m"] = round(told.distance_m)
    return found | {
        "id": place.id,
        "feature_code": place.feature_code,
        "precision_m": place.precision_m,
        "edits": told.match.edits,
    }


def _name(place: Place, languages: Sequence[str]) -> str:
    for language in languages:
        for name in place.names:
            if name.language == language and name.kind is NameKind.NAME:
                return name.text
    return place.name


def _display_name(told: Told, languages: Sequence[str]) -> str:
    places = (told.match.place, *told.containers.values())
    # A city and its province often share a name: said once.
    return ", ".join(dict.fromkeys(_name(place, languages) for place in places))


def _address(told: Told, languages: Sequence[str]) -> dict[str, str]:
    place = told.match.place
    found = {kind_of(place): _name(place, languages)}
    found |= {kind: _name(holder, languages) for kind, holder in told.containers.items()}
    code = place.country_code.casefold()
    return found | ({"country_code": code} if code else {})


def _names(place: Place) -> dict[str, str]:
    """Return the names by OpenStreetMap's keys; several of one language with semicolons."""
    found: dict[str, list[str]] = {"name": [place.name]}
    for name in place.names:
        if name.kind is NameKind.NAME:
            key = "alt_name" if name.language == "und" else f"name:{name.language}"
            found.setdefault(key, []).append(name.text)
        elif name.kind is NameKind.ABBREVIATION:
            found.setdefault("short_name", []).append(name.text)
    return {key: ";".join(dict.fromkeys(names)) for key, names in found.items()}


def _tags(place: Place) -> dict[str, str]:
    """Return who says so: where the point comes from, and what is known of the place."""
    found = {
        "population": str(place.population or ""),
        "population:date": str(place.population_year or ""),
        "source": place.source,
        "source_id": place.source_id,
        "licence": place.licence,
        "note": place.note,
    }
    return {key: value for key, value in found.items() if value}


def _licence(place: Place) -> str:
    return f"{place.source}, {place.licence}".strip(", ")


def _box(place: Place) -> tuple[float, float, float, float]:
    """Return south, north, west and east of the ground in which the place nearly surely lies."""
    half_deg = math.degrees(place.precision_m / 1000 / EARTH_RADIUS_KM)
    south, north = max(-90.0, place.lat_deg - half_deg), min(90.0, place.lat_deg + half_deg)
    widest = math.cos(math.radians(max(abs(south), abs(north))))
    across_deg = 180.0 if widest <= half_deg / 180 else half_deg / widest
    west, east = max(-180.0, place.lon_deg - across_deg), min(180.0, place.lon_deg + across_deg)
    return south, north, west, east


def _outlines(place: Place, wanted: Sequence[str]) -> dict[str, Any]:
    """Return the point in the forms that a client wants outlines in: a gazetteer has no others."""
    lon, lat = place.lon_deg, place.lat_deg
    forms: dict[str, tuple[str, Any]] = {
        "geojson": ("geojson", {"type": "Point", "coordinates": [lon, lat]}),
        "kml": ("geokml", f"<Point><coordinates>{lon},{lat}</coordinates></Point>"),
        "svg": ("svg", f'cx="{lon}" cy="{-lat}"'),
        "text": ("geotext", f"POINT({lon} {lat})"),
    }
    return dict(forms[form] for form in wanted)
