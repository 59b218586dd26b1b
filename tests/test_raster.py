"""Tiles as pictures: what a reader of the map can see in their pixels."""
# ruff: noqa: ANN401 - pixels and shapely have no types

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
import shapely
from hostile import HOSTILE
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pictures import over, pixels

from geo.model.dossier import Style
from geo.model.feature import Json
from geo.tiles.grid import Tile
from geo.tiles.raster import png_tile
from geo.tiles.raster_paths import on_map

STYLE = Style()
TILE = Tile(9, 308, 201)
EAST = Tile(9, 309, 201)
POINT: Mapping[str, Json] = {"role": "literal", "kind": "point", "mentions": 1, "confidence": 1.0}
CORE: Mapping[str, Json] = {"part": "core", "rule": "along-line"}
WIDE: Mapping[str, Json] = {"part": "band-20", "band": "wide", "rule": "along-line"}
VAGUE: Mapping[str, Json] = {"part": "extent"}
LINE: Mapping[str, Json] = {"rule": "control", "unsourced": False}


def at(x_px: float, y_px: float, tile: Tile = TILE) -> tuple[float, float]:
    """Return the degrees of a pixel by the formulas of the OSM wiki."""
    world = 256 * 2**tile.z
    share = (tile.y * 256 + y_px) / world
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * share))))
    return (tile.x * 256 + x_px) / world * 360 - 180, float(lat)


def point(x_px: float, y_px: float, tile: Tile = TILE) -> Any:
    return shapely.Point(at(x_px, y_px, tile))


def square(x_px: float, y_px: float, side_px: float) -> Any:
    far_x, far_y = x_px + side_px, y_px + side_px
    corners = ((x_px, y_px), (far_x, y_px), (far_x, far_y), (x_px, far_y))
    return shapely.Polygon([at(*corner) for corner in corners])


def drawn(
    layer: str, *features: tuple[Any, Mapping[str, Json]], tile: Tile = TILE, scale: int = 1
) -> Any:
    """Return the pixels of a tile with these features."""
    return pixels(tile_of(layer, features, tile, scale))


def tile_of(
    layer: str, features: Sequence[tuple[Any, Mapping[str, Json]]], tile: Tile, scale: int = 1
) -> bytes:
    geometries = np.array([geometry for geometry, _ in features] + [None], dtype=object)[:-1]
    return png_tile(layer, tile, on_map(geometries), [said for _, said in features], STYLE, scale)


def rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def test_a_tile_without_features_is_wholly_transparent() -> None:
    assert not drawn("places").any()
    assert not drawn("documents", (point(9, 9), {})).any()


def test_a_place_is_a_disc_with_a_white_casing_and_a_thin_edge() -> None:
    row = over(drawn("places", (point(128, 128), POINT)))[128]
    assert row[128] == pytest.approx(rgb(STYLE.place), abs=30)  # nine tenths over white
    assert row[137] == pytest.approx((255, 255, 255), abs=4)
    assert row[138][0] < 120
    assert row[140] == pytest.approx((255, 255, 255))


def test_a_place_named_more_often_is_larger_and_never_too_large() -> None:
    def width_px(mentions: int) -> int:
        picture = drawn("places", (point(128, 128), {**POINT, "mentions": mentions}))
        return int((picture[128, :, 3] > 0).sum())

    widths = [width_px(n) for n in (1, 4, 9, 36, 1_000_000)]
    assert widths == [22, 26, 30, 42, 42]


def test_places_one_over_the_other_shine_through() -> None:
    one = drawn("places", (point(124, 128), {**POINT, "mentions": 9}))
    both = drawn(
        "places",
        (point(124, 128), {**POINT, "mentions": 9}),
        (point(128, 128), {**POINT, "mentions": 8}),
    )
    assert both[128, 124, 3] > one[128, 124, 3]
    assert over(both, (255, 0, 0))[128, 124, 0] < over(one, (255, 0, 0))[128, 124, 0]


def test_two_zones_are_darker_where_they_overlap() -> None:
    left, right = (square(20, 60, 100), CORE), (square(80, 60, 100), CORE)
    light = over(drawn("zones", left, right)).mean(axis=2)
    alone, shared = light[70:150, 30:70].mean(), light[70:150, 90:110].mean()
    assert shared < alone - 8


def test_ground_that_many_features_share_is_drawn_once() -> None:
    ground = (square(60, 60, 100), VAGUE)
    one = tile_of("expressions", [ground], TILE)
    assert tile_of("expressions", [ground] * 9, TILE) == one


