"""The dossier sudan-2012: a zone on both sides of a real border, with no code of its own."""

from __future__ import annotations

import pytest
import shapely
from conftest import ROOT, quiet
from shapely import Point

from geo.dossier.load import load_dossier
from geo.geodesy.measure import area_km2, length_km
from geo.model.evidence import Agreement
from geo.model.run import Run
from geo.model.zone import Zone
from geo.pipeline.builds import plan, read_only
from geo.pipeline.engine import Engine, prepare

FOLDER = ROOT / "layers" / "sudan-2012"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return prepare(load_dossier(FOLDER))


@pytest.fixture(scope="module")
def run() -> Run:
    return read_only(plan(FOLDER, None, None), quiet)


@pytest.fixture(scope="module")
def zone(engine: Engine) -> Zone:
    return next(zone for zone in engine.zones if zone.rule.id == "sdbz")


def spot(engine: Engine, place_id: str) -> Point:
    place = engine.dossier.places[place_id]
    return Point(place.lon_deg, place.lat_deg)


def test_the_border_runs_in_one_line_from_the_central_african_republic_to_ethiopia(
    engine: Engine,
) -> None:
    line = engine.dossier.drawn["border-1956"].geometry
    assert line.geom_type == "LineString"
    assert line.coords[0] == pytest.approx((23.70, 9.67), abs=0.01)
    assert line.coords[-1] == pytest.approx((34.11, 9.50), abs=0.01)
    # Reports say 1,800 to 2,100 km: the more bends a map draws, the longer the line.
    assert 1800 < length_km(line) < 2200


@pytest.mark.parametrize(
    ("place", "country"),
    [
        ("sd-heglig", "sd"),
        ("sd-kadugli", "sd"),
        ("sd-talodi", "sd"),
        ("sd-kurmuk", "sd"),
        ("sd-abyei", "sd"),
        ("ss-bentiu", "ss"),
        ("ss-renk", "ss"),
        ("ss-malakal", "ss"),
        ("ss-gok-machar", "ss"),
        ("kafia-kingi", "ss"),
    ],
)
def test_towns_lie_on_the_side_that_gazetteers_and_the_convention_put_them(
    engine: Engine, place: str, country: str
) -> None:
    areas = engine.dossier.areas
    inside = {c for c in ("sd", "ss") if areas[c].geometry.contains(spot(engine, place))}
    assert inside == {country}


def test_the_disputed_areas_hold_their_towns_and_are_as_large_as_reported(engine: Engine) -> None:
    areas = engine.dossier.areas
    assert areas["abyei-area"].geometry.contains(spot(engine, "sd-abyei"))
    assert areas["kafia-kingi-area"].geometry.contains(spot(engine, "kafia-kingi"))
    # The award of 2009 bounds some 10,500 km²; Kafia Kingi is put at 12,500 to 13,000 km².
    assert area_km2(areas["abyei-area"].geometry) == pytest.approx(10_500, rel=0.02)
    assert area_km2(areas["kafia-kingi-area"].geometry) == pytest.approx(12_700, rel=0.03)


def test_the_zone_is_ten_kilometres_deep_on_each_side(engine: Engine, zone: Zone) -> None:
    line = engine.dossier.drawn["border-1956"].geometry
    # In the bends two strips of one side overlap: the area stays a little under length by width.
    assert 0.85 < area_km2(zone.nominal) / (2 * 10 * length_km(line)) < 1.0
    sudan, south = (engine.dossier.areas[c].geometry for c in ("sd", "ss"))
    north = area_km2(shapely.intersection(zone.nominal, sudan))
    assert north / area_km2(zone.nominal) == pytest.approx(0.5, abs=0.03)
    both = shapely.union_all([sudan, south]).buffer(0.02)
    assert both.covers(zone.nominal)


@pytest.mark.parametrize("place", ["ss-joda", "agok", "ss-panakuach", "ss-jebel-megeinis"])
def test_crossings_lie_in_the_zone(engine: Engine, zone: Zone, place: str) -> None:
    assert zone.nominal.contains(spot(engine, place))


@pytest.mark.parametrize("place", ["sd-kadugli", "ss-bentiu", "ss-malakal", "sd-abyei", "ss-renk"])
def test_towns_off_the_border_lie_outside(engine: Engine, zone: Zone, place: str) -> None:
    assert not zone.nominal.contains(spot(engine, place))


def test_the_fourteen_mile_area_reaches_from_the_border_to_the_river(engine: Engine) -> None:
    area = next(z for z in engine.zones if z.rule.id == "fourteen-mile-area")
    assert area.nominal.contains(spot(engine, "ss-kiir-adem"))
    assert not area.nominal.contains(spot(engine, "ss-gok-machar"))
    north = shapely.intersection(area.nominal, engine.dossier.areas["sd"].geometry)
    assert area_km2(north) > 0.95 * area_km2(area.nominal)


def test_every_name_in_the_dispatches_is_placed(run: Run) -> None:
    found = [x for r in run.readings for x in r.resolutions]
    assert len(found) > 140
    assert [x.mention.surface for x in found if x.place is None] == []
    places = {x.place.id for x in found if x.place}
    assert places >= {"sdbz", "fourteen-mile-area", "border-line", "abyei-area", "sd-heglig"}


@pytest.mark.parametrize(
    "words",
    [
        "safe demilitarised border zone",
        "Safe Demilitarized Border Zone",
        "SDBZ",
        "buffer zone",
        "المنطقة المنزوعة السلاح",
    ],
)
def test_the_zone_is_found_under_all_its_names(run: Run, words: str) -> None:
    named = {x.mention.surface for r in run.readings for x in r.resolutions if x.place}
    zones = {
        x.mention.surface
        for r in run.readings
        for x in r.resolutions
        if x.place and x.place.id == "sdbz"
    }
    assert words in named
    assert words in zones


def test_a_width_agrees_with_twice_the_depth_and_slips_are_contradictions(run: Run) -> None:
    said = {
        (r.document.quote(s.span), s.agrees)
        for r in run.readings
        for s in r.statements
        if s.zone_id == "sdbz"
    }
    assert ("20-kilometre", Agreement.YES) in {(w[:12], a) for w, a in said}
    assert {words for words, agrees in said if agrees is Agreement.NO} == {
        "20 kilometres",
        "six miles",
    }


def test_nothing_of_syria_is_in_it(engine: Engine, run: Run) -> None:
    assert not any(p.country_code == "SY" for p in engine.dossier.places.values())
    assert not any("Syria" in r.document.text for r in run.readings)
    west, south, east, north = shapely.total_bounds([z.extent for z in engine.zones])
    assert (west > 20, south > 5, east < 40, north < 15) == (True, True, True, True)


def test_the_disputed_places_belong_to_no_country_in_the_table(engine: Engine) -> None:
    for place_id in ("abyei-area", "kafia-kingi-area", "sd-abyei", "kafia-kingi", "agok"):
        place = engine.dossier.places[place_id]
        assert place.country_code == ""
        assert "claimed by both" in place.note or "Abyei area" in place.note
