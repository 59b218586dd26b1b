"""A build in PostGIS answers as the file does that it was loaded from, byte for byte."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from command import Run as CommandLine
from dossiers import build_in, change, small_dossier, write_document
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from postgres import postgres
from test_api_cql import FILTERS

from geo.api.app import create_app
from geo.api.serve import app_from_settings
from geo.api.settings import Settings
from geo.errors import InputError, TooSlowError
from geo.model.query import DocumentQuery, Query
from geo.model.run import Run
from geo.pipeline.builds import Job, plan
from geo.pipeline.publishing import open_published, publish
from geo.store.open import Store, open_store

if TYPE_CHECKING:
    from geo.store.postgis.open import PostgisStore

BASE = "http://maps.example"
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
def address() -> Iterator[str]:
    """The address of an empty database."""
    with postgres() as found:
        yield found


def loaded(address: str, file: Path) -> PostgisStore:
    """Return a build as it reads from the database."""
    from geo.store.postgis.load import load_build  # noqa: PLC0415 - an extra
    from geo.store.postgis.open import open_postgis  # noqa: PLC0415 - the same

    load_build(address, file)
    return open_postgis(address, open_store(file).meta()["dossier"], query_limit_s=10)


Both = tuple[TestClient, TestClient]


def both_clients(address: str, file: Path) -> Both:
    """Return clients of a build in its file and in the database."""
    here, there = Settings(base_url=BASE, query_time_s=10), loaded(address, file)
    return TestClient(create_app(open_store(file), here)), TestClient(create_app(there, here))


@pytest.fixture(scope="module")
def both(address: str, built: tuple[Path, Run]) -> Both:
    """Clients of the shipped dossier."""
    return both_clients(address, built[0])


@pytest.fixture(scope="module")
def published(address: str, built: tuple[Path, Run]) -> PostgisStore:
    """The shipped dossier's build as it stands in the database."""
    return loaded(address, built[0])


@pytest.fixture(scope="module")
def hostile(address: str, tmp_path_factory: pytest.TempPathFactory) -> Both:
    """Clients of texts in several scripts with every sign that a query could stumble over."""
    folder = tmp_path_factory.mktemp("hostile")
    root = small_dossier(folder)
    for name, text in HOSTILE.items():
        write_document(root, name, text)
    return both_clients(address, build_in(root, folder / "out").store)


def assert_alike(both: Both, path: str) -> None:
    """Check that two servers give one answer."""
    ours, theirs = (client.get(path) for client in both)
    assert (theirs.status_code, theirs.content) == (ours.status_code, ours.content), path


@pytest.mark.parametrize("path", REQUESTS)
def test_a_request_is_answered_with_the_same_bytes(both: Both, path: str) -> None:
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


WORDS = st.text(alphabet="aáAßSsİiıĳΣσς'\"-* nNторhإد\u0301", min_size=1, max_size=8)


@settings(max_examples=40, deadline=None)
@given(words=WORDS)
def test_any_words_find_the_same(hostile: Both, words: str) -> None:
    assert_alike(hostile, f"/passages?sort=relevance&q={quote(words)}")


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_texts_are_folded_as_in_a_file(store: Store, published: PostgisStore, text: str) -> None:
    query = "SELECT casei(?), accenti(?)"
    assert published.connections.rows(query, (text, text)) == store.connections.rows(
        query, (text, text)
    )


def test_a_new_build_is_seen_at_once_and_the_old_one_goes_when_nobody_reads_it(
    address: str, tmp_path: Path
) -> None:
    root = small_dossier(tmp_path, "coming")
    store = loaded(address, build_in(root, tmp_path / "out").store)
    title = store.meta()["title"]
    stream = store.features.select("documents", Query())
    first = next(stream)
    change(root / "dossier.toml", 'title = "', 'title = "New: ')
    write_document(root, "new.txt", "A patrol left Northton.")
    file = build_in(root, tmp_path / "out").store
    assert publish(address, job_of(root, tmp_path / "out"))[1]
    assert store.meta()["title"] == f"New: {title}"
    assert len([first, *stream]) < open_store(file).features.layer("documents").features
    assert publish(address, job_of(root, tmp_path / "out")) == (standing(store), False)
    change(root / "dossier.toml", "New: ", "Newer: ")
    build_in(root, tmp_path / "out")
    store.connections.close()
    publish(address, job_of(root, tmp_path / "out"))
    assert schemas(store) == [f"dateline_{standing(store)}"]


