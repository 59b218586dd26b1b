"""Choose and spell the names of the basemap: towns and provinces as English news write them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import shapely

from basedata.geojson import Feature, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shapely.geometry.base import BaseGeometry

TOWNS_CSV = Path(__file__).with_name("towns.csv")
"""The chosen towns: GeoNames id, news spelling, first zoom; a position where GeoNames' extract
of towns above 500 people lacks the place (then GeoNames by way of Who's On First)."""

_POLE_TOLERANCE_DEG = 0.01

PROVINCES = {
    "SYR/Idlib": "Idlib",
    "SYR/Aleppo": "Aleppo",
    "SYR/Hamah": "Hama",
    "SYR/Lattakia": "Latakia",
    "SYR/Homs (Hims)": "Homs",
    "SYR/Tartus": "Tartus",
    "SYR/Rif Dimashq": "Rif Dimashq",
    "SYR/Dar`a": "Daraa",
    "SYR/As Suwayda'": "Suwayda",
    "SYR/Quneitra": "Quneitra",
    "SYR/Ar Raqqah": "Raqqa",
    "SYR/Dayr Az Zawr": "Deir ez-Zor",
    "SYR/Hasaka (Al Haksa)": "Hasakah",
    "TUR/Hatay": "Hatay",
    "TUR/Kilis": "Kilis",
    "TUR/Gaziantep": "Gaziantep",
    "TUR/Sanliurfa": "Sanliurfa",
    "TUR/Mardin": "Mardin",
    "TUR/Sirnak": "Sirnak",
    "TUR/Osmaniye": "Osmaniye",
    "TUR/Adana": "Adana",
    "TUR/K. Maras": "Kahramanmaras",
    "TUR/Adiyaman": "Adiyaman",
    "TUR/Diyarbakir": "Diyarbakir",
    "LBN/North Lebanon": "North Lebanon",
    "LBN/Beqaa": "Bekaa",
    "LBN/Mount Lebanon": "Mount Lebanon",
    "LBN/South Lebanon": "South Lebanon",
    "LBN/An Nabatiyah": "Nabatieh",
    "IRQ/Al-Anbar": "Anbar",
    "IRQ/Ninawa": "Nineveh",
    "JOR/Irbid": "Irbid",
    "JOR/Mafraq": "Mafraq",
}
"""Natural Earth's name to the printed one; Damascus is left out: its city's label says it."""

_NO_PROVINCE = {"Golan Heights": (35.76, 32.99)}


def province_labels(units: Mapping[str, BaseGeometry]) -> Iterator[Feature]:
    """Return a label at the middle of the widest part of each named province."""
    for key, name in PROVINCES.items():
        circle = shapely.maximum_inscribed_circle(units[key], _POLE_TOLERANCE_DEG)
        yield Feature(
            geometry=shapely.Point(circle.coords[0]), properties={"k": "adm1l", "n": name}
        )
    for name, position in _NO_PROVINCE.items():
        yield Feature(geometry=shapely.Point(position), properties={"k": "adm1l", "n": name})


def town_labels(cities: Path, within: BaseGeometry) -> Iterator[Feature]:
    """Return the towns in the order in which labels should claim room.

    `z` is the first zoom at which a town is worth a label; `p` is 0 where GeoNames has no figure.
    """
    known = json.loads(cities.read_bytes())
    with TOWNS_CSV.open(encoding="utf-8", newline="") as lines:
        towns = [_town(row, known.get(row["geonameid"], {})) for row in csv.DictReader(lines)]
    order = sorted(towns, key=lambda t: (t.properties["z"], -int(t.properties["p"])))
    for town in order:
        if not within.covers(town.geometry):
            msg = f"{TOWNS_CSV.name}: {town.properties['n']} lies outside the map"
            raise ValueError(msg)
        yield town


def _town(row: Mapping[str, str], city: Mapping[str, float]) -> Feature:
    lon = float(row["lon"] or city["longitude"])
    lat = float(row["lat"] or city["latitude"])
    population = int(city.get("population", 0))
    properties: dict[str, Value] = {
        "k": "town",
        "n": row["name"],
        "p": population,
        "z": int(row["zoom"]),
    }
    return Feature(geometry=shapely.Point(lon, lat), properties=properties)
