"""Review beside the rest of the page: nothing covers anything, marks, and the token's address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import by_day_and_night, opened, serving, watched
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page, expect
from reviewing import TOKEN, decide, mentions, reviewed_dossier, store_of

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.pipeline.builds import plan

pytestmark = pytest.mark.browser

SIZES = [(1440, 900), (1024, 768), (390, 844)]
_OVERLAPS = """() => {
  const names = ["#review", "#panel", "#legend", "#legendtoggle", "#faraway",
    ".leaflet-control-zoom", ".leaflet-control-scale", ".top"];
  const boxes = names.map(n => [n, document.querySelector(n)?.getBoundingClientRect()])
    .filter(([, b]) => b?.width);
  const found = [];
  const meet = (p, q) => p.x < q.right && p.right > q.x && p.y < q.bottom && p.bottom > q.y;
  for (const [i, [a, p]] of boxes.entries())
    for (const [b, q] of boxes.slice(i + 1)) if (meet(p, q)) found.push(`${a} on ${b}`);
  return found;
}"""


@contextmanager
def _served(root: Path, patch: pytest.MonkeyPatch, token: str = TOKEN) -> Iterator[str]:
    patch.setenv("DATELINE_TOKENS", f"R. Ed:{token}")
    with serving(create_app(store_of(root), Settings(), plan(root, None, None).dossier)) as found:
        yield found


@contextmanager
def _decided(root: Path) -> Iterator[str]:
    """Serve a dossier whose first Kesh was decided, as it was read, after the build."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATELINE_TOKENS", f"R. Ed:{TOKEN}")
        app = create_app(store_of(root), Settings(), plan(root, None, None).dossier)
    client = TestClient(app)
    first = mentions(client, "Kesh")[0]
    decide(client, first["id"], first["place_id"])
    with serving(app) as found:
        yield found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return reviewed_dossier(tmp_path)


@pytest.fixture(scope="module")
def served_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dossier in which nobody decides."""
    root = reviewed_dossier(tmp_path_factory.mktemp("open"))
    with pytest.MonkeyPatch.context() as patch, _served(root, patch) as found:
        yield found


@pytest.fixture(scope="module")
def decided_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dossier in which nobody decides any more."""
    with _decided(reviewed_dossier(tmp_path_factory.mktemp("decided"))) as found:
        yield found


def review(page: Page, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    opened(page, address)
    page.keyboard.press("r")
    expect(page.locator(".letterpin").first).to_be_visible()


@pytest.mark.parametrize(("width_px", "height_px"), SIZES)
def test_the_review_covers_nothing_that_lies_on_the_map(
    browser: Browser, served_at: str, width_px: int, height_px: int
) -> None:
    with watched(browser, width_px, height_px) as page:
        review(page, served_at)
        page.wait_for_function(f"({_OVERLAPS})().length === 0")
        legend = page.locator("#legendtoggle")
        if legend.is_visible():
            legend.click()
            expect(page.locator("#legend")).to_be_visible()
            page.wait_for_function(f"({_OVERLAPS})().length === 0")


@pytest.mark.parametrize(("width_px", "height_px"), SIZES)
def test_the_chip_stands_in_one_row_with_the_other_buttons(
    browser: Browser, served_at: str, width_px: int, height_px: int
) -> None:
    with watched(browser, width_px, height_px) as page:
        opened(page, served_at)
        expect(page.locator("#reviewchip")).to_be_visible()
        tops = page.locator(".top h1, .tools button:visible").evaluate_all(
            "(all) => all.map(e => e.getBoundingClientRect()).map(b => b.top + b.height / 2)"
        )
        assert max(tops) - min(tops) < 2
        assert page.evaluate("document.documentElement.scrollWidth") == width_px


@pytest.mark.parametrize(("width_px", "height_px"), [SIZES[0], SIZES[2]])
def test_the_review_is_clean_for_assistive_technology(
    browser: Browser, decided_at: str, width_px: int, height_px: int
) -> None:
    with watched(browser, width_px, height_px) as page:
        page.emulate_media(reduced_motion="reduce")
        opened(page, decided_at)
        page.locator("#reviewchip").click()
        page.locator(".otherplace summary").click()
        for scheme in by_day_and_night(page):
            found = Axe().run(page)
            assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"
        page.keyboard.press("Escape")
        page.locator("button.m", has_text="Marfane").click()
        expect(page.locator("#panel")).to_contain_text("in no gazetteer of the dossier")
        for scheme in by_day_and_night(page):
            found = Axe().run(page, context="#panel")
            assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"


def test_an_answer_decided_since_the_build_says_so_until_the_next_one(
    desktop: Page, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _decided(root) as address:
        page = opened(desktop, address)
        expect(page.locator(".m.since")).to_have_count(1)
        expect(page.locator("#summary")).to_contain_text("1 answer newer than the build")
        page.locator(".m.since").click()
        expect(page.locator("#panel")).to_contain_text("Decided by R. Ed")
        expect(page.locator("#panel")).to_contain_text("not yet in this build")
        page.keyboard.press("r")
        expect(page.locator("#review")).to_contain_text("1 answer not yet in this build")
    with _served(root, monkeypatch) as address:
        opened(page, address)
        expect(page.locator(".m.since")).to_have_count(0)
        expect(page.locator("#summary")).not_to_contain_text("newer than the build")
        page.locator("button.m", has_text="Kesh").first.click()
        expect(page.locator("#panel")).to_contain_text("Decided by R. Ed")
        expect(page.locator("#panel")).not_to_contain_text("not yet in this build")


def test_what_was_decided_since_the_build_is_counted_by_the_filters(
    desktop: Page, decided_at: str
) -> None:
    page = opened(desktop, f"{decided_at}/?review=2")
    expect(page.locator("#summary")).to_contain_text("1 of 4 mentions")


def test_a_token_in_the_address_is_taken_and_leaves_it(
    browser: Browser, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = "a+b/c=d of some length%"  # noqa: S105 - no secret of anybody
    with (
        _served(root, monkeypatch, token) as address,
        watched(browser, 1440, 900) as page,
    ):
        opened(
            page,
            f"{address}/?nouse=demonym#8/21.6/12.05&token=a%2Bb%2Fc%3Dd%20of%20some%20length%25",
        )
        assert "token" not in page.url
        assert "nouse=demonym#8/21.6" in page.url
        page.keyboard.press("r")
        expect(page.locator(".letterpin").first).to_be_visible()
        page.keyboard.press("x")
        expect(page.locator("#review .news")).to_contain_text("Decided by R. Ed just now")
        expect(page.locator("#reviewtoken")).to_have_count(0)
