"""A build in PostGIS answers as the file does that it was loaded from, byte for byte."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from dossiers import build_in, small_dossier, write_document
from hypothesis import given, settings
from hypothesis import strategies as st
from postgres import BASE, Both, both_clients, loaded
from test_api_cql import FILTERS

from geo.model.run import Run
from geo.store import write_layers
from geo.store.open import Store

if TYPE_CHECKING:
    from geo.store.postgis.open import PostgisStore

BOX = "36.4,35.3,37.0,36.0"
REQUESTS = [
    "/?f=json",
    "/api",
    "/collections",
    "/collections/mentions/queryables",
    "/collections/mentions/items?limit=7&offset=30",
    f"/collections/mentions/items?bbox={BOX}&limit=5",
    f"/collections/zones/items?bbox={BOX}",
    "/collections/lines/items?bbox=36.40,35.40,36.41,35.41",
    "/collections/places/items?bbox=170,-60,-170,80",
    f"/collections/places/items?bbox={BOX}&sortby=-mentions,name",
    "/collections/places/items?sortby=population,-name",
    "/collections/mentions/items?datetime=2019-01-01/2019-12-31",
    "/collections/mentions/items?role=literal&confidence=0.9",
    "/collections/places/items/sy-idlib-gov",
    "/collections/places/items/nowhere",
    "/collections/mentions/items?filter=nonsense%20=%201",
    "/layers/mentions.csv",
    "/layers/zones.geojson?datetime=2018-10-01",
    "/documents?limit=3",
    "/documents?q=convoy",
    "/documents?place=sy-idlib-gov&datetime=2018-01-01/2019-06-30",
    "/passages?place=sy-idlib-gov&role=literal&limit=4",
    "/passages?use=metonym&status=resolved&limit=4",
    f"/passages?bbox={BOX}&use=literal&limit=4",
    "/passages?bbox=-180,-90,180,90&language=en&limit=3",
    "/passages?q=idlib&document=nothing",
    "/search?q=Idlib",
    "/search?q=Maarat%20Numan",
    "/reverse?lat=35.9&lon=36.6",
    "/zones",
    "/review",
    "/page.json",
    "/tiles/places/4/9/6.mvt",
    "/tiles/places/9/308/201.mvt",
    "/tiles/zones/9/308/201.mvt",
    "/styles/maplibre.json",
    "/collections/mentions",
    "/collections/mentions/schema",
    "/collections/zones/items?datetime=2018-10-01&crs=http://www.opengis.net/def/crs/EPSG/0/4326",
    "/collections/documents/items?limit=3",
    "/collections/zones/tiles/WebMercatorQuad/9/201/308",
    "/tiles/mentions/6/38/25.mvt",
    "/tiles/mentions/9/308/201.png",
    "/tiles/zones/8/154/100.png",
    "/tiles/lines/8/154/100.png",
    "/tiles/expressions/8/154/100.png",
    "/tiles/places.json",
    "/layers/places.kml",
    "/layers/zones.fgb",
    "/layers/mentions.parquet",
    "/corrections",
    "/lookup?osm_ids=sy-idlib-gov",
    "/styles/places.qml",
]
SPATIAL = [
    ("places", "S_INTERSECTS(geometry, POLYGON((36 35, 37 35, 37 36, 36 36, 36 35)))"),
    ("places", "S_DISJOINT(geometry, POLYGON((36 35, 37 35, 37 36, 36 36, 36 35)))"),
    ("zones", "S_CONTAINS(geometry, POINT(36.6 35.5)) OR S_TOUCHES(geometry, POINT(36 36))"),
    ("mentions", "S_DWITHIN(geometry, POINT(36.63 35.93), 25, km) AND use = 'literal'"),
    ("mentions", "sentence LIKE '%the%' AND ACCENTI(CASEI(surface)) LIKE ACCENTI(CASEI('IDL%'))"),
    ("mentions", "surface LIKE 'a\\\\' OR surface LIKE '100\\%%'"),
]
SEARCHES = [
    "idlib",
    "the convoy",
    '"khan shaykhun"',
    "khan-shaykhun's",
    "maarr* -idlib",
    "-idlib",
    "of of OF",
    "o' \" ( * : & | ! <-> \\",
    "ідліб 12 m5",
]
HOSTILE = {
    "1.txt": "STRASSE und Straße: İdlib, ĳs, ΌΣΟΣ, ǅ. Ma‘arrat al-Nu'mān lies near Northton.",
    "2.txt": "Quote \\ ' \" % _ ? and $1 near Northton: 100% \ufdd0 of \ufeffit, e\u0301 é 🙂.",
    "3.txt": "Патруль вышел из Northton. قال مسؤول إن إدلب هادئة.",
}


@pytest.fixture(scope="module")
def both(database: str, built: tuple[Path, Run]) -> Both:
    """Clients of the shipped dossier."""
    return both_clients(database, built[0])


@pytest.fixture(scope="module")
def in_database(database: str, built: tuple[Path, Run]) -> PostgisStore:
    """The shipped dossier's build as it stands in the database."""
    return loaded(database, built[0])


