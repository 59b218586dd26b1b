"""Print how long builds of many articles take, by size and by workers, and what memory.

    python benchmarks/scale.py [SIZE…]

Sizes are numbers of articles, 1000 and 10000 without any. Each is built from nothing by one
process, by two, and by a Dask cluster of two where Dask is installed; then ten documents more are
added to each. The articles' figures stand beside those of the real ones in ``$DATELINE_SHARED``,
where it is set. On a shared machine the seconds of processors say more than those of the clock.
"""

from __future__ import annotations

import json
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from articles import articles

from geo.dossier.load import load_dossier
from geo.model.dossier import Dossier
from geo.model.run import Run
from geo.pipeline.engine import prepare
from geo.pipeline.running import run
from geo.read.files import list_files, read_files

ROOT = Path(__file__).resolve().parents[1]
DOSSIER = ROOT / "layers" / "idlib-2018"
SIZES = (1_000, 10_000)
SAMPLE = 300
ADDED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What a build took; memory is that of the largest process."""

    wall_s: float
    cpu_s: float
    memory_mib: float


def main() -> None:
    """Print the figures."""
    sizes = [int(word) for word in sys.argv[1:]] or list(SIZES)
    dossier = load_dossier(DOSSIER)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _print_articles(dossier, folder)
        found = {size: _print_builds(size, dossier, folder) for size in sizes}
    if len(sizes) > 1:
        least, most = min(sizes), max(sizes)
        growth = math.log(found[most].cpu_s / found[least].cpu_s) / math.log(most / least)
        print(f"processor time grows with the number of articles to the power of {growth:.2f}")


def _print_articles(dossier: Dossier, folder: Path) -> None:
    engine = prepare(dossier)
    path = folder / "sample.jsonl"
    _write(path, SAMPLE, dossier)
    shared = os.environ.get("DATELINE_SHARED")
    real = [("real ones", Path(shared).resolve() / "seeds")] if shared else []
    print(
        f"{'articles':<12}{'chars':>8}{'names':>8}{'a 1000':>8}{'places a name':>15}{'doubt':>8}"
    )
    for label, documents in [("made up", path), *real]:
        found = run(engine, read_files(list_files(documents), dossier.languages))
        print(f"{label:<12}{_figures(found)}")


def _figures(found: Run) -> str:
    chars = sum(len(r.document.text) for r in found.readings)
    named = [r for reading in found.readings for r in reading.resolutions]
    documents = len(found.readings)
    doubtful = found.counts.get("ambiguous", 0) + found.counts.get("unplaced", 0)
    return (
        f"{chars / documents:>8.0f}{len(named) / documents:>8.1f}"
        f"{1000 * len(named) / chars:>8.1f}"
        f"{sum(len(r.candidates) for r in named) / len(named):>8.2f}"
        f"{doubtful / len(named):>8.1%}"
    )


def _write(path: Path, count: int, dossier: Dossier) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(a, ensure_ascii=False) + "\n" for a in articles(count, dossier))


def _print_builds(size: int, dossier: Dossier, folder: Path) -> Took:
    path, out = folder / f"{size}.jsonl", folder / "out"
    _write(path, size, dossier)
    print(f"\n{size} articles, {path.stat().st_size / 1e6:.0f} MB")
    took = {}
    for label, words in (("one process", ()), ("two processes", ("--workers", "2"))):
        shutil.rmtree(out, ignore_errors=True)
        took[label] = _print_build(label, path, out, words)
    store_mb = (out / "dateline.sqlite").stat().st_size / 1e6
    _write(path, size + ADDED, dossier)
    _print_build(f"{ADDED} more", path, out, ())
    if find_spec("distributed"):
        shutil.rmtree(out)
        with _cluster() as address:
            _print_build("Dask, two", path, out, ("--scheduler", address))
    one, two = took["one process"], took["two processes"]
    print(f"two are {one.wall_s / two.wall_s:.2f} × one; the store has {store_mb:.0f} MB")
    return one


def _print_build(label: str, documents: Path, out: Path, words: tuple[str, ...]) -> Took:
    command = [sys.executable, "-m", "geo", "build", str(DOSSIER), "--documents", str(documents)]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with subprocess.Popen(
        [*command, "--out", str(out), *words], stderr=subprocess.PIPE, cwd=ROOT
    ) as build:
        said = build.communicate()[1].decode()
        if build.returncode != 0:
            sys.exit(said)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = Took(
        wall_s=time.perf_counter() - began,
        cpu_s=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        memory_mib=after.ru_maxrss / 1024,
    )
    print(
        f"{label:<16}{took.wall_s:>8.1f} s, {took.cpu_s:>7.1f} s of processors, "
        f"largest process so far {took.memory_mib:.0f} MiB"
    )
    return took


@contextmanager
def _cluster() -> Iterator[str]:
    """Start a Dask cluster of two processes; its own time is not in the builds'."""
    options: dict[str, Any] = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    dask: Any = import_module("distributed")
    with dask.LocalCluster(**options, silence_logs=50) as cluster:
        yield str(cluster.scheduler_address)


if __name__ == "__main__":
    main()
