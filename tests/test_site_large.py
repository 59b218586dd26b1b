"""A large published site: its page counts by itself what a server would count."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from browser import opened
from conftest import SHIPPED, quiet
from fastapi.testclient import TestClient
from hypothesis import example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect
from sites import asked, hosted, probed
from test_page import (  # noqa: F401 - what holds of every page holds of this one
    test_a_click_on_a_pin_leads_back_to_the_sentence,
    test_a_click_on_a_word_selects_its_pin_and_lists_its_sentences,
    test_a_link_reopens_what_was_seen,
    test_a_place_outside_the_view_can_be_reached,
    test_choosing_a_document_counts_only_its_mentions,
)

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.model.folding import folded_text
from geo.model.query import BBox
from geo.model.tally import LAYERS
from geo.pipeline.builds import plan
from geo.publish import texts
from geo.publish.choice import Choice
from geo.publish.site import publish
from geo.store.open import Store
from geo.tiles.pins import Spots, pins

pytestmark = pytest.mark.browser

WORLD, NEAR = "-180,-90,180,90", "36.2,35.4,37.2,36.3"
FILTERS: list[dict[str, str]] = [
    {},
    {"show": "point.area.vague.government"},
    {"from": "2018-11-01", "to": "2019-08-01"},
    {"from": "2018-10-15"},
    {"to": "2018-01-01"},
    {"nouse": "literal", "show": "government.point"},
    {"notype": "settlement.area"},
    {"sure": "2", "review": "0"},
    {"review": "1"},
    {"doc": "no-such-document"},
]


@pytest.fixture(scope="module")
def server(large: Store) -> Iterator[TestClient]:
    """A server of the same build."""
    with TestClient(create_app(large, Settings())) as client:
        yield client


@pytest.fixture(scope="module")
def address(large: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site."""
    root = tmp_path_factory.mktemp("published") / "site"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(texts, "_FULL_BYTES", 30_000)
        publish(large, plan(SHIPPED, None, None).dossier, root, Choice(), quiet)
    assert len([*root.glob("build/*/documents/*.bin")]) > 3
    with hosted(root) as found:
        yield found


@pytest.fixture(scope="module")
def site(browser: Browser, address: str) -> Iterator[Page]:
    """The site, to be asked."""
    with probed(browser, address) as page:
        yield page


def served(server: TestClient, path: str, **query: object) -> Any:  # noqa: ANN401 - JSON
    answer = server.get(path, params={k: str(v) for k, v in query.items()})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_pins_and_sums_are_those_of_a_server(
    site: Page, server: TestClient, filters: dict[str, str]
) -> None:
    given = {"show": "point.area.vague", **filters}
    for box, zoom in ((WORLD, 2), (NEAR, 9), ("170,-60,-170,60", 4)):
        query = {**given, "bbox": box, "zoom": str(zoom)}
        assert asked(site, "viewed", query) == served(server, "/view", **query)


@given(seed=st.integers(0, 2**32 - 1), half_zooms=st.integers(0, 32), share=st.floats(0.05, 1))
@example(seed=1, half_zooms=13, share=0.5)
@settings(max_examples=20, deadline=None)
def test_pins_are_put_together_as_on_a_server(
    site: Page, seed: int, half_zooms: int, share: float
) -> None:
    draw = np.random.default_rng(seed)
    west, south = draw.uniform(-180, 179), draw.uniform(-80, 70)
    view = (west, south, west + share * (180 - west), south + share * (85 - south))
    many = 300
    spots = Spots(
        number=np.arange(many),
        lon_deg=draw.uniform(view[0], view[2], many).round(5),
        lat_deg=draw.uniform(view[1], view[3], many).round(5),
        layer=draw.integers(0, len(LAYERS), many),
        mentions=draw.integers(1, 50, many),
    )
    names = ("number", "lon", "lat", "layer", "mentions")
    columns = [getattr(spots, name).tolist() for name in spots.__slots__]
    rows = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    zoom, alone = half_zooms / 2, int(draw.integers(many))
    found = site.evaluate("given => window.pinsOf(...given)", [rows, view, zoom, alone])
    box = BBox(**dict(zip(BBox.__slots__, view, strict=True)))
    assert found == [{**asdict(p), "box": list(p.box)} for p in pins(spots, box, zoom, alone)]


