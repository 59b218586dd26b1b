"""How true zones are on the ground, against geodesics that share no code with the builder."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from geodesics import GEOD, area_km2, dense, distance_m, outline, strip, walked
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, Point
from shapely.geometry.base import BaseGeometry
from test_control import town
from test_zones import LINE, RULE

from geo.errors import InputError
from geo.geodesy.seam import split
from geo.model.line import DrawnLine
from geo.model.zone import BOTH_SIDES, Zone, ZoneKind
from geo.zones.build import build_zone
from geo.zones.lines import Ground

TRUE_M = 10.0
TWO_SIDED = replace(RULE, side=BOTH_SIDES, kind=ZoneKind.ALONG_LINE)


def lines(longest_km: float) -> st.SearchStrategy[LineString]:
    """Return lines of 1 km and more, from the equator to 80 degrees, around the whole globe."""
    return st.builds(
        walked,
        st.floats(-180, 180),
        st.floats(-70, 78),
        st.floats(0, 360),
        st.lists(st.floats(-40, 40), min_size=2, max_size=8),
        st.floats(0.5, longest_km / 8),
    ).filter(lambda line: max(abs(y) for _, y in line.coords) <= 80)


def zone_along(line: BaseGeometry, depth_km: float, *, side: str = BOTH_SIDES) -> Zone:
    drawn = DrawnLine(id="l", geometry=line, source="s", licence="l", uncertainty_m=100)
    seed = beside(line) if side != BOTH_SIDES else Point(0, 0)
    places = {"seed": town("seed", seed.x, seed.y)}
    ground = Ground(places=places, holdings={}, areas={}, drawn={"l": drawn})
    rule = replace(TWO_SIDED, side=side, depth_km=(depth_km, depth_km))
    return build_zone(rule, LINE, ground)


def beside(line: BaseGeometry, metres: float = 300.0) -> Point:
    """Return a point a little to the right of the middle of a line's first step."""
    (x0, y0), (x1, y1), *_ = shapely.get_coordinates(line)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    heading, _, _ = GEOD.inv(x0, y0, x1, y1)
    lon, lat, _ = GEOD.fwd(x, y, heading + 90, metres)
    return Point(lon, lat)


@given(line=lines(1000), depth_km=st.floats(1, 60))
@settings(max_examples=15, deadline=None)
def test_the_edge_lies_at_the_depth_wherever_on_earth(line: LineString, depth_km: float) -> None:
    zone = zone_along(line, depth_km)
    metres = distance_m(outline(zone.nominal, 40), dense(line, 20 * depth_km))
    assert np.abs(metres - depth_km * 1000).max() <= TRUE_M


@given(line=lines(1000), depth_km=st.floats(1, 60), data=st.data())
@settings(max_examples=15, deadline=None)
def test_everything_nearer_than_the_depth_is_inside_and_nothing_farther(
    line: LineString, depth_km: float, data: st.DataObject
) -> None:
    zone = zone_along(line, depth_km)
    marks = dense(line, 1000 * depth_km)
    lon, lat = marks[data.draw(st.integers(0, len(marks) - 1))]
    azimuth = data.draw(st.floats(0, 360))
    for share in (0.2, 0.7, 0.99, 1.01, 1.3):
        x, y, _ = GEOD.fwd(lon, lat, azimuth, share * depth_km * 1000)
        metres = distance_m(np.array([(x, y)]), dense(line, 20 * depth_km))[0]
        if abs(metres - depth_km * 1000) > TRUE_M:
            assert zone.nominal.covers(Point(x, y)) == (metres < depth_km * 1000)


@given(line=lines(120), depth_km=st.floats(3, 30))
@settings(max_examples=8, deadline=None)
def test_its_area_is_that_of_the_circles_along_the_line(line: LineString, depth_km: float) -> None:
    zone = zone_along(line, depth_km)
    assert area_km2(zone.nominal) == pytest.approx(
        area_km2(strip(line, depth_km * 1000)), rel=1e-3
    )


@given(line=lines(1000), depth_km=st.floats(2, 40))
@settings(max_examples=15, deadline=None)
def test_one_side_keeps_the_depth_and_never_crosses_its_line(
    line: LineString, depth_km: float
) -> None:
    try:
        zone = zone_along(line, depth_km, side="seed")
    except InputError:
        assume(condition=False)
    edge = outline(zone.nominal, 60)
    metres = distance_m(edge, dense(line, 20 * depth_km))
    assert metres.max() <= depth_km * 1000 + TRUE_M
    assert zone.nominal.covers(beside(line)) or depth_km < 1
    lon, lat = np.asarray(beside(line, -300.0).coords)[0]
    apart = distance_m(np.array([(lon, lat)]), dense(line, 20))[0]
    if apart > 100 + TRUE_M:
        assert not zone.core.covers(Point(lon, lat))


@given(line=lines(400), depth_km=st.floats(2, 40))
@settings(max_examples=10, deadline=None)
def test_two_sides_together_are_the_zone_of_both(line: LineString, depth_km: float) -> None:
    both = zone_along(line, depth_km)
    try:
        right = zone_along(line, depth_km, side="seed")
        left = zone_along(line.reverse(), depth_km, side="seed")
    except InputError:
        assume(condition=False)
    first, second = area_km2(right.nominal), area_km2(left.nominal)
    assume(area_km2(shapely.intersection(right.nominal, left.nominal)) < first / 1000)
    assert first + second == pytest.approx(area_km2(both.nominal), rel=1e-3)


def test_a_line_across_the_antimeridian_gives_parts_that_meet_on_it() -> None:
    coords = [(178.6, -16.0), (179.7, -16.4), (180.9, -16.2), (181.8, -16.9)]
    whole = LineString(coords)
    zone = zone_along(whole, 20)
    assert [p.is_valid for p in shapely.get_parts(zone.nominal)] == [True, True]
    west, _, east, _ = zone.nominal.bounds
    assert (west, east) == (-180.0, 180.0)
    assert area_km2(zone.nominal) == pytest.approx(area_km2(strip(whole, 20_000)), rel=1e-3)


def test_a_line_in_two_parts_that_meet_on_the_antimeridian_is_one_line() -> None:
    whole = LineString([(179.0, 60.0), (180.0, 60.3), (181.0, 60.2)])
    parts = split(whole)
    assert isinstance(parts, MultiLineString)
    for side in (BOTH_SIDES, "seed"):
        there = zone_along(whole, 15, side=side).nominal
        here = zone_along(parts, 15, side=side).nominal
        assert area_km2(shapely.symmetric_difference(there, here)) < 1e-3 * area_km2(there)


def test_ground_that_holds_a_pole_is_refused() -> None:
    with pytest.raises(InputError, match="zone z: the ground holds a pole"):
        zone_along(LineString([(10, 88), (12, 89)]), 300)


def test_a_line_of_many_vertices_gives_the_zone_of_the_same_line_with_few() -> None:
    plain = LineString([(36.0, 35.0), (36.8, 35.4), (37.2, 36.0)])
    many = plain.segmentize(1e-4)
    assert len(many.coords) > 10_000
    few = zone_along(plain, 15).nominal
    assert area_km2(shapely.symmetric_difference(few, zone_along(many, 15).nominal)) < 1
