"""What every resource owes a client: HEAD, ETag, CORS, gzip, honest errors and definition."""

from __future__ import annotations

import gzip
import re
from itertools import product
from pathlib import Path
from runpy import run_path
from typing import Any
from urllib.parse import parse_qsl

import orjson
import pytest
from conftest import ROOT
from dossiers import small_dossier
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.store import connection
from geo.store.open import Store

RESOURCES = [
    *("/", "/?f=html", "/api", "/conformance", "/healthz", "/collections", "/collections/lines"),
    *("/collections/lines/queryables", "/collections/lines/items", "/layers/lines.csv"),
    *("/collections/places/items/ru~associative", "/documents", "/passages?q=idlib"),
    *("/tiles/lines.json", "/tiles/lines/0/0/0.mvt", "/static/page.js", "/page.json"),
]
CACHED = [
    *("/", "/api", "/collections/lines/items", "/collections/places/items/ru~associative"),
    *("/documents", "/passages?q=idlib", "/tiles/lines/0/0/0.mvt", "/static/page.js"),
    "/page.json",
]
HOSTILE_WORDS = ["<script>alert(1)</script>", "${1+1}", "`id`", "{{7*7}}", "\u202e", "%0d%0aX: y"]


@pytest.mark.parametrize("address", RESOURCES)
def test_head_answers_as_get_does_without_a_body(client: TestClient, address: str) -> None:
    get, head = client.get(address), client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    varying = {"content-security-policy", "content-length", "x-request-id"}
    assert {k: v for k, v in head.headers.items() if k not in varying} == {
        k: v for k, v in get.headers.items() if k not in varying
    }


@pytest.mark.parametrize("address", ["/nothing", "/collections/nothing", "/documents?limit=0"])
def test_head_tells_an_error_without_a_body(client: TestClient, address: str) -> None:
    head = client.head(address)
    assert (head.status_code, head.content) == (client.get(address).status_code, b"")


@pytest.mark.parametrize("address", CACHED)
def test_what_a_client_has_already_is_not_sent_again(client: TestClient, address: str) -> None:
    answer = client.get(address)
    etag = answer.headers["etag"]
    assert re.fullmatch(r'W/"[0-9a-f]{16}"', etag)
    assert client.get(address).headers["etag"] == etag
    for known in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        again = client.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
        assert again.headers["cache-control"] == answer.headers["cache-control"]
    for unknown in ('"other"', 'W/""', "", etag[:-3] + '"'):
        assert client.get(address, headers={"If-None-Match": unknown}).status_code == 200


def test_etags_differ_where_the_content_does(client: TestClient) -> None:
    addresses = ["/collections/places/items", "/collections/places/items?limit=5", "/documents"]
    assert len({client.get(a).headers["etag"] for a in addresses}) == 3


def test_any_page_may_read_but_none_with_credentials(client: TestClient) -> None:
    origin = {"Origin": "https://evil.example"}
    for address in ("/collections", "/nothing", "/tiles/lines/0/0/0.mvt"):
        answer = client.get(address, headers={**origin, "Cookie": "a=b"})
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
    exposed = client.get("/collections", headers=origin).headers["access-control-expose-headers"]
    assert "ETag" in exposed


@pytest.mark.parametrize(("method", "status"), [("GET", 200), ("HEAD", 200), ("DELETE", 400)])
def test_a_page_may_ask_beforehand_what_it_may_send(
    client: TestClient, method: str, status: int
) -> None:
    headers = {
        "Origin": "https://map.example",
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "If-None-Match",
    }
    assert client.options("/collections/places/items", headers=headers).status_code == status


@pytest.mark.parametrize(
    "address", ["/page.json", "/layers/lines.csv", "/tiles/lines/6/38/25.mvt"]
)
def test_long_answers_are_packed_for_clients_that_unpack(client: TestClient, address: str) -> None:
    plain = client.get(address, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with client.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as packed:
        raw = b"".join(packed.iter_raw())
        assert packed.headers["content-encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["vary"]
    assert len(raw) < len(plain.content)
    assert gzip.decompress(raw) == plain.content


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused_and_the_right_ones_named(
    client: TestClient, method: str
) -> None:
    answer = client.request(method, "/collections/places/items", content=b"x" * 100_000)
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"
    assert "GET" in answer.headers["allow"]


ECHOING = [
    *("/collections/{}", "/collections/places/items/{}", "/documents/{}", "/static/{}"),
    *("/layers/{}", "/tiles/{}/0/0/0.mvt", "/tiles/places/{}/0/0.mvt", "/{}"),
    *("/collections/places/items?{}=1", "/collections/places/items?bbox={}", "/?f={}"),
    *("/collections/places/items?datetime={}", "/passages?role={}", "/passages?limit={}"),
]


def test_an_error_is_a_problem_in_json_and_never_html(client: TestClient) -> None:
    for address, word in product(ECHOING, HOSTILE_WORDS):
        answer = client.get(address.format(word.replace("%", "%25")))
        assert answer.status_code in {400, 404}, address
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "x" not in answer.headers
        said = answer.json()
        assert set(said) == {"type", "title", "status", "detail"}
        assert said["status"] == answer.status_code


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=30) | st.text("0123456789.,-+eE/:TZ 	", max_size=40))
def test_no_parameter_makes_the_server_fail(client: TestClient, text: str) -> None:
    for address, name in (
        ("/collections/lines/items", "bbox"),
        ("/collections/zones/items", "datetime"),
        ("/collections/places/items", "limit"),
        ("/passages", "q"),
        ("/passages", "place"),
        ("/tiles/places/0/0/0.mvt", "v"),
        ("/", "sel"),
    ):
        answer = client.get(address, params={name: text.encode("utf-8", "replace").decode()})
        assert answer.status_code in {200, 400}


