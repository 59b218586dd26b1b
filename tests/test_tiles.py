"""Tiles, read back by mapbox_vector_tile and by the grammar below, which did not write them."""
# ruff: noqa: ANN401 - shapely has no types

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mapbox_vector_tile.Mapbox import vector_tile_pb2
from pyproj import Geod

from geo.tiles.columns import Column
from geo.tiles.grid import Tile
from geo.tiles.mvt import TileLayer, encode
from geo.tiles.values import Value

TILE = Tile(10, 616, 402)
HERE = shapely.Point(36.6, 35.9)
CLIP = shapely.box(-64, -64, 4160, 4160)
VALUES: tuple[Value, ...] = (
    *(True, False, 1, 1.0, 0, 0.0, "1", "", -1, -(2**63), 2**63 - 1, 2**64 - 1, 0.1, -1e300),
    *(math.inf, "إدلب 🗺", "<script>", "a\0b", "x" * 40_000, None, math.nan),
)
KINDS = ("Polygon", "Point", "LineString", "MultiPoint")
seeds = st.integers(0, 2**32 - 1)
some = settings(max_examples=60, deadline=None)


def in_degrees(geometry: Any, tile: Tile) -> Any:
    """Take geometries from tile units to degrees by the formulas of the OSM wiki."""

    def turn(xy: Any) -> Any:
        world = 2**tile.z * 4096
        lon_deg = (tile.x * 4096 + xy[:, 0]) / world * 360 - 180
        north = math.pi * (1 - 2 * (tile.y * 4096 + xy[:, 1]) / world)
        return np.column_stack((lon_deg, np.degrees(2 * np.arctan(np.exp(north)) - math.pi / 2)))

    return shapely.transform(geometry, turn)


def column_of(values: Sequence[Value]) -> Column:
    """Return the values of features as a column."""
    return Column(codes=np.arange(len(values)), values=values)


def layer(*geometries: Any, **columns: Sequence[Value]) -> TileLayer:
    """Make a layer whose ids count from 1."""
    ids = np.arange(1, len(geometries) + 1, dtype=np.uint64)
    array = np.array([*geometries, None], dtype=object)[:-1]
    said = {key: column_of(values) for key, values in columns.items()}
    return TileLayer(
        name="l", geometries=array, shape=np.arange(len(array)), ids=ids, columns=said
    )


def features(data: bytes) -> dict[int, Any]:
    """Return the decoded features of layer ``l`` by id, with ``y`` downwards."""
    decoded = mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})
    return {one["id"]: one for kind in decoded.values() for one in kind["features"]}


def message(data: bytes) -> Any:
    """Return the tile as Protocol Buffers read it."""
    tile = vector_tile_pb2.tile()
    tile.ParseFromString(data)
    return tile


def shown(geometry_units: Any, tile: Tile = TILE) -> Any:
    """Return one geometry after its way through a tile; None when it is not there."""
    data = encode([layer(in_degrees(geometry_units, tile))], tile)
    for one in message(data).layers:
        assert (one.version, one.extent, len(one.features)) == (2, 4096, 1)
        for feature in one.features:
            check_grammar(feature.type, list(feature.geometry))
    found = features(data)
    return shapely.geometry.shape(found[1]["geometry"]) if found else None


def check_grammar(kind: int, integers: list[int]) -> None:
    """Walk the commands as MVT 2.1, section 4.3, and refuse what a lenient decoder lets pass."""
    runs: list[list[tuple[int, int]]] = []
    commands, x, y, rest = [], 0, 0, iter(integers)
    for integer in rest:
        command, count = integer & 7, integer >> 3
        commands.append((command, count))
        if command == 1:
            runs.append([])
        for _ in range(count if command != 7 else 0):
            dx, dy = ((v >> 1) ^ -(v & 1) for v in (next(rest), next(rest)))
            assert command == 1 or (dx, dy) != (0, 0)
            x, y = x + dx, y + dy
            runs[-1].append((x, y))
    if kind == 1:
        assert commands == [(1, len(runs[0]))]
        return
    close = [(7, 1)] if kind == 3 else []
    assert commands == [c for run in runs for c in ((1, 1), (2, len(run) - 1), *close)]
    assert all(len(set(run)) >= kind for run in runs)
    if kind == 3:
        check_winding([shapely.LinearRing(run) for run in runs])


