"""Print how fast lines, changes and zones of the shipped dossier are made, each from nothing.

Figures of a shared machine are noisy: the best of five runs is the least disturbed one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import numpy as np
from shapely import LineString

from geo.dossier.load import load_dossier
from geo.model.calendar import Period
from geo.model.dossier import Dossier
from geo.model.line import DrawnLine, LineKind, LineRule
from geo.model.place import Name, Place
from geo.model.zone import BOTH_SIDES, ZoneKind, ZoneRule
from geo.zones.build import build_zone, zone_of
from geo.zones.chance import REALISATIONS
from geo.zones.change import change_step
from geo.zones.figure import figure_of
from geo.zones.lines import Ground, build_line

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5
VERTICES = 100_000
LINE = "contact-line"
_Made = TypeVar("_Made")


def main() -> None:
    """Time every line of the days of changes, and every step between them."""
    dossier = load_dossier(ROOT / "layers" / "idlib-2018")
    rule = dossier.lines[LINE]
    table = dossier.holdings[rule.control]
    print(f"{len({h.place_id for h in table})} places, {len(table)} rows; best of {RUNS} runs")
    for day in rule.changes:
        took_s, line = _best(dossier, partial(build_line, rule, day=day))
        print(f"line of {day}, {len(line.segments)} segments: {1000 * took_s:.0f} ms")
    for start, end in pairwise(rule.changes):
        took_s, step = _best(dossier, partial(change_step, rule, start=start, end=end))
        print(f"change from {start} to {end}, {len(step.parts)} parts: {1000 * took_s:.0f} ms")
    for zone in dossier.zones.values():
        _report_zone(dossier, zone)
    for name, line in (("smooth", _smooth()), ("jagged", _jagged())):
        for side in (BOTH_SIDES, "seed"):
            print(
                f"zone along a {name} line of {VERTICES:,} vertices, {side}: {_long(line, side)}"
            )


def _report_zone(dossier: Dossier, rule: ZoneRule) -> None:
    """Time a zone with its bands, its line given, and its chances."""
    ground = _ground(dossier)
    figure = figure_of(rule, dossier.lines.get(rule.line), ground, None)
    bands_s = min(_seconds(partial(zone_of, rule, figure)) for _ in range(RUNS))
    told = partial(zone_of, rule, figure, with_contours=True)
    all_s = min(_seconds(told) for _ in range(RUNS))
    print(
        f"zone {rule.id}: bands {1000 * bands_s:.0f} ms, "
        f"{REALISATIONS} realisations {1000 * (all_s - bands_s):.0f} ms more"
    )


def _long(line: LineString, side: str) -> str:
    drawn = DrawnLine(id="l", geometry=line, source="s", licence="l", uncertainty_m=100)
    seed = Place(
        id="seed",
        names=(Name("seed"),),
        feature_class="P",
        feature_code="PPL",
        lon_deg=33,
        lat_deg=36.5,
        precision_m=1,
    )
    ground = Ground(places={"seed": seed}, holdings={}, areas={}, drawn={"l": drawn})
    rule = ZoneRule(
        id="z",
        title="z",
        kind=ZoneKind.ALONG_LINE,
        names=(),
        anchors=(),
        in_force=Period(),
        reading="",
        citations=(),
        line="l",
        side=side,
        depth_km=(15.0, 20.0),
    )
    lines = LineRule(id="l", title="l", kind=LineKind.DRAWN, drawn="l")
    return f"{_seconds(partial(build_zone, rule, lines, ground)):.1f} s of one core"


def _smooth() -> LineString:
    lon_deg = np.linspace(30, 36, VERTICES)
    return LineString(np.column_stack([lon_deg, 35 + 0.3 * np.sin(3 * lon_deg)]))


def _jagged() -> LineString:
    """Return a line that wanders 20 m aside at each step of 5 m, the worst we could think of."""
    steps = np.random.default_rng(1).normal(0, 2e-4, VERTICES)
    return LineString(np.column_stack([np.linspace(30, 36, VERTICES), 35 + np.cumsum(steps)]))


def _seconds(make: Callable[[], object]) -> float:
    """Return the processor time of one run."""
    began = time.process_time()
    make()
    return time.process_time() - began


def _ground(dossier: Dossier) -> Ground:
    return Ground(
        places=dossier.places,
        holdings=dossier.holdings,
        areas=dossier.areas,
        drawn=dossier.drawn,
    )


def _best(dossier: Dossier, make: Callable[..., _Made]) -> tuple[float, _Made]:
    """Return the shortest time in seconds, and what was made."""
    return min((_once(dossier, make) for _ in range(RUNS)), key=lambda run: run[0])


def _once(dossier: Dossier, make: Callable[..., _Made]) -> tuple[float, _Made]:
    ground = _ground(dossier)
    began = time.perf_counter()
    made = make(ground=ground)
    return time.perf_counter() - began, made


if __name__ == "__main__":
    main()
