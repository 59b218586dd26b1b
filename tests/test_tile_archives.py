"""PMTiles archives, read by the reader of PMTiles, by GDAL and by decoders that did not write."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import pmtiles.reader
import pyogrio
import pytest
import shapely
from command import Run as CommandLine
from conftest import SHIPPED
from fastapi.testclient import TestClient
from points import layer_of, places, point_store
from vt2geojson.tools import vt_bytes_to_geojson  # type: ignore[import-untyped]

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.errors import InputError, NotFoundError
from geo.model.feature import Feature, Layer
from geo.pipeline import tiles as making
from geo.pipeline.tiles import archive_layer, archive_path, drawn_tile
from geo.store.open import Store, open_store
from geo.tiles.archive import Archive
from geo.tiles.grid import Tile

LAYERS = ["places", "mentions", "posts", "zones", "lines", "changes", "expressions"]


@pytest.fixture(scope="module")
def archives(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of each layer of the shipped dossier."""
    folder = tmp_path_factory.mktemp("archives")
    for layer in LAYERS:
        assert archive_layer(store, layer, folder / f"{layer}.pmtiles") > 0
    return folder


def read(path: Path) -> tuple[Any, dict[tuple[int, int, int], bytes]]:
    """Return header and tiles of an archive as the reader of PMTiles reads them."""
    reader: Any = pmtiles.reader
    with path.open("rb") as file:
        source = reader.MmapSource(file)
        return reader.Reader(source).header(), dict(reader.all_tiles(source))


@pytest.mark.parametrize("layer", LAYERS)
def test_an_archive_holds_the_tiles_that_are_made_on_request(
    store: Store, archives: Path, layer: str
) -> None:
    header, found = read(archives / f"{layer}.pmtiles")
    assert (header["min_zoom"], header["max_zoom"], header["clustered"]) == (0, 10, True)
    for zxy, body in found.items():
        assert gzip.decompress(body) == drawn_tile(store, layer, Tile(*zxy)).body


