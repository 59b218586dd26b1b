"""A published site on the hosts there are: folders below a path, a bucket with a prefix."""

from __future__ import annotations

import gzip
import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import mapbox_vector_tile
import pytest
from browser import opened
from conftest import SHIPPED, quiet
from playwright.sync_api import Page, expect
from pmtiles.reader import Reader, all_tiles
from sites import hosted, in_bucket

from geo.pipeline.builds import plan
from geo.publish.choice import Choice
from geo.publish.site import publish
from geo.store.open import Store


@pytest.fixture(scope="module")
def bare(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped dossier as a site without pages of documents, and with the mentions alone."""
    root = tmp_path_factory.mktemp("bare") / "site"
    mentions, geojson = frozenset({"mentions"}), frozenset({"geojson"})
    choice = Choice(layers=mentions, formats=geojson, has_pages=False)
    publish(store, plan(SHIPPED, None, None).dossier, root, choice, quiet)
    return root


@pytest.fixture(params=[hosted, in_bucket], ids=["folders", "bucket"])
def host(request: pytest.FixtureRequest, published: Path) -> Iterator[str]:
    """The address of the site on one host after the other."""
    with request.param(published) as found:
        yield found


class Ranges:
    """Reads parts of a file at an address, and counts the bytes."""

    def __init__(self, address: str) -> None:
        self.address, self.read_bytes = address, 0

    def __call__(self, offset: int, length: int) -> bytes:
        wanted = {"Range": f"bytes={offset}-{offset + length - 1}"}
        with urllib.request.urlopen(  # noqa: S310 - our own address
            urllib.request.Request(self.address, headers=wanted)  # noqa: S310 - the same
        ) as answer:
            assert answer.status == 206
            body: bytes = answer.read()
        self.read_bytes += len(body)
        return body


@pytest.mark.browser
def test_every_part_of_a_site_is_reached_on_every_host(host: str, desktop: Page) -> None:
    page = opened(desktop, f"{host}/index.html")
    page.locator("button.m.literal", has_text="Sochi").first.click()
    expect(page.locator("#panel .passages b", has_text="Sochi").first).to_be_visible()
    page.locator("#search").fill("Saraqib")
    expect(page.locator("#found .sentencehit").first).to_contain_text("Saraqib")
    page.keyboard.press("Escape")
    opened(page, f"{host}/index.html?sel=zone:idlib-dmz")
    page.locator("#panel").get_by_role("link", name="All layers").click()
    expect(page.locator("h1")).to_have_text("Data")
    page.get_by_role("link", name="Documents").click()
    expect(page.locator("h1")).to_have_text("Documents")
    page.locator("tbody a").first.click()
    expect(page.locator(".text mark").first).to_be_visible()
    page.get_by_role("link", name="beside the map").click()
    page.wait_for_selector("html[data-ready='1']")
    expect(page.locator("#summary")).to_contain_text("in 1 of 12 documents")


@pytest.mark.browser
def test_the_link_of_a_feature_opens_at_its_sentence_where_documents_have_no_page(
    desktop: Page, bare: Path
) -> None:
    mentions = json.loads((bare / "layers" / "mentions.geojson").read_text("utf-8"))["features"]
    link = next(m["properties"]["link"] for m in mentions if m["properties"]["exact"] == "Sochi")
    with in_bucket(bare) as address:
        page = opened(desktop, address + link)
        expect(page.locator(".sentence.on")).to_contain_text("Sochi")
        expect(page.locator(".sentence.on")).to_be_in_viewport()
        expect(page.locator("#panel h2")).to_have_text("Sochi")


@pytest.mark.parametrize("layer", ["mentions", "places", "zones"])
def test_tiles_are_read_by_ranges_from_their_address(published: Path, layer: str) -> None:
    archive = published / "layers" / f"{layer}.pmtiles"
    with in_bucket(published) as address:
        ranges = Ranges(f"{address}/layers/{layer}.pmtiles")
        reader = Reader(ranges)  # type: ignore[no-untyped-call]
        packed = reader.get(0, 0, 0)  # type: ignore[no-untyped-call]
        read_bytes = ranges.read_bytes
        header = reader.header()  # type: ignore[no-untyped-call]
        tiles = dict(all_tiles(ranges))  # type: ignore[no-untyped-call]
    assert read_bytes < archive.stat().st_size
    shown = mapbox_vector_tile.decode(gzip.decompress(packed))
    assert shown[layer]["features"]
    assert tiles[0, 0, 0] == packed
    assert len(tiles) == header["addressed_tiles_count"]
    assert {zoom for zoom, _, _ in tiles} == {*range(header["min_zoom"], header["max_zoom"] + 1)}
