"""Clients that others wrote read the API as it is served."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import geopandas
import pyogrio
import pytest
import shapely
from command import Run as CommandLine
from conftest import SHIPPED
from geopy.geocoders import Nominatim
from owslib.ogcapi.features import Features

BOX = (36.5, 35.7, 36.7, 35.9)


@pytest.fixture(scope="module")
def address(built: tuple[Path, object]) -> Iterator[str]:
    """The shipped dossier, served by a process of its own: GDAL keeps Python waiting."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "geo", "serve", str(SHIPPED), "--port", str(port)]
    server = subprocess.Popen([*command, "--out", str(built[0].parent)], stderr=subprocess.DEVNULL)
    found = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urlopen(f"{found}/healthz", timeout=5).close()  # noqa: S310 - the loopback
                break
            except URLError:
                time.sleep(0.1)
        yield found
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="module")
def owslib(address: str) -> Features:
    """OWSLib's client of OGC API – Features."""
    return Features(f"{address}/")


@pytest.mark.parametrize("collection", ["mentions", "places"])
def test_owslib_finds_collections_their_properties_and_features(
    owslib: Features, collection: str
) -> None:
    assert collection in owslib.feature_collections()
    assert len(owslib.api()["paths"]) > 10
    assert owslib.collection(collection)["extent"]["spatial"]["bbox"]
    assert "confidence" in owslib.collection_queryables(collection)["properties"]
    page = owslib.collection_items(collection, bbox=list(BOX), limit=5)
    assert 0 < page["numberReturned"] <= 5
    first = page["features"][0]["id"]
    assert owslib.collection_item(collection, first)["id"] == first
    sure = owslib.collection_items(collection, filter="confidence > 0.99", limit=5)
    assert all(f["properties"]["confidence"] > 0.99 for f in sure["features"])
    with pytest.raises(RuntimeError, match="unknown property 'conf'; known: "):
        owslib.collection_items(collection, filter="conf > 0.99")


def test_owslib_says_what_the_api_conforms_to(owslib: Features) -> None:
    classes = owslib.conformance()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html" in classes


@pytest.mark.parametrize(("collection", "features"), [("mentions", 249), ("places", 82)])
def test_gdal_reads_layers_whole_by_box_and_by_attribute(
    address: str, collection: str, features: int
) -> None:
    source = f"OAPIF:{address}"
    assert collection in [name for name, _ in pyogrio.list_layers(source)]
    info = pyogrio.read_info(source, layer=collection)
    assert (info["features"], info["driver"]) == (features, "OAPIF")
    whole = pyogrio.read_dataframe(source, layer=collection)
    assert len(whole) == whole["id"].nunique() == features
    near = pyogrio.read_dataframe(source, layer=collection, bbox=BOX)
    assert len(near) == int(whole.intersects(shapely.box(*BOX)).sum()) > 0
    sure = pyogrio.read_dataframe(source, layer=collection, where="confidence > 0.99")
    assert len(sure) == int((whole["confidence"] > 0.99).sum()) > 0


def said_by(script: Path, *words: str) -> str:
    """Run a client that others wrote; return what it says."""
    done = subprocess.run(
        [sys.executable, script, *words], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(("collection", "features"), [("mentions", 249), ("places", 82)])
def test_the_client_of_gdal_runs_as_it_is(
    shared: Path, address: str, collection: str, features: int
) -> None:
    said = said_by(shared / "clients" / "gdal_oapif.py", address, collection)
    assert f"['{collection}', 'Point']" in said
    assert f"'features': {features}" in said
    assert f"read {features} rows" in said
    assert f"unique ids {features} " in said
    assert "all intersect: True" in said
    assert "min conf 0.99" in said


@pytest.mark.parametrize("collection", ["mentions", "places", "zones"])
def test_the_client_of_owslib_runs_as_it_is(shared: Path, address: str, collection: str) -> None:
    said = said_by(shared / "clients" / "owslib_ogcapi.py", address, collection)
    assert f"'{collection}'" in said
    assert "item True" in said
    # It asks for a property that there is none of, and prints what it is told.
    assert re.search(r"filter failed: .*unknown property .*conf.*known: ", said)


@pytest.mark.parametrize("layer", ["places", "zones", "lines"])
def test_the_client_of_tiles_runs_as_it_is(shared: Path, address: str, layer: str) -> None:
    tiles = f"{address}/tiles/{layer}/{{z}}/{{x}}/{{y}}.mvt"
    said = said_by(shared / "clients" / "tiles_decode.py", tiles, "6", "38", "25")
    first, decoded, listed, frame = said.splitlines()
    assert first.startswith("HTTP 200 application/vnd.mapbox-vector-tile")
    drawn = int(re.findall(rf"'{layer}': \((\d+), 4096, 2\)", decoded)[0])
    assert listed.startswith(f"vt2geojson {drawn} ")
    assert frame.startswith(f"GDAL MVT {drawn} EPSG:3857")
    assert frame.endswith(f"valid: {drawn}")


def test_the_client_of_archives_runs_as_it_is(
    shared: Path, dateline: CommandLine, built: tuple[Path, object], tmp_path: Path
) -> None:
    out = str(built[0].parent)
    words = ("export", SHIPPED, "places", "-o", "places.pmtiles", "--out", out)
    assert dateline(*words).status == 0
    said = said_by(shared / "clients" / "pmtiles_check.py", str(tmp_path / "places.pmtiles"))
    assert "'version': 3" in said
    assert "'max_zoom': 10" in said
    assert "distinct ids at max zoom 82" in said
    assert "[['places', 'Point']]" in said


@pytest.mark.parametrize("layer", ["places", "zones", "lines"])
def test_gdal_reads_the_tiles_of_a_zoom_by_their_tilejson(address: str, layer: str) -> None:
    frame = pyogrio.read_dataframe(
        f"MVT:{address}/tiles/{layer}/5",
        METADATA_FILE=f"{address}/tiles/{layer}.json",
        TILE_EXTENSION="mvt",
    )
    assert len(frame) > 0
    assert frame.crs.to_string() == "EPSG:3857"
    assert frame.is_valid.all()


@pytest.mark.parametrize("layer", ["places", "zones"])
def test_gdal_reads_a_download_where_it_lies(address: str, layer: str) -> None:
    there = pyogrio.read_dataframe(f"/vsicurl_streaming/{address}/layers/{layer}.fgb")
    whole = pyogrio.read_dataframe(f"OAPIF:{address}", layer=layer)
    assert sorted(there["id"]) == sorted(whole["id"])


@pytest.mark.parametrize("ending", ["gpkg", "fgb", "parquet", "geojson"])
def test_a_download_opens_with_names_and_system(address: str, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"places.{ending}"
    with urlopen(f"{address}/layers/places.{ending}", timeout=60) as answer:  # noqa: S310 - the loopback
        path.write_bytes(answer.read())
    read = geopandas.read_parquet if ending == "parquet" else geopandas.read_file
    frame = read(path)
    assert len(frame) == 82
    assert frame.crs.equals("OGC:CRS84") or frame.crs.to_epsg() == 4326
    assert "Idlib" in set(frame["name"])


def test_geopy_finds_a_town_of_the_served_process(address: str) -> None:
    host = address.removeprefix("http://")
    nominatim = Nominatim(domain=host, scheme="http", user_agent="dateline tests", timeout=10)
    found = nominatim.geocode("Saraqib")
    assert found.address == "Saraqib, Idlib, Syria"
    assert nominatim.reverse((found.latitude, found.longitude)).raw["id"] == found.raw["id"]
