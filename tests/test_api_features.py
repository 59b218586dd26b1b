"""OGC API – Features as its clients meet it, and as a hostile one tries it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from dossiers import build_in, change, small_dossier
from fastapi.testclient import TestClient

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.store.open import Store, open_store

COLLECTIONS = [
    "places",
    "mentions",
    "zones",
    "lines",
    "changes",
    "posts",
    "expressions",
    "documents",
]
ITEMS = "/collections/places/items"


def get(client: TestClient, address: str, **headers: str) -> Any:  # noqa: ANN401 - JSON
    """Return the JSON of an address that answers."""
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def followed(client: TestClient, found: dict[str, Any], rel: str) -> dict[str, Any] | None:
    """Follow the link of a relation, None where there is none."""
    links = [
        link["href"]
        for link in found["links"]
        if link["rel"] == rel and link["type"] != "text/html"
    ]
    assert len(links) <= 1
    result: dict[str, Any] | None = get(client, links[0]) if links else None
    return result


def pages(client: TestClient, address: str) -> Iterator[dict[str, Any]]:
    """Walk from a page through all that follow it."""
    page: dict[str, Any] | None = get(client, address)
    while page is not None:
        yield page
        page = followed(client, page, "next")


def test_a_client_finds_everything_from_the_landing_page(client: TestClient) -> None:
    landing = get(client, "/")
    assert landing["title"] == "Idlib 2018–2020"
    for rel in ("self", "conformance", "data", "service-desc"):
        assert followed(client, landing, rel)
    data = followed(client, landing, "data")
    assert data is not None
    assert [c["id"] for c in data["collections"]] == COLLECTIONS
    for collection in data["collections"]:
        assert followed(client, collection, "self") == collection
        assert followed(client, collection, "http://www.opengis.net/def/rel/ogc/1.0/queryables")
        items = followed(client, collection, "items")
        assert items is not None
        assert items["numberMatched"] == collection["features"]


def test_every_link_of_the_catalogue_answers_as_it_says(client: TestClient) -> None:
    catalogue = get(client, "/collections")["collections"]
    links = [*get(client, "/")["links"], *(link for c in catalogue for link in c["links"])]
    for link in links:
        if link["rel"] == "license":
            continue  # another site's
        answer = client.get(link["href"].format(z=0, x=0, y=0))
        assert answer.status_code == 200
        assert answer.headers["content-type"].split(";")[0] == link["type"].split(";")[0]


@pytest.mark.parametrize(
    ("address", "accept", "media_type"),
    [
        ("/", "*/*", "application/json"),
        ("/", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("/", "application/json", "application/json"),
        ("/?f=json", "text/html", "application/json"),
        ("/?f=html", "application/json", "text/html"),
    ],
)
def test_the_root_is_a_page_for_browsers_and_json_for_clients(
    client: TestClient, address: str, accept: str, media_type: str
) -> None:
    answer = client.get(address, headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(media_type)
    assert "Accept" in answer.headers["vary"]


def test_what_conformance_claims_is_what_is_served(client: TestClient) -> None:
    classes = get(client, "/conformance")["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in classes
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson" in classes
    assert ("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30" in classes) == (
        get(client, "/api")["openapi"].startswith("3.0")
    )


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_the_links_to_the_next_page_lead_once_through_all_features(
    client: TestClient, collection: str
) -> None:
    matched = get(client, f"/collections/{collection}")["features"]
    limit = max(2, matched // 4)
    walked = list(pages(client, f"/collections/{collection}/items?limit={limit}"))
    ids = [f["id"] for page in walked for f in page["features"]]
    assert len(ids) == len(set(ids)) == matched
    assert {p["numberMatched"] for p in walked} == {matched}
    assert [p["numberReturned"] for p in walked] == [len(p["features"]) for p in walked]
    assert followed(client, walked[1], "prev") == walked[0]


def test_the_next_page_keeps_the_filters(client: TestClient) -> None:
    address = f"{ITEMS}?bbox=36,35,37,37&datetime=2018-09-17/2019-01-01&limit=3"
    walked = list(pages(client, address))
    whole = get(client, address.replace("limit=3", "limit=1000"))
    assert [f["id"] for p in walked for f in p["features"]] == [f["id"] for f in whole["features"]]
    assert 3 < whole["numberMatched"] < get(client, ITEMS)["numberMatched"]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_feature_is_the_same_alone_and_among_others(client: TestClient, collection: str) -> None:
    base = f"/collections/{collection}/items"
    for feature in get(client, f"{base}?limit=12")["features"]:
        alone = get(client, f"{base}/{quote(feature['id'], safe='')}")
        assert followed(client, alone, "self") == alone
        assert followed(client, alone, "collection")
        assert {k: alone[k] for k in feature} == feature


@pytest.mark.parametrize("fid", ["ru~associative", "sy-idlib-gov"])
def test_an_id_may_be_written_plainly_or_encoded(client: TestClient, fid: str) -> None:
    for written in (fid, quote(fid, safe=""), fid.replace("~", "%7E").replace("-", "%2D")):
        assert get(client, f"{ITEMS}/{written}")["id"] == fid


def test_an_id_of_any_letters_leads_through_its_links(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    change(root / "zones.toml", '"quiet-zone"', '"zone/a?b=c&d#e+f g~ü"')
    store = open_store(build_in(root, tmp_path / "out").store)
    with TestClient(create_app(store, Settings())) as client:
        for feature in get(client, "/collections/zones/items")["features"]:
            address = f"/collections/zones/items/{quote(feature['id'], safe='')}"
            alone = get(client, address)
            assert alone["id"] == feature["id"]
            assert followed(client, alone, "self") == alone


@pytest.mark.parametrize(
    "bbox",
    ["36,35,37,36", "36,35,-500,37,36,9000", "36.0,35.0,37.0,36.0", " 36, 35, 37, 36"],
)
def test_a_box_may_have_heights(client: TestClient, bbox: str) -> None:
    found = get(client, f"{ITEMS}?bbox={bbox}&limit=1000")
    points = [f["geometry"]["coordinates"] for f in found["features"]]
    assert len(points) > 10
    assert all(36 <= lon <= 37 and 35 <= lat <= 36 for lon, lat in points)


def test_a_box_across_the_antimeridian_is_the_rest_of_the_world(client: TestClient) -> None:
    def ids(bbox: str) -> set[str]:
        return {f["id"] for f in get(client, f"{ITEMS}?bbox={bbox}&limit=1000")["features"]}

    across, between = ids("60,-90,0,90"), ids("0,-90,60,90")
    assert "ru~associative" in across
    assert "us~associative" in across
    assert across.isdisjoint(between)
    assert across | between == ids("-180,-90,180,90")


@pytest.mark.parametrize(
    "when",
    [
        "2018-09-17",
        "2018-09-17T12:00:00Z",
        "2018-09-17T12:00:00.5%2B03:00",
        "2018-09-17/2018-09-18",
        "2018-09-01T00:00:00Z/2018-09-17T23:59:59Z",
        "../2018-09-17",
        "/2018-09-17",
    ],
)
def test_a_time_may_be_a_day_an_instant_or_an_interval(client: TestClient, when: str) -> None:
    found = get(client, f"/collections/mentions/items?datetime={when}&limit=1000")
    assert {f["properties"]["published_on"] for f in found["features"]} == {"2018-09-17"}


def test_an_interval_may_be_open_at_its_end(client: TestClient) -> None:
    for when in ("2020-03-05/..", "2020-03-05/"):
        found = get(client, f"/collections/documents/items?datetime={when}")
        assert [f["properties"]["published_on"] for f in found["features"]] == ["2020-03-05"]


WRONG = [
    *(f"bbox={b}" for b in ("", "1", "1,2,3", "1,2,3,4,5", "a,b,c,d", "nan,0,1,1")),
    *(f"bbox={b}" for b in ("0,inf,1,1", "1e308,0,1,1", "0,5,1,1", "0,0,181,1", "0,-91,1,1")),
    *(f"bbox={b}" for b in ("0,0,1,1;--", "0,0,1,1,", "%00,0,1,1", "0,0,0x10,1")),
    *(f"datetime={d}" for d in ("", "2018", "2018-13-01", "..", "../..", "/", "yesterday")),
    *(f"datetime={d}" for d in ("2019-01-02/2019-01-01", "2018-09-17/2018-09-18/..", "%00")),
    *(f"limit={n}" for n in ("0", "-1", "ten", "", "1.5", "1e3", "0x10")),
    *(f"offset={n}" for n in ("-1", "x", str(2**63), "9" * 400)),
    *("foo=1", "BBOX=0,0,1,1", "filter=nme='x'", "f=pdf", "f=%3Cscript%3E", "%00=1"),
]


def test_a_wrong_or_unknown_parameter_is_a_bad_request(client: TestClient) -> None:
    for query in WRONG:
        answer = client.get(f"{ITEMS}?{query}")
        assert answer.status_code == 400, query
        assert answer.headers["content-type"] == "application/problem+json"
        said = answer.json()
        assert (said["status"], said["title"]) == (400, "Bad Request")
        assert query.partition("=")[0].strip("%0").casefold() in said["detail"].casefold()


def test_a_limit_beyond_the_greatest_gives_the_greatest(client: TestClient) -> None:
    lines = "/collections/lines/items"
    everything = get(client, f"{lines}?limit=99999999999999999999")
    assert everything["numberReturned"] == everything["numberMatched"] > 1000
    own = next(link["href"] for link in everything["links"] if link["rel"] == "self")
    assert "limit=10000" in own


def test_an_offset_beyond_the_end_gives_nothing_and_a_way_back(client: TestClient) -> None:
    found = get(client, f"{ITEMS}?offset=2147483648&limit=50")
    assert (found["features"], found["numberReturned"]) == ([], 0)
    assert found["numberMatched"] > 0
    assert "next" not in [link["rel"] for link in found["links"]]


def test_a_page_ignores_what_other_sites_add_to_its_address(client: TestClient) -> None:
    html = client.get("/?fbclid=x", headers={"Accept": "text/html"})
    assert html.status_code == 200
    assert client.get("/?fbclid=x").status_code == 400


ABSENT = [
    *("/collections/nothing", "/collections/nothing/items", "/collections/nothing/queryables"),
    *(f"{ITEMS}/nothing", f"{ITEMS}/%00", f"{ITEMS}/%ff", f"{ITEMS}/x'%20OR%201=1%20--"),
    *(
        f"{ITEMS}/a%2Fb",
        f"{ITEMS}/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        f"{ITEMS}/" + "x" * 4000,
    ),
    *("/layers/nothing.csv", "/layers/places.exe", "/layers/places", "/layers/.csv"),
    *("/layers/..%2Fplaces.csv", "/nothing", "/collections/places/items/sy/items"),
]


def test_what_is_not_there_is_not_found(client: TestClient) -> None:
    for address in ABSENT:
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.json()["status"] == 404


@pytest.mark.parametrize("layer", COLLECTIONS)
def test_a_download_holds_the_whole_layer(client: TestClient, store: Store, layer: str) -> None:
    count = store.features.layer(layer).features
    assert len(get(client, f"/layers/{layer}.geojson")["features"]) == count
    table = client.get(f"/layers/{layer}.csv")
    assert table.headers["content-disposition"] == f'attachment; filename="{layer}.csv"'
    assert table.text.startswith("id,lon,lat,")


def test_links_start_with_the_address_that_the_settings_give(store: Store) -> None:
    settings = Settings(base_url="https://maps.example/dateline/")
    with TestClient(create_app(store, settings)) as client:
        found = client.get("/collections", headers={"Host": "localhost:9"}).json()
    hrefs = [
        link["href"]
        for c in found["collections"]
        for link in c["links"]
        if link["rel"] != "license"
    ]
    assert all(h.startswith("https://maps.example/dateline/") for h in hrefs)


@pytest.mark.parametrize("host", ["<script>", "a b", "[::1", "x:99999999", "x/y?z#", "@"])
def test_a_malformed_host_is_not_written_into_links(client: TestClient, host: str) -> None:
    answer = client.get("/collections", headers={"Host": host})
    assert answer.status_code in {200, 400}
    assert f"//{host}" not in answer.text
