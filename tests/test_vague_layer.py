"""Vague places as they are served: the collection, the command line, and the page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
import shapely
from browser import opened, serving
from command import Run as CommandLine
from dossiers import build_in, small_dossier, write_document
from fastapi.testclient import TestClient
from playwright.sync_api import Page, expect
from unpacking import spelled_out

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.model.run import Run
from geo.store.open import Store, open_store

TEXT = "Shells fell 10 km south of Northton and near the village of Kafr Nowhere.\n"
NEAR, FAR = "near the village of Kafr Nowhere", "10 km south of Northton"


@pytest.fixture
def made(tmp_path: Path) -> Store:
    """A store over one text with two vague places, of which one has no ground."""
    root = small_dossier(tmp_path, "vague")
    write_document(root, "shells.txt", TEXT)
    return open_store(build_in(root, tmp_path / "out").store)


def test_every_vague_place_of_a_run_is_served_by_its_parts(
    built: tuple[Path, Run], client: TestClient
) -> None:
    items = client.get("/collections/expressions/items?limit=1000").json()["features"]
    found = [e for reading in built[1].readings for e in reading.expressions]
    assert len(found) > 10
    for expression in found:
        parts = [f for f in items if f["properties"]["mention_id"] == expression.mention.id]
        placed = expression.mention.id in built[1].regions
        assert {f["properties"]["part"] for f in parts} == (
            {"core", "extent"} if placed else {None}
        )
        for feature in parts:
            said = feature["properties"]
            assert said["exact"] == expression.mention.surface
            assert said["exact"] in said["sentence"]
            assert said["relation"] == expression.relation.value
            assert said["link"].endswith(f"#m{said['start']}-{said['end']}")
            assert (feature["geometry"] is not None) == placed


def test_a_vague_place_says_what_it_is_measured_from_and_why(made: Store) -> None:
    layer = list(made.features.every("expressions"))
    extent, core, bare = (orjson.loads(f.properties) for f in layer)
    assert [extent["part"], core["part"], bare["part"]] == ["extent", "core", None]
    assert extent["exact"] == FAR
    assert extent["anchors"][0]["place_ids"] == ["xx-northton"]
    assert (extent["bearings_deg"], extent["distance_low_km"]) == ([180], 10)
    assert 0 < core["area_km2"] < extent["area_km2"]
    assert (bare["exact"], bare["status"], bare["area_km2"]) == (NEAR, "unplaced", None)
    assert layer[2].geometry == b"null"
    shapes = [shapely.from_geojson(f.geometry.decode()) for f in layer[:2]]
    assert all(not shape.contains(shapely.Point(12.0, 22.15)) for shape in shapes)


def test_parse_writes_a_vague_place_without_a_pin(dateline: CommandLine, small: Path) -> None:
    Path("a.txt").write_text(TEXT, "utf-8")
    found = dateline("parse", "a.txt", "--dossier", small).lines
    assert [(m["surface"], m["kind"]) for m in found] == [
        (FAR, "expression"),
        ("Northton", "toponym"),
        (NEAR, "expression"),
        ("Kafr Nowhere", "toponym"),
    ]
    first = found[0]
    assert (first["feature_code"], first["lon"], first["lat"]) == ("distance", None, None)
    assert first["use_reason"] == "measured from Northton (PPL, xx-northton)"
    assert list(first) == list(found[1])
    features = json.loads(
        dateline("parse", "a.txt", "--dossier", small, "--format", "geojson").out
    )
    assert features["features"][0]["geometry"] is None


def test_explain_tells_relation_places_and_figures(dateline: CommandLine, small: Path) -> None:
    write_document(small, "shells.txt", TEXT)
    found = dateline("parse", small / "documents", "--dossier", small).lines
    ids = {m["surface"]: str(m["mention"]) for m in found}
    said = dateline("explain", small, ids[FAR]).out
    assert "Vague place: distance, 180°, 10 km ± 1 km. Status: resolved." in said
    assert "Measured from Northton (PPL, xx-northton), “Northton” in the text." in said
    assert "extent, as far as somebody may mean: about" in said
    assert "built up to 1.0 km, by its rank PPL" in said
    bare = dateline("explain", small, ids[NEAR]).out
    assert "It has no ground on the map." in bare
    assert "“Kafr Nowhere” has no place: add it to the gazetteer" in bare


def test_the_page_holds_each_region_once(store: Store) -> None:
    data = orjson.loads(store.asset("page.json"))
    drawn = [e["region"] for e in data["expressions"] if e["region"] is not None]
    assert set(drawn) == set(range(len(data["regions"])))
    assert len(drawn) > len(data["regions"])
    for region in data["regions"]:
        assert spelled_out(region["extent"]).is_valid


@pytest.fixture
def page(made: Store, desktop: Page) -> Iterator[Page]:
    with serving(create_app(made, Settings())) as address:
        yield opened(desktop, address)


@pytest.mark.browser
def test_a_click_on_a_phrase_shows_its_ground_without_a_pin(page: Page) -> None:
    drawn = page.locator(".leaflet-vague-pane path")
    assert drawn.count() == 0
    page.locator("button.m.expression", has_text="10 km south of").click()
    expect(page.locator("#panel h2")).to_have_text(FAR)
    expect(drawn).to_have_count(2)
    expect(page.locator("#legend, #panel").filter(has_text="as far as")).to_have_count(1)
    page.locator("#panel .link", has_text="Northton").click()
    expect(page.locator("#panel h2")).to_have_text("Northton")
    expect(drawn).to_have_count(0)
    page.locator("#chips input[value='expressions']").check()
    expect(drawn).to_have_count(2)
    page.locator("button.m.expression", has_text="near the village of").click()
    expect(page.locator("#panel")).to_contain_text("has no place")
