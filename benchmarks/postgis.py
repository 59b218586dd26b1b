"""A PostgreSQL with PostGIS of our own in a folder: for benchmarks, gone when they end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import orjson

from geo.model.query import StoredFeature

_SETTINGS = {
    "autovacuum": "off",
    "fsync": "off",
    "jit": "off",
    "listen_addresses": "127.0.0.1",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "shared_buffers": "2GB",
    "statement_timeout": "30s",
    "work_mem": "64MB",
}
"""More memory than Debian gives, no compiling of queries, no cleaning up while it is measured."""
_ACCOUNT = "postgres"
"""PostgreSQL does not run as root; the account is made by Debian's package."""
_TYPES = {"string": "text", "number": "double precision", "boolean": "boolean"}


class MissingError(Exception):
    """A peer is not here; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A running PostgreSQL."""

    pid: int
    port: int
    programs: Path

    @property
    def address(self) -> str:
        """Return it as a connection string."""
        return f"postgresql://{_ACCOUNT}@127.0.0.1:{self.port}/{_ACCOUNT}"

    def run(self, sql: str, rows: Iterable[bytes] = ()) -> str:
        """Run statements, the rows as the input of a COPY; return what they print."""
        command = [str(self.programs / "psql"), "-qAt", "-v", "ON_ERROR_STOP=1"]
        command += ["-c", "SET client_min_messages = warning; SET statement_timeout = 0"]
        command += ["-c", sql, self.address]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as psql:
            if psql.stdin is None or psql.stdout is None:
                raise MissingError(sql)
            for row in rows:
                psql.stdin.write(row)
            psql.stdin.close()
            said = psql.stdout.read().decode()
        if psql.returncode:
            raise MissingError(sql)
        return said


@contextmanager
def cluster(folder: Path, port: int) -> Iterator[Cluster]:
    """Run PostgreSQL on ``folder``, made where it is missing. Raises MissingError."""
    programs = _programs()
    account = {"user": _ACCOUNT, "group": _ACCOUNT, "extra_groups": []} if _is_root() else {}
    data = folder / "data"
    if not (data / "PG_VERSION").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        if _is_root():
            shutil.chown(folder, _ACCOUNT, _ACCOUNT)
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", _ACCOUNT, "-A", "trust", "-E", "UTF8"],
            check=True,
            capture_output=True,
            **account,  # type: ignore[call-overload]
        )
    given = [f"-c{name}={value}" for name, value in sorted(_SETTINGS.items())]
    server = subprocess.Popen(
        [programs / "postgres", "-D", data, "-p", str(port), "-k", folder, *given],
        stderr=subprocess.DEVNULL,
        **account,  # type: ignore[call-overload]
    )
    try:
        ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        while subprocess.run(ready, check=False).returncode:
            if server.poll() is not None:
                msg = f"PostgreSQL does not start on {data}"
                raise MissingError(msg)
        yield Cluster(pid=server.pid, port=port, programs=programs)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        msg = "PostgreSQL is not installed: apt-get install postgresql-15-postgis-3"
        raise MissingError(msg)
    if not list(Path("/usr/share/postgresql").glob("*/extension/postgis.control")):
        msg = "PostGIS is not installed: apt-get install postgresql-15-postgis-3"
        raise MissingError(msg)
    return found[-1].parent


def _is_root() -> bool:
    return os.geteuid() == 0


def load(
    database: Cluster, table: str, queryables: dict[str, str], features: Iterable[StoredFeature]
) -> None:
    """Load a layer as a table with a column a property, as a user of PostGIS would keep it."""
    stream = iter(features)
    first = next(stream)
    names = list(orjson.loads(first.properties))
    columns = ", ".join(f'"{n}" {_TYPES.get(queryables.get(n, ""), "jsonb")}' for n in names)
    database.run("CREATE EXTENSION IF NOT EXISTS postgis")
    database.run(f"DROP TABLE IF EXISTS {table}")
    database.run(
        f"CREATE TABLE {table} (fid text PRIMARY KEY, {columns}, geom geometry(Point, 4326))"
    )
    listed = ", ".join(f'"{name}"' for name in names)
    lines = (_line(feature, names) for feature in chain([first], stream))
    database.run(f"COPY {table} (fid, {listed}, geom) FROM STDIN", lines)
    database.run(f"CREATE INDEX ON {table} USING gist (geom)")
    database.run(f"VACUUM ANALYZE {table}")
    database.run("CHECKPOINT")


def _line(feature: StoredFeature, names: list[str]) -> bytes:
    values = orjson.loads(feature.properties)
    geometry = orjson.loads(feature.geometry)
    place = "SRID=4326;POINT({} {})".format(*geometry["coordinates"]) if geometry else None
    cells = [feature.id, *(values.get(name) for name in names), place]
    return "\t".join(map(_cell, cells)).encode() + b"\n"


def _cell(value: object) -> str:
    if value is None:
        return "\\N"
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return (
        text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    )
