"""A PostgreSQL with PostGIS of the tests' own, in a folder that goes with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from dossiers import build_in, small_dossier
from fastapi.testclient import TestClient

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.pipeline.builds import Job, plan
from geo.store.open import open_store

if TYPE_CHECKING:
    from geo.store.postgis.open import PostgisStore

BASE = "http://maps.example"

_ACCOUNT = "postgres"
"""PostgreSQL does not run as root; Debian's package makes this account."""
_START_S = 30
_QUICK = ("-c", "fsync=off", "-c", "listen_addresses=", "-c", "shared_buffers=32MB")


def _missing() -> str:
    """Return what is not here, "" where all is."""
    try:
        import psycopg  # noqa: F401, PLC0415 - an extra
    except ImportError:
        return "psycopg is not installed (the extra postgis)"
    if not list(Path("/usr/share/postgresql").glob("*/extension/postgis.control")):
        return "PostGIS is not installed (postgresql-15-postgis-3)"
    return ""


@contextmanager
def postgres() -> Iterator[str]:
    """Run a PostgreSQL and yield its address; skips where it is not installed, but not in CI."""
    missing = _missing()
    if missing and os.environ.get("CI"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"))
    account = {"user": _ACCOUNT, "group": _ACCOUNT} if os.geteuid() == 0 else {}
    with TemporaryDirectory(prefix="dateline-postgres-") as name:
        folder = Path(name)
        if account:
            shutil.chown(folder, _ACCOUNT, _ACCOUNT)
        made = [programs / "initdb", "-D", folder / "data", "-U", "tests", "-A", "trust"]
        subprocess.run(
            [*made, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=True,
            capture_output=True,
            **account,  # type: ignore[call-overload]
        )
        command = [programs / "postgres", "-D", folder / "data", "-k", folder, *_QUICK]
        with subprocess.Popen(
            command,
            stderr=subprocess.DEVNULL,
            **account,  # type: ignore[call-overload]
        ) as server:
            _wait(programs, folder)
            try:
                yield f"postgresql://tests@/postgres?host={folder}"
            finally:
                server.send_signal(2)
                server.wait()


def _wait(programs: Path, folder: Path) -> None:
    until = time.monotonic() + _START_S
    ready: list[str | Path] = [programs / "pg_isready", "-q", "-h", folder]
    while subprocess.run(ready, check=False).returncode:
        assert time.monotonic() < until, "PostgreSQL does not start"
        time.sleep(0.05)


def in_database(address: str, *statements: str) -> list[Any]:
    """Run statements of a test's own; return the rows of the last one."""
    import psycopg  # noqa: PLC0415 - an extra

    with psycopg.connect(address, autocommit=True) as connection:
        cursors = [connection.execute(statement.encode()) for statement in statements]
        return cursors[-1].fetchall() if cursors[-1].description else []


def built_job(folder: Path, name: str) -> Job:
    """Return the job of a small dossier that is built."""
    root = small_dossier(folder, name)
    build_in(root, folder / f"{name}-out")
    return job_of(root, folder / f"{name}-out")


def job_of(root: Path, out: Path) -> Job:
    """Return the job of a dossier."""
    return plan(root, None, out)


def loaded(database: str, file: Path) -> PostgisStore:
    """Return a build as it reads from the database."""
    from geo.store.postgis.load import load_build  # noqa: PLC0415 - an extra
    from geo.store.postgis.open import open_postgis  # noqa: PLC0415 - the same

    load_build(database, file)
    return open_postgis(database, open_store(file).meta()["dossier"], query_limit_s=10)


Both = tuple[TestClient, TestClient]


def both_clients(database: str, file: Path) -> Both:
    """Return clients of a build in its file and in the database."""
    here, there = Settings(base_url=BASE, query_time_s=10), loaded(database, file)
    return TestClient(create_app(open_store(file), here)), TestClient(create_app(there, here))
