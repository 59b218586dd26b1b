"""Print what a request costs on a store of a million mentions: CPU ms, requests a second, size.

The store is made once by ``synthetic.py`` and kept in ``DATELINE_CACHE`` or the folder for
temporary files. CPU time is the server's own, of one worker, by /proc. What other
servers need for the same is measured by ``peers.py``, in one run.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode

import numpy as np
from synthetic import synthetic_places, synthetic_store

PORT = 8766
REQUESTS = 200
SERVER = """
import sys
from pathlib import Path
import uvicorn
from geo.api.app import create_app
from geo.api.settings import Settings
from geo.store.open import open_store
app = create_app(open_store(Path(sys.argv[1])), Settings())
uvicorn.run(app, port=int(sys.argv[2]), log_level="warning", access_log=False, ws="none")
"""


def main() -> None:
    """Make the store where it is missing, serve it, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", type=int, default=1_000_000)
    asked = parser.parse_args()
    store = synthetic_store(asked.mentions)
    print(
        f"{asked.mentions} mentions, {store.stat().st_size / 1e9:.2f} GB, {os.cpu_count()} cores"
    )
    with serving(store) as (ready_s, pid):
        print(f"ready in {ready_s:.2f} s, {_memory_mb(pid):.0f} MB")
        for label, addresses in _requests(asked.mentions).items():
            _report(label, addresses, pid)
        _report_whole(pid)
        print(f"at the end {_memory_mb(pid):.0f} MB")


def _requests(mentions: int) -> dict[str, list[str]]:
    """Return addresses around places that are named, none twice, so that no cache helps."""
    draw = np.random.default_rng(7)
    places = synthetic_places(max(10, min(50_000, mentions // 20)))
    near = [places[int(i)] for i in draw.integers(0, len(places), REQUESTS)]
    boxes = [
        f"{p.lon_deg - 0.1:.4f},{p.lat_deg - 0.1:.4f},{p.lon_deg + 0.1:.4f},{p.lat_deg + 0.1:.4f}"
        for p in near
    ]
    items = "/collections/mentions/items?"
    condition = "use = 'metonym' AND confidence > 0.6"
    return {
        "items, bbox 0.2°": [items + urlencode({"bbox": b, "limit": 100}) for b in boxes],
        "one feature": [f"/collections/places/items/{quote(p.id)}" for p in near],
        "filter and bbox": [
            items + urlencode({"filter": condition, "bbox": b, "limit": 100}) for b in boxes
        ],
        "filter, no bbox": [items + urlencode({"filter": f"name = '{p.name}'"}) for p in near],
        "next page": [f"/collections/mentions/items?offset={100 * i}" for i in range(REQUESTS)],
        "passages of a place": [f"/passages?place={p.id}&limit=20" for p in near],
        "passages by word": [f"/passages?q={p.name}&limit=20" for p in near],
        "geocode": [f"/search?q={p.name}" for p in near],
        "geocode, typo": [f"/search?q={p.name[:-2]}{p.name[-1]}" for p in near],
        **{
            f"tile z{z}": [_tile(p.lon_deg, p.lat_deg, z, i) for i, p in enumerate(near)]
            for z in (4, 8, 12)
        },
        "tile from cache": [_tile(near[0].lon_deg, near[0].lat_deg, 8, 0)] * REQUESTS,
    }


def _tile(lon_deg: float, lat_deg: float, z: int, number: int) -> str:
    del number
    n = 2**z
    lat = np.radians(np.clip(lat_deg, -85, 85))
    x, y = int((lon_deg + 180) / 360 * n), int((1 - np.arcsinh(np.tan(lat)) / np.pi) / 2 * n)
    return f"/tiles/mentions/{z}/{x}/{y}.mvt"


def _report(label: str, addresses: list[str], pid: int) -> None:
    connection = HTTPConnection("127.0.0.1", PORT)
    statuses: dict[int, int] = {}
    # Indexes are made and files lie in memory; but a tile would come from the cache.
    for address in addresses[-1:] if label.startswith("tile") else addresses:
        connection.request("GET", address)
        connection.getresponse().read()
    cpu_before, began, size = _cpu_s(pid), time.perf_counter(), 0
    for address in addresses:
        connection.request("GET", address, headers={"Accept": "application/json"})
        response = connection.getresponse()
        size += len(response.read())
        statuses[response.status] = statuses.get(response.status, 0) + 1
    wall_s, cpu_s = time.perf_counter() - began, _cpu_s(pid) - cpu_before
    cpu_ms = 1000 * cpu_s / len(addresses)
    said = "" if set(statuses) == {200} else f"  {statuses}"
    print(
        f"{label}: {cpu_ms:.2f} CPU ms, {len(addresses) / wall_s:.0f}/s, "
        f"{size / len(addresses) / 1000:.1f} kB{said}"
    )


def _report_whole(pid: int) -> None:
    before_mb = _memory_mb(pid)
    connection = HTTPConnection("127.0.0.1", PORT)
    began = time.perf_counter()
    connection.request("GET", "/layers/mentions.geojson")
    response = connection.getresponse()
    size, first_s = len(response.read(1)), time.perf_counter() - began
    while part := response.read(1 << 20):
        size += len(part)
    wall_s = time.perf_counter() - began
    print(
        f"whole layer: first byte {first_s:.2f} s, {size / 1e6:.0f} MB, "
        f"{size / 1e6 / wall_s:.1f} MB/s, memory {before_mb:.0f} to {_memory_mb(pid):.0f} MB"
    )


def _memory_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1000


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(store: Path, port: int = PORT) -> Iterator[tuple[float, int]]:
    """Serve a store in a process of its own; yield after how long it answered, and its number."""
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", SERVER, str(store), str(port)]) as server:
        while True:
            try:
                connection = HTTPConnection("127.0.0.1", port)
                connection.request("GET", "/healthz")
                connection.getresponse().read()
                break
            except ConnectionError:
                time.sleep(0.01)
        try:
            yield time.perf_counter() - began, server.pid
        finally:
            server.send_signal(signal.SIGTERM)


if __name__ == "__main__":
    main()
