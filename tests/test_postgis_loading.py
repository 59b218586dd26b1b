"""Builds that come into PostGIS and go: whole or not at all, one after the other, for readers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from command import Run as CommandLine
from conftest import ROOT
from dossiers import build_in, change, small_dossier, write_document
from fastapi.testclient import TestClient
from postgres import BASE, loaded

from geo.api.app import create_app
from geo.api.serve import app_from_settings
from geo.api.settings import Settings
from geo.errors import InputError, TooSlowError
from geo.model.query import DocumentQuery, Query
from geo.pipeline.builds import Job, plan
from geo.pipeline.publishing import open_published, publish
from geo.store.open import open_store

if TYPE_CHECKING:
    from geo.store.postgis.open import PostgisStore

_WAITING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query "
_HELD_UP = f"EXISTS ({_WAITING} LIKE '%INSERT INTO dateline.build%' AND pid <> pg_backend_pid())"
_WAITS_ITS_TURN = f"EXISTS ({_WAITING} LIKE '%hashtext%' AND pid <> pg_backend_pid())"
_SCHEMAS_OF = (
    "SELECT count(*) FROM pg_namespace n JOIN dateline.loaded l "
    "ON n.nspname = 'dateline_' || l.number WHERE l.dossier = '{}'"
)
_PATIENCE_S = 60
_DOCUMENTATION = ROOT / "docs" / "postgis.md"
_SQL = re.compile(r"```sql\n(.*?)```", re.DOTALL)
_LOADER = """
import sys
from pathlib import Path
from geo.store.postgis.load import load_build
load_build(sys.argv[1], Path(sys.argv[2]))
"""


def in_database(address: str, *statements: str) -> list[Any]:
    """Run statements of a test's own; return the rows of the last one."""
    import psycopg  # noqa: PLC0415 - an extra

    with psycopg.connect(address, autocommit=True) as connection:
        cursors = [connection.execute(statement.encode()) for statement in statements]
        return cursors[-1].fetchall() if cursors[-1].description else []


@contextmanager
def held_up(address: str) -> Iterator[None]:
    """Let no build come to stand meanwhile: loads wait when all but that is done."""
    import psycopg  # noqa: PLC0415 - an extra

    with psycopg.connect(address) as connection:
        connection.execute("LOCK TABLE dateline.build IN EXCLUSIVE MODE")
        yield


def wait_until(address: str, condition: str) -> None:
    """Wait until a condition holds in the database."""
    until = time.monotonic() + _PATIENCE_S
    while in_database(address, f"SELECT {condition}") != [(True,)]:
        assert time.monotonic() < until, condition
        time.sleep(0.02)


