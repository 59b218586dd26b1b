"""Cover of pixels: what a ground or a line covers of each, and no more."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.tiles.cover import Rings, covered
from geo.tiles.picture import Path
from geo.tiles.strokes import outlined

SIDE = 12
PIXELS = np.array([[shapely.box(x, y, x + 1, y + 1) for x in range(SIDE)] for y in range(SIDE)])
TURNS = st.lists(st.floats(0.1, 20), min_size=3, max_size=7)


def rings(*polygons: shapely.Polygon) -> Rings:
    turned = shapely.get_rings(shapely.orient_polygons(np.array(polygons)))
    xy_px, ring = shapely.get_coordinates(turned, return_index=True)
    return Rings(xy_px=xy_px, ring=ring)


def shares(ground: shapely.Geometry) -> Any:  # noqa: ANN401 - a share for each pixel
    """Return which share of each pixel a ground covers, pixel by pixel."""
    return shapely.area(shapely.intersection(PIXELS, ground))


def star(x: float, y: float, radii: list[float]) -> shapely.Polygon:
    angles = np.linspace(0, 2 * np.pi, len(radii), endpoint=False)
    away = np.array(radii)
    return shapely.Polygon(np.column_stack((x + away * np.cos(angles), y + away * np.sin(angles))))


@settings(max_examples=40, deadline=None)
@given(x=st.floats(-6, 18), y=st.floats(-6, 18), radii=TURNS)
def test_cover_is_the_share_of_each_pixel_wherever_a_ground_lies(
    x: float, y: float, radii: list[float]
) -> None:
    ground = star(x, y, radii)
    assert covered(rings(ground), SIDE) == pytest.approx(shares(ground), abs=1e-5)


def test_a_hole_is_not_covered() -> None:
    ground = shapely.box(1.5, 1, 10, 9.25).difference(shapely.box(3, 3.5, 6.75, 7))
    assert covered(rings(ground), SIDE) == pytest.approx(shares(ground), abs=1e-5)


@settings(max_examples=20, deadline=None)
@given(first=TURNS, second=TURNS)
def test_grounds_together_cover_as_much_as_one_by_one(
    first: list[float], second: list[float]
) -> None:
    one, other = star(3, 4, first), star(8, 6, second)
    together = covered(rings(one, other), SIDE)
    assert together == pytest.approx(shares(one) + shares(other), abs=1e-5)


def test_a_ground_of_corners_on_the_grid_covers_whole_pixels() -> None:
    cover = covered(rings(shapely.box(2, 3, 5, 7)), SIDE)
    assert cover[3:7, 2:5] == pytest.approx(1)
    assert cover.sum() == pytest.approx(12)


@pytest.mark.parametrize("width_px", [1.0, 3.0])
def test_a_line_covers_what_lies_within_half_its_width(width_px: float) -> None:
    line = np.array([(-3.0, 2), (4, 3), (9, 9), (2, 9.5), (2, 20)])
    cover = np.minimum(covered(outlined([Path(xy_px=line)], width_px, ()), SIDE), 1)
    exact = shares(shapely.LineString(line).buffer(width_px / 2, join_style="bevel"))
    assert cover.sum() == pytest.approx(exact.sum(), rel=0.03)
    # Where a bend is sharp, a pixel at the rim of its inner side counts for both segments.
    assert (np.abs(cover - exact) > 0.05).sum() <= 4
    assert cover == pytest.approx(exact, abs=0.3)


def test_the_ends_of_a_line_are_round_and_a_ring_has_none() -> None:
    line = Path(xy_px=np.array([(4.0, 6.0), (8.0, 6.0)]))
    assert covered(outlined([line], 4, ()), SIDE)[5, 2:4] == pytest.approx((0.6, 1), abs=0.2)
    square = shapely.get_coordinates(shapely.box(3, 3, 9, 9))
    cover = np.minimum(covered(outlined([Path(xy_px=square)], 2, ()), SIDE), 1)
    assert cover[2, 5] == pytest.approx(1)
    assert cover[2, 2] == pytest.approx(0.5, abs=1e-5)  # bevelled, as all four corners are
    assert cover[9, 9] == pytest.approx(0.5, abs=1e-5)


def test_dashes_begin_where_the_line_began_and_turn_corners() -> None:
    line = Path(xy_px=np.array([(0.0, 2.5), (6.0, 2.5), (6.0, 12.0)]), along_px=2.0)
    cover = covered(outlined([line], 1, (3, 2)), SIDE)
    assert cover[2, :6] == pytest.approx((1, 0, 0, 1, 1, 1), abs=1e-5)
    down = (0, 0.25, 0.5, 0.5, 0.25, 0, 0.25, 0.5, 0.5)
    assert cover[3:, 5] == pytest.approx(down, abs=1e-5)
