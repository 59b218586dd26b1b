"""The dossier chernobyl-1986: circles around a place, in three languages, before the web."""

from __future__ import annotations

import math
from datetime import date

import pytest
from conftest import ROOT, quiet
from shapely import Point

from geo.dossier.load import load_dossier
from geo.geodesy.measure import area_km2
from geo.model.evidence import Agreement
from geo.model.run import Run
from geo.model.zone import Zone
from geo.pipeline.builds import plan, read_only
from geo.pipeline.engine import Engine, prepare

FOLDER = ROOT / "layers" / "chernobyl-1986"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return prepare(load_dossier(FOLDER))


@pytest.fixture(scope="module")
def zones(engine: Engine) -> dict[str, Zone]:
    return {zone.rule.id: zone for zone in engine.zones}


@pytest.fixture(scope="module")
def run() -> Run:
    return read_only(plan(FOLDER, None, None), quiet)


def spot(engine: Engine, place_id: str) -> Point:
    place = engine.dossier.places[place_id]
    return Point(place.lon_deg, place.lat_deg)


@pytest.mark.parametrize(("zone_id", "radius_km"), [("zone-30", 30), ("zone-10", 10)])
def test_a_zone_is_the_circle_of_its_radius(
    zones: dict[str, Zone], zone_id: str, radius_km: float
) -> None:
    assert area_km2(zones[zone_id].nominal) == pytest.approx(math.pi * radius_km**2, rel=0.002)


@pytest.mark.parametrize(
    "place", ["ua-pripyat", "ua-chernobyl", "ua-opachychi", "by-masany", "ua-paryshiv"]
)
def test_evacuated_places_lie_in_the_circle(
    engine: Engine, zones: dict[str, Zone], place: str
) -> None:
    assert zones["zone-30"].nominal.contains(spot(engine, place))


@pytest.mark.parametrize(
    "place", ["ua-slavutych", "ua-ivankiv", "ua-poliske", "ua-kyiv", "by-brahin", "ua-narodychi"]
)
def test_places_that_took_people_in_lie_outside(
    engine: Engine, zones: dict[str, Zone], place: str
) -> None:
    assert not zones["zone-30"].extent.contains(spot(engine, place))


def test_the_inner_circle_holds_pripyat_but_not_the_town_of_chernobyl(
    engine: Engine, zones: dict[str, Zone]
) -> None:
    assert zones["zone-10"].core.contains(spot(engine, "ua-pripyat"))
    assert not zones["zone-10"].extent.contains(spot(engine, "ua-chernobyl"))


def test_the_circle_lies_in_both_republics(engine: Engine, zones: dict[str, Zone]) -> None:
    border = engine.dossier.drawn["by-ua-border"].geometry
    parts = zones["zone-30"].nominal.intersection(border)
    assert not parts.is_empty
    gomel = engine.dossier.areas["by-gomel-obl"].geometry
    share = area_km2(zones["zone-30"].nominal & gomel) / area_km2(zones["zone-30"].nominal)
    assert 0.3 < share < 0.45


def test_a_town_and_the_plant_named_after_it_are_two_places(run: Run) -> None:
    found = {x.mention.surface: x.place.id for r in run.readings for x in r.resolutions if x.place}
    assert found["Chernobyl"] == "ua-chernobyl"
    assert found["Chernobyl nuclear power plant"] == "ua-chernobyl-plant"
    assert found["Чернобыле"] == "ua-chernobyl"
    assert found["Чернобыльской АЭС"] == "ua-chernobyl-plant"


def test_moscow_stands_for_the_soviet_government(engine: Engine) -> None:
    assert engine.dossier.places["ru-moscow"].government == "su"


@pytest.mark.parametrize(
    ("words", "zone_id"),
    [
        ("30-kilometre zone", "zone-30"),
        ("evacuation zone", "zone-30"),
        ("тридцатикилометровой зоны", "zone-30"),
        ("зоны отчуждения", "zone-30"),
        ("10-km zone", "zone-10"),
        ("Десятикилометровая зона", "zone-10"),
    ],
)
def test_zones_are_found_in_english_and_russian(run: Run, words: str, zone_id: str) -> None:
    found = {
        (x.mention.surface, x.place.id) for r in run.readings for x in r.resolutions if x.place
    }
    assert (words, zone_id) in found


def test_every_name_is_placed_and_every_dispatch_dated(run: Run) -> None:
    assert [
        x.mention.surface for r in run.readings for x in r.resolutions if x.place is None
    ] == []
    days = [r.document.published_on for r in run.readings]
    assert all(day and date(1986, 4, 26) <= day <= date(1988, 12, 31) for day in days)


def test_a_radius_that_differs_is_a_contradiction(run: Run) -> None:
    wrong = [
        (r.document.source, r.document.quote(s.span), s.zone_id)
        for r in run.readings
        for s in r.statements
        if s.agrees is Agreement.NO
    ]
    assert wrong == [("1986-05-05-circle.txt", "25 kilometres", "zone-30")]