def test_the_pins_of_one_cell_stand_together(site: Page) -> None:
    row = {"lon": 36.5, "lat": 35.5, "layer": 0, "mentions": 2}
    rows = [{**row, "number": number} for number in range(201)]
    found = site.evaluate("given => window.pinsOf(...given)", [rows, [36, 35, 37, 36], 8, -1])
    assert [(pin["number"], pin["places"], pin["mentions"]) for pin in found] == [(0, 201, 402)]


@pytest.mark.parametrize("words", ["saraqib", "Sarāqib", "سراقب", "khan", "no such name", "-"])
def test_places_are_found_by_name_as_on_a_server(
    site: Page, server: TestClient, words: str
) -> None:
    query = {"q": words, "limit": "8", "show": "point"}
    assert asked(site, "placesListed", query) == served(server, "/view/places", **query)


def test_places_of_a_box_are_listed_as_on_a_server(site: Page, server: TestClient) -> None:
    query = {"bbox": NEAR, "limit": "5", "show": "point.area", "sure": "2"}
    found = asked(site, "placesListed", query)
    assert found == served(server, "/view/places", **query)
    assert found["numberMatched"] > len(found["places"])


def test_every_place_is_told_whole(site: Page, server: TestClient) -> None:
    for place in served(server, "/collections/places/items", limit=1000)["features"]:
        found = asked(site, "placeById", place["id"])
        assert found == {k: place[k] for k in ("type", "id", "geometry", "properties")}


def test_documents_are_those_of_a_server(site: Page, server: TestClient) -> None:
    for row in served(server, "/documents", limit=100)["documents"]:
        answer = served(server, f"/documents/{row['id']}", f="json")
        found = asked(site, "documentById", row["id"])
        assert found == {name: answer[name] for name in found}


@pytest.mark.parametrize(
    "days",
    ["", "2018-10-15/2019-05-31", "../2018-10-15", "2019-05-31/..", "1990-01-01/1990-01-02"],
)
def test_documents_of_days_are_listed_as_on_a_server(
    site: Page, server: TestClient, days: str
) -> None:
    found = asked(site, "documentList", {"days": days}, 5, 2)
    period = {"datetime": days} if days else {}
    answer = served(server, "/documents", limit=5, offset=2, **period)
    assert found == {k: answer[k] for k in ("numberMatched", "documents")}


def test_a_document_is_found_by_its_title_and_its_publisher(site: Page) -> None:
    found = asked(site, "documentList", {"words": "sample WIRE"}, 100, 0)
    assert found["numberMatched"] == len(found["documents"]) > 1
    assert {row["publisher"] for row in found["documents"]} == {"Sample wire"}
    assert asked(site, "documentList", {"words": "nowhere"}, 100, 0)["documents"] == []


def test_vague_places_are_those_of_a_server_by_their_mention(
    site: Page, server: TestClient
) -> None:
    every = served(server, "/collections/expressions/items", limit=1000)["features"]
    for mention in sorted({feature["properties"]["mention_id"] for feature in every})[::5]:
        found = asked(site, "phrasesListed", {"mention_id": mention})
        answer = served(server, "/collections/expressions/items", mention_id=mention)
        assert found["numberMatched"] == answer["numberMatched"] > 0
        assert [f["id"] for f in found["features"]] == [f["id"] for f in answer["features"]]


@pytest.mark.parametrize("box", [WORLD, NEAR, "36.9,36,37,36.1", "170,-60,-170,60"])
def test_no_vague_place_of_a_view_is_missed(site: Page, server: TestClient, box: str) -> None:
    answer = served(server, "/collections/expressions/items", bbox=box, limit=1000)
    found = asked(site, "phrasesListed", {"bbox": box, "limit": "1000"})
    assert found["numberMatched"] == len(found["features"])
    assert {f["id"] for f in found["features"]} >= {f["id"] for f in answer["features"]}


def test_letters_fold_in_the_page_as_in_the_index(site: Page) -> None:
    every = [chr(c) for c in range(0x10000) if unicodedata.category(chr(c))[0] in "LNMP"]
    found = site.evaluate("signs => signs.split('|').map(window.folded)", "|".join(every))
    wanted = [folded_text(sign) for sign in "|".join(every).split("|")]
    other = [(sign, f) for sign, f in zip(wanted, found, strict=True) if sign != f]
    assert other == []


def test_days_narrow_counts_map_and_reader(desktop: Page, address: str) -> None:
    page = opened(desktop, address)
    expect(page.locator("article")).to_have_count(12)
    page.locator("#timeline .track .dot").nth(2).click()
    expect(page.locator("#summary")).to_contain_text("in 1 of 12 documents")
    expect(page.locator("article")).to_have_count(1)
