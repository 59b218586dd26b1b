"""Pages of large layers: found without counting what matches, and the same as when counted."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from dossiers import build_in, small_dossier
from fastapi.testclient import TestClient
from same_store import told

from geo.model.query import BBox, Page, Query, SortKey
from geo.store import features, layer_rows, write_layers
from geo.store.open import Store

BOX = BBox(west_deg=36.2, south_deg=35.2, east_deg=37.2, north_deg=36.4)
QUERIES = {
    "all": Query(),
    "a box": Query(bbox=BOX),
    "a property": Query(equal=(("use", "literal"),)),
    "both": Query(bbox=BOX, equal=(("status", "resolved"),)),
    "an order": Query(sort=(SortKey(name="surface", descending=True),)),
    "an order and a box": Query(bbox=BOX, sort=(SortKey(name="confidence", descending=False),)),
}


def walked(store: Store, layer: str, query: Query) -> list[Page]:
    """Return all pages of a query, each found from what the one before says."""
    pages = [store.features.items(layer, query)]
    while pages[-1].more:
        after, offset = pages[-1].after, query.offset + len(pages) * query.limit
        ahead = replace(query, after=after, offset=offset if after is None else 0)
        pages.append(store.features.items(layer, ahead))
    return pages


@pytest.mark.parametrize("layer", ["mentions", "zones"])
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_pages_that_are_not_counted_hold_the_same_features(
    store: Store, layer: str, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    if layer == "zones" and (query.equal or query.sort):
        query = replace(query, equal=(("rule", "along-line"),), sort=())
    whole = store.features.items(layer, replace(query, limit=10_000))
    counted = walked(store, layer, replace(query, limit=7))
    monkeypatch.setattr(features, "_COUNTED", 2)
    found = walked(store, layer, replace(query, limit=7))
    for pages in (counted, found):
        assert [f.id for page in pages for f in page.features] == [f.id for f in whole.features]
    assert {page.matched for page in counted} == {whole.matched}
    if not query.is_whole:
        assert {page.matched for page in found} == {None}


def test_the_last_page_says_that_it_is_the_last(store: Store) -> None:
    total = store.features.layer("places").features
    assert not store.features.items("places", Query(limit=total)).more
    assert store.features.items("places", Query(limit=total - 1)).more


def test_a_shape_around_too_much_is_told_so(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features, "_RELATED", 3)
    world = "POLYGON((-180 -90, 180 -90, 180 90, -180 90, -180 -90))"
    asked = {"filter": f"S_INTERSECTS(geometry, {world})"}
    response = client.get("/collections/mentions/items", params=asked)
    assert response.status_code == 503
    assert "take a smaller one" in response.json()["detail"]


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ("nonsense", "link to the next page"),
        ("0123-5", "built anew"),
        ("", "link to the next page"),
    ],
)
def test_a_page_after_nothing_known_is_a_bad_request(
    client: TestClient, after: str, said: str
) -> None:
    response = client.get("/collections/places/items", params={"after": after})
    assert response.status_code == 400
    assert said in response.json()["detail"]


def test_properties_that_come_late_have_their_columns_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = small_dossier(tmp_path)
    whole = told(build_in(root, tmp_path / "out").store)
    monkeypatch.setattr(layer_rows, "_CHUNK_GROUPS", 1)
    monkeypatch.setattr(write_layers, "_ROWS_TOGETHER", 1)
    found = told(build_in(root, tmp_path / "one by one").store)
    assert {name for name in whole if found[name] != whole[name]} == set()


def test_columns_that_tell_features_apart_are_indexed_in_large_layers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_layers, "_INDEXED_FROM_FEATURES", 1)
    monkeypatch.setattr(layer_rows, "SELECTIVE_VALUES", 2)
    built = build_in(small_dossier(tmp_path), tmp_path / "out").store
    with closing(sqlite3.connect(built)) as connection:
        indexes = connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        names = {row[0] for row in indexes}
    assert any(name.startswith("asked_1_q") for name in names)