def check_winding(rings: list[Any]) -> None:
    """Check that exteriors run positive (counter-clockwise on paper), each before its holes."""
    exterior = shapely.Polygon()
    for ring in rings:
        assert ring.coords[0] != ring.coords[-2]
        exterior = shapely.Polygon(ring) if ring.is_ccw else exterior
        assert exterior.covers(ring)


def star(rng: np.random.Generator) -> Any:
    """Make a polygon in tile units: anywhere near the tile, from a speck to more than the tile."""
    turns = np.sort(rng.uniform(0, 2 * np.pi, rng.integers(5, 120)))
    size = 10 ** rng.uniform(0, 3.7)
    radii = size * (1 + rng.choice((0, 0.1, 0.3)) * rng.standard_normal(len(turns)))
    spokes = radii.clip(size / 20)[:, None] * np.c_[np.cos(turns), np.sin(turns)]
    return shapely.make_valid(shapely.Polygon(rng.uniform(-1000, 5000, 2) + spokes))


@settings(some, max_examples=150)
@given(seed=seeds, tile=st.sampled_from((TILE, Tile(2, 3, 0), Tile(18, 157_700, 102_900))))
def test_a_polygon_comes_back_valid_and_within_two_units(seed: int, tile: Tile) -> None:
    rng = np.random.default_rng(seed)
    solid = shapely.union_all([star(rng) for _ in range(rng.integers(1, 5))])
    surface = solid - shapely.union_all([star(rng) for _ in range(rng.integers(4))])
    assume(surface.geom_type in {"Polygon", "MultiPolygon"})
    wanted = shapely.intersection(surface, CLIP)
    found = shown(surface, tile)
    if found is None:
        assert wanted.buffer(-1.5).area < 2
        return
    assert found.is_valid, shapely.is_valid_reason(found)
    assert shapely.difference(found, wanted.buffer(2.01)).area < 0.01
    assert shapely.difference(wanted.buffer(-2.01), found).area < 0.01
    assert abs(found.area - wanted.area) <= 2 + 0.8 * wanted.length


@some
@given(seed=seeds, count=st.integers(2, 60), step=st.sampled_from((3, 40, 900)))
def test_a_line_comes_back_within_two_units(seed: int, count: int, step: float) -> None:
    rng = np.random.default_rng(seed)
    line = shapely.LineString(np.cumsum(rng.normal(0, step, (count, 2)), axis=0) + 2048)
    wanted = shapely.intersection(line, CLIP)
    found = shown(line)
    if found is None:
        assert wanted.length < 2
        return
    assert shapely.difference(found, wanted.buffer(1.75)).length == 0
    parts = [p for p in shapely.get_parts(wanted) if p.length > 2]  # specks at the edge go
    assert shapely.difference(shapely.union_all(parts), found.buffer(2.75)).length == 0


@some
@given(seed=seeds, count=st.integers(1, 20))
def test_points_come_back_on_the_nearest_unit_of_the_buffered_tile(seed: int, count: int) -> None:
    xy_units = np.random.default_rng(seed).uniform(-500, 5000, (count, 2))
    inside = xy_units[((xy_units > -64) & (xy_units < 4160)).all(axis=1)]
    found = shapely.get_coordinates(shown(shapely.MultiPoint(xy_units)))
    assert found.tolist() == np.rint(inside).tolist()


