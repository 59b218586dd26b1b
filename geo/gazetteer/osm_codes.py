"""GeoNames' feature codes of OpenStreetMap's tags, where they say the same."""

from __future__ import annotations

from collections.abc import Mapping

from geo.model.place import Place

_CODES: Mapping[str, str] = {
    "aeroway=aerodrome": "S AIRP",
    "amenity=hospital": "S HSP",
    "amenity=prison": "S PRN",
    "amenity=school": "S SCH",
    "amenity=university": "S UNIV",
    "barrier=border_control": "S PSTB",
    "boundary=national_park": "L PRK",
    "boundary=protected_area": "L RESN",
    "historic=archaeological_site": "S ANS",
    "historic=castle": "S CSTL",
    "historic=fort": "S FT",
    "landuse=military": "L MILB",
    "man_made=bridge": "S BDG",
    "man_made=pier": "S PIER",
    "military=airfield": "S AIRB",
    "military=base": "L MILB",
    "military=checkpoint": "S PSTP",
    "natural=bay": "H BAY",
    "natural=cape": "T CAPE",
    "natural=desert": "T DSRT",
    "natural=mountain_range": "T MTS",
    "natural=peak": "T PK",
    "natural=ridge": "T RDGE",
    "natural=spring": "H SPNG",
    "natural=strait": "H STRT",
    "natural=valley": "T VAL",
    "natural=volcano": "T VLC",
    "natural=water": "H LK",
    "natural=wetland": "H WTLD",
    "place=archipelago": "T ISLS",
    "place=city": "P PPL",
    "place=country": "A PCLI",
    "place=farm": "S FRM",
    "place=hamlet": "P PPL",
    "place=island": "T ISL",
    "place=islet": "T ISL",
    "place=isolated_dwelling": "P PPL",
    "place=locality": "L LCTY",
    "place=neighbourhood": "P PPLX",
    "place=ocean": "H OCN",
    "place=quarter": "P PPLX",
    "place=region": "L RGN",
    "place=sea": "H SEA",
    "place=state": "A ADM1",
    "place=suburb": "P PPLX",
    "place=town": "P PPL",
    "place=village": "P PPL",
    "power=plant": "S PS",
    "railway=station": "S RSTN",
    "waterway=canal": "H CNL",
    "waterway=dam": "S DAM",
    "waterway=river": "H STM",
    "waterway=stream": "H STM",
    "waterway=waterfall": "H FLLS",
}
_ADMINISTRATIVE: Mapping[str, str] = {
    "city": "P PPL",
    "country": "A PCLI",
    "county": "A ADM2",
    "hamlet": "P PPL",
    "province": "A ADM1",
    "state": "A ADM1",
    "suburb": "P PPLX",
    "town": "P PPL",
    "village": "P PPL",
}
"""What a boundary=administrative is called; levels differ by country, so others stay open."""


def feature_code(key: str, value: str, called: str) -> tuple[str, str]:
    """Return GeoNames' class and code of a tag and what its service calls it, ("", "") if unclear.

    ``called`` is Nominatim's addresstype or Photon's type.
    """
    if (key, value) == ("boundary", "administrative"):
        found = _ADMINISTRATIVE.get(called, "A ADMD")
    else:
        found = _CODES.get(f"{key}={value}", "")
    feature_class, _, code = found.partition(" ")
    return feature_class, code


_TAGS: Mapping[str, str] = {code: tag for tag, code in sorted(_CODES.items(), reverse=True)}
"""The first tag of each code."""


def osm_tag(place: Place, called: str) -> tuple[str, str]:
    """Return the tag of OpenStreetMap nearest to what a place is, as key and value.

    ``called`` is Nominatim's word for a settlement: city, town, village.
    """
    if place.feature_class == "A":
        return "boundary", "administrative"
    if place.feature_class == "P":
        return "place", called
    tag = _TAGS.get(f"{place.feature_class} {place.feature_code}", "place=locality")
    key, _, value = tag.partition("=")
    return key, value