def test_ranges_are_passed_over_however_many(client: TestClient) -> None:
    whole = client.get("/static/leaflet.js")
    ranges = ",".join(f"{n}-{n}" for n in range(10_000))
    answer = client.get("/static/leaflet.js", headers={"Range": f"bytes={ranges}"})
    assert (answer.status_code, answer.content) == (200, whole.content)


def test_the_settings_of_a_server_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_DOSSIER", str(small_dossier(tmp_path)))
    monkeypatch.setenv("DATELINE_OUT", str(tmp_path / "out"))
    monkeypatch.setenv("DATELINE_BASE_URL", "https://maps.example")
    with TestClient(run_path(str(ROOT / "server.py"))["app"]) as client:
        assert client.get("/healthz").json()["dossier"] == "small"
        first = client.get("/").json()["links"][0]["href"]
    assert first == "https://maps.example/?f=json"
    assert (tmp_path / "out" / "dateline.sqlite").is_file()


def test_a_fault_of_ours_is_told_without_its_inside(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(store, Settings())

    def fail(*_: object) -> None:
        msg = "secret path"
        raise RuntimeError(msg)

    monkeypatch.setattr(type(store.texts), "documents", fail)
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/documents")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text


def test_a_query_that_takes_too_long_is_told_to_come_again(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(store, Settings())
    store.connections.close()
    monkeypatch.setattr(connection, "_STEPS", 1)
    monkeypatch.setattr(store.connections, "_most_s", -1.0)
    with TestClient(app) as client:
        answer = client.get("/documents")
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "1"


def paths(client: TestClient) -> dict[str, Any]:
    """Return the paths of the API's definition."""
    found: dict[str, Any] = client.get("/api").json()["paths"]
    return found


def test_the_definition_lists_every_path_that_is_linked_to(client: TestClient) -> None:
    defined = set(paths(client))
    assert {
        *("/", "/api", "/conformance", "/collections", "/collections/{collection}", "/healthz"),
        *("/collections/{collection}/queryables", "/collections/{collection}/items"),
        *("/collections/{collection}/items/{fid}", "/layers/{name}", "/documents"),
        *("/documents/{document_id}", "/passages", "/tiles/{layer}/{z}/{x}/{y}.mvt"),
        "/tiles/{name}.json",
    } <= defined


def reads(client: TestClient) -> dict[str, Any]:
    """Return what GET does at each path that answers it."""
    return {path: found["get"] for path, found in paths(client).items() if "get" in found}


def examples(client: TestClient, path: str) -> str:
    """Return an address that a path of the definition stands for."""
    document = client.get("/documents?limit=1").json()["documents"][0]["id"]
    name = "places" if path.startswith("/tiles") else "places.csv"
    known = {"collection": "places", "fid": "sy", "document_id": document, "name": name}
    known |= {"zone_id": "idlib-dmz", "sheet": "sprite"}
    asked = {"/search": "?q=Idlib", "/reverse": "?lat=35.9&lon=36.6", "/lookup": "?osm_ids=sy"}
    return path.format(**known, layer="places", z=0, x=0, y=0) + asked.get(path, "")


def test_every_path_answers_as_the_definition_says(client: TestClient) -> None:
    for path, operation in reads(client).items():
        said = operation["responses"]
        address = examples(client, path)
        good = client.get(address)
        assert str(good.status_code) in said, path
        content = good.headers["content-type"].split(";")[0]
        assert content in {kind.split(";")[0] for kind in said["200"]["content"]}, path
        bad = client.get(address, params={"no-such-parameter": "1"})
        assert bad.status_code == 400
        assert "422" not in said
        problem = client.get("/api").json()["components"]["responses"]["400"]
        assert said["400"] == {"$ref": "#/components/responses/400"}
        assert list(problem["content"]) == [bad.headers["content-type"]]


def without_q(given: dict[str, str]) -> dict[str, str]:
    """Return parameters without what the parts of an address replace."""
    parts = {"city", "county", "state", "country"} & set(given)
    return {name: value for name, value in given.items() if name != "q" or not parts}


def test_every_parameter_of_the_definition_is_known(client: TestClient) -> None:
    for path, operation in reads(client).items():
        for parameter in operation.get("parameters", ()):
            schema = parameter["schema"]
            cursor = parameter["name"] == "after"  # known only from a link to the next page
            if parameter["in"] == "query" and schema.get("type") != "object" and not cursor:
                value = str(schema.get("example", schema.get("default", "json")))
                if schema["type"] == "array":
                    value = ",".join(map(str, schema["example"]))
                base, _, asked = examples(client, path).partition("?")
                given = {**dict(parse_qsl(asked)), parameter["name"]: value}
                answer = client.get(base, params=without_q(given))
                assert answer.status_code == 200, answer.text


def test_the_definition_is_openapi_3_0(client: TestClient) -> None:
    answer = client.get("/api")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    assert answer.json()["openapi"].startswith("3.0.")
    assert b'"null"' not in answer.content
    assert "servers" not in orjson.loads(answer.content)