@contextmanager
def loading_in_a_process(address: str, file: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Load a build from another process."""
    command = [sys.executable, "-c", _LOADER, address, str(file)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as loader:
        try:
            yield loader
        finally:
            loader.kill()


def built_job(folder: Path, name: str) -> Job:
    """Return the job of a small dossier that is built."""
    root = small_dossier(folder, name)
    build_in(root, folder / f"{name}-out")
    return job_of(root, folder / f"{name}-out")


def test_a_new_build_is_seen_at_once_and_the_old_one_goes_when_nobody_reads_it(
    database: str, tmp_path: Path
) -> None:
    root = small_dossier(tmp_path, "coming")
    store = loaded(database, build_in(root, tmp_path / "out").store)
    title = store.meta()["title"]
    stream = store.features.select("documents", Query())
    first = next(stream)
    change(root / "dossier.toml", 'title = "', 'title = "New: ')
    write_document(root, "new.txt", "A patrol left Northton.")
    file = build_in(root, tmp_path / "out").store
    assert publish(database, job_of(root, tmp_path / "out"))[1]
    assert store.meta()["title"] == f"New: {title}"
    assert len([first, *stream]) < open_store(file).features.layer("documents").features
    assert publish(database, job_of(root, tmp_path / "out")) == (standing(store), False)
    change(root / "dossier.toml", "New: ", "Newer: ")
    build_in(root, tmp_path / "out")
    store.connections.close()
    publish(database, job_of(root, tmp_path / "out"))
    assert schemas(store) == [f"dateline_{standing(store)}"]


def test_every_answer_is_of_one_build_while_builders_come_and_go(
    database: str, tmp_path: Path
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
    publish(database, jobs[0])
    app = create_app(
        open_published(database, "busy", 10), Settings(base_url=BASE, query_time_s=10)
    )
    ended = threading.Event()

    def hammer(client: TestClient) -> list[str]:
        wrong = []
        while not ended.is_set():
            wrong += [path for path in paths if client.get(path).content not in known[path]]
        return wrong

    with TestClient(app) as client, ThreadPoolExecutor() as threads:
        hammers = [threads.submit(hammer, client) for _ in range(2)]
        try:
            builders = [threads.submit(publish, database, job) for job in (*jobs, *jobs)]
            loads = [builder.result() for builder in builders]
        finally:
            ended.set()
        assert [found.result() for found in hammers] == [[], []]
    assert any(new for _, new in loads)


def test_a_load_that_is_killed_leaves_nothing_and_readers_keep_what_stood(
    database: str, tmp_path: Path
) -> None:
    root = small_dossier(tmp_path, "killed")
    store = loaded(database, build_in(root, tmp_path / "out").store)
    before = (store.meta(), schemas(store))
    change(root / "dossier.toml", 'title = "', 'title = "New: ')
    build_in(root, tmp_path / "out")
    job = job_of(root, tmp_path / "out")
    with held_up(database), loading_in_a_process(database, job.store) as loader:
        wait_until(database, _HELD_UP)
        assert (store.meta(), schemas(store)) == before
        loader.kill()
        loader.wait()
    wait_until(database, f"NOT {_HELD_UP}")
    assert (store.meta(), schemas(store)) == before
    store.connections.close()
    assert publish(database, job)[1]
    assert store.meta()["title"].startswith("New: ")
    assert (
        in_database(database, _SCHEMAS_OF.format("killed")) == [(len(schemas(store)),)] == [(1,)]
    )


def test_of_two_that_load_one_build_the_second_waits_and_finds_it_there(
    database: str, tmp_path: Path
) -> None:
    root = small_dossier(tmp_path, "twice")
    build_in(root, tmp_path / "out")
    job = job_of(root, tmp_path / "out")
    publish(database, job)
    change(root / "dossier.toml", 'title = "', 'title = "New: ')
    build_in(root, tmp_path / "out")
    with ThreadPoolExecutor() as threads:
        with held_up(database):
            first = threads.submit(publish, database, job)
            wait_until(database, _HELD_UP)
            second = threads.submit(publish, database, job)
            wait_until(database, _WAITS_ITS_TURN)
        number, is_new = first.result()
        assert (is_new, second.result()) == (True, (number, False))


def test_a_load_may_take_longer_than_a_statement_of_its_role(
    database: str, tmp_path: Path
) -> None:
    publish(database, built_job(tmp_path, "patient"))
    in_database(
        database,
        "CREATE TABLE public.heard (time_limit text)",
        "CREATE FUNCTION public.hear() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN INSERT INTO public.heard VALUES (current_setting($$statement_timeout$$)); "
        "RETURN NEW; END'",
        "CREATE TRIGGER hear AFTER INSERT ON dateline.build "
        "FOR EACH ROW EXECUTE FUNCTION public.hear()",
        "ALTER ROLE tests SET statement_timeout TO '20s'",
    )
    try:
        publish(database, built_job(tmp_path, "slow"))
        assert in_database(database, "SELECT time_limit FROM public.heard") == [("0",)]
        assert in_database(database, "SHOW statement_timeout") == [("20s",)]
    finally:
        in_database(
            database,
            "ALTER ROLE tests RESET statement_timeout",
            "DROP FUNCTION public.hear CASCADE",
            "DROP TABLE public.heard",
        )


def test_the_roles_of_the_documentation_can_do_what_they_are_for_and_no_more(
    database: str, tmp_path: Path
) -> None:
    import psycopg  # noqa: PLC0415 - an extra

    maps = database.replace("/postgres?", "/maps?")
    for block in _SQL.findall(_DOCUMENTATION.read_text("utf-8")):
        for number, part in enumerate(re.split(r"\\connect maps|(?=CREATE ROLE dateline)", block)):
            for statement in filter(str.strip, part.split(";")):
                in_database(maps if number else database, statement)
    job = built_job(tmp_path, "shown")
    publish(maps.replace("//tests@", "//builder@"), job)
    as_reader = maps.replace("//tests@", "//reader@")
    store = open_published(as_reader, "shown", 10)
    client = TestClient(create_app(store, Settings(base_url=BASE), job.dossier))
    for path in ("/?f=json", "/passages?q=northton", "/review", "/layers/mentions.geojson"):
        assert client.get(path).status_code == 200, path
    for refused in (
        "DELETE FROM dateline.build",
        "TRUNCATE dateline_1.meta",
        "CREATE TABLE dateline_1.mine (a int)",
        "CREATE SCHEMA mine",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            in_database(as_reader, refused)


def test_a_role_without_temporary_tables_is_told_what_it_lacks(
    database: str, tmp_path: Path
) -> None:
    job = built_job(tmp_path, "plain")
    in_database(
        database,
        "CREATE DATABASE bare TEMPLATE template0",
        "CREATE ROLE bob LOGIN",
        "REVOKE TEMPORARY ON DATABASE bare FROM PUBLIC",
    )
    bare = database.replace("/postgres?", "/bare?")
    publish(bare, job)
    in_database(
        bare,
        "GRANT USAGE ON SCHEMA dateline, dateline_1 TO bob",
        "GRANT SELECT ON dateline.build TO bob",
        "GRANT SELECT ON ALL TABLES IN SCHEMA dateline_1 TO bob",
    )
    store = open_published(bare.replace("//tests@", "//bob@"), "plain")
    with pytest.raises(InputError, match="GRANT TEMPORARY"):
        create_app(store, Settings(), job.dossier)
    with TestClient(create_app(store, Settings())) as client:
        assert client.get("/documents").status_code == 200


def test_a_build_of_another_version_is_no_fault_of_who_asks(database: str, tmp_path: Path) -> None:
    job = built_job(tmp_path, "coming-next")
    publish(database, job)
    client = TestClient(create_app(open_published(database, job.dossier.id), Settings()))
    in_database(database, "UPDATE dateline.build SET format = '0' WHERE dossier = 'coming-next'")
    answer = client.get("/documents")
    assert answer.status_code == 503
    assert "another version" in answer.json()["detail"]
    assert publish(database, job)[1]
    assert client.get("/documents").status_code == 200


def test_a_server_outlives_the_end_of_its_sessions(database: str, tmp_path: Path) -> None:
    publish(database, built_job(tmp_path, "ended"))
    with TestClient(create_app(open_published(database, "ended"), Settings())) as client:
        assert client.get("/documents").status_code == 200
        in_database(
            database,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'dateline'",
        )
        assert client.get("/documents").status_code == 200


def test_a_session_that_serves_is_read_only(database: str, tmp_path: Path) -> None:
    import psycopg  # noqa: PLC0415 - an extra

    store = loaded(database, built_job(tmp_path, "still").store)
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        store.connections.rows("DELETE FROM meta")


def test_a_query_that_runs_away_is_stopped(database: str, tmp_path: Path) -> None:
    from geo.store.postgis.open import open_postgis  # noqa: PLC0415 - an extra

    publish(database, built_job(tmp_path, "quick"))
    quick = open_postgis(database, "quick", query_limit_s=0.01)
    with pytest.raises(TooSlowError, match="took too long"):
        quick.connections.rows("SELECT pg_sleep(30)")


def test_a_text_that_postgresql_cannot_hold_is_named(database: str, tmp_path: Path) -> None:
    root = small_dossier(tmp_path, "nul")
    record = {"id": "nul", "text": "A patrol left\0 Northton."}
    (root / "documents" / "records.jsonl").write_text(json.dumps(record), "utf-8")
    job = job_of(root, tmp_path / "out")
    build_in(root, job.out)
    with pytest.raises(InputError, match=r"cannot be kept in PostgreSQL.*NUL") as caught:
        publish(database, job)
    (document,) = (
        found.id
        for found in open_store(job.store).texts.documents(DocumentQuery()).documents
        if "\0" in open_store(job.store).texts.text(found.id)[0]
    )
    assert str(caught.value).startswith(f"document '{document}'")
    with pytest.raises(InputError, match="no build of nul"):
        open_published(database, "nul")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("postgresql://ann:secret@127.0.0.1:1/maps", "maps on 127.0.0.1:1: the database does not"),
        ("postgres//ann:secret@maps", "no postgresql://USER@HOST/DATABASE"),
        ("postgresql://ann:secret@127.0.0.1/maps?colour=red", "no postgresql://USER@HOST"),
    ],
)
def test_a_wrong_address_is_said_without_its_password(wrong: str, said: str) -> None:
    pytest.importorskip("psycopg", reason="the extra postgis is not installed")
    with pytest.raises(InputError, match=said) as caught:
        open_published(wrong, "idlib-2018")
    assert "secret" not in str(caught.value)


def test_a_database_without_the_dossier_says_how_it_gets_there(database: str) -> None:
    with pytest.raises(InputError, match="dateline build atlantis --store"):
        open_published(database, "atlantis")


def test_a_command_builds_into_the_database_and_a_server_reads_it_there(
    database: str, tmp_path: Path, dateline: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = small_dossier(tmp_path, "told")
    done = dateline("build", root, "--out", tmp_path / "out", "--store", database)
    assert done.status == 0
    assert "of told stands in PostGIS" in done.err
    again = dateline("build", root, "--out", tmp_path / "out", "--store", database)
    assert "stood already" in again.err
    monkeypatch.setenv("DATELINE_STORE", database)
    monkeypatch.setenv("DATELINE_DOSSIER", str(root))
    with TestClient(app_from_settings()) as client:
        assert client.get("/healthz").json()["dossier"] == "told"
        assert client.post("/parse", json={"text": "Fog lies over Northton."}).json()["features"]
        assert client.get("/review").json()["read_only"] is None
    refused = dateline("serve", root, "--documents", root / "documents", "--port", "0")
    assert refused.status == 2
    assert "add --watch" in refused.err


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
