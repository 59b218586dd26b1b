"""Print how long builds of many articles take, by size and by workers, and what memory.

    python benchmarks/scale.py [SIZE…]

Sizes are numbers of articles, 1000 and 10000 without any. Each is built from nothing by one
process, by two, and by a Dask cluster of two where Dask is installed; then the store alone is made
anew, and a thousand documents more are added. Sizes from 50000 on are built once, by two
processes: 100000 takes some ten minutes. Memory is the greatest that any process of the build has
held. From two sizes on, a straight line is laid through the times of two processes, and what a
million would take is read off it: that is reckoned, not measured. The articles' figures stand
beside those of the real ones in ``$DATELINE_SHARED``, where it is set. On a shared machine the
seconds of processors say more than those of the clock.
"""

from __future__ import annotations

import json
import os
import re
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

import numpy as np
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
ADDED = 1_000
MILLION = 1_000_000
PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)
_LOOK_S = 0.2
_ONCE_FROM = 50_000


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
    if len(found) > 1:
        _print_growth(found)


def _print_growth(found: dict[int, Took]) -> None:
    """Lay a straight line through the times, and tell how far off each of them is."""
    sizes = np.array(sorted(found))
    for label, times in (
        ("processors", np.array([found[size].cpu_s for size in sizes])),
        ("the clock", np.array([found[size].wall_s for size in sizes])),
    ):
        each_s, first_s = np.polyfit(sizes, times, 1)
        off = np.abs(np.polyval([each_s, first_s], sizes) / times - 1).max()
        print(
            f"{label}: {first_s:.0f} s + {1000 * each_s:.2f} ms an article, no size is further "
            f"off than {off:.0%}; a million would take {(first_s + each_s * MILLION) / 60:.0f} "
            "minutes (reckoned)"
        )


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
    print(f"\n{size} articles, {path.stat().st_size / 1e6:.0f} MB, load {os.getloadavg()[0]:.1f}")
    if size >= _ONCE_FROM:
        took = _print_build("two processes", path, out, ("--workers", "2"))
        _print_disk(out)
        shutil.rmtree(out)
        return took
    return _print_every_way(size, path, out, dossier)


def _print_every_way(size: int, path: Path, out: Path, dossier: Dossier) -> Took:
    took = {}
    for label, words in (("one process", ()), ("two processes", ("--workers", "2"))):
        shutil.rmtree(out, ignore_errors=True)
        took[label] = _print_build(label, path, out, words)
    _print_disk(out)
    _print_build("store alone", path, out, ("--workers", "2", "--force"))
    _write(path, size + ADDED, dossier)
    _print_build(f"{ADDED} more", path, out, ("--workers", "2"))
    if find_spec("distributed"):
        shutil.rmtree(out)
        with _cluster() as address:
            _print_build("Dask, two", path, out, ("--scheduler", address))
    one, two = took["one process"], took["two processes"]
    print(f"two are {one.wall_s / two.wall_s:.2f} × one")
    shutil.rmtree(out)
    return two


def _print_disk(out: Path) -> None:
    parts_mb = sum(file.stat().st_size for file in out.glob("parts/*/*")) / 1e6
    store_mb = (out / "dateline.sqlite").stat().st_size / 1e6
    print(f"the store has {store_mb:.0f} MB, the parts {parts_mb:.0f} MB")


def _print_build(label: str, documents: Path, out: Path, words: tuple[str, ...]) -> Took:
    command = [sys.executable, "-m", "geo", "build", str(DOSSIER), "--documents", str(documents)]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with tempfile.TemporaryFile() as said:
        build = subprocess.Popen([*command, "--out", str(out), *words], stderr=said, cwd=ROOT)
        peaks_kib: dict[int, int] = {}
        while build.poll() is None:
            peaks_kib |= _peaks_kib(build.pid)
            time.sleep(_LOOK_S)
        if build.returncode != 0:
            said.seek(0)
            sys.exit(said.read().decode())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = Took(
        wall_s=time.perf_counter() - began,
        cpu_s=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        memory_mib=max(peaks_kib.values(), default=0) / 1024,
    )
    print(
        f"{label:<16}{took.wall_s:>8.1f} s, {took.cpu_s:>7.1f} s of processors, "
        f"largest process {took.memory_mib:.0f} MiB"
    )
    return took


def _peaks_kib(process: int) -> dict[int, int]:
    """Return what a process and those that it started have held at most; on Linux alone."""
    try:
        peak = PEAK.search(Path(f"/proc/{process}/status").read_text("ascii"))
        tasks = list(Path(f"/proc/{process}/task").glob("*/children"))
        children = [int(word) for task in tasks for word in task.read_text("ascii").split()]
    except OSError:  # it has ended meanwhile
        return {}
    found = {process: int(peak[1])} if peak else {}
    for child in children:
        found |= _peaks_kib(child)
    return found


@contextmanager
def _cluster() -> Iterator[str]:
    """Start a Dask cluster of two processes; its own time is not in the builds'."""
    options: dict[str, Any] = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    dask: Any = import_module("distributed")
    with dask.LocalCluster(**options, silence_logs=50) as cluster:
        yield str(cluster.scheduler_address)


if __name__ == "__main__":
    main()
