"""The page of a corpus too large to carry: the same in every way that a reader can see."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from browser import apart, opened, serving
from playwright.sync_api import Browser, Page, expect
from test_page import (  # noqa: F401 - what holds of every page holds of this one
    test_a_click_on_a_pin_leads_back_to_the_sentence,
    test_a_click_on_a_word_selects_its_pin_and_lists_its_sentences,
    test_a_link_reopens_what_was_seen,
    test_a_place_outside_the_view_can_be_reached,
    test_choosing_a_document_counts_only_its_mentions,
    test_governments_are_off_until_asked_for,
    test_pins_stand_where_their_coordinates_say,
    test_the_page_has_no_accessibility_violation,
)
from test_page_filters import (  # noqa: F401 - the same
    test_each_sort_of_place_can_be_left_out,
)
from test_page_search import (  # noqa: F401 - the same
    test_a_place_is_found_by_any_of_its_names,
    test_keys_go_from_mention_to_mention,
)

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.store.open import Store
from geo.tiles import pins

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(large: Store) -> Iterator[str]:
    """The address of the shipped dossier, served as a large one."""
    with serving(create_app(large, Settings())) as found:
        yield found


def test_a_pin_of_several_places_lists_them_and_each_can_be_chosen(
    desktop: Page, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pins, "MOST_ALONE", 0)
    page = opened(desktop, f"{address}/#6/35.8/36.6")
    several = page.locator(".pinbox", has=page.locator(".pin.point.several")).first
    said = several.get_attribute("aria-label") or ""
    others = int(re.findall(r"and (\d+) other places?:", said)[0])
    several.press("Enter")
    expect(page.locator("#panel h2")).to_contain_text(" places")
    assert int(page.locator("#panel h2").inner_text().split()[0]) > others
    name = page.locator("#panel .together button").first.inner_text()
    assert said.startswith(name)
    page.locator("#panel .together button").last.click()
    expect(page.locator("#panel .passages li").first).to_be_visible()
    chosen = re.findall(r"sel=place:([\w-]+)", page.url)[0]
    page.wait_for_selector(f"[data-place='{chosen}'] .pin.selected")


def test_days_narrow_counts_map_and_reader(desktop: Page, address: str) -> None:
    page = opened(desktop, address)
    expect(page.locator("article")).to_have_count(12)
    page.locator("#timeline .track .dot").nth(2).click()
    expect(page.locator("#summary")).to_contain_text("in 1 of 12 documents")
    expect(page.locator("article")).to_have_count(1)
    shown = page.locator("#summary").inner_text()
    page.locator("#summary button").click()
    expect(page.locator("article")).to_have_count(12)
    expect(page.locator("#summary")).not_to_have_text(shown)


def test_phrases_of_the_view_are_asked_for_when_their_layer_is_shown(
    desktop: Page, address: str
) -> None:
    page = opened(desktop, f"{address}/?show=expressions#7/35.5/36.8")
    expect(page.locator("#legend .swatch.vagueextent")).to_be_visible()
    page.locator("button.m.expression").first.click()
    expect(page.locator("#panel")).to_contain_text("vague place")


def test_the_pins_of_a_new_view_come_by_themselves(desktop: Page, address: str) -> None:
    page = opened(desktop, f"{address}/?show=government#7/35.5/36.8")
    expect(page.locator("[data-place='ru-moscow~associative']")).to_have_count(0)
    page.evaluate("void map_dateline.setView([55.7, 37.6], 6)")
    expect(page.locator("[data-place='ru-moscow~associative']")).to_be_visible()


def test_a_new_build_is_offered_and_nothing_is_asked_by_a_clock(
    browser: Browser, address: str
) -> None:
    asked: list[str] = []
    with apart(browser, 1440, 900) as page:
        page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
        page.clock.install()
        opened(page, address)
        page.clock.fast_forward("01:00:00")
        page.wait_for_load_state("networkidle")
        assert "healthz" not in asked
        with page.expect_response("**/healthz"):
            page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator("#newbuild")).to_be_hidden()
        page.route("**/healthz", lambda route: route.fulfill(json={"build": "another"}))
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.locator("#newbuild")).to_contain_text("A new build is there")
        page.locator("#newbuild button").click()
        page.wait_for_selector("html[data-ready='1']")
        expect(page.locator("#newbuild")).to_be_hidden()
