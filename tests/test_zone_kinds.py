"""Every kind of zone rule: what ground it gives, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise
from math import pi

import numpy as np
import pytest
import shapely
from geodesics import GEOD, area_km2
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point
from test_control import town
from test_zones import RULE

from geo.errors import InputError
from geo.model.facts import Inside
from geo.model.line import DrawnLine, LineKind, LineRule
from geo.model.zone import Area, Zone, ZoneKind, ZoneRule
from geo.zones.build import build_zone
from geo.zones.facts import contains
from geo.zones.lines import Ground

PLACES = {t.id: t for t in (town("a", 30.0, 50.0), town("b", 31.0, 50.3), town("c", 30.2, 50.9))}
SQUARE = shapely.box(30, 50, 32, 51)
ROAD = LineString([(30.0, 50.0), (30.5, 50.2), (31.0, 50.2)])
LINES = {"road": LineRule(id="road", title="Road", kind=LineKind.DRAWN, drawn="road")}


def ground() -> Ground:
    east = shapely.box(32, 50, 33, 51)
    areas = {
        name: Area(place_id=name, geometry=g, source="s", licence="l", uncertainty_m=500)
        for name, g in (("square", SQUARE), ("east", east))
    }
    drawn = DrawnLine(id="road", geometry=ROAD, source="s", licence="l", uncertainty_m=200)
    return Ground(places=PLACES, holdings={}, areas=areas, drawn={"road": drawn})


def made(kind: ZoneKind, **fields: object) -> Zone:
    given = {"kind": kind, "line": "", "side": "", **fields}
    rule: ZoneRule = replace(RULE, **given)  # type: ignore[arg-type]
    return build_zone(rule, LINES.get(rule.line), ground(), with_contours=True)


KINDS: dict[str, tuple[ZoneKind, dict[str, object]]] = {
    "a radius around a town": (ZoneKind.AROUND, {"places": ("a",), "depth_km": (10.0, 12.0)}),
    "a rim around an area": (ZoneKind.AROUND, {"places": ("square",), "depth_km": (5.0, 5.0)}),
    "a corridor between two towns": (
        ZoneKind.BETWEEN,
        {"places": ("a", "b"), "depth_km": (4.0, 6.0)},
    ),
    "the ground between three": (
        ZoneKind.BETWEEN,
        {"places": ("a", "b", "c"), "depth_km": (3.0, 5.0)},
    ),
    "a road's two sides": (ZoneKind.CORRIDOR, {"line": "road", "depth_km": (6.0, 6.0)}),
    "two units": (ZoneKind.UNITS, {"places": ("square", "east"), "depth_km": (0.0, 0.0)}),
    "the north of a unit": (
        ZoneKind.UNITS,
        {"places": ("square",), "part": "north", "depth_km": (0.0, 0.0)},
    ),
}


@cache
def zone_of(kind: str) -> Zone:
    """Return the zone of a kind, built when it is first asked for."""
    sort, fields = KINDS[kind]
    return made(sort, **fields)


@pytest.fixture(params=KINDS)
def zone(request: pytest.FixtureRequest) -> Zone:
    """Each kind in turn."""
    return zone_of(request.param)


def test_parts_are_nested_valid_and_wound_as_rfc_7946_wants(zone: Zone) -> None:
    for chain in (
        [zone.core, *(b.geometry for b in zone.bands), zone.extent],
        [c.geometry for c in zone.contours],
    ):
        for inner, outer in pairwise(chain):
            assert shapely.difference(inner, outer).area <= 1e-6 * outer.area
        for geometry in chain:
            assert geometry.is_valid
            assert all(p.exterior.is_ccw for p in shapely.get_parts(geometry))
            assert not shapely.is_empty(geometry)


def test_edges_are_short_enough_for_any_projection(zone: Zone) -> None:
    xy = shapely.get_coordinates(shapely.get_parts(zone.extent)[0].exterior)
    _, _, metres = GEOD.inv(xy[:-1, 0], xy[:-1, 1], xy[1:, 0], xy[1:, 1])
    assert np.max(metres) <= 510


def test_what_is_surely_inside_is_likely_and_what_is_likely_is_perhaps_inside(zone: Zone) -> None:
    chain = [zone.core, *(c.geometry for c in zone.contours), zone.extent]
    for inner, outer in pairwise(chain):
        assert shapely.difference(inner, outer).area <= 1e-6 * outer.area


def test_a_radius_is_a_circle_and_its_error_that_of_the_place() -> None:
    zone = zone_of("a radius around a town")
    assert area_km2(zone.bands[0].geometry) == pytest.approx(pi * 100, rel=1e-3)
    assert area_km2(zone.core) == pytest.approx(pi * 9.5**2, rel=1e-3)
    assert area_km2(zone.extent) == pytest.approx(pi * 12.5**2, rel=1e-3)


def test_a_rim_around_an_area_holds_the_area_itself() -> None:
    zone = zone_of("a rim around an area")
    assert zone.core.covers(Point(31, 50.5))
    assert contains(zone, Point(31, 51.0427)) is Inside.PROBABLY
    assert contains(zone, Point(31, 51.1)) is Inside.NO


def test_a_corridor_runs_straight_between_its_towns() -> None:
    zone = zone_of("a corridor between two towns")
    _, _, metres = GEOD.inv(30.0, 50.0, 31.0, 50.3)
    expected = 2 * 4 * metres / 1000 + pi * 16
    assert area_km2(zone.bands[0].geometry) == pytest.approx(expected, rel=2e-3)


def test_the_ground_between_three_towns_holds_their_middle() -> None:
    assert zone_of("the ground between three").core.covers(Point(30.4, 50.4))


def test_a_road_has_its_corridor_on_both_sides() -> None:
    zone = zone_of("a road's two sides")
    assert contains(zone, Point(30.5, 50.2 + 5 / 111)) is Inside.YES
    assert contains(zone, Point(30.5, 50.2 - 5 / 111)) is Inside.YES
    assert zone.line is not None


def test_units_that_touch_become_one_ground() -> None:
    zone = zone_of("two units")
    assert len(shapely.get_parts(zone.nominal)) == 1
    assert area_km2(zone.nominal) == pytest.approx(
        area_km2(SQUARE) + area_km2(shapely.box(32, 50, 33, 51)), rel=1e-3
    )
    assert area_km2(zone.core) < area_km2(zone.nominal) < area_km2(zone.extent)


def test_the_north_of_a_unit_is_its_last_third_for_sure_and_its_first_never() -> None:
    zone = zone_of("the north of a unit")
    answers = [contains(zone, Point(31, 50 + y)) for y in (0.9, 0.6, 0.4, 0.1)]
    assert answers == [Inside.YES, Inside.PROBABLY, Inside.PERHAPS, Inside.NO]


@given(depth_km=st.floats(2, 80), deeper_km=st.floats(0, 40))
@settings(max_examples=15, deadline=None)
def test_a_wider_range_holds_the_narrower_one_and_a_smaller_core(
    depth_km: float, deeper_km: float
) -> None:
    rule = replace(RULE, kind=ZoneKind.AROUND, places=("a",), depth_km=(depth_km, depth_km))
    narrow = build_zone(rule, None, ground())
    wide = build_zone(replace(rule, depth_km=(depth_km, depth_km + deeper_km)), None, ground())
    assert shapely.difference(narrow.extent, wide.extent).area <= 1e-6
    assert area_km2(narrow.core) == pytest.approx(area_km2(wide.core), rel=1e-3)


def test_the_same_rule_gives_the_same_contours() -> None:
    again = made(ZoneKind.AROUND, places=("a",), depth_km=(10.0, 12.0))
    for one, other in zip(again.contours, zone_of("a radius around a town").contours, strict=True):
        assert one.geometry.wkb == other.geometry.wkb


def test_held_ground_needs_a_table() -> None:
    with pytest.raises(InputError, match="needs the line of a control table"):
        made(ZoneKind.HELD_AREA, line="road", holder="x", depth_km=(0.0, 0.0))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": ZoneKind.ALONG_LINE, "side": "a", "depth_km": (15.0, 20.0)}, "15–20 km deep"),
        (
            {"kind": ZoneKind.ALONG_LINE, "side": "both", "depth_km": (10, 10)},
            "10 km on each side",
        ),
        ({"kind": ZoneKind.CORRIDOR, "depth_km": (6.0, 6.0)}, "6 km on each side"),
        ({"kind": ZoneKind.AROUND, "depth_km": (30.0, 30.0)}, "within 30 km"),
        ({"kind": ZoneKind.UNITS, "depth_km": (0.0, 0.0)}, ""),
    ],
)
def test_a_rule_says_in_words_how_far_it_reaches(fields: dict[str, object], said: str) -> None:
    assert replace(RULE, **fields).reach == said  # type: ignore[arg-type]


def test_ground_between_places_on_both_sides_of_the_antimeridian_stays_small() -> None:
    spots = {"w": town("w", 179.5, -17.0), "e": town("e", -179.5, -17.2), "s": town("s", 180, -18)}
    rule = replace(RULE, kind=ZoneKind.BETWEEN, places=("w", "e", "s"), depth_km=(5.0, 5.0))
    zone = build_zone(rule, None, Ground(places=spots, holdings={}, areas={}, drawn={}))
    assert 4_000 < area_km2(zone.nominal) < 12_000
