"""The map as one file: everything inside, nothing from outside, no text can break out."""

from __future__ import annotations

import base64
import gzip
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from conftest import SHIPPED
from dossiers import build_in, small_dossier, write_document
from hostile import HOSTILE, hostile_dossier

from geo.cli import main
from geo.cli.making import map_command
from geo.errors import InputError
from geo.model.query import DocumentQuery
from geo.model.run import Run
from geo.render.assets_list import asset_bytes
from geo.store.open import Store, open_store

MAX_BYTES = 1_000_000
_ADDRESS = re.compile(r"https?://[^\s\"'<>)\\]+")
_NAMES_AND_HOMES = (
    *("http://www.w3.org/", "https://leafletjs.com", "https://bugs.chromium.org/"),
    "https://bugzilla.mozilla.org/",
)
"""Names of XML languages, Leaflet's home in its attribution, and the bugs its comments name."""


class Parts(HTMLParser):
    """The elements of a page in order, and the text of its scripts by their id or type."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loaded: list[str] = []
        self.scripts: dict[str, str] = {}
        self.errors: list[str] = []
        self._in = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.tags.append(tag)
        self.loaded += [v for k, v in attrs if k in {"src", "href", "srcset", "data"} and v]
        self._in = (said.get("id") or said.get("type") or "plain") if tag == "script" else ""

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"/{tag}")
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in:
            self.scripts[self._in] = self.scripts.get(self._in, "") + data

    @property
    def inlined(self) -> dict[str, Any]:
        """Return the data that the page carries."""
        found: dict[str, Any] = json.loads(
            gzip.decompress(base64.b64decode(self.scripts["packed"]))
        )
        return found


def map_of(root: Path, out: Path, file: Path) -> str:
    """Return the page that ``dateline map`` writes."""
    words = ("dateline", "map", root, "-o", file, "--out", out)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", [*map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
    assert not left.value.code
    return file.read_text("utf-8")


@pytest.fixture(scope="module")
def shipped(built: tuple[Path, Run], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The map of the shipped dossier."""
    return map_of(SHIPPED, built[0].parent, tmp_path_factory.mktemp("map") / "map.html")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Store]:
    """The map of a dossier whose every text tries to break out, and its store."""
    folder = tmp_path_factory.mktemp("hostile")
    root = hostile_dossier(folder)
    store = open_store(build_in(root, folder / "out").store)
    return map_of(root, folder / "out", folder / "map.html"), store


def test_the_map_of_the_shipped_dossier_fits_a_mail(shipped: str) -> None:
    assert len(shipped.encode()) <= MAX_BYTES


def test_the_same_dossier_gives_the_same_bytes(
    shipped: str, built: tuple[Path, Run], tmp_path: Path
) -> None:
    assert map_of(SHIPPED, built[0].parent, tmp_path / "again.html") == shipped


def test_the_map_holds_every_document_whole(shipped: str, store: Store) -> None:
    documents = Parts(shipped).inlined["documents"]
    assert set(documents) == {d.id for d in store.texts.documents(DocumentQuery()).documents}
    for document_id, document in documents.items():
        assert document["text"] == store.texts.text(document_id)[0]
        listed = [m.id for m in store.texts.mentions(document_id)]
        assert [m["id"] for m in document["found"]] == listed
        assert [p["text"] for p in document["passages"]] == [
            p.text for p in store.texts.passages(document_id)
        ]


def test_the_map_holds_the_data_and_the_modules_of_the_served_page(
    shipped: str, store: Store
) -> None:
    parts = Parts(shipped)
    assert parts.inlined["page"] == json.loads(store.asset("page.json"))
    assert set(parts.inlined) == {"page", "documents", "basemap.json", "world.json"}
    assert parts.scripts["module"] == asset_bytes("page.js").decode()


def test_nothing_is_fetched_from_anywhere(shipped: str) -> None:
    parts = Parts(shipped)
    assert [a for a in parts.loaded if not a.startswith(("#", "data:,", "/documents"))] == []
    outside = [a for a in _ADDRESS.findall(shipped) if not a.startswith(_NAMES_AND_HOMES)]
    assert outside == []
    assert not re.search(r"@import|url\(\s*['\"]?(?!data:|#)[a-z]+:", shipped)
    assert 'content="default-src &#39;none&#39;' in shipped


def test_a_hostile_text_adds_no_element_and_ends_no_script(
    shipped: str, hostile: tuple[str, Store]
) -> None:
    plain, found = Parts(shipped), Parts(hostile[0])
    assert found.tags == plain.tags
    assert set(found.scripts) == set(plain.scripts)
    assert "<" not in found.scripts["packed"]
    for name in ("plain", "module"):
        assert "hacked" not in found.scripts[name]


def test_a_hostile_text_stays_exactly_as_it_was_found(hostile: tuple[str, Store]) -> None:
    page, store = hostile
    (document,) = Parts(page).inlined["documents"].values()
    assert document["text"] == store.texts.text(document["id"])[0]
    for word in HOSTILE:
        assert word in document["text"]
        assert word in document["title"]
        assert word in Parts(page).inlined["page"]["title"]


@pytest.mark.parametrize(
    "text",
    [
        "<!-- <script> In Northton --> it rained.",
        "In Northton\u2028it\u2029rained.\x0b\x0c\x85",
        "In Northton ]]> it {{ rained }} {% raw %} @@nonce@@.",
        "In Northton " + "x" * 1_000_000 + " it rained.",
        "In Northton 🗺 \U0010ffff \ufffd \u200b\u202e it rained.",
    ],
    ids=["comment", "line ends", "templates", "a long word", "odd letters"],
)
def test_any_text_comes_out_as_it_went_in(tmp_path: Path, text: str) -> None:
    root = small_dossier(tmp_path)
    for old in (root / "documents").iterdir():
        old.unlink()
    write_document(root, "odd.txt", text)
    found = Parts(map_of(root, tmp_path / "out", tmp_path / "map.html"))
    (document,) = found.inlined["documents"].values()
    assert document["text"] == text
    assert "Northton" in [m["surface"] for m in document["found"]]
    assert (found.tags.count("script"), found.tags.count("/script")) == (4, 4)


def test_a_page_that_asks_a_server_is_saved_with_all_that_it_would_ask_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.render.page_tallies.MOST_PLACES", 0)
    page = tmp_path / "map.html"
    map_command(str(small_dossier(tmp_path)), page, None, tmp_path / "out")
    packed = json.loads(
        gzip.decompress(base64.b64decode(Parts(page.read_text("utf-8")).scripts["packed"]))
    )
    assert packed["page"]["tallies"]["by"] == "document"
    assert packed["page"]["places"]
    assert {d["id"] for d in packed["page"]["documents"]} == set(packed["documents"])


def test_too_many_documents_for_one_file_are_refused_with_a_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.render.page_tallies.MOST_PLACES", 0)
    monkeypatch.setattr("geo.render.page.MOST_IN_FILE", 0)
    page = tmp_path / "map.html"
    with pytest.raises(InputError, match="too many for one file, which takes 0; name fewer"):
        map_command(str(small_dossier(tmp_path)), page, None, tmp_path / "out")
    assert not page.exists()
