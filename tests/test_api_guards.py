"""Guard rails of the API: what no request may reach, run, forge or break."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import anyio
import httpx2 as httpx
import pytest
from conftest import SHIPPED
from fastapi.testclient import TestClient
from reviewing import AUTHOR, reviewed_dossier, served

from geo.api.app import create_app
from geo.api.asked_values import read_languages
from geo.api.settings import Settings
from geo.dossier.load import load_dossier
from geo.store.open import Store

PROBLEM = "application/problem+json"
OUTSIDE = [
    "../../../../etc/passwd",
    "..%2f..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "%252e%252e%252f%252e%252e%252fetc%252fpasswd",
    "..%5c..%5c..%5cetc%5cpasswd",
    "....//....//etc//passwd",
    "%2fetc%2fpasswd",
    "%c0%ae%c0%ae%c0%afetc%c0%afpasswd",
    "file:%2f%2f%2fetc%2fpasswd",
    "places%00.csv",
    "places.csv%00",
    "%00",
    "CON",
    "places.csv;.png",
    "․․%2f․․%2fetc%2fpasswd",
]
SQL = [
    "'",
    '"',
    "\\",
    "'; DROP TABLE feature; --",
    "' OR '1'='1",
    "x' UNION SELECT sql FROM sqlite_master --",
    "\"; ATTACH DATABASE 'x' AS y; --",
    "') OR 1=1 OR ('",
    "%' OR 1=1 --",
    "load_extension('x')",
]


def operations(client: TestClient) -> list[tuple[str, str, dict[str, Any]]]:
    """Return path, method and operation of all that the definition lists."""
    found = client.get("/api").json()["paths"]
    return [(path, method, said) for path, of in found.items() for method, said in of.items()]


def refused(answer: httpx.Response, *statuses: int) -> None:
    """Check that an answer is a problem, and nothing but JSON."""
    assert answer.status_code in statuses, (str(answer.url), answer.status_code)
    assert answer.headers["content-type"] == PROBLEM
    assert set(answer.json()) == {"type", "title", "status", "detail"}


def test_no_part_of_a_path_leads_out_of_what_is_served(client: TestClient) -> None:
    asked = 0
    for path, _, said in operations(client):
        names = [p["name"] for p in said.get("parameters", ()) if p["in"] == "path"]
        for name, part in product(names, OUTSIDE):
            given = dict.fromkeys(names, "0") | {name: part}
            refused(client.get(path.format(**given)), 404, 405)
            asked += 1
    for part in OUTSIDE:
        refused(client.get(f"/static/{part}"), 404)
    assert asked > 300


def test_no_value_is_run_as_sql(client: TestClient, store: Store) -> None:
    before = [(layer.id, layer.features) for layer in store.features.layers()]
    for layer in store.features.layers():
        for name, kind in layer.queryables.items():
            for value in SQL if kind == "string" else SQL[:2]:
                answer = client.get(f"/collections/{layer.id}/items", params={name: value})
                assert answer.status_code == (200 if kind == "string" else 400)
                if kind == "string":
                    assert answer.json()["features"] == []
    assert [(layer.id, layer.features) for layer in store.features.layers()] == before


def test_no_name_is_run_as_sql(client: TestClient) -> None:
    for sign, name in product(("{}", '"{}"', "{}(name)"), SQL):
        given = {"filter": sign.format(name)}
        refused(client.get("/collections/places/items", params=given), 400)
    for name in SQL:
        refused(client.get("/collections/places/items", params={name: "1"}), 400)
        refused(client.get("/collections/places/items", params={"sortby": name}), 400)
        refused(client.get("/collections/places/items", params={"properties": name}), 400)


def test_functions_of_the_database_are_not_those_of_filters(client: TestClient) -> None:
    for name in ("load_extension", "readfile", "randomblob", "zeroblob", "abs", "folded"):
        text = f"{name}('x') = 1"
        refused(client.get("/collections/places/items", params={"filter": text}), 400)


def test_words_of_a_search_are_not_run_as_its_language(client: TestClient) -> None:
    for words in (
        *SQL,
        "NEAR(a b)",
        "text : idlib",
        "{text} : a",
        "^a",
        "a OR",
        "*",
        "(",
        "a" * 500,
    ):
        answer = client.get("/passages", params={"q": words})
        assert answer.status_code == 200, words


@pytest.mark.parametrize(
    "address",
    ["/{}evil.example/%2e%2e", "/{}evil.example/?f=html&q=", "/{}evil.example/collections/"],
)
@pytest.mark.parametrize("strokes", ["%2f", "\\", "%5c", "/%09/", "https:%2f%2f", "@"])
def test_no_address_leads_away_from_here(client: TestClient, address: str, strokes: str) -> None:
    answer = client.get(address.format(strokes), follow_redirects=False)
    assert answer.status_code in {200, 400, 404}


def test_where_one_is_sent_is_here(client: TestClient) -> None:
    document = client.get("/documents?limit=1").json()["documents"][0]["id"]
    for address in (
        "/collections/",
        "/documents/",
        f"/documents/{document}?f=html",
        "/passages?f=html&q=",
        "/collections/https:evil.example%0d%0aX:y/items?f=html&q=",
    ):
        answer = client.get(address, follow_redirects=False)
        assert answer.status_code in {303, 307}
        assert urlsplit(answer.headers["location"]).netloc in {"", "testserver"}
        assert "\n" not in answer.headers["location"]


def test_a_parameter_is_given_once(client: TestClient) -> None:
    for path, _, said in operations(client):
        for parameter in said.get("parameters", ()):
            name = parameter["name"]
            if parameter["in"] == "query" and name != "queryables" and "{" not in path:
                refused(client.get(f"{path}?{name}=1&{name}=1"), 400)
    items = "/collections/places/items"
    refused(client.get(f"{items}?name=a&name=b"), 400)
    refused(client.get(f"{items}?limit=1&limit=2"), 400)


def test_a_request_for_two_hosts_is_for_none(client: TestClient) -> None:
    for second in ("testserver", "evil.example"):
        hosts = [("Host", "testserver"), ("Host", second)]
        refused(client.get("/collections", headers=httpx.Headers(hosts)), 400)


@pytest.fixture
def reviewed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A client of a dossier that takes decisions."""
    with served(reviewed_dossier(tmp_path), monkeypatch) as found:
        yield found


