"""OGC API – Tiles, and what a server owes those who ask for tiles by the thousand."""

from __future__ import annotations

import asyncio
import gzip
import math
from pathlib import Path
from typing import Any

import httpx2 as httpx
import mapbox_vector_tile
import pytest
import shapely
from fastapi.testclient import TestClient
from points import layer_of, places, point_store

from geo.api import tile_service
from geo.api.app import create_app
from geo.api.settings import Settings
from geo.api.tile_service import KeptTiles, Noted, SentTile, TileService
from geo.model.feature import Feature
from geo.model.query import LayerInfo
from geo.pipeline.tiles import drawn_tile
from geo.store.open import Store
from geo.tiles.draw import DrawnTile
from geo.tiles.grid import Tile

MVT = "application/vnd.mapbox-vector-tile"
GRID = "/tileMatrixSets/WebMercatorQuad"
LAYERS = ["places", "mentions", "posts", "zones", "lines", "changes", "expressions"]


def linked(said: dict[str, Any], ending: str) -> dict[str, Any]:
    """Return the one link of a relation."""
    (found,) = [one for one in said["links"] if one["rel"].rsplit("/", 1)[-1] == ending]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("layer", LAYERS)
def test_links_lead_from_the_landing_page_to_a_tile(client: TestClient, layer: str) -> None:
    assert linked(client.get("/?f=json").json(), "tiling-schemes")["href"].endswith("Sets")
    collection = client.get(f"/collections/{layer}").json()
    sets = client.get(linked(collection, "tilesets-vector")["href"]).json()
    (brief,) = sets["tilesets"]
    whole = client.get(linked(brief, "self")["href"]).json()
    for said in (brief, whole):
        assert said["dataType"] == "vector"
        assert said["crs"].endswith("/3857")
        assert said["tileMatrixSetURI"].endswith("/WebMercatorQuad")
        assert client.get(linked(said, "tiling-scheme")["href"]).status_code == 200
    (template,) = [o["href"] for o in whole["links"] if (o["rel"], o["type"]) == ("item", MVT)]
    address = template.format(tileMatrix=6, tileRow=25, tileCol=38)
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, MVT)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.content == client.get(f"/tiles/{layer}/6/38/25.mvt").content
    described = client.get(linked(whole, "describedby")["href"]).json()
    (columns,) = described["vector_layers"]
    (schema,) = whole["layers"]
    assert set(columns["fields"]) == set(schema["propertiesSchema"]["properties"])
    assert set(columns["fields"].values()) <= {"String", "Number", "Boolean"}


def test_the_grid_halves_its_cells_from_the_scale_of_the_standard(client: TestClient) -> None:
    (brief,) = client.get("/tileMatrixSets").json()["tileMatrixSets"]
    assert linked(brief, "self")["href"].endswith(GRID)
    grid = client.get(GRID).json()
    assert grid["id"] == brief["id"] == "WebMercatorQuad"
    for zoom, matrix in enumerate(grid["tileMatrices"]):
        # OGC 17-083r4, table D.1: 559082264.0287178 and 156543.0339280410 at level 0
        assert matrix["id"] == str(zoom)
        assert math.isclose(matrix["scaleDenominator"], 559082264.0287178 / 2**zoom)
        assert math.isclose(matrix["cellSize"], 156543.0339280410 / 2**zoom)
        assert matrix["matrixWidth"] == matrix["matrixHeight"] == 2**zoom
    assert client.get("/tileMatrixSets/WorldCRS84Quad").status_code == 404


def test_what_is_conformed_to_is_listed(client: TestClient) -> None:
    said = client.get("/conformance").json()["conformsTo"]
    for name in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt"):
        assert f"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{name}" in said