def test_a_known_place_lands_on_its_pixel() -> None:
    # Idlib is at 616.20309, 402.35408 by the slippy-map formulas, worked out apart
    corner, idlib = shapely.Point(36.5625, 36.03133177633187), shapely.Point(36.6339, 35.9306)
    found = features(encode([layer(idlib, corner)], TILE))
    assert [found[i]["geometry"]["coordinates"] for i in (1, 2)] == [[832, 1450], [0, 0]]
    world = features(encode([layer(shapely.Point(0, 0))], Tile(0, 0, 0)))
    assert world[1]["geometry"]["coordinates"] == [2048, 2048]


def test_a_point_at_zoom_18_is_off_by_less_than_a_unit_on_the_ground() -> None:
    lon_deg, lat_deg, tile = 36.634512345, 35.930612345, Tile(18, 157_748, 103_002)
    found = features(encode([layer(shapely.Point(lon_deg, lat_deg))], tile))[1]["geometry"]
    back = in_degrees(shapely.Point(found["coordinates"]), tile)
    _, _, off_m = Geod(ellps="WGS84").inv(lon_deg, lat_deg, back.x, back.y)
    assert tile.unit_m == pytest.approx(0.0373, abs=1e-4)
    assert 0 < off_m < 0.0373 * 0.5**0.5 * 0.82  # half a unit each way, times cos 35.9 degrees


@pytest.mark.parametrize("zxy", [(0, 0, 0), (1, 0, 1), (5, 31, 0), (9, 300, 200)])
def test_a_polygon_over_the_whole_tile_fills_it_and_its_buffer(zxy: tuple[int, int, int]) -> None:
    data = encode([layer(shapely.box(-180, -90, 180, 90))], Tile(*zxy))
    assert shapely.equals(shapely.geometry.shape(features(data)[1]["geometry"]), CLIP)


def test_what_lies_across_the_antimeridian_shows_on_both_sides() -> None:
    both = layer(shapely.Point(179.9, -17), shapely.box(170, -20, 190, -10))
    east, west = (features(encode([both], Tile(3, x, 4))) for x in (7, 0))
    assert [one[1]["geometry"]["coordinates"][0] for one in (east, west)] == [4087, -9]
    reach = [shapely.geometry.shape(one[2]["geometry"]).bounds for one in (east, west)]
    assert [(box[0], box[2]) for box in reach] == [(3186, 4160), (-64, 910)]


def test_a_collection_shows_its_highest_parts_and_nothing_shows_nothing() -> None:
    inner = shapely.GeometryCollection([shapely.Point(9, 9), shapely.box(10, 10, 50, 50)])
    mixed = shapely.GeometryCollection([inner, shapely.LineString([(0, 0), (90, 90)])])
    assert shapely.equals(shown(mixed), shapely.box(10, 10, 50, 50))
    nothing = (None, shapely.Point(), shapely.Polygon(), shapely.GeometryCollection())
    with np.errstate(invalid="ignore"):
        broken = [shapely.LineString([(36, 36), (x, 36), (37, 35)]) for x in (np.nan, np.inf)]
    assert encode([layer(*nothing, *broken, shapely.Point(0, 0))], TILE) == b""


def test_specks_go_a_dense_outline_is_thinned_and_larger_parts_stay() -> None:
    speck, large = shapely.box(100.2, 100.2, 100.9, 100.9), shapely.box(5, 5, 9, 9)
    inside_out = shapely.Polygon(speck.exterior, [large.exterior])
    for small in (speck, shapely.LineString([(9.4, 7), (9.6, 7)]), speck.exterior, inside_out):
        assert shown(small) is None
    assert shapely.equals(shown(shapely.MultiPolygon([speck, large])), large)
    assert shapely.equals(shown(large.difference(shapely.box(7.1, 7.1, 7.8, 7.8))), large)
    circles = [shapely.Point(x, 2000).buffer(1000, quad_segs=2000) for x in (1500, 2500)]
    for outline in (circles[0], shapely.MultiPolygon(circles)):
        assert shapely.get_num_coordinates(shown(outline)) < 300
    assert shown(shapely.MultiPoint([(5, 5), (5.1, 5.1)])) == shapely.Point(5, 5)


