"""Builds that come into PostGIS and go: whole or not at all, one after the other, for readers."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from conftest import ROOT
from dossiers import build_in, change, small_dossier, write_document
from fastapi.testclient import TestClient
from postgres import BASE, built_job, in_database, job_of, loaded

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.model.query import Query
from geo.pipeline.builds import Job
from geo.pipeline.databases import load_into_database, open_in_database
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
    assert load_into_database(database, job_of(root, tmp_path / "out"))[1]
    assert store.meta()["title"] == f"New: {title}"
    assert len([first, *stream]) < open_store(file).features.layer("documents").features
    assert load_into_database(database, job_of(root, tmp_path / "out")) == (standing(store), False)
    change(root / "dossier.toml", "New: ", "Newer: ")
    build_in(root, tmp_path / "out")
    store.connections.close()
    load_into_database(database, job_of(root, tmp_path / "out"))
    assert schemas(store) == [f"dateline_{standing(store)}"]


def test_every_answer_is_of_one_build_while_builders_come_and_go(
    database: str, tmp_path: Path
) -> None:
    jobs = [patrols_job(tmp_path, number) for number in range(2)]
    paths = ("/?f=json", "/collections", "/layers/mentions.geojson", "/passages?q=patrol")
    files = [open_store(job.store) for job in jobs]
    known = {
        path: {
            TestClient(create_app(file, Settings(base_url=BASE))).get(path).content
            for file in files
        }
        for path in paths
    }
    load_into_database(database, jobs[0])
    app = create_app(
        open_in_database(database, "busy", 10), Settings(base_url=BASE, query_time_s=10)
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
            builders = [
                threads.submit(load_into_database, database, job) for job in (*jobs, *jobs)
            ]
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
    assert load_into_database(database, job)[1]
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
    load_into_database(database, job)
    change(root / "dossier.toml", 'title = "', 'title = "New: ')
    build_in(root, tmp_path / "out")
    with ThreadPoolExecutor() as threads:
        with held_up(database):
            first = threads.submit(load_into_database, database, job)
            wait_until(database, _HELD_UP)
            second = threads.submit(load_into_database, database, job)
            wait_until(database, _WAITS_ITS_TURN)
        number, is_new = first.result()
        assert (is_new, second.result()) == (True, (number, False))


def test_a_load_may_take_longer_than_a_statement_of_its_role(
    database: str, tmp_path: Path
) -> None:
    load_into_database(database, built_job(tmp_path, "patient"))
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
        load_into_database(database, built_job(tmp_path, "slow"))
        assert in_database(database, "SELECT time_limit FROM public.heard") == [("0",)]
        assert in_database(database, "SHOW statement_timeout") == [("20s",)]
    finally:
        in_database(
            database,
            "ALTER ROLE tests RESET statement_timeout",
            "DROP FUNCTION public.hear CASCADE",
            "DROP TABLE public.heard",
        )


def patrols_job(folder: Path, number: int) -> Job:
    """Build one of two dossiers of one name, which differ in every answer."""
    root = small_dossier(folder / str(number), "busy")
    change(root / "dossier.toml", 'title = "', f'title = "{number} ')
    for patrol in range(20 * number):
        write_document(root, f"{patrol}.txt", f"Patrol {patrol} left Northton.")
    build_in(root, root / "out")
    return job_of(root, root / "out")


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
