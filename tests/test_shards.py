"""Documents read in shards: who reads them, where they lie, what is left after a kill."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
from command import Run
from conftest import quiet
from dossiers import build_in, small_dossier

from geo.dossier.find import find_dossier
from geo.errors import InputError
from geo.pipeline import sharding, shards
from geo.pipeline import workers as workers_module
from geo.pipeline.builds import STORE_NAME, Built, build, plan
from geo.pipeline.engine import Engine
from geo.pipeline.parts import PARTS
from geo.pipeline.shards import Shard
from geo.pipeline.stream import PartReadings
from geo.pipeline.workers import DaskCluster, Processes, Site, Workers

NAMES = ("Northton", "Southby")
MANY, IN_A_SHARD = 60, 20
DASK = (sys.executable, "-m", "dask")


def record(number: int) -> dict[str, str]:
    """Return a record of a table of documents."""
    here, there = NAMES[number % 2], NAMES[(number + 1) % 2]
    text = f"Lorry {number} left {here} for {there}, and a mine went off north of {here}."
    return {"id": f"r{number}", "text": text, "date": f"2020-{1 + number % 9:02}-11"}


def lines(count: int) -> bytes:
    """Return records as JSON Lines."""
    return b"".join(json.dumps(record(n)).encode() + b"\n" for n in range(count))


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A small dossier, and documents for three shards."""
    monkeypatch.setattr(shards, "_MOST_DOCUMENTS", IN_A_SHARD)
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(lines(MANY))
    return small_dossier(tmp_path), path


def built(
    corpus: tuple[Path, Path], out: Path, workers: Callable[[Engine], Workers] | None = None
) -> bytes:
    """Build a store; return it."""
    job = plan(find_dossier(corpus[0]), corpus[1], out)
    build(job, quiet, workers=workers)
    return (out / STORE_NAME).read_bytes()


def command(corpus: tuple[Path, Path], out: Path, *words: str) -> list[str]:
    """Return the command that builds it."""
    start = [sys.executable, "-m", "geo", "build", str(corpus[0]), "--documents", str(corpus[1])]
    return [*start, "--out", str(out), *words]


def parts(out: Path) -> list[str]:
    """Return the names of the parts, and of what else lies there."""
    return sorted(path.name for path in (out / PARTS).iterdir())


class Stops:
    """Workers that make so many parts, and then die with the build."""

    def __init__(self, count: int) -> None:
        self.count = count

    def parts(self, shards: Iterable[Shard], site: Site) -> Iterator[str]:
        for number, shard in enumerate(shards):
            if number == self.count:
                raise KeyboardInterrupt
            yield workers_module.make_part_there(shard, site)


def stopping(count: int) -> Callable[[Engine], Workers]:
    """Return workers that make so many parts."""
    return lambda _: Stops(count)


def test_a_build_that_stopped_goes_on_where_it_was(
    corpus: tuple[Path, Path], tmp_path: Path
) -> None:
    whole = built(corpus, tmp_path / "whole")
    out = tmp_path / "out"
    for count in (1, 1):
        with pytest.raises(KeyboardInterrupt):
            built(corpus, out, stopping(count))
    before = {path: path.stat().st_mtime_ns for path in (out / PARTS).glob("*/*")}
    assert len(parts(out)) == 2
    assert built(corpus, out) == whole
    assert parts(out) == parts(tmp_path / "whole")
    assert all(path.stat().st_mtime_ns == at for path, at in before.items())


