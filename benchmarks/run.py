"""Print how fast the product is on this machine: import, build, start-up, requests, page.

Figures of a shared machine are noisy: compare ratios taken in one run. With ``DATELINE_SHARED``
set, the five development articles are read; without, the documents of the shipped dossier.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from page import page_figures

ROOT = Path(__file__).resolve().parents[1]
DATELINE = [sys.executable, "-m", "geo"]
PORT = 8765
RUNS = 5
REQUESTS = 400
PATHS = {
    "items, bbox, limit 100": "/collections/mentions/items?bbox=36.4,35.3,37.0,36.0&limit=100",
    "one feature": "/collections/places/items/sy-idlib-gov",
    "document": "/documents?limit=100",
    "passages of a place": "/passages?place=sy-idlib-gov&role=literal",
    "tile z9, zones": "/tiles/zones/9/308/201.mvt",
    "tile z9, places": "/tiles/places/9/308/201.mvt",
    "page.json": "/page.json",
}


def main() -> None:
    """Run every benchmark and print a table."""
    documents = _documents()
    print(f"{platform.python_version()}, {os.cpu_count()} processors; medians of {RUNS} runs")
    print(f"import geo: {_import_s('geo') * 1000:.0f} ms")
    start_s = _import_s("geo.cli.app, geo.api.app, geo.render.page, geo.features.layers")
    with tempfile.TemporaryDirectory() as folder:
        _report_build(documents, Path(folder), start_s)
        _report_serve(documents, Path(folder))


def _documents() -> list[str]:
    shared = os.environ.get("DATELINE_SHARED")
    if not shared:
        print("DATELINE_SHARED is not set: the shipped dossier's own documents are read")
        return []
    return ["--documents", str(Path(shared).resolve() / "seeds")]


def _import_s(modules: str) -> float:
    code = (
        f"import time; t = time.perf_counter(); import {modules}; print(time.perf_counter() - t)"
    )
    took = [
        float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout)
        for _ in range(RUNS)
    ]
    return statistics.median(took)


def _report_build(documents: list[str], folder: Path, start_s: float) -> None:
    walls = []
    for number in range(RUNS):
        out = folder / f"build-{number}"
        began = time.perf_counter()
        command = [*DATELINE, "build", "layers/idlib-2018", *documents, "--out", str(out)]
        subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
        walls.append(time.perf_counter() - began)
        if number < RUNS - 1:
            shutil.rmtree(out)
    wall_s = statistics.median(walls)
    print(f"dateline build: {wall_s:.2f} s wall, of it {start_s:.2f} s imports;", end=" ")
    print(f"{wall_s - start_s:.2f} s after start-up")


def _report_serve(documents: list[str], folder: Path) -> None:
    for label, out in (("first start, builds", "serve"), ("store up to date", "serve")):
        with _serving(documents, folder / out) as (ready_s, pid):
            print(f"dateline serve ready, {label}: {ready_s:.2f} s")
            if label.startswith("store"):
                _report_requests(pid)
                print(page_figures(f"http://127.0.0.1:{PORT}/"))


def _report_requests(pid: int) -> None:
    connection = HTTPConnection("127.0.0.1", PORT)
    for label, path in PATHS.items():
        for _ in range(20):
            _get(connection, path)
        cpu_before, began = _cpu_s(pid), time.perf_counter()
        size = 0
        for _ in range(REQUESTS):
            size = _get(connection, path)
        wall_s, cpu_s = time.perf_counter() - began, _cpu_s(pid) - cpu_before
        print(
            f"{label}: {1000 * cpu_s / REQUESTS:.2f} CPU ms, {REQUESTS / wall_s:.0f}/s, "
            f"{size / 1000:.1f} kB"
        )


def _get(connection: HTTPConnection, path: str) -> int:
    connection.request("GET", path, headers={"Accept": "application/json"})
    return len(connection.getresponse().read())


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _serving(documents: list[str], out: Path) -> Iterator[tuple[float, int]]:
    command = [*DATELINE, "serve", "layers/idlib-2018", *documents]
    began = time.perf_counter()
    with subprocess.Popen(
        [*command, "--port", str(PORT), "--out", str(out)], cwd=ROOT, stderr=subprocess.DEVNULL
    ) as server:
        while True:
            try:
                _get(HTTPConnection("127.0.0.1", PORT), "/healthz")
                break
            except ConnectionError:
                time.sleep(0.01)
        try:
            yield time.perf_counter() - began, server.pid
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
