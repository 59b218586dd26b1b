"""Search and keys of the page: everything is found, and reached without a mouse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser import opened, watched
from playwright.sync_api import Browser, Page, Route, expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("words", ["saraq", "سراقب", "Саракиб"])
def test_a_place_is_found_by_any_of_its_names(desktop: Page, address: str, words: str) -> None:
    page = opened(desktop, address)
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.locator("#found li button", has_text="Saraqib").first.click()
    expect(page.locator("#panel h2")).to_have_text("Saraqib")
    expect(page.locator("#found")).to_be_hidden()


def test_a_sentence_is_found_by_its_words_and_read_in_its_place(
    desktop: Page, address: str
) -> None:
    page = opened(desktop, address)
    page.keyboard.press("/")
    page.keyboard.type("published a map")
    hit = page.locator("#found .sentencehit").first
    expect(hit.locator("b", has_text="map")).to_be_visible()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
        if page.evaluate("document.activeElement.classList.contains('sentencehit')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".sentence.on")).to_contain_text("map")
    expect(page.locator(".sentence.on")).to_be_in_viewport()


def test_words_that_no_text_has_are_told(desktop: Page, address: str) -> None:
    page = opened(desktop, address)
    page.locator("#search").fill("<b>zeppelin")
    expect(page.locator("#found")).to_contain_text("0 places")
    expect(page.locator("#found")).to_contain_text("0 sentences")


def test_keys_go_from_mention_to_mention(desktop: Page, address: str) -> None:
    page = opened(desktop, address)
    page.keyboard.press("j")
    first = page.locator(".m:focus").get_attribute("id")
    page.keyboard.press("j")
    second = page.locator(".m:focus").get_attribute("id")
    assert first != second
    expect(page.locator("#panel")).to_be_visible()
    page.keyboard.press("k")
    assert page.locator(".m:focus").get_attribute("id") == first
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()


def test_the_list_of_keys_opens_and_closes_with_the_keyboard(desktop: Page, address: str) -> None:
    page = opened(desktop, address)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("next mention")
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_letters_that_are_typed_into_a_field_are_no_keys(desktop: Page, address: str) -> None:
    page = opened(desktop, address)
    page.locator("#search").focus()
    page.keyboard.type("jk?/")
    assert page.locator("#search").input_value() == "jk?/"
    expect(page.locator("#panel")).to_be_hidden()


def test_text_and_map_point_at_each_other(desktop: Page, address: str) -> None:
    page = opened(desktop, address)
    pin = page.locator("[data-place='sy-latakia-gov']")
    pin.hover()
    expect(page.locator(".m.near").first).to_be_attached()
    assert page.locator(".m.near").evaluate_all(
        "(found) => found.every(m => m.dataset.selects === 'place:sy-latakia-gov')"
    )
    page.locator("h1").hover()
    expect(page.locator(".m.near")).to_have_count(0)
    page.locator(".m[data-selects='place:sy-idlib-gov']").first.hover()
    expect(page.locator("[data-place='sy-idlib-gov'].pulse")).to_have_count(1)


def test_the_list_of_documents_holds_only_what_is_seen(desktop: Page, address: str) -> None:
    page = desktop
    rows = [
        {"id": f"d{n:012}", "title": f"Report {n}", "publisher": "", "published_on": None}
        | {"dated_by": "", "language": "en", "source": f"{n}.txt", "mentions": 1}
        for n in range(100_000)
    ]

    def listed(route: Route) -> None:
        asked = dict(p.split("=") for p in route.request.url.partition("?")[2].split("&"))
        start = int(asked.get("offset", 0))
        page_rows = rows[start : start + int(asked["limit"])]
        body = {"numberMatched": len(rows), "documents": page_rows}
        route.fulfill(json=body)

    def many(route: Route) -> None:
        data = route.fetch().json()
        tallies = {"by": "server", "uses": [], "types": [], "layers": [], "mentions": 9}
        tallies |= {"periods": [["2020-01-01", 100_000, 9]], "rows": []}
        route.fulfill(json={**data, "documents": [], "tallies": tallies})

    nothing: dict[str, object] = {"mentions": 0, "places": 0, "documents": 100_000, "layers": {}}
    view = {
        "pins": [],
        "outside": {"numberMatched": 0, "places": []},
        "sums": nothing,
        "unbuilt": [],
    }
    page.route("**/view?*", lambda route: route.fulfill(json=view))
    page.route("**/page.json", many)
    page.route("**/documents?*", listed)
    empty: dict[str, list[object]] = {"passages": [], "found": []}
    page.route(re.compile(r"/documents/d\d+\?"), lambda route: route.fulfill(json=empty))
    opened(page, address)
    page.locator("#documents").click()
    expect(page.locator("#documentbox .note")).to_have_text("100,000 documents")
    page.locator("#documentbox .list").evaluate("(list) => { list.scrollTop = list.scrollHeight }")
    expect(page.locator("#documentbox li", has_text="Report 99999")).to_be_visible()
    assert page.locator("#documentbox li").count() < 60
    assert page.locator("article").count() < 100


def test_the_single_file_searches_cites_and_saves_without_a_server(
    browser: Browser, built: tuple[Path, object], tmp_path: Path
) -> None:
    from geo.cli.making import map_command  # noqa: PLC0415 - the command is what is tested

    page_file = tmp_path / "map.html"
    map_command("idlib-2018", page_file, None, built[0].parent)
    with watched(browser, 1440, 900) as page:
        opened(page, page_file.as_uri())
        page.locator("#search").fill("published a map")
        expect(page.locator("#found .sentencehit").first).to_be_visible()
        page.keyboard.press("Escape")
        page.locator("button.m.literal", has_text="Sochi").first.click()
        with page.expect_download() as saved:
            page.locator("#panel").get_by_role("button", name="CSV").click()
        text = saved.value.path().read_text("utf-8")
        assert text.startswith("id,place_id,name,")
        assert "ru-sochi" in text
