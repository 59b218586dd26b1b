"""Places and the names they go by."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

EARTH_RADIUS_KM = 6371.0088
"""Mean radius R1 of the WGS 84 ellipsoid (Moritz 1980)."""

GOVERNMENT_CODES = frozenset({"PCLI", "PCLD", "PCLS", "PCLF", "TERR", "PPLC", "ORG"})
"""GeoNames feature codes of places whose name also stands for a government."""
_RANKS = ("PPLC", "PPLA", "PPLA2", "PPLA3", "PPL")


class NameKind(StrEnum):
    """How a name refers to its place."""

    NAME = "name"
    ABBREVIATION = "abbreviation"
    DEMONYM = "demonym"
    PHRASE = "phrase"


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a place, in one language (ISO 639-1)."""

    text: str
    language: str = "en"
    kind: NameKind = NameKind.NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One entry of a gazetteer; a zone, a line and a group of posts are entries too.

    ``lon_deg`` and ``lat_deg`` are OGC:CRS84. ``precision_m`` is the radius within which the
    place lies with near certainty; for an area, half its width. ``admin1`` and ``admin2`` are
    ids of places that contain this one.
    """

    id: str
    names: tuple[Name, ...]
    feature_class: str
    feature_code: str
    lon_deg: float
    lat_deg: float
    precision_m: float
    country_code: str = ""
    admin1: str = ""
    admin2: str = ""
    population: int = 0
    population_year: int | None = None
    stands_for: str = ""
    source: str = ""
    source_id: str = ""
    licence: str = ""
    note: str = ""

    @property
    def name(self) -> str:
        """Return the preferred name."""
        return self.names[0].text

    @property
    def is_area(self) -> bool:
        """Tell whether the place is an area or a road, whose point is only representative."""
        return self.feature_class in {"A", "L", "H", "R", "V"} and self.feature_code not in {
            "NVB",
            "MILB",
        }

    @property
    def government(self) -> str:
        """Return the id of the government that the name can stand for, or ""."""
        if self.stands_for:
            return self.stands_for
        return self.country_code.lower() if self.feature_code in GOVERNMENT_CODES else ""


def prominence(place: Place) -> tuple[int, int, str]:
    """Return a key that sorts by what a place is, then by its spellings: news made those."""
    code = place.feature_code
    rank = _RANKS.index(code) if code in _RANKS else len(_RANKS)
    return rank, -len(place.names), place.id


def distance_km(a: Place, b: Place) -> float:
    """Return the great-circle distance: within 0.6 % of the geodesic, enough for evidence."""
    return lonlat_distance_km((a.lon_deg, a.lat_deg), (b.lon_deg, b.lat_deg))


def lonlat_distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the great-circle distance of two points (lon, lat) in degrees."""
    lat_a, lat_b = math.radians(a[1]), math.radians(b[1])
    half_lat = (lat_b - lat_a) / 2
    half_lon = math.radians(b[0] - a[0]) / 2
    chord = math.sin(half_lat) ** 2
    chord += math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))
