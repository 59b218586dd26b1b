"""Layers as downloads: whole or filtered, read back by others, and no file left behind."""

from __future__ import annotations

import asyncio
import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import geopandas
import orjson
import pyarrow.parquet as pq
import pyogrio
import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import ClientDisconnect

from geo.api.app import create_app
from geo.api.downloads import TemporaryFile
from geo.api.settings import Settings
from geo.errors import TooSlowError
from geo.model.query import BBox, Query
from geo.store import connection
from geo.store.open import Store

MEDIA_TYPES = {
    "geojson": "application/geo+json",
    "geojsonl": "application/x-ndjson",
    "geojsons": "application/geo+json-seq",
    "csv": "text/csv",
    "gpkg": "application/geopackage+sqlite3",
    "fgb": "application/vnd.flatgeobuf",
    "parquet": "application/vnd.apache.parquet",
    "kml": "application/vnd.google-earth.kml+xml",
}
FILTERS = [
    "",
    "bbox=36.4,35.3,37.0,36.0",
    "bbox=170,-90,-170,90",
    "datetime=2019-08-01/..",
    "role=literal",
    "bbox=36,35,38,37&datetime=../2019-12-31&role=literal",
    "name=Nowhere",
]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files, empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def read_back(path: Path) -> Any:  # noqa: ANN401 - geopandas has no types
    """Read a file as a GIS does."""
    if path.suffix == ".parquet":
        return geopandas.read_parquet(path)
    return pyogrio.read_dataframe(path)


