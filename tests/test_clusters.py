"""Clusters: every point is counted once at every zoom, and they stand where a point stands."""

from __future__ import annotations

from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from points import layer_of, places, point_store

from geo.model.feature import Json
from geo.model.tiling import TILE_COLUMNS, PointColumns, PointGatherer
from geo.pipeline.tiles import drawn_tile
from geo.store.open import Store
from geo.tiles import draw
from geo.tiles.clusters import MAX_CLUSTER_ZOOM, at_positions, at_zoom, at_zooms
from geo.tiles.draw import drawn_points
from geo.tiles.grid import Tile
from geo.tiles.points import encode_points, features_in
from geo.tiles.pyramid import points_in, tiles_of

WANTED = TILE_COLUMNS["places"]
KEYS = list(WANTED.fields)
lon_lat_deg = st.tuples(
    st.floats(-180, 180) | st.sampled_from([-180.0, 180.0, 0.0, 36.63]),
    st.floats(-85, 85) | st.sampled_from([0.0, 35.93]),
)
pins = st.lists(
    st.tuples(lon_lat_deg, st.integers(1, 99), st.sampled_from(["literal", "associative"])),
    min_size=1,
    max_size=40,
)
some = settings(max_examples=60, deadline=None)


def gathered(found: list[tuple[tuple[float, float], int, str]]) -> PointColumns:
    """Return points as a store gathers them."""
    gatherer = PointGatherer(wanted=WANTED)
    for row, (at, mentions, role) in enumerate(found):
        said: dict[str, Json] = {"name": f"n{row}", "role": role, "mentions": mentions}
        gatherer.add(row, f"i{row}", at, said)
    return gatherer.gathered()


def own(body: bytes) -> list[dict[str, Any]]:
    """Return the features that belong to a tile: their first unit is in it, not in the buffer."""
    layers = mapbox_vector_tile.decode(body, default_options={"y_coord_down": True})
    every = [feature for layer in layers.values() for feature in layer["features"]]
    return [f for f in every if all(0 <= c < 4096 for c in f["geometry"]["coordinates"])]


@some
@given(pins, st.integers(0, 14))
def test_the_tiles_of_a_zoom_count_every_point_once(found: list[Any], zoom: int) -> None:
    points = gathered(found)
    count: Counter[str] = Counter()
    mentions: Counter[str] = Counter()
    for tile in tiles_of(points, WANTED, [zoom]):
        for feature in own(encode_points("places", KEYS, [tile])[0]):
            said = feature["properties"]
            count[said["role"]] += said["count"]
            mentions[said["role"]] += said["mentions"]
    assert count == Counter(role for _, _, role in found)
    assert mentions == sum((Counter({role: n}) for _, n, role in found), Counter())


@some
@given(pins)
def test_a_zoom_made_step_by_step_is_the_zoom_made_at_once(found: list[Any]) -> None:
    points = gathered(found)
    for zoom, level in at_zooms(points, MAX_CLUSTER_ZOOM + 1):
        once = at_zoom(points, zoom)
        for name in level.__slots__:
            assert getattr(level, name).tolist() == getattr(once, name).tolist(), (zoom, name)


@some
@given(pins, st.integers(0, MAX_CLUSTER_ZOOM))
def test_a_cluster_stands_at_the_heaviest_position_in_its_cell(
    found: list[Any], zoom: int
) -> None:
    points = gathered(found)
    positions = at_positions(points)
    level = at_zoom(points, zoom)
    cells = list(zip(*level.cells(zoom), level.category, strict=True))
    assert len(set(cells)) == len(cells)
    inside: dict[Any, list[tuple[int, int]]] = {}
    keys = zip(*positions.cells(zoom), positions.category, strict=True)
    for number, key in enumerate(keys):
        heaviness = -int(positions.mentions[number]), int(positions.member[number])
        inside.setdefault(key, []).append(heaviness)
    chosen = {key: min(members)[1] for key, members in inside.items()}
    assert dict(zip(cells, level.member.tolist(), strict=True)) == chosen


