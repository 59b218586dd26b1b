"""The page at desk, tablet and phone: nothing covers anything, and it stays light."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import apart, by_day_and_night, opened, serving, watched
from conftest import quiet
from dossiers import small_dossier, write_document
from playwright.sync_api import Browser, Page, expect

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.pipeline.builds import build, plan
from geo.store.open import open_store

pytestmark = pytest.mark.browser

MOST_REQUESTS, MOST_NODES, MOST_KB = 15, 3000, 250
SIZES = [(1440, 900), (1024, 768), (390, 844)]
_OVERLAPS = """() => {
  const names = ["#panel", "#legend", "#faraway", "#legendtoggle", ".leaflet-control-zoom",
    ".pin.selected"];
  const boxes = names.map(n => [n, document.querySelector(n)])
    .filter(([, e]) => e && e.offsetParent !== null || e?.matches("#panel:not([hidden])"))
    .map(([n, e]) => [n, e.getBoundingClientRect()]).filter(([, b]) => b.width);
  const found = [];
  const meet = (p, q) => p.x < q.right && p.right > q.x && p.y < q.bottom && p.bottom > q.y;
  for (const [i, [a, p]] of boxes.entries())
    for (const [b, q] of boxes.slice(i + 1)) if (meet(p, q)) found.push(`${a} on ${b}`);
  return found;
}"""


@pytest.mark.parametrize(("width_px", "height_px"), SIZES)
@pytest.mark.parametrize("state", ["", "?sel=place:sy-saraqib", "?sel=place:sy-hama"])
def test_what_lies_on_the_map_covers_nothing_else(
    browser: Browser, address: str, width_px: int, height_px: int, state: str
) -> None:
    with watched(browser, width_px, height_px) as page:
        page.emulate_media(reduced_motion="reduce")
        opened(page, f"{address}/{state}")
        if state:
            page.wait_for_selector(".pin.selected")
        page.wait_for_function(f"({_OVERLAPS})().length === 0")


def test_the_header_is_one_row_on_a_desk(browser: Browser, address: str) -> None:
    with watched(browser, 1440, 800) as page:
        opened(page, address)
        box = page.locator(".top").bounding_box()
        assert box is not None
        assert box["height"] == 48
        tops = page.locator(".chips label").evaluate_all(
            "(found) => new Set(found.map(f => f.getBoundingClientRect().top)).size"
        )
        assert tops == 1


@pytest.mark.parametrize("width_px", [1440, 1180, 1024, 768])
def test_every_layer_has_its_chip_in_sight(browser: Browser, address: str, width_px: int) -> None:
    with watched(browser, width_px, 800) as page:
        opened(page, address)
        hidden = page.locator("#chips").evaluate("e => e.scrollWidth - e.clientWidth")
        assert hidden <= 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width_px


_COVERED = """() => [...document.querySelectorAll(".post")].filter(post => {
  const { x, y, width, height } = post.getBoundingClientRect();
  const [at, map] = [[x + width / 2, y + height / 2], document.querySelector("#mapside")];
  const box = map.getBoundingClientRect();
  const inside = at[0] > box.x && at[0] < box.right && at[1] > box.y && at[1] < box.bottom;
  const top = inside ? document.elementFromPoint(...at) : post;
  return top !== post && top.closest(".pinbox") && !post.closest(".pinbox").contains(top);
}).map(post => post.textContent)"""


@pytest.mark.parametrize(("width_px", "height_px"), SIZES)
def test_no_pin_covers_an_observation_post(
    browser: Browser, address: str, width_px: int, height_px: int
) -> None:
    with watched(browser, width_px, height_px) as page:
        opened(page, address)
        expect(page.locator(".post")).to_have_count(12)
        assert page.evaluate(_COVERED) == []


def test_the_page_keeps_its_budget(browser: Browser, address: str) -> None:
    with apart(browser, 1440, 900) as page:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        received: list[float] = []
        session.on("Network.loadingFinished", lambda e: received.append(e["encodedDataLength"]))
        opened(page, address)
        page.wait_for_load_state("networkidle")
        assert len(received) <= MOST_REQUESTS
        assert sum(received) / 1000 <= MOST_KB
        assert page.locator("*").count() <= MOST_NODES


_AA = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
_DROPS = {"#filters": "#filterbox", "#documents": "#documentbox", "#keysbutton": "#keys"}
_STATES = ("#filters", "#documents", "#legendtoggle", "#reviewchip")
"""Buttons; each says what it controls."""


def _violations(page: Page, inside: str) -> list[str]:
    """Return what breaks WCAG 2.2 AA; where a pin or a dot stands is what it says."""
    return [
        f"{scheme}: {rule['id']}: {node['html'][:120]}"
        for scheme in by_day_and_night(page)
        for rule in Axe().run(page, context=inside, options=_AA).response["violations"]
        for node in rule["nodes"]
        if rule["id"] != "target-size"
        or not any(mark in node["html"] for mark in ("leaflet-marker-icon", 'class="dot'))
    ]


def test_what_drops_down_has_no_accessibility_violation(desktop: Page, address: str) -> None:
    page = opened(desktop, f"{address}/?sel=place:sy-saraqib&show=point.government.changes")
    page.locator("#panel .names summary").click()
    assert _violations(page, "body") == []
    for opens, box in _DROPS.items():
        page.locator(opens).press("Enter")
        expect(page.locator(box)).to_be_visible()
        assert _violations(page, box) == []
        page.keyboard.press("Escape")
        expect(page.locator(box)).to_be_hidden()
    page.locator("#search").fill("Idlib")
    expect(page.locator("#found .sentencehit").first).to_be_visible()
    assert _violations(page, "#found") == []


def test_a_phone_shows_every_state_to_everybody(browser: Browser, address: str) -> None:
    with watched(browser, 390, 844) as page:
        page.emulate_media(reduced_motion="reduce")
        opened(page, address)
        assert _violations(page, "body") == []
        for opens in _STATES:
            button = page.locator(opens)
            button.click()
            expect(button).to_have_attribute("aria-expanded", "true")
            assert _violations(page, f"#{button.get_attribute('aria-controls')}") == []
            button.click()
        page.locator("article .m").first.click()
        expect(page.locator("#panel .passages li").first).to_be_visible()
        assert _violations(page, "#panel") == []


_WIDE_TEXT = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"""

