"""What one takes along from the page: citations, links, files, a print sheet."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest
from browser import apart, opened
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

SELECTED = [
    "place:sy-saraqib",
    "place:ru~associative",
    "zone:idlib-dmz",
    "line:contact-line-2018-09-17",
    "segment:contact-line-2018-09-17~sy-kinsabba~sy-haddadah",
    "posts:turkish-posts",
    "change:contact-line~2019-05-31~2019-08-31~sy-al-arbain-hama",
]


@pytest.mark.parametrize("selected", SELECTED)
def test_what_is_selected_can_be_downloaded(desktop: Page, address: str, selected: str) -> None:
    page = opened(desktop, f"{address}/?sel={selected}")
    for ending in ("GeoJSON", "CSV"):
        link = page.locator("#panel .takeaway").get_by_role("link", name=ending)
        answer = page.request.get(address + str(link.get_attribute("href")))
        assert answer.status == 200
        assert len(answer.body()) > 200


def test_a_selection_is_cited_as_text_and_as_bibtex(browser: Browser, address: str) -> None:
    allowed = ("clipboard-read", "clipboard-write")
    with apart(browser, 1440, 900, permissions=allowed) as page:
        opened(page, f"{address}/?sel=zone:idlib-dmz")
        page.get_by_role("button", name="Copy BibTeX").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("@misc{dateline-idlib-2018-demilitarised")
        assert f"url = {{{address}/?sel=zone:idlib-dmz" in copied
        assert copied.count("{") == copied.count("}")
        page.get_by_role("button", name="Copy text").click()
        page.wait_for_function("navigator.clipboard.readText().then(t => t.startsWith('“Demil'))")


def test_names_stand_in_every_language(desktop: Page, address: str) -> None:
    page = opened(desktop, f"{address}/?sel=place:sy-saraqib")
    page.locator("#panel .names summary").click()
    expect(page.locator("#panel .names dd[lang='ar']")).to_contain_text("سراقب")
    expect(page.locator("#panel .names dt", has_text="Turkish")).to_be_visible()


def test_an_area_shows_its_ground_when_it_is_selected(desktop: Page, address: str) -> None:
    page = opened(desktop, f"{address}/?sel=place:sy-idlib-gov")
    expect(page.locator("path.outline")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("path.outline")).to_have_count(0)


def test_the_print_sheet_has_title_legend_sources_and_scale(desktop: Page, address: str) -> None:
    page = opened(desktop, f"{address}/?from=2019-01-01")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#sheet h1")).to_be_visible()
    expect(page.locator("#sheet")).to_contain_text("Documents from 1 Jan 2019")
    for part in ("#legend", ".credits p", ".leaflet-control-scale-line"):
        expect(page.locator(part)).to_be_visible()
    for part in (".top", "#reader", "#timeline"):
        expect(page.locator(part)).to_be_hidden()
    beside = page.locator("#legend").bounding_box()
    drawn = page.locator("#map_dateline").bounding_box()
    assert beside is not None
    assert drawn is not None
    assert drawn["x"] + drawn["width"] <= beside["x"]
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#reader")).to_be_visible()


def test_the_browsers_own_print_command_prints_the_ground_too(desktop: Page, address: str) -> None:
    page = opened(desktop, address)
    printed = pdfium.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert len(printed) == 1
    pictures = printed[0].get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE])
    assert list(pictures), "the ground is missing"
    expect(page.locator("#reader")).to_be_visible()
    assert page.locator("#map_dateline").evaluate("map => map.style.transform") == ""


def test_the_page_of_a_zone_shows_every_column_on_a_phone(desktop: Page, address: str) -> None:
    desktop.set_viewport_size({"width": 390, "height": 844})
    desktop.goto(f"{address}/zones/idlib-dmz?f=html")
    expect(desktop.get_by_role("columnheader", name="Chance").first).to_be_visible()
    cut = "tables => tables.filter((table) => table.scrollWidth > table.clientWidth).length"
    assert desktop.locator("table").evaluate_all(cut) == 0


def test_the_keys_alone_lead_from_a_word_to_its_citation_and_back(
    desktop: Page, address: str
) -> None:
    page = opened(desktop, address)
    page.keyboard.press("j")
    expect(page.locator("#panel h3", has_text="Cite")).to_be_visible()
    word = page.locator(".m:focus").get_attribute("id")
    page.keyboard.press("p")
    expect(page.locator("#panel")).to_be_focused()
    wanted = page.locator("#panel button", has_text="Copy text")
    for _ in range(page.locator("#panel :is(a, button, summary)").count()):
        page.keyboard.press("Tab")
        if wanted.evaluate("(e) => e === document.activeElement"):
            break
    expect(wanted).to_be_focused()
    expect(wanted).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator(".m:focus")).to_have_id(word or "")
