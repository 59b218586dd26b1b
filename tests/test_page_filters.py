"""Filters of the page: what they let through is counted, and a link reopens them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser import opened, serving, watched
from conftest import quiet
from dossiers import small_dossier, write_document
from playwright.sync_api import Browser, Page, expect

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.pipeline.builds import build, plan
from geo.store.open import open_store

pytestmark = pytest.mark.browser


def mentions(page: Page) -> int:
    found = re.match(r"[\d,]+", page.locator("#summary").inner_text())
    return int(found[0].replace(",", "")) if found else 0


def test_each_use_of_a_name_can_be_left_out(desktop: Page, address: str) -> None:
    page = opened(desktop, f"{address}/?show=government")
    before = mentions(page)
    page.locator("#filters").click()
    page.get_by_label("adjective or people").uncheck()
    assert mentions(page) < before
    assert "nouse=demonym" in page.url
    page.get_by_role("button", name="Clear filters").first.click()
    assert mentions(page) == before
    assert "nouse" not in page.url


def test_each_sort_of_place_can_be_left_out(desktop: Page, address: str) -> None:
    page = opened(desktop, address)
    expect(page.locator("[data-place='sy-saraqib']")).to_be_visible()
    page.locator("#filters").click()
    page.get_by_label("Towns and villages").uncheck()
    expect(page.locator("[data-place='sy-saraqib']")).to_have_count(0)


def test_documents_are_let_through_by_their_days(desktop: Page, address: str) -> None:
    page = opened(desktop, f"{address}/?from=2019-08-01&to=2019-12-31")
    days = page.locator("article:not([hidden])").evaluate_all("(a) => a.map(x => x.dataset.day)")
    assert days
    assert all("2019-08-01" <= day <= "2019-12-31" for day in days)
    expect(page.locator("#summary")).to_contain_text(f"in {len(days)} of 12 documents")
    expect(page.locator("#reader > .note").first).to_have_text(
        f"{len(days)} of 12 documents shown"
    )


def test_what_no_filter_counts_says_that_it_is_of_all_texts(desktop: Page, address: str) -> None:
    page = opened(desktop, address)
    summary = page.locator("#summary")
    said = summary.inner_text()
    of_zones = re.search(r"· ([\d,]+ of zones)", said)
    assert of_zones is not None
    assert "in all texts" not in said
    page = opened(desktop, f"{address}/?from=2019-08-01&to=2019-12-31")
    expect(summary).to_contain_text(f"· in all texts: {of_zones[1]}")


def test_the_brush_has_two_handles_that_keys_move(desktop: Page, address: str) -> None:
    page = opened(desktop, address)
    handle = page.get_by_role("slider", name="Documents from")
    for _ in range(3):
        handle.press("PageUp")
    expect(handle).to_have_attribute("aria-valuetext", re.compile(r"\d+ \w{3} 20(18|19)"))
    assert "from=201" in page.url
    handle.press("Home")
    assert "from=" not in page.url


def test_a_filter_that_lets_nothing_through_says_so_and_can_be_cleared(
    desktop: Page, address: str
) -> None:
    page = opened(desktop, f"{address}/?review=2")
    expect(page.locator("#summary")).to_contain_text("No places match.")
    page.locator("#summary button").click()
    expect(page.locator("#summary")).to_contain_text("in 12 documents")


def test_a_link_reopens_every_filter(desktop: Page, address: str) -> None:
    query = "doc=&from=2019-01-01&to=2020-01-01&sure=2&nouse=demonym&notype=ground&unsourced=0"
    page = opened(desktop, f"{address}/?{query}")
    page.locator("#filters").click()
    assert page.locator("#filter-from").input_value() == "2019-01-01"
    expect(page.locator("input[name='sure'][value='2']")).to_be_checked()
    expect(page.locator("#unsourced")).not_to_be_checked()
    for part in query.removeprefix("doc=&").split("&"):
        assert part in page.url


def test_a_selected_place_stays_on_the_map_though_a_filter_hides_it(
    desktop: Page, address: str
) -> None:
    page = opened(desktop, f"{address}/?notype=settlement&sel=place:sy-saraqib")
    expect(page.locator("[data-place='sy-saraqib'] .pin.selected")).to_be_visible()
    expect(page.locator("#panel")).to_contain_text("The filters let none of its mentions through.")


def test_stretches_without_a_source_can_be_left_out(desktop: Page, address: str) -> None:
    page = opened(desktop, f"{address}/?show=line")
    broken = page.locator("path.front[stroke-dasharray]")
    expect(broken).to_have_count(1)
    page.get_by_label("Stretches without a source").uncheck()
    expect(broken).to_have_count(0)
    expect(page.locator("#legend .swatch.unsourced")).to_have_count(0)


def test_the_day_of_the_line_is_chosen_with_a_slider(desktop: Page, address: str) -> None:
    page = opened(desktop, address)
    slider = page.get_by_role("slider", name="Day of the contact line")
    slider.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "5 Mar 2020")
    expect(page.locator("#legend li", has_text="Contact line, 5 Mar 2020")).to_be_visible()
    assert "line=contact-line-2020-03-05" in page.url


def test_changes_are_shown_between_two_days(desktop: Page, address: str) -> None:
    page = opened(desktop, f"{address}/?show=changes")
    expect(page.locator("#legend .swatch.change")).to_have_count(3)
    page.get_by_label("Changes until").select_option("2019-05-31")
    expect(page.locator("#legend .swatch.change")).to_have_count(1)
    assert "steps=2018-09-17~2019-05-31" in page.url


def test_a_step_of_changes_tells_its_sums(desktop: Page, address: str) -> None:
    selected = "change:contact-line~2018-09-17~2019-05-31~sum~government"
    page = opened(desktop, f"{address}/?show=changes&sel={selected}")
    expect(page.locator("#panel h2")).to_have_text("Changes 17 Sep 2018 – 31 May 2019")
    page.locator("#panel .rows button").first.click()
    expect(page.locator("#panel h2")).to_contain_text("lost about")


def test_many_documents_have_a_dot_for_each_day(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.render.page_tallies.MOST_DOCUMENTS", 3)
    root = small_dossier(tmp_path)
    for month in range(1, 6):
        for day in (3, 9):
            text = f"DATE: {day} {'January February March April May'.split()[month - 1]} 2020\n\n"
            write_document(root, f"{month}-{day}.txt", f"{text}Rain fell on Northton, day {day}.")
    made = build(plan(root, None, tmp_path / "out"), quiet)
    app = create_app(open_store(made.store), Settings())
    with serving(app) as address, watched(browser, 1440, 900) as page:
        opened(page, address)
        dots = page.locator("#timeline .track .dot")
        expect(dots).to_have_count(11)
        dots.nth(1).click()
        expect(page.locator("#summary")).to_contain_text("in 1 of ")
        expect(page.locator("article:not([hidden])")).to_have_count(1)
        page.locator("#summary button").click()
        page.locator("#documents").click()
        page.locator("#documentbox li button").nth(2).click()
        expect(page.locator("article:not([hidden])")).to_have_count(1)
        expect(page.locator("#summary")).to_contain_text("1 of ")
