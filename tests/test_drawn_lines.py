"""Drawn lines: what a file must hold, and where a stretch of a line begins and ends."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import shapely
from dossiers import RIVER, add, change, draw, place_row, problems, small_dossier, the_problem
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring
from test_control import town

from geo.dossier.load import load_dossier
from geo.errors import InputError
from geo.geodesy.measure import length_km
from geo.model.line import DrawnLine
from geo.pipeline.engine import prepare
from geo.zones.lines import build_line
from geo.zones.stretch import stretch_between

GEOD = Geod(ellps="WGS84")
Points = Sequence[Sequence[float]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A dossier without a fault, with one drawn line."""
    return small_dossier(tmp_path)


def draw_parts(root: Path, *parts: Points) -> None:
    """Draw the dossier's line in several parts."""
    draw(root, RIVER)
    path = root / "lines" / "river.geojson"
    found = json.loads(path.read_text("utf-8"))
    found["geometry"] = {"type": "MultiLineString", "coordinates": parts}
    path.write_text(json.dumps(found), "utf-8")


def say_system(root: Path, crs: object) -> None:
    """Write the member that old GeoJSON names its coordinates with."""
    path = root / "lines" / "river.geojson"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "crs": crs}), "utf-8")


class TestFiles:
    def problem(self, root: Path) -> str:
        """Return the first problem; that zones.toml finds no such line may follow."""
        file, where, message = problems(root)[0]
        assert (file, where) == ("lines/river.geojson", "feature 1")
        return message

    def test_parts_that_meet_end_to_end_are_one_line(self, root: Path) -> None:
        draw_parts(root, RIVER[:3], RIVER[2:])
        zone = prepare(load_dossier(root)).zones[0]
        draw(root, RIVER)
        whole = prepare(load_dossier(root)).zones[0]
        assert shapely.equals(zone.nominal, whole.nominal)

    def test_parts_that_do_not_meet_are_counted(self, root: Path) -> None:
        draw_parts(root, RIVER[:2], RIVER[2:4], [(12.4, 22.0), (12.5, 22.0)])
        assert "comes in 3 parts that do not meet end to end" in self.problem(root)

    def test_a_ring_has_no_ends(self, root: Path) -> None:
        draw(root, [*RIVER, (12.0, 21.5), RIVER[0]])
        assert "begins and ends on the same spot" in self.problem(root)

    def test_heights_are_refused(self, root: Path) -> None:
        draw(root, [(*point, 412.0) for point in RIVER])
        assert "Drop M/Z values" in self.problem(root)

    @pytest.mark.parametrize("points", [[(12, 22)], [(12, 22), (12, 22)]])
    def test_a_line_of_one_point_is_no_line(self, root: Path, points: Points) -> None:
        draw(root, points)
        assert "line of one point" in self.problem(root)

    def test_an_empty_line_is_told(self, root: Path) -> None:
        draw(root, [])
        assert "nothing is drawn" in self.problem(root)

    def test_a_line_that_is_not_cut_at_the_antimeridian_says_where_it_jumps(
        self, root: Path
    ) -> None:
        draw(root, [(179.8, 22.0), (-179.9, 22.1)])
        said = self.problem(root)
        assert "jumps from lon 179.8 to -179.9" in said
        assert "RFC 7946" in said

    @pytest.mark.parametrize(
        "name",
        [
            "urn:ogc:def:crs:OGC:1.3:CRS84",
            "urn:ogc:def:crs:OGC::CRS84",
            "OGC:CRS84",
            "EPSG:4326",
            "urn:ogc:def:crs:EPSG::4326",
        ],
    )
    def test_degrees_by_any_of_their_names_are_taken(self, root: Path, name: str) -> None:
        say_system(root, {"type": "name", "properties": {"name": name}})
        load_dossier(root)

    @pytest.mark.parametrize(
        ("crs", "said"),
        [
            ({"type": "name", "properties": {"name": "EPSG:32637"}}, "is EPSG:32637"),
            ({"properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}, "crs:EPSG::3857: save"),
            ({"type": "link", "properties": {"href": "x.prj"}}, '"href": "x.prj"'),
        ],
    )
    def test_other_coordinates_are_refused_by_name(
        self, root: Path, crs: object, said: str
    ) -> None:
        say_system(root, crs)
        assert said in the_problem(root, "lines/river.geojson", "crs")


STRETCH = """
[[line]]
id = "reach"
title = "Reach of the river"
kind = "stretch"
drawn = "river"
ends = ["xx-northton", "xx-southby"]
names = ["upper reach"]
"""


class TestStretches:
    def test_a_stretch_without_a_zone_is_checked_all_the_same(self, root: Path) -> None:
        add(root / "gazetteer.csv", place_row("xx-far", "14.0", "22.0"))
        add(root / "zones.toml", STRETCH.replace("xx-southby", "xx-far"))
        said = the_problem(root, "zones.toml", "")
        assert "line reach: xx-far lies 165 km from river" in said
        assert "at most 50 km" in said

    def test_a_stretch_has_two_ends(self, root: Path) -> None:
        add(root / "zones.toml", STRETCH.replace("xx-southby", "xx-northton"))
        said = the_problem(root, "zones.toml", "line reach ends")
        assert said == "names 'xx-northton' twice: a stretch has two ends"

    def test_two_places_that_face_one_point_bound_no_stretch(self, root: Path) -> None:
        draw(root, [(11.8, 22.0), (12.2, 22.0)])
        add(root / "gazetteer.csv", place_row("xx-upper", "12.0", "22.3"))
        add(root / "gazetteer.csv", place_row("xx-lower", "12.0", "21.8"))
        ends = '["xx-upper", "xx-lower"]'
        add(root / "zones.toml", STRETCH.replace('["xx-northton", "xx-southby"]', ends))
        said = the_problem(root, "zones.toml", "")
        assert said == "line reach: xx-upper and xx-lower face one point of river"

    def test_a_phrase_for_a_drawn_line_stands_on_the_line(self, root: Path) -> None:
        engine = prepare(load_dossier(root))
        line = build_line(engine.dossier.lines["river-line"], engine.ground, None)
        place = engine.zone_names["river-line"].place
        at = shapely.Point(place.lon_deg, place.lat_deg)
        assert line.geometry.distance(at) < 1e-4

    def test_what_is_nearest_is_told_in_metres_and_not_in_degrees(self) -> None:
        # At 70 N a degree of longitude is a third of one of latitude. The line runs east, then
        # north; from the village the northern leg is nearer on the ground, the eastern in degrees.
        line = LineString([(20.0, 70.0), (21.0, 70.0), (21.0, 70.5)])
        village, harbour = town("village", 20.4, 70.3), town("harbour", 20.0, 70.01)
        found = stretch_between(drawn(line), village, harbour)
        assert found.distance(shapely.Point(21.0, 70.3)) < 0.005
        assert shapely.Point(21.0, 70.0).distance(found) < 1e-6

    def test_a_stretch_keeps_the_vertices_of_its_line(self) -> None:
        found = stretch_between(
            drawn(LineString(RIVER)), town("a", 11.7, 22.1), town("b", 12.3, 22)
        )
        inner = {tuple(c) for c in found.coords[1:-1]}
        assert inner == set(RIVER[1:-1])

    def test_a_stretch_may_cross_the_antimeridian(self) -> None:
        line = MultiLineString(
            [[(179.0, -16.0), (180.0, -16.0)], [(-180.0, -16.0), (-179.0, -16.0)]]
        )
        found = stretch_between(
            drawn(line), town("west", 179.6, -16.0), town("east", -179.7, -16.0)
        )
        east, west = sorted(shapely.get_parts(found), key=lambda part: part.bounds)
        assert (west.bounds[2], east.bounds[0]) == (180.0, -180.0)
        assert length_km(found) == pytest.approx(0.7 * 106.9, rel=0.02)
        assert max(abs(x) for x, _ in shapely.get_coordinates(found)) == 180.0


def drawn(line: BaseGeometry) -> DrawnLine:
    return DrawnLine(id="l", geometry=line, source="s", licence="l", uncertainty_m=100)


@given(
    lat_deg=st.floats(-75, 75),
    steps=st.lists(st.tuples(st.floats(20, 160), st.floats(2, 20)), min_size=2, max_size=8),
    shares=st.tuples(st.floats(0.05, 0.45), st.floats(0.55, 0.95)),
)
@settings(max_examples=40, deadline=None)
def test_a_stretch_runs_from_the_nearest_point_of_one_place_to_that_of_the_other(
    lat_deg: float, steps: list[tuple[float, float]], shares: tuple[float, float]
) -> None:
    coords = [(30.0, lat_deg)]
    for azimuth_deg, km in steps:
        lon, lat, _ = GEOD.fwd(*coords[-1], azimuth_deg, km * 1000)
        coords.append((lon, lat))
    line = LineString(coords)
    assume(line.is_simple)
    # Places on the line itself: what is nearest is then known without a projection.
    spots = [line.interpolate(share, normalized=True) for share in shares]
    a, b = (town(f"t{n}", p.x, p.y) for n, p in enumerate(spots))
    found = stretch_between(drawn(line), a, b)
    ends = np.array([found.coords[0], found.coords[-1]])
    for spot, end in zip(spots, ends, strict=True):
        _, _, off_m = GEOD.inv(spot.x, spot.y, *end)
        assert off_m < 2
    assert (
        shapely.hausdorff_distance(found, substring(line, *(line.project(s) for s in spots)))
        < 1e-4
    )


def test_a_key_of_made_lines_is_none_of_drawn_ones(root: Path) -> None:
    change(root / "zones.toml", 'drawn = "river"', 'drawn = "river"\nleast_pocket_km2 = 5')
    said = the_problem(root, "zones.toml", "line river-line least_pocket_km2")
    assert said == "is a key of lines that come from a control table"


def test_a_stretch_too_far_off_names_the_distance() -> None:
    line = drawn(LineString(RIVER))
    with pytest.raises(InputError, match=r"away lies 1,\d{3} km from l"):
        stretch_between(line, town("away", 12, 37), town("b", 12.3, 22))
