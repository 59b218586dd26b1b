"""Lines and changes of control on the page: who says so, when, how sure."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import opened, serving, watched
from conftest import quiet
from dossiers import change, front_dossier
from playwright.sync_api import Browser, Page, expect

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.pipeline.builds import build, plan
from geo.pipeline.engine import Engine
from geo.store.open import Store, open_store

pytestmark = pytest.mark.browser


def test_a_click_on_the_line_shows_the_two_rows_behind_that_stretch(
    desktop: Page, address: str, engine: Engine
) -> None:
    line = engine.zones[0].line
    assert line is not None
    segment = next(s for s in line.segments if "sy-saraqib" not in s.places and s.unsourced)
    at = segment.geometry.interpolate(0.5, normalized=True)
    page = opened(desktop, f"{address}/?show=line#14/{at.y}/{at.x}")
    frame = page.locator("#map_dateline").bounding_box()
    assert frame is not None
    page.mouse.click(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    names = [engine.dossier.places[p].name for p in segment.places]
    expect(page.locator("#panel h2")).to_have_text(" – ".join(names))
    rows = page.locator("#panel .rows li")
    expect(rows).to_have_count(2)
    for row, holding in zip(rows.all(), segment.evidence, strict=True):
        expect(row).to_contain_text(holding.holder)
        expect(row.locator("cite")).to_have_text(f"{holding.reliability}: {holding.source}")
    expect(page.locator("#panel .warning")).to_contain_text("no source")
    assert f"sel=segment:{segment.id}" in page.url
    page.locator("#panel button", has_text="The whole line").click()
    expect(page.locator("#panel h2")).to_have_text(line.rule.title)


def test_changes_of_control_are_off_until_asked_for(desktop: Page, address: str) -> None:
    page = opened(desktop, address)
    expect(page.locator("#legend .swatch.change")).to_have_count(0)
    page.locator("#chips input[value='changes']").check()
    expect(page.locator("#legend .swatch.change")).to_have_count(3)
    expect(page.locator("#legend")).to_contain_text("31 May 2019 – 31 Aug 2019: about 530 km²")
    assert "show=" in page.url


def test_ground_that_changed_hands_names_its_towns_and_their_sources(
    desktop: Page, address: str, store: Store
) -> None:
    found = next(
        f for f in store.features.every("changes") if b'"sy-khan-shaykhun"' in f.properties
    )
    page = opened(desktop, f"{address}/?show=changes.line&sel=change:{found.id}")
    panel = page.locator("#panel")
    expect(panel.locator("h2")).to_have_text("opposition lost about 530 km² to government")
    town = panel.locator("li", has_text="Khan Shaykhun")
    expect(town).to_contain_text("opposition → government, 21 Aug 2019")
    expect(town.locator("cite")).to_contain_text("reported: ")
    expect(panel).to_contain_text("In the whole step")


def test_a_hostile_table_stays_text(browser: Browser, tmp_path: Path) -> None:
    root = front_dossier(tmp_path)
    table = root / "control" / "towns.csv"
    hostile = "<img src=x onerror=window.hacked=1>"
    text = table.read_text("utf-8").replace("hand", hostile).replace(",north,", ",<b>north,")
    table.write_text(text, "utf-8")
    between = 'between = ["north", "south"]'
    days = "changes = [2020-03-01, 2020-07-01]"
    change(root / "zones.toml", between, days)
    made = build(plan(root, None, tmp_path / "out"), quiet)
    app = create_app(open_store(made.store), Settings())
    part = "front~2020-03-01~2020-07-01~xx-southby"
    segment = "front-2020-03-01~xx-northton~xx-southby"
    with serving(app) as address, watched(browser, 1440, 900) as page:
        for selected in (f"change:{part}", f"segment:{segment}"):
            opened(page, f"{address}/?show=changes.line&sel={selected}")
            expect(page.locator("#panel cite").first).to_contain_text(hostile)
            expect(page.locator("#panel")).to_contain_text("<b>north")
            assert page.locator("#panel img, #panel b b, #legend img").count() == 0
            assert page.evaluate("window.hacked") is None