@pytest.mark.parametrize("layer", LAYERS)
def test_what_an_archive_lacks_shows_nothing(store: Store, archives: Path, layer: str) -> None:
    with Archive(archives / f"{layer}.pmtiles") as archive:
        for tile in (Tile(z, x, 2**z // 3) for z in range(6) for x in range(2**z)):
            body = archive.packed_tile(tile)
            assert (body is not None) == bool(drawn_tile(store, layer, tile).body)


@pytest.mark.parametrize("layer", LAYERS)
def test_an_archive_made_twice_is_the_same(
    store: Store, archives: Path, tmp_path: Path, layer: str
) -> None:
    archive_layer(store, layer, tmp_path / "again.pmtiles")
    first = (archives / f"{layer}.pmtiles").read_bytes()
    assert (tmp_path / "again.pmtiles").read_bytes() == first


@pytest.mark.parametrize("layer", LAYERS)
def test_gdal_reads_an_archive(archives: Path, layer: str) -> None:
    path = archives / f"{layer}.pmtiles"
    assert [name for name, _ in pyogrio.list_layers(path)] == [layer]
    frame = pyogrio.read_dataframe(path)
    assert len(frame) > 0
    assert frame.is_valid.all()
    with Archive(path) as archive:
        said: Any = archive.metadata["vector_layers"]
    assert set(said[0]["fields"]) >= set(frame.columns) - {"geometry", "mvt_id"}


@pytest.mark.filterwarnings("ignore:`decode` signature")  # vt2geojson asks the old way
@pytest.mark.parametrize("layer", LAYERS)
def test_three_readers_agree_on_a_tile(store: Store, tmp_path: Path, layer: str) -> None:
    tile = Tile(6, 38, 25)
    body = drawn_tile(store, layer, tile).body
    decoded = mapbox_vector_tile.decode(body)[layer]["features"]
    listed = vt_bytes_to_geojson(body, tile.x, tile.y, tile.z)["features"]
    path = tmp_path / "6-38-25.mvt"
    path.write_bytes(body)
    frame = pyogrio.read_dataframe(f"MVT:{path}", X=tile.x, Y=tile.y, Z=tile.z, CLIP="NO")
    assert len(decoded) == len(listed) == len(frame) > 0
    assert frame.is_valid.all()
    for one, other in zip(decoded, listed, strict=True):
        assert one["properties"] == other["properties"]
        assert shapely.geometry.shape(one["geometry"]).is_valid


def test_an_archive_of_a_corpus_is_the_tiles_on_request(tmp_path: Path) -> None:
    store = point_store(tmp_path / "s.sqlite", layer_of(places(4_000, 1_000)))
    archive_layer(store, "places", tmp_path / "a.pmtiles")
    _, found = read(tmp_path / "a.pmtiles")
    assert len(found) > 1_000
    for zxy, body in [*found.items()][::7]:
        assert gzip.decompress(body) == drawn_tile(store, "places", Tile(*zxy)).body


def test_a_large_layer_has_an_archive_beside_its_store_and_old_ones_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "ARCHIVE_FROM_FEATURES", 2_500)
    path = tmp_path / "s.sqlite"
    store = point_store(path, layer_of(places(3_000, 500)))
    first = archive_path(path, store.features.layer("places"))
    assert [*(tmp_path / "tiles").iterdir()] == [first]
    with TestClient(create_app(store, Settings())) as client:
        before = client.get("/tiles/places/4/9/6.mvt")
        point_store(path, layer_of(places(3_000, 500, seed=2)))
        second = archive_path(path, store.features.layer("places"))
        assert [*(tmp_path / "tiles").iterdir()] == [second] != [first]
        after = client.get("/tiles/places/4/9/6.mvt")
        assert before.headers["etag"] != after.headers["etag"]
        with Archive(second) as archive:
            packed = archive.packed_tile(Tile(4, 9, 6))
        assert packed is not None
        assert gzip.decompress(packed) == after.content
        deep = client.get("/tiles/places/11/1233/805.mvt").content
        assert deep == drawn_tile(store, "places", Tile(11, 1233, 805)).body


def test_a_small_layer_has_no_archive_beside_its_store(tmp_path: Path) -> None:
    point_store(tmp_path / "s.sqlite", layer_of(places(2_500, 500)))
    assert not (tmp_path / "tiles").exists()


def test_what_did_not_fit_is_told_from_an_archive_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.tiles.draw.MOST_BYTES", 5_000)
    monkeypatch.setattr(making, "MOST_BYTES", 5_000)
    monkeypatch.setattr(making, "ARCHIVE_FROM_FEATURES", 2_000)
    store = point_store(tmp_path / "s.sqlite", layer_of(places(3_000, 800)))
    wanted = drawn_tile(store, "places", Tile(6, 38, 25)).dropped
    assert wanted > 0
    with TestClient(create_app(store, Settings())) as client:
        answer = client.get("/tiles/places/6/38/25.mvt")
        assert answer.headers["dateline-dropped"] == str(wanted)
        assert "dateline-dropped" not in client.get("/tiles/places/6/0/25.mvt").headers


def test_many_areas_end_their_archive_where_it_would_only_grow(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "_MOST_ZOOM_BYTES", 20_000)
    deepest = {}
    for layer in ("zones", "lines"):
        archive_layer(store, layer, tmp_path / layer)
        header, found = read(tmp_path / layer)
        deepest[layer] = header["max_zoom"]
        assert max(z for z, _, _ in found) == deepest[layer]
    assert 0 < deepest["zones"] < deepest["lines"] == 10


def test_an_empty_layer_and_a_broken_file_are_no_archives(tmp_path: Path) -> None:
    nowhere = Feature(id="a", geometry=None, properties={})
    layer = Layer(id="changes", title="t", description="d", features=(nowhere,))
    store = point_store(tmp_path / "s.sqlite", layer)
    with pytest.raises(InputError, match="changes"):
        archive_layer(store, "changes", tmp_path / "a.pmtiles")
    (tmp_path / "b.pmtiles").write_bytes(b"PMTiles\x02" + b"\0" * 200)
    with pytest.raises(InputError, match=r"b\.pmtiles"):
        Archive(tmp_path / "b.pmtiles")


def test_the_command_writes_an_archive_or_says_why_not(
    dateline: CommandLine, built: tuple[Path, object], tmp_path: Path
) -> None:
    out = ("--out", str(built[0].parent))
    told = dateline("export", str(SHIPPED), "zones", "-o", "zones.pmtiles", *out)
    assert "zooms 0 to 10" in told.err
    with Archive(tmp_path / "zones.pmtiles") as archive:
        assert archive.packed_tile(Tile(0, 0, 0))
    refused = dateline("export", str(SHIPPED), "documents", "-o", "d.pmtiles", *out)
    assert refused.status == 2
    assert "documents" in refused.err
    assert not (tmp_path / "d.pmtiles").exists()
    with pytest.raises(NotFoundError):
        archive_layer(open_store(built[0]), "documents", tmp_path / "d.pmtiles")
