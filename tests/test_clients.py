"""Clients that others wrote read the API as it is served."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pyogrio
import pytest
import shapely
from conftest import SHIPPED
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
