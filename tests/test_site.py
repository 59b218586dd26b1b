"""A published site in a browser: the map, its texts and its search, with no server behind them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import opened, watched
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page, expect
from published import unpacked_json
from sites import asked, hosted, probed

from geo.store.open import Store

pytestmark = pytest.mark.browser

DAYS = ["", "2018-10-15/2019-05-31", "../2018-10-15", "2019-05-31/.."]
WORDS = [
    "zone",
    "Idlib",
    "idlib's",
    "demilitarized zone",
    "demilit*",
    "zone -buffer",
    "2018",
    "ma'arrat",
    "Khan Sheikhoun",
    "no-such-word",
    "-",
    "constructor",
]


@pytest.fixture(scope="module")
def address(published: Path) -> Iterator[str]:
    """The address of the site."""
    with hosted(published) as found:
        yield found


@pytest.fixture(scope="module")
def site(browser: Browser, address: str) -> Iterator[Page]:
    """The site, to be asked."""
    with probed(browser, address) as page:
        yield page


def without_looks(passages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return sentences with their mentions, as both a server and a site tell them."""
    names = ("id", "document_id", "paragraph", "start", "end", "text", "found")
    return [{name: passage[name] for name in names} for passage in passages]


@pytest.mark.parametrize("days", DAYS)
def test_the_sentences_of_a_name_are_those_of_a_server(
    site: Page, client: TestClient, store: Store, days: str
) -> None:
    rows = [json.loads(f.properties) for f in store.features.every("mentions")]
    names = sorted({(row["place_id"], row["role"]) for row in rows if row["place_id"]})
    assert len(names) > 60
    period = {"datetime": days} if days else {}
    for place, role in names[::6]:
        query = {"place": place, "role": role, "limit": 3, "offset": 1, **period}
        answer = client.get("/passages", params=query).json()
        named = {"place": place, "role": role, "document": "", "days": days}
        found = asked(site, "passagesOf", named, 3, 1)
        assert found["numberMatched"] == answer["numberMatched"]
        assert without_looks(found["passages"]) == without_looks(answer["passages"])


def test_the_sentences_of_one_document_are_those_of_a_server(
    site: Page, client: TestClient
) -> None:
    for document in client.get("/documents").json()["documents"]:
        query = {"place": "sy-idlib-gov", "role": "literal", "document": document["id"]}
        answer = client.get("/passages", params=query).json()
        found = asked(site, "passagesOf", {**query, "days": ""}, 100, 0)
        assert without_looks(found["passages"]) == without_looks(answer["passages"])


@pytest.mark.parametrize("words", WORDS)
def test_a_search_finds_the_sentences_that_a_server_finds(
    site: Page, client: TestClient, words: str
) -> None:
    answer = client.get("/passages", params={"q": words, "limit": 5}).json()
    found = asked(site, "passagesWith", words, 5)
    assert found["numberMatched"] == answer["numberMatched"]
    assert [p["id"] for p in found["passages"]] == [p["id"] for p in answer["passages"]]


def test_documents_are_those_of_a_server(site: Page, client: TestClient) -> None:
    for row in client.get("/documents").json()["documents"]:
        answer = client.get(f"/documents/{row['id']}", params={"f": "json"}).json()
        found = asked(site, "documentById", row["id"])
        assert found == {name: answer[name] for name in found}
        assert {"text", "passages", "found", "statements"} <= set(found)


def test_what_is_typed_finds_places_and_sentences(desktop: Page, address: str) -> None:
    page = opened(desktop, address)
    page.locator("#search").fill("Saraqib")
    expect(page.locator("#found li bdi").first).to_have_text("Saraqib")
    expect(page.locator("#found .sentencehit").first).to_contain_text("Saraqib")


def test_the_page_offers_nothing_that_needs_a_server(desktop: Page, address: str) -> None:
    page = opened(desktop, f"{address}/?sel=zone:idlib-dmz")
    expect(page.locator("#reviewchip")).to_have_count(0)
    page.locator("#panel").get_by_role("link", name="All layers").click()
    expect(page.locator("h1")).to_have_text("Data")
    page.go_back()
    page.locator("#panel").get_by_role("link", name="Figure, places inside").click()
    expect(page.locator("h1")).to_contain_text("Demilitarised")
    page.get_by_role("link", name="the map").click()
    expect(page.locator("#panel h2")).to_contain_text("Demilitarised")
    page.locator("#panel .passages summary").first.click()
    expect(page.get_by_role("button", name="Decide otherwise")).to_have_count(0)


def test_a_selection_is_saved_from_the_page(desktop: Page, address: str) -> None:
    page = opened(desktop, f"{address}/?sel=zone:idlib-dmz")
    with page.expect_download() as saved:
        page.locator("#panel .takeaway").get_by_role("button", name="GeoJSON").click()
    features = json.loads(Path(saved.value.path()).read_text("utf-8"))["features"]
    assert {f["properties"]["zone_id"] for f in features} == {"idlib-dmz"}


def test_a_site_that_was_published_anew_offers_a_reload(
    desktop: Page, address: str, published: Path
) -> None:
    page = opened(desktop, address)
    before = (published / "build.json").read_bytes()
    try:
        (published / "build.json").write_text('{"build": "another"}')
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator("#newbuild")).to_contain_text("A new build is there")
    finally:
        (published / "build.json").write_bytes(before)


def test_a_document_that_is_gone_is_said_to_be_missing(browser: Browser, published: Path) -> None:
    (shard,) = (published / "build").glob("*/documents/0.bin")
    document = unpacked_json(shard.parents[1] / "documents.bin")["id"][0]
    texts = shard.read_bytes()
    shard.unlink()
    context = browser.new_context()
    try:
        with hosted(published) as address:
            page = opened(context.new_page(), f"{address}/?doc={document}")
            expect(page.locator("#reader")).to_contain_text("could not be loaded")
    finally:
        context.close()
        shard.write_bytes(texts)


@pytest.mark.parametrize(
    "path", ["", "data.html", "documents/", "zones/index.html", "zones/idlib-dmz.html"]
)
def test_the_pages_of_a_site_have_no_accessibility_violation(
    desktop: Page, address: str, path: str
) -> None:
    page = desktop
    page.goto(f"{address}/{path}")
    if not path:
        page.wait_for_selector("html[data-ready='1']")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found] == []


def test_the_files_of_a_layer_stand_side_by_side_on_a_telephone(
    browser: Browser, address: str
) -> None:
    with watched(browser, 390, 700) as page:
        page.goto(f"{address}/data.html")
        files = page.locator(".files").first
        tops = "found => new Set(found.map(f => f.getBoundingClientRect().top)).size"
        items = files.locator("li")
        assert items.evaluate_all(tops) <= items.count() / 2


def test_a_text_reads_well_on_a_telephone(browser: Browser, address: str) -> None:
    with watched(browser, 320, 700) as page:
        for path in ("data.html", "documents/"):
            page.goto(f"{address}/{path}")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 320, path