@some
@given(pins, st.integers(0, 12))
def test_a_tile_made_alone_is_the_tile_made_among_others(found: list[Any], zoom: int) -> None:
    points = gathered(found)
    every = list(tiles_of(points, WANTED, [zoom]))
    together = encode_points("places", KEYS, every)
    for tile, body in zip(every, together, strict=True):
        assert encode_points("places", KEYS, [tile]) == [body]
        assert points_in(points, WANTED, tile.tile) == tile


def test_points_at_one_position_are_one_with_a_count_and_say_only_what_holds_for_all() -> None:
    here, there = (36.63, 35.93), (36.7, 35.93)
    points = gathered([(here, 2, "literal"), (here, 5, "literal"), (there, 1, "literal")])
    tile = points_in(points, WANTED, Tile(16, 39436, 25750))
    assert (tile.columns["count"], tile.columns["mentions"]) == ([2], [7])
    assert (tile.columns["id"], tile.columns["name"]) == (["i1"], ["n1"])
    assert tile.columns["confidence"] == [None]


def test_what_lies_across_the_antimeridian_shows_in_the_buffer_on_the_other_side() -> None:
    points = gathered([((179.9999, -17.0), 1, "literal"), ((-179.9999, 17.0), 1, "literal")])
    for zoom in (1, 5, 12):
        numbers = {t.tile.x: sorted(set(t.number)) for t in tiles_of(points, WANTED, [zoom])}
        shown = {
            tile.tile.x: mapbox_vector_tile.decode(encode_points("places", KEYS, [tile])[0])
            for tile in tiles_of(points, WANTED, [zoom])
        }
        assert set(numbers) == {0, 2**zoom - 1}
        assert all(decoded["places"]["features"] for decoded in shown.values())


def test_beyond_the_grid_nothing_is_shown() -> None:
    assert not list(tiles_of(gathered([((0.0, 89.0), 1, "literal")]), WANTED, [0, 5]))


@pytest.mark.parametrize("tiled", [True, False])
def test_a_large_layer_and_a_small_one_have_the_same_tiles(tmp_path: Path, tiled: bool) -> None:  # noqa: FBT001
    layer = layer_of(places(3_000, 800))
    store = point_store(tmp_path / "a.sqlite", layer, tiled=tiled)
    assert store.pyramid.has("places") is tiled
    other = point_store(tmp_path / "b.sqlite", layer, tiled=not tiled)
    for zoom, at in ((0, (0, 0)), (4, (9, 6)), (7, (77, 50)), (10, (616, 402)), (11, (1233, 805))):
        tile = Tile(zoom, *at)
        assert own(drawn_tile(store, "places", tile).body) == own(
            drawn_tile(other, "places", tile).body
        )


def test_every_place_is_counted_through_the_store(tmp_path: Path) -> None:
    features = list(places(2_500, 700))
    store = point_store(tmp_path / "a.sqlite", layer_of(iter(features)))
    for zoom in (0, 2, 4):
        assert total(store, zoom) == len(features)


def total(store: Store, zoom: int) -> int:
    """Return how many features the tiles of a zoom count."""
    found = 0
    for x, y in product(range(2**zoom), repeat=2):
        body = drawn_tile(store, "places", Tile(zoom, x, y)).body
        found += sum(f["properties"]["count"] for f in own(body)) if body else 0
    return found


def test_a_tile_that_would_grow_too_large_drops_the_lightest_and_counts_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draws = np.random.default_rng(3)
    at = draws.uniform((36.57, 35.75), (36.9, 36.02), (500, 2)).tolist()
    points = gathered([((lon, lat), n + 1, "literal") for n, (lon, lat) in enumerate(at)])
    tile = points_in(points, WANTED, Tile(10, 616, 402))
    whole = drawn_points("places", WANTED, tile)
    assert whole.dropped == 0
    monkeypatch.setattr(draw, "MOST_BYTES", 10_000)
    less = drawn_points("places", WANTED, tile)
    assert 5_000 < len(less.body) <= 10_000
    shown = [f["properties"]["mentions"] for f in own(less.body)]
    every = sorted((f["properties"]["mentions"] for f in own(whole.body)), reverse=True)
    assert shown == every[: len(shown)]
    assert less.dropped == features_in(tile) - len(shown) > 0
