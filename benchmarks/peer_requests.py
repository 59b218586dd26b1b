"""Ask each server the same, and count what it costs: processor time of all its processes."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import numpy as np
import orjson
from peer_servers import PAGE, Asked, Peer, Site, serving
from postgis import MissingError
from synthetic import synthetic_places

from geo.model.query import BBox

REQUESTS = 200
_ZOOMS = (4, 8, 12)
_PAGES = 10
_WARM = 3
_HALF_DEG = 0.1
_SEED = 7
_PATIENCE_S = 120
_MOST_S = 20
"""After so long no more is asked of a slow server."""
_GOOD = {200, 204}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a request cost; ``returned`` are features in all answers, None for tiles.

    Of a server that failed, only ``failed`` is told: what it answered, and when.
    """

    requests: int = 0
    cpu_ms: float = 0.0
    per_s: float = 0.0
    kb: float = 0.0
    returned: int | None = None
    failed: str = ""


def asked(mentions: int, fids: list[str]) -> list[Asked]:
    """Return what is asked for, around places drawn from those that are named."""
    draw = np.random.default_rng(_SEED)
    places = synthetic_places(max(10, min(50_000, mentions // 20)))
    found = []
    for number, fid in zip(draw.integers(0, len(places), len(fids)), fids, strict=True):
        lon, lat = places[int(number)].lon_deg, places[int(number)].lat_deg
        box = BBox(
            west_deg=lon - _HALF_DEG,
            south_deg=lat - _HALF_DEG,
            east_deg=lon + _HALF_DEG,
            north_deg=lat + _HALF_DEG,
        )
        found.append(Asked(box=box, fid=fid, tile={z: _tile(lon, lat, z) for z in _ZOOMS}))
    return found


def _tile(lon_deg: float, lat_deg: float, z: int) -> tuple[int, int]:
    y = (1 - np.arcsinh(np.tan(np.radians(np.clip(lat_deg, -85, 85)))) / np.pi) / 2
    return int((lon_deg + 180) / 360 * 2**z), int(y * 2**z)


def measure(peer: Peer, site: Site, wanted: list[Asked]) -> dict[str, Figure]:
    """Return the figures of one server; raises MissingError where it does not start."""
    lists = {
        "items in 0.2° × 0.2°, limit 100": [peer.box(a) for a in wanted],
        "one feature": [peer.one(a) for a in wanted],
    }
    if peer.tile is not None:
        for z in _ZOOMS:
            tiles = dict.fromkeys((z, *a.tile[z]) for a in wanted)
            lists[f"tile, zoom {z}"] = [peer.tile(*tile) for tile in tiles]
    lists[f"page of {PAGE} features"] = [peer.page(n) for n in range(_PAGES + _WARM)]
    with serving(peer, site) as pid:
        pids = [pid, site.database.pid] if peer.needs_database and site.database else [pid]
        return {label: _figure(site.port, addresses, pids) for label, addresses in lists.items()}


def _figure(port: int, addresses: list[str], pids: list[int]) -> Figure:
    connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_S)
    try:
        for address in addresses[-_WARM:]:
            _get(connection, address)
        cpu_before_s, began = _cpu_s(pids), time.perf_counter()
        answers: list[bytes] = []
        for address in addresses[:-_WARM]:
            if time.perf_counter() - began > _MOST_S:
                break
            answers.append(_get(connection, address))
        wall_s, cpu_s = time.perf_counter() - began, _cpu_s(pids) - cpu_before_s
    except MissingError as exc:
        return Figure(failed=str(exc))
    count = len(answers)
    return Figure(
        requests=count,
        cpu_ms=1000 * cpu_s / count,
        per_s=count / wall_s,
        kb=sum(map(len, answers)) / count / 1000,
        returned=_returned(answers),
    )


def _get(connection: HTTPConnection, address: str) -> bytes:
    """Return an answer; raises MissingError where there is none."""
    began = time.perf_counter()
    try:
        connection.request("GET", address)
        response = connection.getresponse()
        body = response.read()
    except (OSError, HTTPException) as exc:
        msg = f"no answer in {time.perf_counter() - began:.0f} s"
        raise MissingError(msg) from exc
    if response.status not in _GOOD:
        msg = f"status {response.status} after {time.perf_counter() - began:.0f} s"
        raise MissingError(msg)
    return body


def _returned(answers: list[bytes]) -> int | None:
    """Return how many features came, whatever each server calls them."""
    try:
        found = [orjson.loads(body) for body in answers]
    except orjson.JSONDecodeError:
        return None
    return sum(len(one.get("features", one.get("rows", [one]))) for one in found)


def _cpu_s(pids: list[int]) -> float:
    """Return the time on processors of processes, all that they started, ended ones too."""
    parents: dict[int, list[int]] = {}
    ticks: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text("utf-8").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents.setdefault(int(fields[1]), []).append(int(folder.name))
        ticks[int(folder.name)] = sum(map(int, fields[11:15]))
    total, queue = 0, list(pids)
    while queue:
        pid = queue.pop()
        total += ticks.get(pid, 0)
        queue += parents.get(pid, [])
    return total / os.sysconf("SC_CLK_TCK")
