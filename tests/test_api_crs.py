"""OGC API – Features Part 2: answers, boxes and filters in other systems of coordinates."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from geo.api.shaping import in_crs
from geo.geodesy.reference import CRS_BY_NAME, SYSTEMS, from_crs, into_crs
from geo.model.query import StoredFeature

OGC = "http://www.opengis.net/def/crs/"
CRS84, WGS84, MERCATOR, UTM = (
    OGC + name for name in ("OGC/1.3/CRS84", "EPSG/0/4326", "EPSG/0/3857", "EPSG/0/32637")
)
ITEMS = "/collections/places/items"

CODES = {CRS84: "OGC:CRS84", WGS84: "EPSG:4326", MERCATOR: "EPSG:3857", UTM: "EPSG:32637"}


def get(client: TestClient, address: str, **params: str) -> Any:  # noqa: ANN401 - a response
    """Return the answer to parameters; an underscore is a hyphen."""
    given = {name.replace("_", "-"): value for name, value in params.items()}
    answer = client.get(address, params=given)
    assert answer.status_code == 200, answer.text
    return answer


def points(client: TestClient, **params: str) -> dict[str, tuple[float, float]]:
    found = get(client, ITEMS, limit="1000", **params).json()["features"]
    return {f["id"]: tuple(f["geometry"]["coordinates"]) for f in found}


def test_every_collection_says_in_what_systems_it_comes(client: TestClient) -> None:
    for collection in get(client, "/collections").json()["collections"]:
        assert collection["crs"] == [CRS84, WGS84, MERCATOR, UTM]
        assert collection["storageCrs"] == CRS84
    claimed = get(client, "/conformance").json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in claimed


@pytest.mark.parametrize("uri", [CRS84, WGS84, MERCATOR, UTM])
def test_features_come_in_the_system_asked_for_and_the_header_names_it(
    client: TestClient, uri: str
) -> None:
    plain = points(client)
    change = Transformer.from_crs("OGC:CRS84", CODES[uri])
    found = points(client, crs=uri)
    for fid, (lon, lat) in plain.items():
        assert found[fid] == pytest.approx(change.transform(lon, lat), abs=0.006)
    for address in (ITEMS, f"{ITEMS}/sy-idlib"):
        assert get(client, address, crs=uri).headers["content-crs"] == f"<{uri}>"
        assert get(client, address).headers["content-crs"] == f"<{CRS84}>"


def test_the_axes_have_the_order_of_the_system(client: TestClient) -> None:
    lon, lat = get(client, f"{ITEMS}/sy-idlib").json()["geometry"]["coordinates"]
    assert 36 < lon < 37.5
    assert get(client, f"{ITEMS}/sy-idlib", crs=WGS84).json()["geometry"]["coordinates"] == [
        lat,
        lon,
    ]
    east_m, north_m = get(client, f"{ITEMS}/sy-idlib", crs=UTM).json()["geometry"]["coordinates"]
    assert 200_000 < east_m < 400_000
    assert 3_900_000 < north_m < 4_000_000


def test_a_system_has_its_uri_and_its_short_name(client: TestClient) -> None:
    assert points(client, crs="EPSG:3857") == points(client, crs=MERCATOR)
    assert points(client, crs="[EPSG:3857]") == points(client, crs=MERCATOR)


def test_links_keep_the_system(client: TestClient) -> None:
    page = get(client, ITEMS, crs=WGS84, limit="3").json()
    following = next(link["href"] for link in page["links"] if link["rel"] == "next")
    assert client.get(following).headers["content-crs"] == f"<{WGS84}>"
    alone = get(client, f"{ITEMS}/sy-idlib", crs=WGS84).json()
    own = next(link["href"] for link in alone["links"] if link["rel"] == "self")
    assert client.get(own).json() == alone


def test_a_box_is_read_in_its_system(client: TestClient) -> None:
    wanted = points(client, bbox="36,35,37,36").keys()
    assert len(wanted) > 10
    assert points(client, bbox="35,36,36,37", bbox_crs=WGS84).keys() == wanted
    assert points(client, bbox="35,36,-9,36,37,9", bbox_crs=WGS84).keys() == wanted
    mercator = Transformer.from_crs("OGC:CRS84", "EPSG:3857")
    corners = (*mercator.transform(36, 35), *mercator.transform(37, 36))
    written = ",".join(map(str, corners))
    assert points(client, bbox=written, bbox_crs=MERCATOR).keys() == wanted
    assert points(client, bbox="36,35,37,36", bbox_crs=CRS84).keys() == wanted


def test_a_box_in_utm_has_the_edges_of_utm(client: TestClient) -> None:
    for west, south, east, north in (
        (220_000, 3_900_000, 330_000, 3_990_000),
        (0, 3_500_000, 1_000_000, 4_500_000),
        (283_000, 3_970_000, 300_000, 3_980_000),
    ):
        inside = {
            fid
            for fid, (x, y) in points(client, crs=UTM).items()
            if west <= x <= east and south <= y <= north
        }
        found = points(client, bbox=f"{west},{south},{east},{north}", bbox_crs=UTM)
        assert found.keys() == inside
        assert inside


def test_a_box_of_latitudes_may_cross_the_antimeridian(client: TestClient) -> None:
    plain = points(client, bbox="60,-90,0,90").keys()
    assert points(client, bbox="-90,60,90,0", bbox_crs=WGS84).keys() == plain


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        (WGS84, "POLYGON((35 36, 35 37, 36 37, 36 36, 35 36))"),
        (CRS84, "POLYGON((36 35, 37 35, 37 36, 36 36, 36 35))"),
        (WGS84, "BBOX(35, 36, 36, 37)"),
        (MERCATOR, "BBOX(4007501.67, 4163881.14, 4118821.16, 4300621.37)"),
    ],
)
def test_the_shapes_of_a_filter_are_read_in_its_system(
    client: TestClient, name: str, shape: str
) -> None:
    found = points(client, filter=f"S_WITHIN(geometry, {shape})", filter_crs=name)
    assert found.keys() == points(client, bbox="36,35,37,36").keys()


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"crs": "EPSG:27700"}, f"crs: 'EPSG:27700' is not served; it may be one of {CRS84}, "),
        ({"crs": ""}, "crs: ''"),
        ({"bbox-crs": "x"}, "bbox-crs: 'x'"),
        ({"filter-crs": OGC + "EPSG/0/4979"}, "filter-crs: "),
        ({"bbox": "1,2,3", "bbox-crs": UTM}, "bbox must be"),
        ({"bbox": "a,b,c,d", "bbox-crs": UTM}, "bbox must be"),
        ({"bbox": "nan,1,2,3", "bbox-crs": MERCATOR}, "bbox must be"),
        ({"bbox": "9,9,1,1", "bbox-crs": UTM}, "bbox must be"),
        ({"bbox": "1e308,1e308,1e308,1e308", "bbox-crs": UTM}, "bbox must be"),
        ({"bbox": "-1e306,0,1e300,1", "bbox-crs": MERCATOR}, "bbox must be"),
        ({"bbox": "3e7,0,4e7,1", "bbox-crs": UTM}, "off the globe"),
        ({"bbox": "36,35,136,37", "bbox-crs": WGS84}, "bbox"),
        ({"filter": "S_WITHIN(geometry, BBOX(95,1,96,2))", "filter-crs": WGS84}, "latitude first"),
        ({"filter": "S_EQUALS(geometry, POINT(95 1))", "filter-crs": WGS84}, "latitude first"),
    ],
)
def test_a_system_or_a_box_that_is_wrong_is_refused(
    client: TestClient, params: dict[str, str], said: str
) -> None:
    answer = client.get(ITEMS, params=params)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]


def test_what_a_system_does_not_reach_has_no_geometry_in_it() -> None:
    far = StoredFeature(id="x", geometry=b'{"type":"Point","coordinates":[129,0]}', properties=b"")
    assert in_crs(far, CRS_BY_NAME[UTM]).geometry == b"null"
    assert in_crs(far, CRS_BY_NAME[MERCATOR]).geometry != b"null"


@settings(max_examples=100, deadline=None)
@given(
    lon=st.floats(20, 58), lat=st.floats(-80, 80), name=st.sampled_from([c.uri for c in SYSTEMS])
)
def test_there_and_back_is_where_it_was(lon: float, lat: float, name: str) -> None:
    there = into_crs(shapely.Point(lon, lat), CRS_BY_NAME[name])
    assert there is not None
    back = from_crs(there, CRS_BY_NAME[name])
    assert back is not None
    assert np.allclose(shapely.get_coordinates(back), [[lon, lat]], atol=1e-7)
