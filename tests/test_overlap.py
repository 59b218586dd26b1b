"""Grounds of one colour over each other: those that change no pixel are left out, no others."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.tiles.overlap import seen_through

PX = st.floats(-40, 300)
DISCS = st.lists(st.tuples(PX, PX, st.floats(0.5, 400)), min_size=1, max_size=120)


def square(x: float, y: float, side: float) -> shapely.Polygon:
    return shapely.box(x, y, x + side, y + side)


def seen(*grounds: shapely.Geometry, opacity: float = 0.3) -> list[bool]:
    return [*map(bool, seen_through(np.array(grounds), np.full(len(grounds), opacity)))]


def test_two_grounds_of_one_place_are_both_seen() -> None:
    assert seen(square(20, 20, 90), square(20, 20, 90)) == [True, True]


def test_what_lies_within_dozens_of_grounds_is_not_seen() -> None:
    assert seen(*[square(0, 0, 100)] * 15, square(30, 30, 9))[-1]
    assert not seen(*[square(0, 0, 100)] * 16, square(30, 30, 9))[-1]


def test_what_reaches_out_from_under_them_is_seen() -> None:
    assert seen(*[square(0, 0, 100)] * 40, square(90, 30, 20))[-1]


def test_a_hole_is_seen_through() -> None:
    ring = square(0, 0, 150).difference(square(40, 40, 60))
    assert seen(*[ring] * 40, square(50, 50, 30))[-1]


def test_what_lies_far_from_the_tile_is_not_seen() -> None:
    assert seen(square(400, 20, 50), square(-90, 20, 50)) == [False, False]


@settings(max_examples=40, deadline=None)
@given(DISCS, st.floats(0.1, 0.9))
def test_without_what_is_not_seen_the_colour_is_the_same(
    discs: list[tuple[float, float, float]], opacity: float
) -> None:
    grounds = shapely.buffer(shapely.points([d[:2] for d in discs]), [d[2] for d in discs])
    chosen = seen_through(grounds, np.full(len(grounds), opacity))
    x, y = np.meshgrid(np.arange(3, 256, 11), np.arange(3, 256, 11))
    inside = shapely.contains_xy(grounds[:, None, None], x, y)
    every, kept = ((1 - opacity) ** one.sum(axis=0) for one in (inside, inside[chosen]))
    assert np.abs(every - kept).max() <= 1 / 255