@pytest.mark.parametrize(
    "zyx",
    [
        *("99/0/0", "17/0/0", "-1/0/0", "3/8/0", "3/0/8", "0/0/nan", "0/1e0/0", "0/0"),
        *(f"0/0/{2**63}", "%2e%2e/0/0", "0/0/0%2F..", "inf/0/0"),
    ],
)
def test_a_tile_that_the_grid_lacks_is_not_found(client: TestClient, zyx: str) -> None:
    answer = client.get(f"/collections/places/tiles/WebMercatorQuad/{zyx}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("query", ["f=gif", "f=", "style=x", "v=1&w=2"])
def test_what_a_tile_does_not_know_is_refused(client: TestClient, query: str) -> None:
    answer = client.get(f"/collections/places/tiles/WebMercatorQuad/0/0/0?{query}")
    assert answer.status_code == 400


def test_rows_come_before_columns(client: TestClient) -> None:
    by_row = client.get("/collections/lines/tiles/WebMercatorQuad/6/25/38").content
    assert by_row
    assert by_row == client.get("/tiles/lines/6/38/25.mvt").content
    assert client.get("/collections/lines/tiles/WebMercatorQuad/6/38/25").content == b""


def test_a_line_of_short_segments_does_not_break_up_far_away(client: TestClient) -> None:
    length_km: dict[int, float] = {}
    for zoom, x, y in ((5, 19, 12), (9, 308, 201)):
        body = client.get(f"/tiles/lines/{zoom}/{x}/{y}.mvt").content
        decoded = mapbox_vector_tile.decode(body)["lines"]["features"]
        drawn = [shapely.geometry.shape(f["geometry"]).length for f in decoded]
        length_km[zoom] = sum(drawn) * 40_075 / 4096 / 2**zoom * math.cos(math.radians(36))
    assert length_km[5] > length_km[9] > 100


def test_a_packed_tile_is_the_tile(client: TestClient) -> None:
    address = "/tiles/zones/6/38/25.mvt"
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    with client.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["etag"] == plain.headers["etag"]
    assert gzip.decompress(raw) == plain.content


def test_kept_tiles_stay_within_their_bytes_and_the_longest_unasked_go_first() -> None:
    kept = KeptTiles(10_000)
    tile = SentTile(body=b"x" * 1_500, etag="", dropped=0)
    keys = [("places", "1", Tile(4, x, 0)) for x in range(8)]
    for key in keys[:5]:
        kept.put(key, tile)
    assert kept.get(keys[0]) is tile
    kept.put(keys[5], tile)
    assert [key[2].x for key in keys if kept.get(key)] == [0, 2, 3, 4, 5]


def test_a_tile_is_made_once_and_again_for_a_new_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Tile] = []

    def counted(store: Store, layer: str, tile: Tile) -> DrawnTile:
        made.append(tile)
        return drawn_tile(store, layer, tile)

    monkeypatch.setattr(tile_service, "drawn_tile", counted)
    path = tmp_path / "s.sqlite"
    store = point_store(path, layer_of(places(50, 20)))
    with TestClient(create_app(store, Settings())) as client:
        first = [client.get("/tiles/places/0/0/0.mvt") for _ in range(3)]
        assert len(made) == 1
        old = store.features.layer("places").version
        point_store(path, layer_of(places(60, 20)))
        now = client.get(f"/tiles/places/0/0/0.mvt?v={old}")
    assert len(made) == 2
    assert len({answer.content for answer in first}) == 1
    assert now.content != first[0].content
    assert now.headers["cache-control"] == "no-cache"


def test_a_client_that_goes_away_does_not_cost_the_next_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = point_store(tmp_path / "s.sqlite", layer_of(places(50, 20)))
    app = create_app(store, Settings())
    real = TileService.tile

    async def slow(self: TileService, info: LayerInfo, tile: Tile, noted: Noted) -> SentTile:
        await asyncio.sleep(0.01)
        return await real(self, info, tile, noted)

    monkeypatch.setattr(TileService, "tile", slow)

    async def go_away_and_come_back() -> list[int]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            asked = [
                asyncio.create_task(client.get(f"/tiles/places/3/{x}/3.mvt")) for x in range(8)
            ]
            await asyncio.sleep(0.005)
            for task in asked:
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)
            again = [client.get(f"/tiles/places/3/{x}/3.mvt") for x in range(8)]
            return [answer.status_code for answer in await asyncio.gather(*again)]

    assert asyncio.run(go_away_and_come_back()) == [200] * 8


@pytest.mark.parametrize("layer", LAYERS)
def test_a_picture_is_a_tile_wide_and_shows_what_there_is(client: TestClient, layer: str) -> None:
    for address in (f"/tiles/{layer}/7/77/50.png", f"/tiles/{layer}/7/77/50.png?scale=2"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
        assert answer.content.startswith(b"\x89PNG")
        width_px = int.from_bytes(answer.content[16:20], "big")
        assert width_px == (512 if "scale" in address else 256)
        known = {"If-None-Match": answer.headers["etag"]}
        assert client.get(address, headers=known).status_code == 304
    small = client.get(f"/tiles/{layer}/7/77/50.png").content
    by_row = client.get(f"/collections/{layer}/tiles/WebMercatorQuad/7/50/77?f=png").content
    nothing = client.get(f"/tiles/{layer}/7/0/0.png").content
    assert small == by_row
    assert (small != nothing) or layer == "expressions"  # shown only once they are chosen


@pytest.mark.parametrize("address", ["99/0/0.png", "3/8/0.png", "0/0/nan.png"])
def test_a_picture_that_the_grid_lacks_is_not_found(client: TestClient, address: str) -> None:
    assert client.get(f"/tiles/places/{address}").status_code == 404
    assert client.get("/tiles/documents/0/0/0.png").status_code == 404
    assert client.get("/tiles/places/0/0/0.png?scale=9").status_code == 400


def test_a_symbol_at_an_edge_shows_in_both_pictures(tmp_path: Path) -> None:
    edge = Feature(
        id="a",
        geometry=shapely.Point(-0.001, 35.0),
        properties={
            "place_id": "a",
            "name": "a",
            "role": "literal",
            "kind": "settlement",
            "mentions": 9,
            "confidence": 0.9,
        },
    )
    store = point_store(tmp_path / "s.sqlite", layer_of(iter([edge])))
    with TestClient(create_app(store, Settings())) as client:
        west, east, far = (client.get(f"/tiles/places/3/{x}/3.png").content for x in (3, 4, 6))
    assert len({west, east, far}) == 3