def test_a_killed_process_is_replaced_and_the_store_is_the_same(
    corpus: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = built(corpus, tmp_path / "whole")
    monkeypatch.setattr(workers_module, "make_part_there", die_once)
    monkeypatch.setenv("MARK", str(tmp_path / "died"))
    assert built(corpus, tmp_path / "out", lambda _: Processes(count=2)) == whole
    assert (tmp_path / "died").exists()


def die_once(shard: Shard, site: Site) -> str:
    """Kill the process that is given the first shard, the first time."""
    mark = Path(os.environ["MARK"])
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return workers_module.make_part_there(shard, site)


def test_processes_that_die_again_and_again_end_the_build_with_the_reason(
    corpus: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers_module, "make_part_there", die)
    monkeypatch.setattr(workers_module, "_MOST_DEATHS", 1)
    with pytest.raises(InputError, match="were killed; what was read is kept"):
        built(corpus, tmp_path / "out", lambda _: Processes(count=1))


def die(_shard: Shard, _site: Site) -> str:
    """Kill the process."""
    os.kill(os.getpid(), signal.SIGKILL)
    return ""


def test_a_killed_dask_worker_changes_nothing(
    corpus: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dask = pytest.importorskip("distributed", reason="Dask is an extra")
    whole = built(corpus, tmp_path / "whole")
    monkeypatch.setenv("MARK", str(tmp_path / "died"))
    monkeypatch.setattr(workers_module, "make_part_there", die_once)
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with dask.LocalCluster(**options, silence_logs=50) as cluster:
        address = cluster.scheduler_address
        found = built(corpus, tmp_path / "out", lambda _: DaskCluster(address=address))
    assert found == whole
    assert (tmp_path / "died").exists()


KILLS_ITSELF = """
import os, signal, sys
from geo.pipeline import workers

make_part, made = workers.make_part, []

def one(*words):
    made.append(make_part(*words))
    os.kill(os.getpid(), signal.SIGKILL)

workers.make_part = one
from geo.cli import main
main()
"""


def test_a_killed_build_goes_on_where_it_was(corpus: tuple[Path, Path], tmp_path: Path) -> None:
    corpus[1].write_bytes(lines(300))
    words = [
        "build",
        str(corpus[0]),
        "--documents",
        str(corpus[1]),
        "--out",
        str(tmp_path / "out"),
    ]
    killed = subprocess.run([sys.executable, "-c", KILLS_ITSELF, *words], check=False)
    assert killed.returncode == -signal.SIGKILL
    (kept,) = parts(tmp_path / "out")
    for out in ("out", "whole"):
        subprocess.run(command(corpus, tmp_path / out), check=True, capture_output=True)
    assert kept in parts(tmp_path / "out")
    stores = [(tmp_path / out / STORE_NAME).read_bytes() for out in ("out", "whole")]
    assert stores[0] == stores[1]


def test_a_killed_scheduler_ends_the_build_and_what_was_read_is_kept(
    corpus: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="Dask is an extra")
    monkeypatch.setattr(workers_module, "make_part_there", end_scheduler)
    out = tmp_path / "out"
    with scheduler(tmp_path) as (address, process):
        monkeypatch.setenv("SCHEDULER", str(process.pid))
        with (
            dask_worker(address),
            pytest.raises(InputError, match="the scheduler went away; what was read is kept"),
        ):
            built(corpus, out, lambda _: DaskCluster(address=address))
    assert parts(out)
    monkeypatch.undo()
    monkeypatch.setattr(shards, "_MOST_DOCUMENTS", IN_A_SHARD)
    assert built(corpus, out) == built(corpus, tmp_path / "whole")


def end_scheduler(shard: Shard, site: Site) -> str:
    """Make a part, and kill the scheduler before it can be told."""
    name = workers_module.make_part_there(shard, site)
    with suppress(ProcessLookupError):
        os.kill(int(os.environ["SCHEDULER"]), signal.SIGKILL)
    return name


def environment() -> dict[str, str]:
    """Return the environment of processes that are sent functions of this file."""
    paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    return {**os.environ, "PYTHONPATH": paths}


@contextmanager
def scheduler(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A scheduler of Dask in a process of its own, with its address."""
    said = folder / "scheduler.json"
    words = [
        "scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
        "--scheduler-file",
        str(said),
    ]
    with subprocess.Popen(
        [*DASK, *words], stderr=subprocess.DEVNULL, env=environment()
    ) as process:
        while not said.exists() or not said.read_text("utf-8").endswith("}"):
            assert process.poll() is None
            time.sleep(0.05)
        try:
            yield json.loads(said.read_text("utf-8"))["address"], process
        finally:
            process.kill()


@contextmanager
def dask_worker(address: str) -> Iterator[None]:
    """A worker of a scheduler."""
    words = ["worker", address, "--no-nanny", "--no-dashboard", "--nthreads", "1"]
    with subprocess.Popen(
        [*DASK, *words], stderr=subprocess.DEVNULL, env=environment()
    ) as process:
        try:
            yield
        finally:
            process.kill()


def test_an_address_without_a_scheduler_is_an_error_that_names_it(
    dateline: Run, corpus: tuple[Path, Path]
) -> None:
    pytest.importorskip("distributed", reason="Dask is an extra")
    found = dateline("build", corpus[0], "--out", "o", "--scheduler", "tcp://127.0.0.1:9")
    assert found.status == 2
    assert "tcp://127.0.0.1:9: no Dask scheduler answers there" in found.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
@pytest.mark.parametrize("room_bytes", [10_000, 6_000_000])
def test_a_full_disk_is_named_and_what_was_read_is_kept(
    corpus: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room_bytes: int
) -> None:
    corpus[1].write_bytes(lines(600))
    out = tmp_path / "out"
    full = subprocess.run(
        command(corpus, out),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room_bytes, room_bytes)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert full.returncode == 2, full.stderr
    assert "kept" in full.stderr
    kept = parts(out)
    assert not any(name.startswith(".") for name in kept)
    assert len(kept) == (3 if room_bytes > 1_000_000 else 0)
    monkeypatch.undo()
    built(corpus, out)
    assert set(kept) <= set(parts(out))
    assert len(parts(out)) == 3


@pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning")
def test_parts_open_as_tables_of_places(corpus: tuple[Path, Path], tmp_path: Path) -> None:
    built(corpus, tmp_path / "out")
    found = [
        geopandas.read_parquet(path)
        for path in sorted((tmp_path / "out" / PARTS).glob("*/mentions.parquet"))
    ]
    assert sum(map(len, found)) >= 3 * MANY
    assert all(str(frame.crs) == "OGC:CRS84" for frame in found)
    (first, *_) = sorted((tmp_path / "out" / PARTS).glob("*/mentions.parquet"))
    box = geopandas.read_parquet(first, bbox=(11.9, 22.0, 12.1, 22.2))
    assert 0 < len(box) < len(geopandas.read_parquet(first))
    together = pytest.importorskip("dask_geopandas", reason="Dask is an extra")
    whole = together.read_parquet(f"{tmp_path}/out/{PARTS}/*/mentions.parquet")
    assert (len(whole), str(whole.crs)) == (sum(map(len, found)), "OGC:CRS84")
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is a tool of developers")
    asked = f"SELECT count(*) FROM '{tmp_path}/out/{PARTS}/*/mentions.parquet'"  # noqa: S608 - a path
    assert duckdb.sql(asked).fetchall() == [(sum(map(len, found)),)]


def test_readings_can_be_asked_for_in_any_order(corpus: tuple[Path, Path], tmp_path: Path) -> None:
    made: Built = build(plan(find_dossier(corpus[0]), corpus[1], tmp_path / "out"), quiet)
    assert made.run is not None
    readings: Any = made.run.readings
    assert isinstance(readings, PartReadings)
    assert [r.document.source for r in readings] == [f"r{n}" for n in range(MANY)]
    days = [str(r.document.published_on) for r in readings.by_time()]
    assert days == sorted(days)
    draw = np.random.default_rng(5).permutation(MANY)[:40]
    assert [r.document.source for r in readings.at(draw)] == [f"r{n}" for n in draw]


def test_new_documents_leave_the_parts_of_the_others(
    corpus: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    built(corpus, out)
    before = parts(out)
    corpus[1].write_bytes(lines(MANY + 10))
    grown = built(corpus, out)
    assert [name for name in parts(out) if name in before] == before
    assert len(parts(out)) == len(before) + 1
    assert grown == built(corpus, tmp_path / "fresh")


def test_a_year_of_small_builds_does_not_leave_a_part_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharding, "_MOST_SMALL_PARTS", 3)
    root, out = small_dossier(tmp_path), tmp_path / "out"
    for number in range(5):
        (root / "documents" / f"{number}.txt").write_text(f"Day {number} in Southby.", "utf-8")
        build_in(root, out)
    assert len(parts(out)) == 1
