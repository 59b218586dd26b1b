"""Zones beside lines: nested, on the right side, as deep as they say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
import shapely
from geodesics import strip
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString, Point
from test_control import TOWNS

from geo.errors import InputError
from geo.geodesy.measure import area_km2
from geo.model.calendar import Period
from geo.model.facts import Inside
from geo.model.line import DrawnLine, LineKind, LineRule
from geo.model.zone import BOTH_SIDES, Area, Zone, ZoneKind, ZoneRule
from geo.pipeline.engine import Engine
from geo.pipeline.zones import zone_report
from geo.zones.build import build_zone
from geo.zones.facts import contains
from geo.zones.lines import Ground

GEOD = Geod(ellps="WGS84")
GRID = 1e-6
"""What coordinates on a grid of 1 cm can add to an area, as a share of it."""
RULE = ZoneRule(
    id="z",
    title="Zone",
    kind=ZoneKind.ALONG_LINE,
    names=("zone",),
    anchors=(),
    in_force=Period(),
    reading="one side",
    citations=(),
    line="l",
    side="west-1",
    depth_km=(15.0, 20.0),
)
LINE = LineRule(id="l", title="Line", kind=LineKind.DRAWN, drawn="l")


def zone_beside(line: LineString, rule: ZoneRule = RULE, error_m: float = 1000) -> Zone:
    drawn = DrawnLine(id="l", geometry=line, source="s", licence="l", uncertainty_m=error_m)
    ground = Ground(places=TOWNS, holdings={}, areas={}, drawn={"l": drawn})
    return build_zone(rule, LINE, ground)


def walked(lon: float, lat: float, turns: list[float], step_km: float) -> LineString:
    """Return a line that starts east of the town and walks with the given turns."""
    heading, coords = 0.0, [(lon, lat)]
    for turn in turns:
        heading += turn
        x, y, _ = GEOD.fwd(*coords[-1], heading, step_km * 1000)
        coords.append((x, y))
    return LineString(coords)


LINES = st.builds(
    walked,
    st.floats(36.05, 36.4),
    st.floats(34.7, 35.0),
    st.lists(st.floats(-50, 50), min_size=2, max_size=8),
    st.floats(3, 15),
)


def built(line: LineString, rule: ZoneRule = RULE) -> Zone:
    """Return the zone, or pass over a generated line that has no side."""
    try:
        return zone_beside(line, rule)
    except InputError:
        assume(condition=False)
        raise


@given(line=LINES)
@settings(max_examples=40, deadline=None)
def test_core_lies_in_the_bands_and_the_bands_in_the_extent(line: LineString) -> None:
    zone = built(line)
    chain = [zone.core, *(b.geometry for b in zone.bands), zone.extent]
    for inner, outer in pairwise(chain):
        assert shapely.difference(inner, outer).area <= GRID * inner.area
        assert inner.is_valid
        assert area_km2(inner) < area_km2(outer)


@given(line=LINES, extra_km=st.floats(0.5, 20))
@settings(max_examples=25, deadline=None)
def test_a_deeper_zone_covers_a_shallower_one(line: LineString, extra_km: float) -> None:
    deep = replace(RULE, depth_km=(15.0 + extra_km, 20.0 + extra_km))
    shallow, deeper = built(line), built(line, deep)
    lost = shapely.difference(shallow.nominal, deeper.nominal)
    assert lost.area <= GRID * shallow.nominal.area


@given(line=LINES)
@settings(max_examples=25, deadline=None)
def test_a_line_digitised_the_other_way_gives_the_same_zone(line: LineString) -> None:
    there, back = built(line), built(line.reverse())
    assert shapely.symmetric_difference(there.nominal, back.nominal).area == 0


@given(line=LINES)
@settings(max_examples=20, deadline=None)
def test_the_outer_edge_lies_at_the_stated_depth_on_the_ground(line: LineString) -> None:
    zone = built(line)
    dense = np.array(shapely.segmentize(line, 0.002).coords)
    edge = shapely.get_coordinates(zone.bands[0].geometry)
    for lon, lat in edge[:: max(1, len(edge) // 15)]:
        _, _, metres = GEOD.inv(
            np.full(len(dense), lon), np.full(len(dense), lat), dense[:, 0], dense[:, 1]
        )
        # Every point of the edge is at the depth, or nearer: on the line, or on the cut.
        assert metres.min() <= 15_000 + 60


@given(line=LINES)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
def test_the_zone_lies_on_the_side_of_its_town(line: LineString) -> None:
    town = Point(TOWNS["west-1"].lon_deg, TOWNS["west-1"].lat_deg)
    zone = built(line)
    nearest = shapely.shortest_line(town, line)
    assume(not nearest.crosses(line))
    beside = shapely.line_interpolate_point(nearest, 0.999, normalized=True)
    inland = line.project(beside, normalized=True)
    assume(0.05 < inland < 0.95)
    assume(nearest.length * 90 < 14)
    assert zone.bands[0].geometry.buffer(1e-5).covers(beside)


def test_a_line_that_curls_is_refused_where_it_curls() -> None:
    curl = LineString([(36.1, 34.8), (36.3, 35.0), (36.1, 35.0), (36.3, 34.8)])
    with pytest.raises(InputError, match=r"zone z: the line curls over itself near 36\.2\d* E"):
        zone_beside(curl)


def test_a_side_on_the_line_is_refused() -> None:
    through = LineString([(36.0, 34.8), (36.0, 35.0), (36.0, 35.3)])
    with pytest.raises(InputError, match="lies on the line"):
        zone_beside(through)


def test_rings_run_as_rfc_7946_wants() -> None:
    zone = zone_beside(LineString([(36.2, 34.8), (36.25, 35.0), (36.2, 35.3)]))
    for polygon in shapely.get_parts(zone.extent):
        assert polygon.exterior.is_ccw


def test_a_zone_stays_in_the_land_it_can_lie_in() -> None:
    land = shapely.box(35.9, 34.9, 37, 35.1)
    area = Area(place_id="sy", geometry=land, source="s", licence="l", uncertainty_m=1)
    drawn = DrawnLine(
        id="l",
        geometry=LineString([(36.1, 34.8), (36.1, 35.3)]),
        source="s",
        licence="l",
        uncertainty_m=100,
    )
    ground = Ground(places=TOWNS, holdings={}, areas={"sy": area}, drawn={"l": drawn})
    zone = build_zone(replace(RULE, within="sy"), LINE, ground)
    assert shapely.difference(zone.extent, land.buffer(1e-6)).area == 0


class TestShippedZone:
    """The zone of the memorandum, against facts that were not used to build it."""

    def test_its_areas_are_those_of_the_research(self, engine: Engine) -> None:
        zone = engine.zones[0]
        narrow, wide = (area_km2(b.geometry) for b in zone.bands)
        assert narrow == pytest.approx(3290, rel=0.04)
        assert wide == pytest.approx(4115, rel=0.04)

    @pytest.mark.parametrize("band", [0, 1])
    def test_one_side_and_both_are_what_geodesics_make_of_the_line(
        self, engine: Engine, band: int
    ) -> None:
        one, line = engine.zones[0], engine.zones[0].line
        assert line is not None
        depth_m = one.bands[band].depth_km * 1000
        strips = [strip(part, depth_m) for part in shapely.get_parts(line.geometry)]
        control = engine.ground.control(line.rule, date(2018, 9, 17))
        held = control.frame.inverse(control.area("opposition"))
        syria = engine.dossier.areas["sy"].geometry
        around = shapely.intersection(shapely.union_all(strips), syria)
        rule = replace(one.rule, side=BOTH_SIDES)
        both = build_zone(rule, line.rule, engine.ground)
        assert area_km2(both.bands[band].geometry) == pytest.approx(area_km2(around), rel=0.002)
        one_side = area_km2(shapely.intersection(around, held))
        assert area_km2(one.bands[band].geometry) == pytest.approx(one_side, rel=0.002)

    def test_all_posts_stand_in_it_and_salwa_in_the_band(self, engine: Engine) -> None:
        zone = zone_report(engine, "idlib-dmz").zone
        places = engine.dossier.places
        narrow = zone.bands[0].geometry
        posts = [places[m] for m in engine.dossier.posts["turkish-posts"].members]
        inside = [p.id for p in posts if narrow.covers(Point(p.lon_deg, p.lat_deg))]
        assert len(inside) == 11
        assert "sy-post-01-salwa" not in inside
        salwa = places["sy-post-01-salwa"]
        assert contains(zone, Point(salwa.lon_deg, salwa.lat_deg)) is Inside.PROBABLY

    @pytest.mark.parametrize(
        ("place", "expected"),
        [
            ("sy-khan-shaykhun", True),
            ("sy-jisr-al-shughur", True),
            ("sy-kafr-nabudah", True),
            ("sy-al-habit", True),
            ("sy-al-tamanah", True),
            ("sy-morek", True),
            ("sy-saraqib", False),
            ("sy-idlib", False),
            ("sy-ariha", False),
            ("sy-aleppo", False),
            ("sy-hama", False),
        ],
    )
    def test_towns_lie_where_the_texts_have_them(
        self, engine: Engine, place: str, *, expected: bool
    ) -> None:
        found = engine.dossier.places[place]
        point = Point(found.lon_deg, found.lat_deg)
        assert engine.zones[0].bands[0].geometry.covers(point) is expected

    def test_hardly_any_of_it_lies_on_the_governments_side(self, engine: Engine) -> None:
        zone = engine.zones[0]
        assert zone.line is not None
        control = engine.ground.control(zone.line.rule, date(2018, 9, 17))
        other = control.frame.inverse(control.area("government"))
        assert area_km2(shapely.intersection(zone.nominal, other)) < 0.01 * area_km2(zone.nominal)

    def test_its_facts_name_units_places_and_ranges(self, engine: Engine) -> None:
        facts = zone_report(engine, "idlib-dmz").facts
        units = {unit: area.nominal_km2[-1] for unit, area in facts.by_unit}
        assert units["sy-idlib-gov"] > units["sy-aleppo-gov"] > units["sy-latakia-gov"]
        distances = {p.place.id: p for p in facts.places}
        assert distances["sy-saraqib"].distance_km == pytest.approx(19, abs=1.5)
        assert "about" in facts.area.words

    def test_another_day_gives_another_zone(self, engine: Engine) -> None:
        later = zone_report(engine, "idlib-dmz", date(2019, 8, 31)).zone
        shaykhun = engine.dossier.places["sy-khan-shaykhun"]
        point = Point(shaykhun.lon_deg, shaykhun.lat_deg)
        assert contains(later, point) is not Inside.YES
        with pytest.raises(InputError, match="there is no zone 'x'"):
            zone_report(engine, "x")

    def test_the_north_eastern_zone_keeps_off_turkey(self, engine: Engine) -> None:
        zone = zone_report(engine, "ne-safe-zone-2019").zone
        akcakale = engine.dossier.places["tr-akcakale"]
        assert contains(zone, Point(akcakale.lon_deg, akcakale.lat_deg)) is Inside.NO
        syria = engine.dossier.areas["sy"].geometry
        assert shapely.difference(zone.extent, syria.buffer(1e-6)).area == 0
        assert zone.line is not None
        assert 90 < zone.line.length_km < 130