def test_vague_grounds_add_up_where_they_overlap() -> None:
    east, west = (square(10, 10, 150), VAGUE), (square(100, 10, 150), VAGUE)
    both = drawn("expressions", east, west)[..., 3] / 255
    one, other = (drawn("expressions", ground)[..., 3] / 255 for ground in (east, west))
    assert both[85, 40] == pytest.approx(STYLE.vague_extent_opacity, abs=1 / 255)
    expected = 1 - (1 - one[85, 130]) * (1 - other[85, 130])
    assert both[85, 130] == pytest.approx(expected, abs=1.5 / 255)


@pytest.mark.parametrize("scale", [1, 2])
def test_a_vague_place_fades_over_its_edge_and_loses_nothing(scale: int) -> None:
    cover = drawn("expressions", (square(60, 60, 120), VAGUE), scale=scale)[..., 3] / 255
    row = cover[120 * scale] / STYLE.vague_extent_opacity
    assert row[60 * scale] == pytest.approx(0.5, abs=0.07)
    assert (np.diff(row[: 120 * scale]) >= -0.02).all()
    at = np.array([56, 64]) * scale  # a standard deviation outside, and inside
    assert row[at] == pytest.approx((0.16, 0.84), abs=0.07)
    assert row.sum() == pytest.approx(120 * scale, rel=0.03)


def test_thousands_of_vague_grounds_hide_nothing_of_a_neighbouring_tile() -> None:
    random = np.random.default_rng(7)
    grounds = [(square(x, y, 8), VAGUE) for x, y in random.uniform(200, 300, (300, 2)).tolist()]
    west, east = (drawn("expressions", *grounds, tile=tile)[..., 3] for tile in (TILE, EAST))
    seam = np.abs(west[:, 255] - east[:, 0])
    assert seam.max() <= np.abs(np.diff(west[:, 240:], axis=1)).max() + 1


def test_a_symbol_at_the_edge_goes_on_in_the_next_tile() -> None:
    feature = [(point(256, 128), POINT)]
    whole = drawn("places", (point(128, 128), POINT))[:, 112:144]
    west, east = pixels(tile_of("places", feature, TILE)), pixels(tile_of("places", feature, EAST))
    assert np.array_equal(np.hstack((west[:, -16:], east[:, :16])), whole)


@pytest.mark.parametrize("said", [CORE, WIDE])
def test_a_hatch_goes_on_in_the_next_tile(said: Mapping[str, Json]) -> None:
    ground = [(square(-300, -300, 1200), said)]
    west = pixels(tile_of("zones", ground, TILE))[..., 3]
    east = pixels(tile_of("zones", ground, EAST))[..., 3]
    # At 45 degrees a stroke climbs a pixel with each column, at the seam too, but for rounding.
    joined = np.hstack((west[:, -40:], east[:, :40]))
    climbing = np.abs(joined[1:, :-1] - joined[:-1, 1:]).max(axis=0)
    assert climbing[39] <= climbing.max(initial=1, where=np.arange(79) != 39)
    assert joined.max() > joined.min() + 40


def test_dashes_go_on_in_the_next_tile() -> None:
    line = [(shapely.LineString([at(31, 100), at(480, 100)]), {**LINE, "unsourced": True})]
    west, east = (pixels(tile_of("lines", line, tile)) for tile in (TILE, EAST))
    dark = np.concatenate((over(west)[100, 40:, 0], over(east)[100, :200, 0])) < 128
    turns = np.flatnonzero(np.diff(dark.astype(int)) == 1)
    assert set(np.diff(turns)) == {7}  # two on, five off


def test_a_line_has_a_white_casing_against_dark_ground() -> None:
    line = shapely.LineString([at(-20, 128), at(280, 128)])
    column = over(drawn("lines", (line, LINE)), (40, 40, 40))[:, 100]
    assert column[128] == pytest.approx(rgb(STYLE.line), abs=3)
    assert column[125].min() > 150
    assert column[120] == pytest.approx((40, 40, 40))


def test_the_certain_core_is_hatched_more_densely_than_the_wider_reading() -> None:
    core = drawn("zones", (square(20, 20, 200), CORE))[40:200, 40:200, 3]
    wide = drawn("zones", (square(20, 20, 200), WIDE))[40:200, 40:200, 3]
    assert core.mean() > 2 * wide.mean()
    assert wide.min() == 0  # nothing between its strokes


