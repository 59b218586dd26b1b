"""The page in a real browser: text and map as one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import opened, serving, watched
from conftest import quiet
from hostile import HOSTILE, hostile_dossier
from playwright.sync_api import Browser, Page, expect

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.pipeline.builds import build, plan
from geo.pipeline.engine import Engine
from geo.store.open import Store, open_store

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    with watched(browser, 390, 844) as page:
        yield page


def test_a_click_on_a_word_selects_its_pin_and_lists_its_sentences(
    desktop: Page, address: str
) -> None:
    page = opened(desktop, address)
    page.locator("button.m.literal", has_text="Sochi").first.click()
    expect(page.locator("#panel h2")).to_have_text("Sochi")
    expect(page.locator("#panel .passages b", has_text="Sochi").first).to_be_visible()
    page.wait_for_selector("[data-place='ru-sochi'] .pin.selected")


def test_a_click_on_a_pin_leads_back_to_the_sentence(desktop: Page, address: str) -> None:
    page = opened(desktop, address)
    page.locator("[data-place='sy-khan-shaykhun']").click()
    expect(page.locator("#panel h2")).to_have_text("Khan Shaykhun")
    link = page.locator("#panel .passages a").last
    mention = link.get_attribute("data-mention")
    link.click()
    sentence = page.locator(f"[id='{mention}']")
    expect(sentence).to_be_in_viewport()
    expect(sentence).to_be_focused()
    expect(page.locator(".sentence.on")).to_contain_text("Khan Shei")


def test_the_zone_shows_reading_sources_and_what_texts_state(desktop: Page, address: str) -> None:
    page = opened(desktop, f"{address}/?sel=zone:idlib-dmz")
    panel = page.locator("#panel")
    expect(panel).to_contain_text("never carried out")
    expect(panel).to_contain_text("15–20 km deep")
    expect(panel.locator(".stated .agrees b", has_text="15 to 20 kilometres")).to_be_visible()
    expect(panel.locator("> blockquote cite").first).to_contain_text("S/2018/852")


def test_both_sides_of_a_contradiction_lead_to_their_sentences(
    desktop: Page, address: str
) -> None:
    page = opened(desktop, f"{address}/?sel=zone:idlib-dmz")
    depth = page.locator(".contradiction", has_text="Depth")
    expect(depth.locator("b", has_text="15–25 km")).to_be_visible()
    expect(depth).to_contain_text("against the rule: 15–20 km")
    for words in ("15 to 25 km", "15 to 20 kilometres"):
        quote = depth.locator("blockquote", has=page.locator("b", has_text=words))
        quote.get_by_role("link").first.click()
        expect(page.locator(".sentence.on")).to_contain_text(words)
        expect(page.locator(".sentence.on")).to_be_focused()


def test_a_post_that_is_one_too_many_is_a_contradiction(desktop: Page, address: str) -> None:
    page = opened(desktop, f"{address}/?sel=posts:turkish-posts")
    found = page.locator(".contradictions")
    expect(found).to_contain_text("thirteenth observation post")
    expect(found).to_contain_text("against the rule: 12")


def test_the_drawing_of_the_zone_can_be_clicked(
    desktop: Page, address: str, engine: Engine
) -> None:
    inside = engine.zones[0].core.representative_point()
    page = opened(desktop, f"{address}/?show=zones#13/{inside.y}/{inside.x}")
    frame = page.locator("#map_dateline").bounding_box()
    assert frame is not None
    page.mouse.click(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    expect(page.locator("#panel h2")).to_contain_text("Demilitarised (buffer) zone")


def test_a_link_reopens_what_was_seen(desktop: Page, address: str) -> None:
    page = opened(desktop, address)
    page.locator("#chips input[value='posts']").uncheck()
    page.locator("button.m.literal", has_text="Idlib").first.click()
    expect(page.locator("#panel h2")).to_have_text("Idlib (governorate)")
    link = page.url
    assert "sel=place:sy-idlib-gov" in link
    page.goto("about:blank")
    opened(page, link)
    expect(page.locator("#panel h2")).to_have_text("Idlib (governorate)")
    expect(page.locator("#chips input[value='posts']")).not_to_be_checked()
    expect(page.locator(".post")).to_have_count(0)


def test_the_link_of_a_download_opens_at_its_sentence(
    desktop: Page, address: str, store: Store
) -> None:
    found = next(f for f in store.features.every("mentions") if b'"exact":"Sochi"' in f.properties)
    page = opened(desktop, address.rstrip("/") + str(orjson.loads(found.properties)["link"]))
    expect(page.locator(".sentence.on")).to_contain_text("Sochi")
    expect(page.locator(".sentence.on")).to_be_in_viewport()
    expect(page.locator("#panel h2")).to_have_text("Sochi")


def test_choosing_a_document_counts_only_its_mentions(desktop: Page, address: str) -> None:
    page = opened(desktop, address)
    everything = page.locator("#summary").inner_text()
    page.locator("#documents").click()
    page.locator("#documentbox li button").first.click()
    expect(page.locator("#summary")).to_contain_text("in 1 of 12 documents")
    assert page.locator("#summary").inner_text() != everything
    expect(page.locator("article:not([hidden])")).to_have_count(1)


def test_governments_are_off_until_asked_for(desktop: Page, address: str) -> None:
    page = opened(desktop, f"{address}/#4/45/45")
    expect(page.locator(".pin.government")).to_have_count(0)
    page.locator("#chips input[value='government']").check()
    expect(page.locator("[data-place='ru-moscow~associative']")).to_be_visible()


def test_escape_closes_the_panel_and_the_keyboard_reaches_pins(
    desktop: Page, address: str
) -> None:
    page = opened(desktop, address)
    page.locator("[data-place='sy-saraqib']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel h2")).to_have_text("Saraqib")
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()


def test_a_place_outside_the_view_can_be_reached(desktop: Page, address: str) -> None:
    page = opened(desktop, address)
    page.locator("#faraway button", has_text="Moscow").click()
    expect(page.locator("#panel h2")).to_have_text("Moscow")
    page.wait_for_selector("[data-place='ru-moscow'] .pin.selected")


@pytest.mark.parametrize("width_px", [1440, 390])
def test_a_selected_pin_is_not_under_the_panel(
    browser: Browser, address: str, width_px: int
) -> None:
    with watched(browser, width_px, 844) as page:
        page.emulate_media(reduced_motion="reduce")
        opened(page, f"{address}/?sel=place:sy-saraqib")
        expect(page.locator("#panel h2")).to_have_text("Saraqib")
        page.wait_for_selector("[data-place='sy-saraqib'] .pin.selected")
        pin = page.locator("[data-place='sy-saraqib'] .pin").bounding_box()
        panel = page.locator("#panel").bounding_box()
        assert pin is not None
        assert panel is not None
        beside = pin["x"] + pin["width"] <= panel["x"] or pin["y"] + pin["height"] <= panel["y"]
        assert beside


def test_the_phone_shows_map_and_text_without_sideways_scrolling(
    phone: Page, address: str
) -> None:
    page = opened(phone, address)
    expect(page.locator("#map_dateline")).to_be_in_viewport()
    expect(page.locator("article h2").first).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#legendtoggle").click()
    expect(page.locator("#legend")).to_be_visible()


def test_pins_stand_where_their_coordinates_say(desktop: Page, address: str) -> None:
    page = opened(desktop, address)
    pin = page.locator("[data-place='sy-saraqib']").bounding_box()
    at = page.evaluate(
        "(() => { const p = map_dateline.latLngToContainerPoint([35.86438, 36.80593]);"
        "const f = map_dateline.getContainer().getBoundingClientRect();"
        "return [p.x + f.x, p.y + f.y]; })()"
    )
    assert pin is not None
    assert pin["x"] + pin["width"] / 2 == pytest.approx(at[0], abs=3)
    assert pin["y"] + pin["height"] / 2 == pytest.approx(at[1], abs=3)


@pytest.mark.parametrize(
    "state",
    [
        "",
        "?sel=zone:idlib-dmz",
        "?sel=place:sy-saraqib",
        "?sel=segment:contact-line-2018-09-17~sy-kinsabba~sy-haddadah&show=changes.line",
        "?show=changes&sel=change:contact-line~2019-05-31~2019-08-31~sy-al-arbain-hama",
    ],
)
def test_the_page_has_no_accessibility_violation(desktop: Page, address: str, state: str) -> None:
    page = opened(desktop, f"{address}/{state}")
    expect(page.locator("article .body p").first).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found] == []


def test_hostile_text_stays_text_everywhere(browser: Browser, tmp_path: Path) -> None:
    made = build(plan(hostile_dossier(tmp_path), None, tmp_path / "out"), quiet)
    app = create_app(open_store(made.store), Settings())
    with serving(app) as address, watched(browser, 1440, 900) as page:
        opened(page, f"{address}/?sel=place:xx-northton")
        expect(page.locator("#reader")).to_contain_text("<img src=x onerror=")
        for text in HOSTILE:
            assert text.replace("\u202e", "") in page.locator("body").inner_text().replace(
                "\u202e", ""
            )
        assert page.locator("#reader img, #panel img, script[src^='data:']").count() == 0
        opened(page, f"{address}/?sel=zone:quiet-zone")
        expect(page.locator(".contradictions b", has_text="7 to 9 km")).to_be_visible()
        assert page.locator("#reader img, #panel img, script[src^='data:']").count() == 0
        assert page.evaluate("window.hacked") is None


def test_the_single_file_works_without_a_server(
    browser: Browser, built: tuple[Path, object], tmp_path: Path
) -> None:
    from geo.cli.making import map_command  # noqa: PLC0415 - the command is what is tested

    page_file = tmp_path / "map.html"
    map_command("idlib-2018", page_file, None, built[0].parent)
    with watched(browser, 1440, 900) as page:
        opened(page, page_file.as_uri())
        page.locator("button.m.literal", has_text="Sochi").first.click()
        expect(page.locator("#panel h2")).to_have_text("Sochi")
        expect(page.locator("#panel .passages li").first).to_be_visible()
