"""What is left of a build when a process, a Dask worker, a scheduler or the build is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from command import Run
from corpora import IN_A_SHARD, built, command, lines, parts
from dying import die, die_once, end_scheduler

from geo.errors import InputError
from geo.pipeline import shards
from geo.pipeline import workers as workers_module
from geo.pipeline.builds import STORE_NAME
from geo.pipeline.workers import DaskCluster, Processes

DASK = (sys.executable, "-m", "dask")


def test_a_killed_process_is_replaced_and_the_store_is_the_same(
    corpus: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = built(corpus, tmp_path / "whole")
    monkeypatch.setattr(workers_module, "make_part_there", die_once)
    monkeypatch.setenv("MARK", str(tmp_path / "died"))
    assert built(corpus, tmp_path / "out", lambda _: Processes(count=2)) == whole
    assert (tmp_path / "died").exists()


def test_processes_that_die_again_and_again_end_the_build_with_the_reason(
    corpus: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers_module, "make_part_there", die)
    monkeypatch.setattr(workers_module, "_MOST_DEATHS", 1)
    with pytest.raises(InputError, match="were killed; what was read is kept"):
        built(corpus, tmp_path / "out", lambda _: Processes(count=1))


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


def environment() -> dict[str, str]:
    """Return the environment of processes that are sent functions of tests."""
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
    dateline: Run, corpus: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="Dask is an extra")
    monkeypatch.setattr(workers_module, "_ANSWERS_WITHIN_S", 1)
    found = dateline("build", corpus[0], "--out", "o", "--scheduler", "tcp://127.0.0.1:9")
    assert found.status == 2
    assert "tcp://127.0.0.1:9: no Dask scheduler answers there" in found.err