@pytest.mark.parametrize(
    ("said", "inside"),
    [
        ({"kind": "area"}, (255, 255, 255)),
        ({"kind": "vague"}, (255, 255, 255)),
        ({"role": "associative"}, (255, 255, 255)),
        ({}, rgb(STYLE.place)),
    ],
)
def test_only_a_literal_point_is_solid(said: Mapping[str, Json], inside: Any) -> None:
    picture = over(drawn("places", (point(128, 128), {**POINT, **said})))
    assert picture[128, 128] == pytest.approx(inside, abs=30)


def test_a_place_in_doubt_is_hollow_and_says_so() -> None:
    sure = drawn("places", (point(128, 128), {**POINT, "kind": "area", "mentions": 30}))
    doubt = drawn("places", (point(128, 128), {**POINT, "confidence": 0.3, "mentions": 30}))
    centre = (slice(118, 138), slice(118, 138))
    assert over(sure)[centre].min() > 240
    assert over(doubt)[centre].min() < 60  # the question mark


def test_chances_are_drawn_only_for_a_zone_that_is_selected() -> None:
    said: Mapping[str, Json] = {"part": "chance-50", "chance": 0.5, "rule": "along-line"}
    assert not drawn("zones", (square(20, 20, 200), said)).any()


def test_a_thousand_points_on_one_pixel_are_one_symbol() -> None:
    many = [(point(100.2, 90.1), {**POINT, "mentions": 1})] * 1000
    assert tile_of("places", many, TILE) == tile_of(
        "places", [(point(100, 90), {**POINT, "mentions": 1000})], TILE
    )


@settings(max_examples=10, deadline=None)
@example(seed=0, count=56)  # a point that rounds into a block from outside
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 900))
def test_neighbours_agree_along_their_border_however_crowded(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    away_px = random.uniform((-60, 0), (60, 256), (count, 2)).tolist()
    said = [{**POINT, "mentions": int(n)} for n in random.integers(1, 40, count)]

    def around(border_px: float, tile: Tile) -> Any:
        every = [(point(border_px + x, y), one) for (x, y), one in zip(away_px, said, strict=True)]
        return pixels(tile_of("places", every, tile))

    together = np.hstack((around(256, TILE)[:, -8:], around(256, EAST)[:, :8]))
    assert np.array_equal(together, around(128, TILE)[:, 120:136])


def test_a_crowded_tile_draws_fewer_symbols_and_loses_no_ground() -> None:
    grid = [(point(x, y), POINT) for x in range(4, 256, 8) for y in range(4, 256, 8)]
    picture = over(drawn("places", *grid))
    blocks = picture.reshape(8, 32, 8, 32, 3).min(axis=(1, 3, 4))
    assert (blocks < 120).all()  # each block of 32 pixels still has its symbol
    assert (picture.min(axis=2) > 250).mean() > 0.1  # and ground shows between them


def test_twice_the_scale_is_twice_the_pixels_of_the_same_picture() -> None:
    feature = (point(128, 128), POINT)
    once, twice = drawn("places", feature), drawn("places", feature, scale=2)
    assert twice.shape == (512, 512, 4)
    halved = twice.reshape(256, 2, 256, 2, 4).mean(axis=(1, 3))
    assert np.abs(halved[..., 3] - once[..., 3]).max() < 40


def test_the_same_features_give_the_same_bytes() -> None:
    zones = [(square(20, 20, 200), CORE), (square(60, 60, 150), WIDE)]
    assert tile_of("zones", zones, TILE) == tile_of("zones", zones, TILE)
    places = [(point(9, 9), POINT), (point(30, 9), POINT)]
    assert tile_of("places", places, TILE) == tile_of("places", places[::-1], TILE)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_feature_gets_into_a_picture(text: str) -> None:
    ground = square(20, 20, 200)
    spoken: Mapping[str, Json] = {**CORE, "title": text, "zone_id": text, "note": text}
    assert tile_of("zones", [(ground, spoken)], TILE) == tile_of("zones", [(ground, CORE)], TILE)
    strange: Mapping[str, Json] = {**CORE, "part": text, "band": text, "chance": None}
    assert not drawn("zones", (ground, strange)).any()


def test_what_crosses_the_antimeridian_shows_on_both_sides() -> None:
    tile, other = Tile(4, 15, 6), Tile(4, 0, 6)
    lat = at(0, 128, tile)[1]
    edge = shapely.Point(180.0, lat)
    for one in (tile, other):
        assert drawn("places", (edge, POINT), tile=one).any()


def test_a_broken_polygon_is_drawn_and_breaks_nothing() -> None:
    bow = shapely.Polygon([at(-90, 20), at(300, 220), at(300, 20), at(-90, 220)])
    assert drawn("zones", (bow, CORE))[120, 20, 3] > 0
