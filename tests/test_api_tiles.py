"""Vector tiles over the API: they hold what the items hold, and end where the grid ends."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from fastapi.testclient import TestClient

MVT = "application/vnd.mapbox-vector-tile"
EXTENT = 4096


def features(client: TestClient, address: str) -> list[dict[str, Any]]:
    """Return a tile's features as an independent reader decodes them, ``y`` downwards."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == MVT
    options = {"y_coord_down": True}
    layers = mapbox_vector_tile.decode(answer.content, default_options=options)
    return [feature for layer in layers.values() for feature in layer["features"]]


def items(client: TestClient, layer: str, bbox: str = "-180,-85,180,85") -> list[Any]:
    """Return the items of a layer in a box."""
    found = client.get(f"/collections/{layer}/items?limit=10000&bbox={bbox}").json()
    assert found["numberMatched"] == len(found["features"])
    features: list[Any] = found["features"]
    return features


def in_units(position: Sequence[float], tile: tuple[int, int, int]) -> tuple[float, float]:
    """Return where a position lies in a tile, by the formulas of the OSM wiki."""
    (lon, lat), (z, x, y) = position, tile
    north = np.arctanh(np.sin(np.radians(lat))) / np.pi
    across, down = (lon + 180) / 360, (1 - north) / 2
    return (across * 2**z - x) * EXTENT, (down * 2**z - y) * EXTENT


def test_the_tile_of_the_world_counts_every_place_and_mention(client: TestClient) -> None:
    def sums(found: list[dict[str, Any]], counted: str) -> dict[tuple[str, str], tuple[int, int]]:
        totals: dict[tuple[str, str], tuple[int, int]] = {}
        for said in (f["properties"] for f in found):
            key = said["role"], said["kind"]
            count, mentions = totals.get(key, (0, 0))
            totals[key] = count + said.get(counted, 1), mentions + said["mentions"]
        return totals

    everything = {f["id"]: f for f in items(client, "places")}
    drawn = features(client, "/tiles/places/0/0/0.mvt")
    assert 1 < len(drawn) < len(everything)
    assert sums(drawn, "count") == sums([*everything.values()], "")
    for cluster in drawn:
        member = everything[cluster["properties"]["id"]]
        at = in_units(member["geometry"]["coordinates"], (0, 0, 0))
        assert cluster["geometry"]["coordinates"] == pytest.approx(at, abs=0.51)
        for name in ("place_id", "name", "role", "kind"):
            assert cluster["properties"][name] == member["properties"][name]


@pytest.mark.parametrize("zxy", [(10, 616, 402), (12, 2464, 1609), (16, 39440, 25860)])
def test_a_tile_holds_the_places_in_its_box_where_they_lie(
    client: TestClient, zxy: tuple[int, int, int]
) -> None:
    wanted = {}
    for item in items(client, "places"):
        at = in_units(item["geometry"]["coordinates"], zxy)
        if all(0 <= c <= EXTENT for c in at):
            wanted[item["properties"]["place_id"], item["properties"]["role"]] = at
    assert wanted
    drawn = {
        (f["properties"]["place_id"], f["properties"]["role"]): f["geometry"]["coordinates"]
        for f in features(client, f"/tiles/places/{'/'.join(map(str, zxy))}.mvt")
    }
    assert set(wanted) <= set(drawn)
    for place, at in wanted.items():
        assert drawn[place] == pytest.approx(at, abs=0.51)


@pytest.mark.parametrize("layer", ["zones", "lines", "changes", "posts", "mentions", "places"])
def test_tiles_side_by_side_hold_the_whole_layer(client: TestClient, layer: str) -> None:
    found: set[int] = set()
    columns: set[str] = set()
    count = 0
    for x, y in product(range(4), range(4)):
        for feature in features(client, f"/tiles/{layer}/2/{x}/{y}.mvt"):
            found.add(feature["id"])
            columns |= set(feature["properties"])
            at = feature["geometry"]["coordinates"]
            if feature["geometry"]["type"] == "Point" and all(0 <= c < EXTENT for c in at):
                count += feature["properties"].get("count", 0)
    close = {f["id"] for f in features(client, f"/tiles/{layer}/6/38/25.mvt")}
    everything = len(items(client, layer))
    assert len(found | close) <= everything
    assert len(close) > 0
    if layer in {"posts", "mentions", "places"}:  # what lies in a buffer is the next tile's
        assert count == everything
    fields = client.get(f"/tiles/{layer}.json").json()["vector_layers"][0]["fields"]
    assert columns <= set(fields)