@pytest.mark.parametrize("west", [0, -1000])  # inside the tile, and over its edge
@pytest.mark.parametrize("lean", [0, 300])  # the halves cancel out, or do not
def test_a_self_crossing_polygon_is_mended(west: int, lean: int) -> None:
    bow = shapely.Polygon(((west, 0), (west + 1500, 900), (west + 1500, lean), (west, 900)))
    wanted = shapely.intersection(shapely.make_valid(bow), CLIP)
    found = shown(bow)
    assert found.is_valid
    assert shapely.hausdorff_distance(found, wanted) < 2


def test_a_layer_of_10000_points_decodes_to_10000() -> None:
    xy_units = np.random.default_rng(1).uniform(0, 4096, (10_000, 2))
    ids = np.arange(10_000, dtype=np.uint64) + np.uint64(2**63)
    points = in_degrees(shapely.points(xy_units), TILE)
    numbers = TileLayer(
        name="l",
        geometries=points,
        shape=np.arange(10_000),
        ids=ids,
        columns={"n": column_of(range(10_000))},
    )
    found = features(encode([numbers], TILE))
    assert len(found) == 10_000
    for n in (0, 127, 128, 9_999):
        assert found[2**63 + n]["properties"] == {"n": n}
        assert found[2**63 + n]["geometry"]["coordinates"] == np.rint(xy_units[n]).tolist()


def test_a_mixed_layer_keeps_its_order_and_each_feature_its_own() -> None:
    line, two = shapely.LineString([(0, 0), (50, 50)]), shapely.MultiPoint([(1, 2), (3, 4)])
    shapes = [shapely.box(1, 1, 9, 9), shapely.Point(5, 5), shapely.Point(-900, 5), line, two]
    data = encode([layer(*in_degrees(np.array(shapes), TILE), at=[*"abcde"])], TILE)
    found = {one["properties"]["at"]: one["geometry"]["type"] for one in features(data).values()}
    assert list(found.items()) == [*zip("abde", KINDS, strict=True)]
    assert list(features(data)) == [1, 2, 4, 5]
    bare = encode([TileLayer(name="l", geometries=np.array([HERE]), shape=np.zeros(1, int))], TILE)
    assert not message(bare).layers[0].features[0].HasField("id")


def test_every_type_of_value_survives_is_written_once_and_none_is_left_out() -> None:
    data = encode([layer(*[HERE] * len(VALUES), v=VALUES, w=VALUES[::-1])], TILE)
    for one, value in zip(features(data).values(), VALUES, strict=True):
        found = [v for key, v in one["properties"].items() if key == "v"]
        wanted = [] if value is None or value != value else [value]  # noqa: PLR0124 - NaN
        assert [(type(v), v) for v in found] == [(type(v), v) for v in wanted]
    written = [value.SerializeToString() for value in message(data).layers[0].values]
    assert len(written) == len(set(written)) == len(VALUES) - 2


def test_what_a_tile_cannot_hold_is_refused_by_name() -> None:
    wrong: Any = (2**64, -(2**63) - 1, [1])
    for value in wrong:
        with pytest.raises((ValueError, TypeError), match="'depth'"):
            encode([layer(HERE, depth=[value])], TILE)
    with pytest.raises(ValueError, match="'depth' has 2 rows"):
        layer(HERE, depth=[1, 2])
    with pytest.raises(ValueError, match="two layers are called 'l'"):
        encode([layer(HERE), layer(HERE)], TILE)
    with pytest.raises(TypeError, match="uint64"):
        TileLayer(
            name="l",
            geometries=np.array([HERE]),
            shape=np.zeros(1, dtype=int),
            ids=np.array([-1]),
        )
