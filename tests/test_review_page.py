"""Review in a real browser: by keys alone, on a desk and on a phone."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import opened, serving, watched
from playwright.sync_api import Browser, Page, expect
from reviewing import TOKEN, reviewed_dossier, store_of

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.pipeline.builds import plan

pytestmark = pytest.mark.browser


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return reviewed_dossier(tmp_path)


@pytest.fixture
def served_at(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("DATELINE_TOKENS", f"R. Ed:{TOKEN}")
    with serving(create_app(store_of(root), Settings(), plan(root, None, None).dossier)) as found:
        yield found


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    with watched(browser, 390, 844) as page:
        yield page


def rows(root: Path) -> list[dict[str, str]]:
    with (root / "corrections.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def reviewing(page: Page, address: str) -> Page:
    opened(page, address)
    page.keyboard.press("r")
    expect(page.locator("#review h2")).to_have_text("Which place is “Kesh”?")
    return page


def give_token(page: Page) -> None:
    page.locator("#reviewtoken").fill(TOKEN)
    page.keyboard.press("Enter")


def test_a_name_is_decided_and_undone_by_keys_alone(
    desktop: Page, served_at: str, root: Path
) -> None:
    page = reviewing(desktop, served_at)
    expect(page.locator("#reviewchip")).to_have_text("Review 1 of 2")
    expect(page.locator(".letterpin")).to_have_text(["A", "B"])
    expect(page.locator(".reach label")).to_have_text(
        ["1this one", "2alike in this document (2)", "3all alike (3)"]
    )
    page.keyboard.press("3")
    page.keyboard.press("b")
    give_token(page)
    expect(page.locator("#review .news")).to_contain_text("Decided by R. Ed just now: “Kesh” is")
    expect(page.locator("#review .news")).to_contain_text("3 mentions")
    expect(page.locator("#reviewchip")).to_have_text("Review 1 of 1")
    expect(page.locator("#review h2")).to_have_text("Which place is “Marfane”?")
    assert [(r["scope"], r["author"]) for r in rows(root)] == [("all", "R. Ed")]
    page.keyboard.press("z")
    expect(page.locator("#review .news")).to_contain_text("Taken back")
    expect(page.locator("#reviewchip")).to_have_text("Review 1 of 2")
    assert rows(root)[1]["decision"].startswith("undo:")


def test_a_decision_is_seen_on_the_map_and_in_the_text_at_once(
    desktop: Page, served_at: str
) -> None:
    page = reviewing(desktop, served_at)
    page.locator("[name=scope][value=all]").check()
    page.locator("#reviewreason").fill("the ferry <b>lands</b> there")
    page.locator("[data-decision='xx-kesh-south']").click()
    give_token(page)
    expect(page.locator("#review .news")).to_contain_text("just now")
    page.keyboard.press("Escape")
    expect(page.locator("#review")).to_be_hidden()
    page.locator("button.m", has_text="Kesh").first.click()
    expect(page.locator("#panel")).to_contain_text("Decided by R. Ed")
    expect(page.locator("#panel")).to_contain_text("the ferry <b>lands</b> there")


def test_a_decision_shows_after_the_page_is_opened_again(desktop: Page, served_at: str) -> None:
    page = reviewing(desktop, served_at)
    page.keyboard.press("x")
    give_token(page)
    expect(page.locator("#review .news")).to_contain_text("“Kesh” is not a place")
    page.wait_for_selector("#review[aria-busy=false]")
    opened(page, served_at)
    expect(page.locator("#summary")).to_contain_text("3 mentions")


def test_any_mention_can_be_decided_otherwise_from_its_passage(
    desktop: Page, served_at: str
) -> None:
    page = opened(desktop, served_at)
    page.locator("button.m", has_text="Northton").first.click()
    page.locator("#panel details summary", has_text="Why this?").first.click()
    page.get_by_text("Decide otherwise").first.click()
    expect(page.locator("#review h2")).to_have_text("Which place is “Northton”?")
    expect(page.locator("#reviewchip")).to_have_text("Review 1 of 2")


def test_a_wrong_token_is_asked_for_again(browser: Browser, served_at: str) -> None:
    page = browser.new_context().new_page()
    reviewing(page, served_at)
    page.keyboard.press("u")
    page.locator("#reviewtoken").fill("some other secret of somebody")
    page.keyboard.press("Enter")
    expect(page.locator("#reviewtoken")).to_have_value("")
    give_token(page)
    expect(page.locator("#review .news")).to_contain_text("just now")
    page.context.close()


def test_the_next_question_is_reached_by_j_and_a_letter_typed_is_no_decision(
    desktop: Page, served_at: str, root: Path
) -> None:
    page = reviewing(desktop, served_at)
    page.locator("#reviewreason").press_sequentially("abxum")
    page.locator("#review h2").click()
    page.keyboard.press("j")
    expect(page.locator("#review h2")).to_have_text("Which place is “Marfane”?")
    expect(page.locator("#review")).to_contain_text("No gazetteer of this dossier has the name.")
    assert not (root / "corrections.csv").exists()


def test_a_new_row_takes_its_point_from_the_map_and_is_decided_for(
    desktop: Page, served_at: str, root: Path
) -> None:
    page = reviewing(desktop, served_at)
    page.keyboard.press("j")
    expect(page.locator("#review h2")).to_have_text("Which place is “Marfane”?")
    page.locator(".otherplace summary").click()
    page.get_by_text("Take the point from the map").click()
    frame = page.locator("#map_dateline").bounding_box()
    assert frame is not None
    page.mouse.click(frame["x"] + 120, frame["y"] + frame["height"] / 2)
    expect(page.locator(".newrow [name=lon]")).not_to_have_value("")
    page.locator(".newrow [name=source]").fill("a bus driver")
    page.get_by_text("Add it and decide for it").click()
    give_token(page)
    expect(page.locator("#review .news")).to_contain_text("“Marfane” is Marfane")
    assert rows(root)[0]["decision"] == "xx-marfane"
    assert "a bus driver" in (root / "gazetteer.csv").read_text("utf-8")


def test_the_review_is_clean_for_assistive_technology(desktop: Page, served_at: str) -> None:
    page = reviewing(desktop, served_at)
    page.locator(".otherplace summary").click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_on_a_phone_the_letters_stay_in_view_above_the_sheet(phone: Page, served_at: str) -> None:
    page = reviewing(phone, served_at)
    sheet = page.locator("#review").bounding_box()
    assert sheet is not None
    assert sheet["height"] <= 0.46 * 844 + 2
    page.wait_for_function(
        """() => [...document.querySelectorAll(".letterpin")].every((pin) => {
          const box = pin.getBoundingClientRect();
          const top = document.getElementById("review").getBoundingClientRect().top;
          return box.left >= 0 && box.right <= innerWidth && box.bottom <= top;
        })"""
    )
    page.locator("[data-decision='unknown']").click()
    give_token(page)
    expect(page.locator("#review .news")).to_contain_text("just now")
