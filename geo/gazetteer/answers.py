"""Read the answers of geocoders as places, each with its source and licence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from geo.gazetteer.online import Answer, Service
from geo.gazetteer.osm_codes import feature_code
from geo.gazetteer.world_facts import radius_m
from geo.model.place import Name, Place, lonlat_distance_km

OSM_LICENCE = "© OpenStreetMap contributors, ODbL 1.0"
GEONAMES_LICENCE = "CC BY 4.0"
_OSM_TYPES = {"N": "node", "W": "way", "R": "relation"}
_LEAST_M = 100.0
_NAME_KEYS = frozenset({"name", "alt_name", "int_name", "official_name"})
_LANGUAGES = frozenset({"", "en", "ar", "ru"})
_UNKNOWN_AREA_M = 50_000.0
"""The half width of an area that comes without a box; its row says so."""


def places(service: Service, answers: Iterable[Answer]) -> list[Place]:
    """Return the places that a service's answers speak of, in their order."""
    return [_READ[service](answer) for answer in answers]


def _nominatim(raw: Answer) -> Place:
    south, north, west, east = (float(x) for x in raw.get("boundingbox") or [0] * 4)
    names = raw.get("namedetails") or {}
    said = str(raw.get("display_name", ""))
    return _osm_place(
        kind=f"{raw.get('osm_type', '')}/{raw.get('osm_id', '')}",
        names=_names(str(raw.get("name") or said.partition(",")[0]), names),
        tag=(str(raw.get("class", "")), str(raw.get("type", "")), str(raw.get("addresstype", ""))),
        country=str((raw.get("address") or {}).get("country_code", "")),
        lonlat=(float(raw["lon"]), float(raw["lat"])),
        box=(west, south, east, north),
        said=said,
    )


def _photon(raw: Answer) -> Place:
    about: Mapping[str, Any] = raw["properties"]
    lon, lat = raw["geometry"]["coordinates"]
    west, north, east, south = about.get("extent") or [0] * 4
    inside = (about.get(key) for key in ("name", "county", "state", "country"))
    osm_type = str(about.get("osm_type", ""))
    return _osm_place(
        kind=f"{_OSM_TYPES.get(osm_type, osm_type)}/{about.get('osm_id', '')}",
        names=(Name(str(about.get("name", ""))),),
        tag=(str(about.get("osm_key", "")), str(about.get("osm_value", "")), _type_of(about)),
        country=str(about.get("countrycode", "")),
        lonlat=(float(lon), float(lat)),
        box=(west, south, east, north),
        said=", ".join(str(part) for part in inside if part),
    )


def _type_of(about: Mapping[str, Any]) -> str:
    return str(about.get("type", ""))


def _osm_place(  # noqa: PLR0913 - what a map object has
    *,
    kind: str,
    names: tuple[Name, ...],
    tag: tuple[str, str, str],
    country: str,
    lonlat: tuple[float, float],
    box: tuple[float, float, float, float],
    said: str,
) -> Place:
    feature_class, code = feature_code(*tag)
    unclear = "" if code else f"; OpenStreetMap has {tag[0]}={tag[1]}: choose its feature_code"
    return Place(
        id=f"osm-{kind.replace('/', '-')}",
        names=names,
        feature_class=feature_class,
        feature_code=code,
        country_code=country.upper(),
        lon_deg=lonlat[0],
        lat_deg=lonlat[1],
        precision_m=max(_LEAST_M, _half_width_m(box)),
        source="OpenStreetMap",
        source_id=kind,
        licence=OSM_LICENCE,
        note=f"{said}{unclear}",
    )


def _geonames(raw: Answer) -> Place:
    feature_class = str(raw.get("fcl", ""))
    population = int(raw.get("population") or 0)
    area = feature_class in {"A", "L", "H", "V"}
    name, official = str(raw.get("name", "")), str(raw.get("toponymName", ""))
    inside = (raw.get("name"), raw.get("adminName1"), raw.get("countryName"))
    unclear = "; precision_m is a guess: GeoNames' answer has no extent" if area else ""
    return Place(
        id=f"gn-{raw['geonameId']}",
        names=tuple(dict.fromkeys(Name(text) for text in (name or official, official) if text)),
        feature_class=feature_class,
        feature_code=str(raw.get("fcode", "")),
        country_code=str(raw.get("countryCode", "")),
        lon_deg=float(raw["lng"]),
        lat_deg=float(raw["lat"]),
        precision_m=_UNKNOWN_AREA_M if area else radius_m(population),
        population=population,
        source="GeoNames",
        source_id=str(raw["geonameId"]),
        licence=GEONAMES_LICENCE,
        note=", ".join(str(part) for part in inside if part) + unclear,
    )


_READ: Mapping[Service, Callable[[Answer], Place]] = {
    Service.NOMINATIM: _nominatim,
    Service.GEONAMES: _geonames,
    Service.PHOTON: _photon,
}


def _names(first: str, details: Mapping[str, Any]) -> tuple[Name, ...]:
    """Return the first name, then the others in the languages that a row has columns for."""
    names = [first]
    for key, value in sorted(details.items()):
        base, _, language = key.partition(":")
        if base in _NAME_KEYS and language in _LANGUAGES and value:
            names += [text.strip() for text in str(value).split(";")]
    return tuple(Name(text) for text in dict.fromkeys(names) if text)


def _half_width_m(box: Sequence[float]) -> float:
    """Return half the longer side of a box (west, south, east, north)."""
    west, south, east, north = box
    middle = (south + north) / 2
    wide = lonlat_distance_km((west, middle), (east, middle))
    tall = lonlat_distance_km((west, south), (west, north))
    return max(wide, tall) * 500
