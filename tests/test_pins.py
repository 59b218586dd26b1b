"""Pins of a crowded view: each place in one of them, none over another, at rest in a pan."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geo.model.query import BBox
from geo.tiles.clusters import shares
from geo.tiles.pins import MOST_ALONE, Pin, Spots, pins

WORLD = BBox(west_deg=-180, south_deg=-85, east_deg=180, north_deg=85)
APART_PX = 44


def scattered(count: int, seed: int = 1) -> Spots:
    draw = np.random.default_rng(seed)
    return Spots(
        number=np.arange(count),
        lon_deg=draw.normal(38, 2, count).round(5),
        lat_deg=draw.normal(35, 2, count).round(5),
        layer=draw.integers(0, 3, count),
        mentions=draw.integers(1, 50, count),
    )


def places_px(spots: Spots, found: list[Pin], zoom: float) -> NDArray[np.float64]:
    numbers = [pin.number for pin in found]
    return np.column_stack(shares(spots.lon_deg[numbers], spots.lat_deg[numbers])) * 256 * 2**zoom


def box_around(lon_deg: float, lat_deg: float, half_deg: float) -> BBox:
    return BBox(
        west_deg=lon_deg - half_deg,
        south_deg=lat_deg - half_deg,
        east_deg=lon_deg + half_deg,
        north_deg=lat_deg + half_deg,
    )


@settings(max_examples=20, deadline=None)
@given(count=st.integers(1, 1500), zoom=st.sampled_from([2, 5.5, 7, 9]))
def test_every_place_in_view_is_in_one_pin_with_all_its_mentions(count: int, zoom: float) -> None:
    spots = scattered(count)
    found = pins(spots, WORLD, zoom)
    assert sum(pin.places for pin in found) == count
    assert sum(pin.mentions for pin in found) == spots.mentions.sum()
    assert len({pin.number for pin in found}) == len(found)


def test_few_places_have_a_pin_each() -> None:
    found = pins(scattered(MOST_ALONE), WORLD, 7)
    assert len(found) == MOST_ALONE
    assert {pin.places for pin in found} == {1}


@pytest.mark.parametrize("zoom", [5, 7, 8.5])
def test_pins_of_a_layer_do_not_touch_at_the_zoom_they_are_made_for(zoom: float) -> None:
    spots = scattered(4000)
    found = pins(spots, WORLD, zoom)
    at = places_px(spots, found, round(zoom))
    layers = spots.layer[[pin.number for pin in found]]
    apart = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    assert apart[layers[:, None] == layers[None]].min() >= APART_PX


def test_a_pin_stands_at_its_most_frequent_place_and_says_where_the_others_lie() -> None:
    spots = scattered(3000)
    for pin in pins(spots, WORLD, 6):
        west, south, east, north = pin.box
        assert west <= spots.lon_deg[pin.number] <= east
        assert south <= spots.lat_deg[pin.number] <= north
        assert (pin.places == 1) == (pin.box[:2] == pin.box[2:])


def test_most_pins_stay_where_they_are_while_the_map_is_moved() -> None:
    spots = scattered(6000)
    before = pins(spots, box_around(38, 35, 1.5), 8)
    after = pins(spots, box_around(38.3, 35.1, 1.5), 8)
    at = {p.number: (spots.lon_deg[p.number], spots.lat_deg[p.number]) for p in before}
    inside = {n for n, (lon, lat) in at.items() if abs(lon - 38.15) < 1 and abs(lat - 35) < 1}
    assert len(inside & {pin.number for pin in after}) >= 0.95 * len(inside)


def test_a_selected_place_stands_alone() -> None:
    spots = scattered(3000)
    chosen = pins(spots, WORLD, 5)[0]
    found = pins(spots, WORLD, 5, alone=chosen.number)
    (own,) = [pin for pin in found if pin.number == chosen.number]
    assert (own.places, own.mentions) == (1, spots.mentions[chosen.number])
    assert sum(pin.places for pin in found) == 3000


def test_a_view_across_the_antimeridian_holds_both_sides() -> None:
    spots = Spots(
        number=np.arange(3),
        lon_deg=np.array([179.0, -179.0, 0.0]),
        lat_deg=np.zeros(3),
        layer=np.zeros(3, dtype=np.int64),
        mentions=np.ones(3, dtype=np.int64),
    )
    view = BBox(west_deg=178, south_deg=-2, east_deg=-178, north_deg=2)
    assert [pin.number for pin in pins(spots, view, 8)] == [0, 1]


def test_a_larger_screen_has_not_many_more_pins() -> None:
    spots = scattered(20_000)
    assert len(pins(spots, box_around(38, 35, 8), 8)) < 3 * 250
