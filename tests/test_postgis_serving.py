"""A build in PostGIS as it is served: roles, limits, faults, commands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from command import Run as CommandLine
from conftest import ROOT
from dossiers import build_in, small_dossier
from fastapi.testclient import TestClient
from postgres import BASE, built_job, in_database, job_of, loaded

from geo.api.app import create_app
from geo.api.serve import app_from_settings
from geo.api.settings import Settings
from geo.errors import InputError, TooSlowError
from geo.model.query import DocumentQuery
from geo.pipeline.databases import load_into_database, open_in_database
from geo.store.open import open_store

_DOCUMENTATION = ROOT / "docs" / "postgis.md"
_SQL = re.compile(r"```sql\n(.*?)```", re.DOTALL)


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
    load_into_database(maps.replace("//tests@", "//builder@"), job)
    as_reader = maps.replace("//tests@", "//reader@")
    store = open_in_database(as_reader, "shown", 10)
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
    load_into_database(bare, job)
    in_database(
        bare,
        "GRANT USAGE ON SCHEMA dateline, dateline_1 TO bob",
        "GRANT SELECT ON dateline.build TO bob",
        "GRANT SELECT ON ALL TABLES IN SCHEMA dateline_1 TO bob",
    )
    store = open_in_database(bare.replace("//tests@", "//bob@"), "plain")
    with pytest.raises(InputError, match="GRANT TEMPORARY"):
        create_app(store, Settings(), job.dossier)
    with TestClient(create_app(store, Settings())) as client:
        assert client.get("/documents").status_code == 200


def test_a_build_of_another_version_is_no_fault_of_who_asks(database: str, tmp_path: Path) -> None:
    job = built_job(tmp_path, "coming-next")
    load_into_database(database, job)
    client = TestClient(create_app(open_in_database(database, job.dossier.id), Settings()))
    in_database(database, "UPDATE dateline.build SET format = '0' WHERE dossier = 'coming-next'")
    answer = client.get("/documents")
    assert answer.status_code == 503
    assert "another version" in answer.json()["detail"]
    assert load_into_database(database, job)[1]
    assert client.get("/documents").status_code == 200


def test_a_server_outlives_the_end_of_its_sessions(database: str, tmp_path: Path) -> None:
    load_into_database(database, built_job(tmp_path, "ended"))
    with TestClient(create_app(open_in_database(database, "ended"), Settings())) as client:
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

    load_into_database(database, built_job(tmp_path, "quick"))
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
        load_into_database(database, job)
    (document,) = (
        found.id
        for found in open_store(job.store).texts.documents(DocumentQuery()).documents
        if "\0" in open_store(job.store).texts.text(found.id)[0]
    )
    assert str(caught.value).startswith(f"document '{document}'")
    with pytest.raises(InputError, match="no build of nul"):
        open_in_database(database, "nul")


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
        open_in_database(wrong, "idlib-2018")
    assert "secret" not in str(caught.value)


def test_a_database_without_the_dossier_says_how_it_gets_there(database: str) -> None:
    with pytest.raises(InputError, match="dateline build atlantis --store"):
        open_in_database(database, "atlantis")


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