def test_a_zone_in_a_tile_covers_what_it_covers_on_the_ground(client: TestClient) -> None:
    zxy = (8, 154, 100)
    wanted = {item["id"]: item["geometry"] for item in items(client, "zones")}
    for feature in features(client, "/tiles/zones/8/154/100.mvt"):
        said = feature["properties"]
        drawn = shapely.geometry.shape(feature["geometry"])
        degrees = shapely.geometry.shape(wanted[f"{said['zone_id']}~{said['part']}"])
        units = shapely.transform(degrees, lambda xy: np.array([in_units(p, zxy) for p in xy]))
        tile = shapely.box(-64, -64, EXTENT + 64, EXTENT + 64)
        there = shapely.intersection(units, tile)
        assert drawn.is_valid
        assert shapely.symmetric_difference(drawn, there).area < 4 * there.length


LACKING = [
    *("99/0/0", "17/0/0", "25/0/0", "-1/0/0", "3/8/0", "3/0/8", "3/-1/0", "0/1/0", "0/0/1"),
    *("z/0/0", "0/x/0", "0/0/y", "0.5/0/0", "1e1/0/0", "nan/0/0", "%00/0/0", "0/0/0%2F"),
    *(f"0/{2**63}/0", "9" * 5000 + "/0/0", "0/0", "0/0/0/0", "../0/0", "..%2F0/0/0"),
]


def test_a_tile_that_the_grid_lacks_is_not_found(client: TestClient) -> None:
    for zxy in LACKING:
        answer = client.get(f"/tiles/places/{zxy}.mvt")
        assert answer.status_code == 404, zxy
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("layer", ["nothing", "documents"])
@pytest.mark.parametrize(
    "address", ["/tiles/{}/0/0/0.mvt", "/tiles/{}.json", "/collections/{}/tiles"]
)
def test_what_is_not_on_the_map_has_no_tiles(client: TestClient, layer: str, address: str) -> None:
    answer = client.get(address.format(layer))
    assert answer.status_code == 404
    assert layer in answer.json()["detail"]


@pytest.mark.parametrize("layer", ["zones", "posts", "mentions"])
def test_a_tile_without_features_is_empty_and_no_error(client: TestClient, layer: str) -> None:
    address = f"/tiles/{layer}/16/0/0.mvt"
    answer = client.get(address)
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    "layer",
    ["places", "zones", "lines", "changes", "posts", "expressions", "mentions"],
)
def test_tilejson_leads_to_tiles_that_may_be_kept_for_a_year(
    client: TestClient, layer: str
) -> None:
    said = client.get(f"/tiles/{layer}.json").json()
    assert said["tilejson"] == "3.0.0"
    assert [one["id"] for one in said["vector_layers"]] == [layer]
    assert (said["minzoom"], said["maxzoom"]) == (0, 16)
    west, south, east, north = said["bounds"]
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90
    deepest = said["tiles"][0].format(z=said["maxzoom"], x=0, y=0)
    assert client.get(deepest).status_code == 200
    answer = client.get(said["tiles"][0].format(z=0, x=0, y=0))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert layer in answer.url.path


def test_a_tile_of_no_version_or_an_old_one_is_asked_for_again(client: TestClient) -> None:
    for query in ("", "?v=", "?v=000000000000"):
        answer = client.get(f"/tiles/places/0/0/0.mvt{query}")
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["etag"]


def test_a_tile_has_short_columns_only(client: TestClient) -> None:
    for layer in ("mentions", "places", "zones", "lines"):
        for feature in features(client, f"/tiles/{layer}/4/9/6.mvt"):
            assert all(len(str(v)) < 120 for v in feature["properties"].values())
            assert not {"exact", "sentence", "prefix"} & set(feature["properties"])