def test_whatever_writes_wants_a_token_its_own_page_and_its_own_name(
    reviewed: TestClient,
) -> None:
    writing = [
        (path, method) for path, method, said in operations(reviewed) if said.get("security")
    ]
    harmless = {path for path, method, _ in operations(reviewed) if method != "get"}
    harmless -= {path for path, _ in writing}
    assert harmless == {"/parse", "/gazetteer/drafts"}, "only reading goes without a token"
    assert len(writing) == 3
    for path, method in writing:
        address = path.format(correction_id="x")
        refused(reviewed.request(method, address, json={}), 401)
        wrong = {"Authorization": "Bearer not-the-token-of-anybody"}
        refused(reviewed.request(method, address, json={}, headers=wrong), 403)
        for origin in ("https://evil.example", "null", "http://testserver:81"):
            elsewhere = {**AUTHOR, "Origin": origin}
            refused(reviewed.request(method, address, json={}, headers=elsewhere), 403)
        rebound = {**AUTHOR, "Host": "evil.example"}
        refused(reviewed.request(method, address, json={}, headers=rebound), 400)


def test_no_page_elsewhere_may_send_a_token(reviewed: TestClient) -> None:
    asked = {
        "Origin": "https://evil.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }
    answer = reviewed.options("/corrections", headers=asked)
    assert "authorization" not in answer.headers["access-control-allow-headers"].casefold()
    refused(
        reviewed.options(
            "/corrections", headers={**asked, "Access-Control-Request-Method": "DELETE"}
        ),
        400,
    )


def test_spaces_between_languages_cost_nothing() -> None:
    assert read_languages("aa" + " " * 60_000 + "x") == ()
    assert read_languages("aa ;" + " " * 60_000) == ()
    assert read_languages("en ; q=0.5 ,  ar-SY") == ("ar", "en")


def test_a_client_that_goes_away_is_no_fault_of_ours(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(store, Settings(), load_dossier(SHIPPED))
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:  # noqa: ANN401 - as ASGI has it
        sent.append(message)

    headers = [(b"host", b"testserver"), (b"content-type", b"text/plain")]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/parse",
        "raw_path": b"/parse",
        "query_string": b"",
        "headers": headers,
        "client": None,
        "server": ("testserver", 80),
        "scheme": "http",
        "http_version": "1.1",
        "root_path": "",
        "asgi": {"version": "3.0"},
    }
    with caplog.at_level(logging.ERROR, "dateline.faults"):
        anyio.run(app, scope, receive, send)
    assert sent[0]["status"] == 400
    assert not caplog.records


def test_a_body_of_a_gigabyte_is_not_read(client: TestClient) -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(1000):
            taken += 1_000_000
            yield b"x" * 1_000_000

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=client.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as asking:
            return await asking.post("/collections", content=endless())

    answer = anyio.run(ask)
    assert answer.status_code in {405, 413}
    assert taken < 10_000_000


def test_a_filter_of_six_thousand_bytes_or_a_thousand_brackets_is_refused(
    client: TestClient,
) -> None:
    deep = '{"op":"not","args":[' * 200 + "true" + "]}" * 200
    for text, language in (
        ("name = '" + "x" * 6000 + "'", "cql2-text"),
        ("(" * 1000 + "TRUE" + ")" * 1000, "cql2-text"),
        (deep, "cql2-json"),
        ("[" * 4000, "cql2-json"),
    ):
        given = {"filter": text, "filter-lang": language}
        refused(client.get("/collections/places/items", params=given), 400)


def test_no_text_of_a_parameter_comes_back_as_anything_but_json(client: TestClient) -> None:
    for text in ("<script>alert(1)</script>", "${1}", "`x`", "\x00", "\r\nX-Evil: 1", "\u2028"):
        for path, _, said in operations(client):
            if "{" in path:
                continue
            for parameter in said.get("parameters", ()):
                if parameter["in"] == "query":
                    address = f"{path}?{quote(parameter['name'])}={quote(text)}"
                    answer = client.get(address, follow_redirects=False)
                    assert answer.status_code in {200, 400, 404}, address
                    assert "x-evil" not in answer.headers
                    assert not answer.headers["content-type"].startswith("text/html")
