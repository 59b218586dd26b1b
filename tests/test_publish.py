"""A published site as files: whole, the same for the same, and nobody else's are touched."""

from __future__ import annotations

import hashlib
import json
import re
import struct
from html import unescape
from pathlib import Path

import pytest
from command import Run as CommandLine
from conftest import SITE, quiet
from dossiers import build_in, small_dossier, write_document
from hostile import HOSTILE, hostile_dossier
from published import Page, leads_on

from geo.dossier.load import load_dossier
from geo.errors import InputError
from geo.publish import layers as publishing
from geo.publish.choice import Choice
from geo.publish.site import publish
from geo.store.open import open_store
from geo.tiles.archive import Archive
from geo.tiles.grid import Tile


def site_of(root: Path, folder: Path) -> Path:
    """Publish a dossier beside its build; return the folder of the site."""
    store = open_store(build_in(root, folder / "out").store)
    publish(store, load_dossier(root), folder / "site", Choice(), quiet)
    return folder / "site"


def files_of(site: Path) -> dict[str, bytes]:
    paths = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in paths}


def test_the_same_build_gives_the_same_bytes(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    first = files_of(site_of(root, tmp_path / "one"))
    assert files_of(site_of(root, tmp_path / "other")) == first
    assert len(first) > 40


def test_every_file_has_its_checksum(published: Path) -> None:
    lines = (published / "SHA256SUMS").read_text("utf-8").splitlines()
    listed = {path: digest for digest, _, path in (line.partition("  ") for line in lines)}
    found = {p: hashlib.sha256(b).hexdigest() for p, b in files_of(published).items()}
    del found["SHA256SUMS"]
    assert listed == found


def test_every_link_of_a_page_leads_to_a_file_and_a_place_in_it(published: Path) -> None:
    assert leads_on(published) > 15


def test_a_feature_leads_to_its_words_in_the_text(published: Path) -> None:
    mentions = json.loads((published / "layers" / "mentions.geojson").read_text("utf-8"))
    for feature in mentions["features"]:
        said = feature["properties"]
        address, _, anchor = said["link"].partition("#")
        assert address.startswith(f"{SITE}/documents/")
        page = Page(published / address.removeprefix(f"{SITE}/"))
        assert anchor in page.ids
        assert said["exact"] in page.text


def test_links_stay_as_they_are_without_an_address_of_the_site(tmp_path: Path) -> None:
    site = site_of(small_dossier(tmp_path), tmp_path)
    found = re.findall(r'"link":"([^"]*)"', (site / "layers" / "places.geojson").read_text())
    assert found
    assert all(link.startswith("/documents/") for link in found)


def test_a_new_build_takes_the_place_of_the_old_one_and_nothing_else_goes(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    (tmp_path / "site" / ".git").mkdir(parents=True)
    (tmp_path / "site" / ".git" / "HEAD").write_text("ref: refs/heads/pages\n")
    (tmp_path / "site" / "CNAME").write_text("maps.example\n")
    site = site_of(root, tmp_path)
    before = files_of(site)
    write_document(root, "later.txt", "DATE: 3 March 2020\n\nIn Northton it rained again.\n")
    after = files_of(site_of(root, tmp_path))
    assert len({path.split("/")[1] for path in before if path.startswith("build/")}) == 1
    assert len({path.split("/")[1] for path in after if path.startswith("build/")}) == 1
    builds = [json.loads(files["build.json"])["build"] for files in (before, after)]
    assert builds[0] != builds[1]
    assert f'data-build="{builds[1]}"' in after["index.html"].decode()
    assert {".git/HEAD", "CNAME"} <= set(after)


def test_what_a_publication_that_was_broken_off_left_goes_with_the_next(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    store = open_store(build_in(root, tmp_path / "out").store)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("geo.publish.site.site_page", lambda *_: next(iter(())))
        with pytest.raises(StopIteration):
            publish(store, load_dossier(root), tmp_path / "site", Choice(), quiet)
    assert not (tmp_path / "site" / "index.html").exists()
    (left,) = (tmp_path / "site" / "build").iterdir()
    write_document(root, "later.txt", "DATE: 3 March 2020\n\nIn Northton it rained again.\n")
    files = files_of(site_of(root, tmp_path))
    assert not [path for path in files if path.startswith(f"build/{left.name}/")]
    assert "index.html" in files


@pytest.mark.parametrize("there", ["index.html", "notes.txt", "photos/one.jpg"])
def test_a_folder_of_other_files_is_left_alone(tmp_path: Path, there: str) -> None:
    file = tmp_path / "site" / there
    file.parent.mkdir(parents=True)
    file.write_text("mine")
    with pytest.raises(InputError, match="name a new or an empty folder"):
        site_of(small_dossier(tmp_path), tmp_path)
    assert files_of(tmp_path / "site") == {there: b"mine"}


def test_a_list_of_files_that_leads_outside_removes_nothing_there(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    site = site_of(root, tmp_path)
    with (site / "SHA256SUMS").open("a") as sums:
        sums.write(f"{'0' * 64}  ../mine.txt\n{'0' * 64}  {mine}\n")
    site_of(root, tmp_path)
    assert mine.read_text() == "mine"


def test_a_hostile_text_stays_text_on_every_page(tmp_path: Path) -> None:
    site = site_of(hostile_dossier(tmp_path), tmp_path)
    for path in site.rglob("*.html"):
        page = Page(path)
        assert not {"img"} & {*page.tags}
        assert page.tags.count("script") == (4 if path == site / "index.html" else 0)
        assert "default-src 'none'" in unescape(path.read_text("utf-8"))
    (document,) = (site / "documents").glob("*/index.html")
    text = Page(document).text
    assert all(word in text for word in HOSTILE)


def test_layers_too_large_for_text_have_only_files_that_are_read_in_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "MOST_IN_TEXT", 1)
    site = site_of(small_dossier(tmp_path), tmp_path)
    assert not (site / "layers" / "places.geojson").exists()
    with Archive(site / "layers" / "places.pmtiles") as archive:
        assert archive.packed_tile(Tile(0, 0, 0))
    listed = json.loads((site / "collections.json").read_text("utf-8"))["collections"]
    places = next(one for one in listed if one["id"] == "places")
    assert [link["href"] for link in places["links"]] == [
        f"layers/places.{ending}" for ending in ("fgb", "parquet", "pmtiles")
    ]
    for link in places["links"]:
        assert (site / link["href"]).stat().st_size == link["length"]
    assert "no GeoJSON, CSV or KML" in Page(site / "data.html").text


def test_files_that_were_not_read_are_named(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    (root / "documents" / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    site = site_of(root, tmp_path)
    assert "broken.pdf" in Page(site / "documents" / "index.html").text


def test_a_dossier_without_documents_is_a_site_too(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    for path in (root / "documents").iterdir():
        path.unlink()
    site = site_of(root, tmp_path)
    assert "No documents." in Page(site / "documents" / "index.html").text
    assert (site / "index.html").is_file()


def test_the_command_publishes_and_says_how_to_look_at_it(
    dateline: CommandLine, tmp_path: Path
) -> None:
    root = small_dossier(tmp_path)
    told = dateline("publish", root, "-o", tmp_path / "site", "--out", tmp_path / "out")
    assert told.status == 0, told.err
    assert "python -m http.server --directory" in told.err
    assert (tmp_path / "site" / "index.html").is_file()
    wrong = dateline("publish", root, "-o", tmp_path / "site", "--base-url", "maps.example")
    assert wrong.status == 2
    assert "--base-url: 'maps.example' is no address of a site" in wrong.err


def test_the_zones_have_a_list_that_every_page_leads_to(published: Path) -> None:
    pages = {path.name for path in (published / "zones").glob("*.html")} - {"index.html"}
    listed = Page(published / "zones" / "index.html")
    assert pages
    assert pages <= set(listed.links)
    assert "km²" in listed.text
    assert "../zones/index.html" in Page(published / "documents" / "index.html").links


def test_a_browser_that_asks_for_an_icon_gets_one(published: Path) -> None:
    icon = (published / "favicon.ico").read_bytes()
    kind, images, size, start = struct.unpack("<2xHH8xII", icon[:22])
    assert (kind, images, start + size) == (1, 1, len(icon))