@pytest.fixture(scope="module")
def hostile(database: str, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """Clients of texts in several scripts with every sign that a query could stumble over."""
    folder = tmp_path_factory.mktemp("hostile")
    root = small_dossier(folder)
    for name, text in HOSTILE.items():
        write_document(root, name, text)
    return both_clients(database, build_in(root, folder / "out").store)


@pytest.fixture(scope="module")
def indexed(database: str, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """Clients of a small corpus that is indexed as a large one."""
    folder = tmp_path_factory.mktemp("indexed")
    root = small_dossier(folder, "indexed")
    for number in range(120):
        write_document(root, f"{number}.txt", f"Patrol {number} left Northton for Southby.")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(write_layers, "_INDEXED_FROM_FEATURES", 2)
        return both_clients(database, build_in(root, folder / "out").store)


def assert_alike(both: Both, path: str) -> None:
    """Check that two servers give one answer."""
    ours, theirs = (client.get(path) for client in both)
    assert (theirs.status_code, theirs.content) == (ours.status_code, ours.content), path


@pytest.mark.parametrize("path", REQUESTS)
def test_a_request_is_answered_with_the_same_bytes(both: Both, path: str) -> None:
    assert_alike(both, path)


@pytest.mark.parametrize(
    "path",
    [
        "/collections/mentions/items?limit=40",
        "/collections/mentions/items?limit=30&filter=use%20=%20'literal'",
        "/passages?limit=25&role=literal",
        "/documents?limit=2",
    ],
)
def test_pages_follow_each_other_alike(both: Both, path: str) -> None:
    pages = 0
    while path:
        assert_alike(both, path)
        links = both[0].get(path, headers={"Accept": "application/json"}).json()["links"]
        path = next((link["href"] for link in links if link["rel"] == "next"), "")
        path, pages = path.removeprefix(BASE), pages + 1
    assert pages > 2


def test_what_names_an_id_is_alike(both: Both) -> None:
    documents = both[0].get("/documents?f=json&limit=3").json()["documents"]
    zones = both[0].get("/zones").json()["zones"]
    questions = both[0].get("/review?limit=3").json()["groups"]
    paths = [
        *(f"/documents/{d['id']}{end}" for d in documents for end in ("", "?f=json")),
        *(f"{zone['link']}{end}" for zone in zones for end in ("", "/figure.svg")),
        *(f"/review?mention={quote(asked['mention'])}" for asked in questions),
        *(f"/collections/mentions/items/{quote(asked['mention'])}" for asked in questions),
    ]
    for path in paths:
        assert both[0].get(path).status_code == 200, path
        assert_alike(both, path)


@pytest.mark.parametrize(("layer", "text"), [*((c, f) for c, f, _ in FILTERS), *SPATIAL])
def test_a_filter_finds_the_same(both: Both, layer: str, text: str) -> None:
    assert_alike(both, f"/collections/{layer}/items?limit=1000&filter={quote(text)}")


@pytest.mark.parametrize("order", ["time", "relevance"])
@pytest.mark.parametrize("words", SEARCHES)
def test_a_search_finds_marks_and_ranks_the_same(both: Both, words: str, order: str) -> None:
    assert_alike(both, f"/passages?limit=20&sort={order}&q={quote(words)}")


@pytest.mark.parametrize("path", ["/layers/mentions.csv", "/passages", "/documents"])
def test_texts_of_all_scripts_come_back_as_they_are(hostile: Both, path: str) -> None:
    assert_alike(hostile, path)


@pytest.mark.parametrize(
    "path",
    [
        "/collections/mentions/items?bbox=11,21,13,23&filter=surface%20=%20'Southby'&limit=5",
        "/collections/mentions/items?bbox=11,21,13,23&sortby=-document&limit=5",
        "/collections/mentions/items?bbox=170,-60,-170,80",
        "/collections/mentions/items?filter=confidence%20%3E%200.1&sortby=surface&limit=5",
    ],
)
def test_what_a_large_corpus_has_indexes_for_is_found_alike(indexed: Both, path: str) -> None:
    assert indexed[0].get(path).json()["features"] or "-170" in path
    assert_alike(indexed, path)


WORDS = st.text(alphabet="aáAßSsİiıĳΣσς'\"-* nNторhإد\u0301", min_size=1, max_size=8)


@settings(max_examples=40, deadline=None)
@given(words=WORDS)
def test_any_words_find_the_same(hostile: Both, words: str) -> None:
    assert_alike(hostile, f"/passages?sort=relevance&q={quote(words)}")


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_texts_are_folded_as_in_a_file(store: Store, in_database: PostgisStore, text: str) -> None:
    query = "SELECT casei(?), accenti(?)"
    assert in_database.connections.rows(query, (text, text)) == store.connections.rows(
        query, (text, text)
    )
