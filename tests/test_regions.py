"""Regions of vague places: where they lie, that they are sound, what their figures are from."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from conftest import document
from dossiers import RIVER, add, draw, small_dossier, the_problem
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point
from test_expressions import listed, plain, read

from geo.dossier.load import load_dossier
from geo.geodesy.frame import LocalFrame
from geo.geodesy.measure import area_km2
from geo.geodesy.sector import beside, cone, part_towards
from geo.model.expression import Region
from geo.model.place import Place
from geo.model.resolution import Status
from geo.pipeline.engine import Engine, prepare
from geo.pipeline.reading import read_document
from geo.pipeline.running import regions_of, run
from geo.zones.regions import Regions

_GRID_DEG = 2e-7
ROW = "{},{},{},,,{},{},XX,{},,{},{},{},hand,{},CC0-1.0,\n"


@pytest.fixture(scope="module")
def regions(engine: Engine) -> Regions:
    return regions_of(engine, ())


def region(engine: Engine, regions: Regions, text: str) -> Region:
    (found,) = read(engine, text)
    built = regions.of(found)
    assert built is not None, found.reasons
    return built


def part(found: Region, place: Place) -> str:
    at = Point(place.lon_deg, place.lat_deg)
    if found.core.covers(at):
        return "core"
    return "extent" if found.extent.covers(at) else "outside"


PLACED = [c for c in listed("case") if c.get("status") != "unplaced"]


@pytest.mark.parametrize("case", PLACED, ids=lambda c: plain(c["text"])[:60])
def test_ground_lies_where_a_reader_would_look_for_it(
    engine: Engine, regions: Regions, case: dict[str, Any]
) -> None:
    found = region(engine, regions, plain(case["text"]))
    places = engine.dossier.places
    for wanted in ("core", "extent", "outside"):
        names = case.get(wanted, [])
        assert {name: part(found, places[name]) for name in names} == dict.fromkeys(names, wanted)


@pytest.mark.parametrize("case", PLACED, ids=lambda c: plain(c["text"])[:60])
def test_every_region_is_sound(engine: Engine, regions: Regions, case: dict[str, Any]) -> None:
    found = region(engine, regions, plain(case["text"]))
    assert 0 < area_km2(found.core) < area_km2(found.extent)
    assert shapely.buffer(found.extent, _GRID_DEG).covers(found.core)
    for ground in (found.core, found.extent):
        assert ground.is_valid
        assert all(ring.is_ccw for p in shapely.get_parts(ground) for ring in [p.exterior])
    assert found.reasons
    assert len(found.reasons) == len(set(found.reasons))


def test_the_same_words_about_the_same_places_share_one_region(
    engine: Engine, regions: Regions
) -> None:
    first = region(engine, regions, "It fell 20 km south of Idlib.")
    assert region(engine, regions, "The depot, 20 kilometres south of Idlib, burned.") is first
    assert region(engine, regions, "It fell 25 km south of Idlib.") is not first


def test_a_part_of_a_place_stays_in_its_country(engine: Engine, regions: Regions) -> None:
    land = engine.dossier.areas["sy"].geometry
    inside = region(engine, regions, "The western outskirts of Latakia were bombed.")
    assert shapely.buffer(land, _GRID_DEG).covers(inside.extent)
    across = region(engine, regions, "A boat sank west of Latakia.")
    assert not land.covers(across.extent)


def test_a_country_without_an_outline_is_a_disc_and_the_region_says_so(
    engine: Engine, regions: Regions
) -> None:
    found = region(engine, regions, "Rain fell in southern Iraq.")
    assert any("no outline in the dossier" in reason for reason in found.reasons)


def test_the_line_of_the_documents_own_day_is_taken(engine: Engine) -> None:
    text = "Guns stood within 5 km of the front line."
    days = (date(2018, 9, 20), date(2020, 3, 1))
    made = run(engine, [document(text, id=str(d), published_on=d) for d in days])
    first, second = (made.regions[reading.expressions[0].mention.id] for reading in made.readings)
    assert area_km2(shapely.symmetric_difference(first.extent, second.extent)) > 1000


def test_words_that_do_not_meet_keep_the_first(engine: Engine, regions: Regions) -> None:
    found = region(engine, regions, "It lies in southern Idlib near Kobani.")
    assert "its parts have no ground in common: the first alone is drawn" in found.reasons


def test_a_part_that_a_place_does_not_have_is_unplaced_and_says_so(engine: Engine) -> None:
    text = "Snow fell on Damascus's countryside and on Hama's countryside."
    made = run(engine, [document(text, published_on=date(2019, 5, 6))])
    city, land = next(iter(made.readings)).expressions
    assert (city.status, city.confidence) == (Status.UNPLACED, 0.0)
    assert city.reasons[0].startswith("no ground is left for these words")
    assert land.status is Status.RESOLVED
    assert set(made.regions) == {land.mention.id}


def river_dossier(folder: Path) -> Engine:
    """Return the template with its river as a place, drawn from west to east, and a front."""
    root = small_dossier(folder)
    row = ROW.format(
        "xx-ouse", "Ouse", "River Ouse", "H", "STM", "", 12.0, 22.02, 40000, "xx-ouse"
    )
    add(root / "gazetteer.csv", row)
    draw(root, RIVER, place="xx-ouse")
    return prepare(load_dossier(root))


def test_the_side_of_a_river_is_its_lines_side(tmp_path: Path) -> None:
    engine = river_dossier(tmp_path)
    places, regions = engine.dossier.places, regions_of(engine, ())
    north = region(engine, regions, "Sheep graze north of the Ouse.")
    south = region(engine, regions, "Sheep graze on the southern bank of the River Ouse.")
    assert part(north, places["xx-northton"]) == "extent"
    assert part(north, places["xx-southby"]) == "outside"
    assert part(south, places["xx-northton"]) == "outside"
    assert area_km2(south.extent) < area_km2(north.extent)
    along = region(engine, regions, "Reeds grow along the Ouse.")
    assert shapely.buffer(along.core, _GRID_DEG).covers(LineString(RIVER))


def test_a_line_that_names_no_place_is_a_problem_of_its_file(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    draw(root, RIVER, place="xx-northtn")
    message = the_problem(root, "lines/river.geojson", "feature 1")
    assert "place 'xx-northtn' is no id of a place" in message
    assert "xx-northton" in message
    draw(root, RIVER, between=["xx"])
    assert "name two places" in the_problem(root, "lines/river.geojson", "feature 1")


def test_a_border_is_a_line_between_two_places(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    row = ROW.format("yy", "Otherland", "", "A", "PCLI", "", 12.0, 22.4, 30000, "yy")
    add(root / "gazetteer.csv", row)
    draw(root, RIVER, between=["xx", "yy"])
    engine = prepare(load_dossier(root))
    regions = regions_of(engine, ())
    for text in (
        "Tents stood along the border between Exampleland and Otherland.",
        "Tents stood near the Examplean border.",
        "Tents stood 5 km from Exampleland's border with Otherland.",
    ):
        found = region(engine, regions, text)
        assert shapely.buffer(found.extent, 0.06).covers(LineString(RIVER))


def test_a_document_without_vague_words_has_no_regions(tmp_path: Path) -> None:
    engine = prepare(load_dossier(small_dossier(tmp_path)))
    text = document("Northton and Southby signed nothing.")
    assert read_document(text, engine).expressions == ()
    assert run(engine, [text]).regions == {}


ASKEW = st.integers(0, 359).map(lambda deg: deg + 0.37)
"""A stretch that runs in the direction itself sweeps no ground: none of whole kilometres does."""
AT = st.integers(-80, 80).map(lambda km: 1_000.0 * km)


@settings(max_examples=60)
@given(st.floats(0, 360), st.floats(5, 80), st.floats(1_000, 90_000))
def test_a_wider_and_longer_cone_covers_a_narrower_one(
    bearing_deg: float, half_width_deg: float, reach_m: float
) -> None:
    inner = cone(Point(0, 0), bearing_deg, half_width_deg, reach_m)
    outer = cone(Point(0, 0), bearing_deg, half_width_deg + 5, reach_m * 1.05)
    assert outer.buffer(0.01).covers(inner)


@settings(max_examples=60)
@given(st.floats(0, 360), st.floats(0.1, 0.9))
def test_two_opposite_parts_make_up_the_whole(bearing_deg: float, share: float) -> None:
    area = Point(10_000, -5_000).buffer(20_000).union(Point(40_000, 0).buffer(9_000))
    ahead = part_towards(area, bearing_deg, share)
    behind = part_towards(area, bearing_deg + 180, 1 - share)
    assert ahead.area + behind.area == pytest.approx(area.area, rel=1e-6)


@settings(max_examples=60)
@given(st.lists(st.tuples(AT, AT), min_size=2, max_size=8, unique=True), ASKEW)
def test_the_ground_beside_a_line_holds_the_line_moved_there(
    points: list[tuple[float, float]], bearing_deg: float
) -> None:
    line = LineString(points)
    ground = beside(line, bearing_deg, 10_000)
    tip = cone(Point(0, 0), bearing_deg, 1, 5_000).centroid
    scale = 5_000 / Point(0, 0).distance(tip)
    moved = shapely.transform(
        shapely.simplify(line, 100.0), lambda xy: xy + np.array([tip.x * scale, tip.y * scale])
    )
    assert ground.buffer(1.0).covers(moved)


def test_a_bearing_is_true_on_the_ground() -> None:
    frame = LocalFrame(36.6, 35.9)
    ground = frame.inverse(cone(frame.forward(Point(36.6, 35.9)), 90, 10, 20_000))
    west, south, east, north = ground.bounds
    assert west == pytest.approx(36.6, abs=1e-3)
    assert east > 36.8
    assert (south + north) / 2 == pytest.approx(35.9, abs=1e-3)