_SPACED = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
}"""


@pytest.mark.parametrize("selected", ["", "?sel=zone:idlib-dmz"])
def test_widely_spaced_text_on_320_pixels_goes_down_and_not_aside(
    browser: Browser, address: str, selected: str
) -> None:
    with watched(browser, 320, 640) as page:
        page.emulate_media(reduced_motion="reduce")
        opened(page, f"{address}/{selected}")
        page.evaluate(_SPACED, _WIDE_TEXT)
        for part in ("html", "#reader", *(["#panel"] if selected else [])):
            inside = page.locator(part).evaluate("(e) => e.scrollWidth - e.clientWidth")
            assert inside <= 0, part


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a small dossier with a document in Arabic."""
    folder = tmp_path_factory.mktemp("arabic")
    root = small_dossier(folder)
    text = "DATE: 3 May 2020\n\nسقط المطر على Northton مدة 15–20 ساعة، ثم هدأت الريح.\n"
    write_document(root, "arabic.txt", text)
    made = build(plan(root, None, folder / "out"), quiet)
    with serving(create_app(open_store(made.store), Settings())) as found:
        yield found


def test_a_range_keeps_its_order_in_text_from_right_to_left(desktop: Page, arabic: str) -> None:
    page = opened(desktop, arabic)
    number = page.locator("article bdi", has_text="15–20")
    expect(number).to_have_attribute("dir", "ltr")
    assert "مدة 15–20 ساعة" in page.locator("article", has_text="15–20").inner_text()


def test_the_map_stays_from_left_to_right(desktop: Page, arabic: str) -> None:
    page = opened(desktop, arabic)
    expect(page.locator("#map_dateline")).to_have_attribute("dir", "ltr")
    expect(page.locator("article p", has_text="المطر").last).to_have_css("direction", "rtl")


def test_nothing_moves_for_those_who_ask_for_less_motion(desktop: Page, address: str) -> None:
    desktop.emulate_media(reduced_motion="reduce")
    page = opened(desktop, address)
    page.locator(".m[data-selects='place:sy-idlib-gov']").first.hover()
    expect(page.locator("[data-place='sy-idlib-gov'].pulse .pin")).to_have_css(
        "animation-name", "none"
    )


_SAMPLES = """() => {
  const colour = (e, name) => getComputedStyle(e)[name];
  const paths = [...document.querySelectorAll(".leaflet-lines-pane path")];
  const zone = document.querySelector(".leaflet-zones-pane path[fill='url(#hatch-dense)']");
  const sample = (sort) => document.querySelector(`#legend .swatch.${sort}`);
  return {
    zone: colour(zone, "stroke"),
    hatch: colour(document.querySelector("#hatch-dense line"), "stroke"),
    held: colour(sample("held"), "borderTopColor"),
    line: colour(sample("line"), "borderTopColor"),
    strokes: [...new Set(paths.filter((p) => p.getAttribute("stroke-opacity") !== "0")
      .map((p) => colour(p, "stroke")))],
    flat: [...document.querySelectorAll("#legend .swatch:is(.core, .narrow, .wide, .held)")]
      .filter((e) => e.offsetHeight < 12 || e.offsetWidth < 20).length,
  };
}"""


def test_the_legend_has_the_colours_of_what_it_explains(desktop: Page, address: str) -> None:
    opened(desktop, address)
    for scheme in by_day_and_night(desktop):
        found = desktop.evaluate(_SAMPLES)
        assert found["zone"] == found["hatch"] == found["held"], scheme
        assert found["line"] in found["strokes"], scheme
        assert len(found["strokes"]) == 2, "a line and the casing that keeps it apart"
        assert found["flat"] == 0, scheme


SEGMENT = "segment:contact-line-2018-09-17~sy-kinsabba~sy-haddadah"


def test_the_colours_of_the_system_and_the_sheet_that_is_printed_are_for_everybody(
    browser: Browser, address: str
) -> None:
    with watched(browser, 1024, 768) as page:
        page.emulate_media(forced_colors="active")
        opened(page, f"{address}/?sel={SEGMENT}&show=point.line")
        filled = page.locator("[data-place='sy-saraqib'] .pin")
        expect(filled).to_have_css("background-color", "rgb(11, 92, 173)")
        expect(page.locator("#panel .rows li")).to_have_count(2)
        assert _violations(page, "body") == []
        page.emulate_media(forced_colors="none")
        assert _violations(page, "#panel") == []
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        page.emulate_media(media="print")
        expect(page.locator("#sheet h1")).to_be_visible()
        assert _violations(page, "body") == []
