"""What of a build a site has is chosen, and no link leads to what was left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command import Run as CommandLine
from conftest import SITE, quiet
from dossiers import build_in, small_dossier, write_document
from published import Page, leads_on, unpacked_json

from geo.dossier.load import load_dossier
from geo.publish import texts
from geo.publish.choice import MOST_PAGES, Choice
from geo.publish.site import publish
from geo.store.open import open_store


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small dossier with eight documents; its build is beside it."""
    found = small_dossier(tmp_path_factory.mktemp("chosen"))
    for day in range(1, 8):
        said = "In Northton it rained. " * day
        write_document(found, f"{day}.txt", f"DATE: {day} April 2020\n\n{said}\n")
    build_in(found, found.parent / "out")
    return found


def site_of(root: Path, folder: Path, **choice: Any) -> Path:  # noqa: ANN401 - of a Choice
    """Publish a dossier; return the folder of the site."""
    store = open_store(build_in(root, root.parent / "out").store)
    publish(store, load_dossier(root), folder / "site", Choice(**choice), quiet)
    return folder / "site"


def test_only_the_layers_and_formats_that_were_chosen_are_files(
    root: Path, tmp_path: Path
) -> None:
    layers, formats = frozenset({"places", "zones"}), frozenset({"geojson", "pmtiles"})
    site = site_of(root, tmp_path, layers=layers, formats=formats)
    found = sorted(path.name for path in (site / "layers").iterdir())
    assert found == ["places.geojson", "places.pmtiles", "zones.geojson", "zones.pmtiles"]
    listed = json.loads((site / "collections.json").read_text("utf-8"))["collections"]
    assert sorted(one["id"] for one in listed) == ["places", "zones"]
    links = [link["href"] for one in listed for link in one["links"]]
    assert sorted(links) == [f"layers/{name}" for name in found]
    told = Page(site / "data.html").text
    assert "not published as files: " in told
    assert "Mentions" in told.partition("not published as files: ")[2]
    leads_on(site)


def test_a_layer_that_no_chosen_format_takes_is_said_to_be_left_out(
    root: Path, tmp_path: Path
) -> None:
    layers, formats = frozenset({"places", "documents"}), frozenset({"pmtiles"})
    site = site_of(root, tmp_path, layers=layers, formats=formats)
    listed = json.loads((site / "collections.json").read_text("utf-8"))["collections"]
    assert [one["id"] for one in listed] == ["places"]
    told = Page(site / "data.html").text.partition("not published as files: ")[2]
    assert "Documents" in told


def test_a_site_without_layers_leads_to_none(root: Path, tmp_path: Path) -> None:
    site = site_of(root, tmp_path, layers=frozenset())
    assert not (site / "layers").exists()
    assert json.loads((site / "collections.json").read_text("utf-8"))["collections"] == []
    pages = sorted((site / "zones").glob("*.html"))
    assert len(pages) == 2, "the list of zones, and the zone"
    assert not [link for page in pages for link in Page(page).links if "layers/" in link]
    leads_on(site)


@pytest.mark.parametrize("base_url", ["", SITE])
def test_without_pages_of_their_own_documents_open_beside_the_map(
    root: Path, tmp_path: Path, base_url: str
) -> None:
    site = site_of(root, tmp_path, has_pages=False, base_url=base_url)
    assert [path.name for path in (site / "documents").iterdir()] == ["index.html"]
    links = Page(site / "documents" / "index.html").links
    documents = [
        link.removeprefix("../index.html?doc=")
        for link in links
        if link.startswith("../index.html?doc=")
    ]
    assert len(documents) == 8
    for feature in json.loads((site / "layers" / "mentions.geojson").read_text())["features"]:
        link = feature["properties"]["link"]
        assert link.partition("#")[0].removeprefix(f"{base_url}/index.html?doc=") in documents
    leads_on(site)


def test_documents_have_pages_unless_they_are_many() -> None:
    assert Choice().gives_pages(MOST_PAGES)
    assert not Choice().gives_pages(MOST_PAGES + 1)
    assert Choice(has_pages=True).gives_pages(MOST_PAGES + 1)
    assert not Choice(has_pages=False).gives_pages(1)


@pytest.mark.parametrize("full_bytes", [1, 2_500, 10**9])
def test_every_document_stands_in_the_file_that_the_index_says(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full_bytes: int
) -> None:
    monkeypatch.setattr(texts, "_FULL_BYTES", full_bytes)
    site = site_of(root, tmp_path)
    (build,) = (site / "build").iterdir()
    index = unpacked_json(build / "documents.bin")
    firsts = index["shards"]
    assert sorted(p.name for p in (build / "documents").iterdir()) == sorted(
        f"{number}.bin" for number in range(len(firsts))
    )
    found = [
        [document["id"] for document in unpacked_json(build / "documents" / f"{number}.bin")]
        for number in range(len(firsts))
    ]
    assert [one for shard in found for one in shard] == index["id"]
    assert firsts == [index["id"].index(shard[0]) for shard in found]
    assert len(firsts) == {1: len(index["id"]), 10**9: 1}.get(full_bytes, len(firsts))


@pytest.mark.parametrize(
    ("option", "said", "right"),
    [
        ("--layers", "zones,towns", "'towns' is none of what there is; say all, none, or some of"),
        ("--layers", "all,zones", "'all' is none of what there is"),
        ("--layers", "", "'' is none of what there is"),
        ("--formats", "shp", "some of geojson, csv, kml, fgb, parquet, pmtiles"),
    ],
)
def test_the_command_says_which_layers_and_formats_there_are(
    dateline: CommandLine, root: Path, tmp_path: Path, option: str, said: str, right: str
) -> None:
    told = dateline(
        "publish", root, "-o", tmp_path / "site", "--out", root.parent / "out", option, said
    )
    assert told.status == 2
    assert right in told.err
    assert option in told.err
    assert not (tmp_path / "site").exists()


def test_the_command_leaves_out_what_it_is_told_to(
    dateline: CommandLine, root: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    wanted = ("--layers", "zones, places", "--formats", "fgb", "--no-pages")
    told = dateline("publish", root, "-o", site, "--out", root.parent / "out", *wanted)
    assert told.status == 0, told.err
    assert sorted(p.name for p in (site / "layers").iterdir()) == ["places.fgb", "zones.fgb"]
    assert [p.name for p in (site / "documents").iterdir()] == ["index.html"]