@pytest.mark.parametrize("ending", sorted(MEDIA_TYPES))
def test_a_layer_comes_as_a_file_of_its_format(
    client: TestClient, store: Store, temporary: Path, tmp_path: Path, ending: str
) -> None:
    answer = client.get(f"/layers/mentions.{ending}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == MEDIA_TYPES[ending]
    said = answer.headers["content-disposition"]
    assert said == f'attachment; filename="mentions.{ending}"'
    path = tmp_path / f"mentions.{ending}"
    path.write_bytes(answer.content)
    wanted = list(store.features.every("mentions"))
    found = read_back(path)
    assert len(found) == len(wanted)
    if ending != "kml":
        surfaces = [orjson.loads(f.properties)["surface"] for f in wanted]
        assert sorted(found["surface"]) == sorted(surfaces)
    assert not list(temporary.iterdir())


@pytest.mark.parametrize("ending", sorted(MEDIA_TYPES))
@pytest.mark.parametrize("asked", FILTERS)
def test_a_filter_leaves_the_same_features_as_in_the_collection(
    client: TestClient, temporary: Path, tmp_path: Path, asked: str, ending: str
) -> None:
    items = client.get(f"/collections/places/items?limit=10000&{asked}").json()
    answer = client.get(f"/layers/places.{ending}?{asked}")
    assert answer.status_code == 200
    ids = sorted(f["id"] for f in items["features"])
    if not ids:
        assert b"Nowhere" not in answer.content
        return
    if ending == "csv":
        found = [row["id"] for row in csv.DictReader(io.StringIO(answer.text, newline=""))]
    else:
        path = tmp_path / f"places.{ending}"
        path.write_bytes(answer.content)
        # In KML, id is the driver's own number of a place mark.
        found = list(read_back(path)["id2" if ending == "kml" else "id"])
    assert sorted(found) == ids
    assert not list(temporary.iterdir())


@settings(max_examples=40, deadline=None)
@given(
    west=st.floats(-180, 180),
    east=st.floats(-180, 180),
    south=st.floats(-90, 40),
    height=st.floats(0, 50),
)
def test_every_box_leaves_what_its_pages_hold(
    store: Store, west: float, east: float, south: float, height: float
) -> None:
    box = BBox(west_deg=west, south_deg=south, east_deg=east, north_deg=south + height)
    query = Query(bbox=box, limit=1, offset=5)
    page = store.features.items("mentions", Query(bbox=box, limit=10_000))
    assert tuple(store.features.select("mentions", query)) == page.features


@pytest.mark.parametrize(
    "asked",
    [
        *("bbox=1,2,3", "bbox=nan,0,1,1", "datetime=yesterday", "no-such=1", "names=x"),
        *("limit=3", "mentions=many", "role=literal&offset=1"),
    ],
)
@pytest.mark.parametrize("ending", ["geojson", "gpkg", "lpf.json"])
def test_a_wrong_filter_is_refused_before_anything_is_made(
    client: TestClient, temporary: Path, ending: str, asked: str
) -> None:
    answer = client.get(f"/layers/places.{ending}?{asked}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert not list(temporary.iterdir())


def test_a_format_of_one_layer_is_not_found_for_another(client: TestClient) -> None:
    for name in ("mentions.lpf.json", "places.annotations.json", "places.json", "places.gpkg.zip"):
        answer = client.get(f"/layers/{name}")
        assert answer.status_code == 404
        assert "places.lpf.json" in answer.json()["detail"]


def test_the_catalogue_names_every_download_and_each_is_there(client: TestClient) -> None:
    for collection in client.get("/collections").json()["collections"]:
        links = [k for k in collection["links"] if k["rel"] == "enclosure"]
        assert len(links) >= len(MEDIA_TYPES)
        for link in links if collection["id"] in {"places", "mentions", "documents"} else ():
            answer = client.get(link["href"])
            assert answer.status_code == 200
            assert answer.headers["content-type"] == link["type"]


def test_a_sequence_is_led_by_separators_and_lines_are_not(client: TestClient) -> None:
    lines = client.get("/layers/places.geojsonl").content
    sequence = client.get("/layers/places.geojsons").content
    assert sequence.replace(b"\x1e", b"") == lines
    features = [orjson.loads(line) for line in lines.splitlines()]
    assert sequence.count(b"\x1e") == len(features)
    assert {f["type"] for f in features} == {"Feature"}


def test_parquet_says_what_box_each_feature_has(
    client: TestClient, temporary: Path, tmp_path: Path
) -> None:
    path = tmp_path / "zones.parquet"
    path.write_bytes(client.get("/layers/zones.parquet").content)
    said = orjson.loads(pq.read_schema(path).metadata[b"geo"])
    column = said["columns"][said["primary_column"]]
    assert said["version"] == "1.1.0"
    assert column["encoding"] == "WKB"
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    whole = geopandas.read_parquet(path)
    assert column["bbox"] == pytest.approx(list(whole.total_bounds))
    assert set(column["geometry_types"]) == set(whole.geom_type)
    boxes = [
        tuple(row["bbox"].values()) for row in pq.read_table(path, columns=["bbox"]).to_pylist()
    ]
    assert boxes == [pytest.approx(g.bounds) for g in whole.geometry]
    west, south, _, north = whole.geometry.iloc[0].bounds
    part = geopandas.read_parquet(path, bbox=(west, south, west, north))
    assert 0 < len(part) <= len(whole)
    assert not list(temporary.iterdir())


def sent(response: TemporaryFile, fail_after: int) -> list[bytes]:
    """Return what a client takes who goes away after so many messages."""
    bodies: list[bytes] = []

    async def send(message: Any) -> None:  # noqa: ANN401 - ASGI
        if len(bodies) == fail_after:
            raise OSError
        bodies.append(message.get("body", b""))

    async def receive() -> Any:  # noqa: ANN401 - ASGI
        await asyncio.sleep(60)

    scope = {"type": "http", "method": "GET", "asgi": {"spec_version": "2.4"}}
    asyncio.run(response(scope, receive, send))
    return bodies


def filling(path: Path) -> None:
    """Write more than one block."""
    path.write_bytes(b"x" * 200_000)


def test_a_file_is_gone_when_it_is_sent(temporary: Path) -> None:
    response = TemporaryFile(filling, "gpkg", asyncio.Semaphore(1), {})
    assert len(b"".join(sent(response, 100))) == 200_000
    assert not list(temporary.iterdir())


@pytest.mark.parametrize("messages", [0, 1, 3])
def test_a_file_is_gone_when_its_client_goes_away(temporary: Path, messages: int) -> None:
    response = TemporaryFile(filling, "gpkg", asyncio.Semaphore(1), {})
    with pytest.raises(ClientDisconnect):
        sent(response, messages)
    assert not list(temporary.iterdir())


def test_a_file_that_cannot_be_made_is_gone_too_and_told(
    store: Store, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        msg = "no room at /secret"
        raise OSError(msg)

    monkeypatch.setattr("geo.export.files.write_arrow", fail)
    with TestClient(create_app(store, Settings()), raise_server_exceptions=False) as client:
        answer = client.get("/layers/places.gpkg")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert not list(temporary.iterdir())


def test_a_search_that_takes_too_long_is_stopped(
    store: Store, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(store, Settings())
    ask = Query(equal=(("name", "Nowhere"),))
    store.connections.close()
    monkeypatch.setattr(connection, "_STEPS", 1)
    monkeypatch.setattr(connection, "_STREAM_PATIENCE", -1)
    with pytest.raises(TooSlowError):
        list(store.features.select("mentions", ask))
    with TestClient(app) as client:
        for ending in ("geojson", "gpkg"):
            answer = client.get(f"/layers/mentions.{ending}?name=Nowhere")
            assert answer.status_code == 503
    assert not list(temporary.iterdir())


def test_a_stream_takes_no_more_rows_than_it_gives(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.store.features._CHUNK_ROWS", 2)
    taken = []
    stream = store.connections.stream

    def counted(*given: Any) -> Any:  # noqa: ANN401 - as the method
        for row in stream(*given):
            taken.append(row)
            yield row

    monkeypatch.setattr(type(store.connections), "stream", lambda _, *given: counted(*given))
    rows = store.features.every("mentions")
    next(rows)
    assert len(taken) == 2