def test_every_answer_is_of_one_build_while_builders_come_and_go(
    address: str, tmp_path: Path
) -> None:
    jobs = []
    for number in range(2):
        root = small_dossier(tmp_path / str(number), "busy")
        change(root / "dossier.toml", 'title = "', f'title = "{number} ')
        for patrol in range(20 * number):
            write_document(root, f"{patrol}.txt", f"Patrol {patrol} left Northton.")
        build_in(root, root / "out")
        jobs.append(job_of(root, root / "out"))
    paths = ("/?f=json", "/collections", "/layers/mentions.geojson", "/passages?q=patrol")
    files = [open_store(job.store) for job in jobs]
    known = {
        path: {
            TestClient(create_app(file, Settings(base_url=BASE))).get(path).content
            for file in files
        }
        for path in paths
    }
    publish(address, jobs[0])
    app = create_app(open_published(address, "busy", 10), Settings(base_url=BASE, query_time_s=10))
    ended = threading.Event()

    def hammer(client: TestClient) -> list[str]:
        wrong = []
        while not ended.is_set():
            wrong += [path for path in paths if client.get(path).content not in known[path]]
        return wrong

    with TestClient(app) as client, ThreadPoolExecutor() as threads:
        hammers = [threads.submit(hammer, client) for _ in range(2)]
        builders = [threads.submit(publish, address, job) for job in (*jobs, *jobs)]
        loads = [builder.result() for builder in builders]
        ended.set()
        assert [found.result() for found in hammers] == [[], []]
    assert any(new for _, new in loads)


def test_nothing_can_be_written_by_who_reads(published: PostgisStore) -> None:
    import psycopg  # noqa: PLC0415 - an extra

    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        published.connections.rows("DELETE FROM meta")


def test_a_query_that_runs_away_is_stopped(address: str, published: PostgisStore) -> None:
    dossier = published.meta()["dossier"]
    from geo.store.postgis.open import open_postgis  # noqa: PLC0415 - an extra

    quick = open_postgis(address, dossier, query_limit_s=0.01)
    with pytest.raises(TooSlowError, match="took too long"):
        quick.connections.rows("SELECT pg_sleep(30)")


def test_a_text_that_postgresql_cannot_hold_is_named(address: str, tmp_path: Path) -> None:
    root = small_dossier(tmp_path, "nul")
    record = {"id": "nul", "text": "A patrol left\0 Northton."}
    (root / "documents" / "records.jsonl").write_text(json.dumps(record), "utf-8")
    job = job_of(root, tmp_path / "out")
    build_in(root, job.out)
    with pytest.raises(InputError, match=r"cannot be kept in PostgreSQL.*NUL") as caught:
        publish(address, job)
    (document,) = (
        found.id
        for found in open_store(job.store).texts.documents(DocumentQuery()).documents
        if "\0" in open_store(job.store).texts.text(found.id)[0]
    )
    assert str(caught.value).startswith(f"document '{document}'")
    with pytest.raises(InputError, match="no build of nul"):
        open_published(address, "nul")


def test_an_address_that_answers_nobody_is_said_without_its_password() -> None:
    pytest.importorskip("psycopg", reason="the extra postgis is not installed")
    with pytest.raises(TooSlowError, match="does not answer") as caught:
        open_published("postgresql://ann:secret@127.0.0.1:1/maps", "idlib-2018")
    assert "secret" not in str(caught.value)
    assert "maps on 127.0.0.1:1" in str(caught.value)


def test_a_database_without_the_dossier_says_how_it_gets_there(address: str) -> None:
    with pytest.raises(InputError, match="dateline build atlantis --store"):
        open_published(address, "atlantis")


def test_a_command_builds_into_the_database_and_a_server_reads_it_there(
    address: str, tmp_path: Path, dateline: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = small_dossier(tmp_path, "told")
    done = dateline("build", root, "--out", tmp_path / "out", "--store", address)
    assert done.status == 0
    assert "of told stands in PostGIS" in done.err
    again = dateline("build", root, "--out", tmp_path / "out", "--store", address)
    assert "stood already" in again.err
    monkeypatch.setenv("DATELINE_STORE", address)
    monkeypatch.setenv("DATELINE_DOSSIER", str(root))
    with TestClient(app_from_settings()) as client:
        assert client.get("/healthz").json()["dossier"] == "told"
        assert client.post("/parse", json={"text": "Fog lies over Northton."}).json()["features"]
        assert client.get("/review").json()["read_only"]
    watched = dateline("serve", root, "--watch", "--port", "0")
    assert watched.status == 2
    assert "dateline build" in watched.err


def job_of(root: Path, out: Path) -> Job:
    """Return the job of a dossier."""
    return plan(root, None, out)


def standing(store: PostgisStore) -> int:
    """Return the number of the build that a store reads."""
    return store.connections.stamp()[0]


def schemas(store: PostgisStore) -> list[str]:
    """Return the schemas of the builds of a store's dossier."""
    return [
        row[0]
        for row in store.connections.rows(
            "SELECT 'dateline_' || number FROM dateline.loaded WHERE dossier = ?",
            (store.meta()["dossier"],),
        )
    ]
