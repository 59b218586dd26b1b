"""Print how fast lines and changes of the shipped table are made, each from nothing.

Figures of a shared machine are noisy: the best of five runs is the least disturbed one.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from geo.dossier.load import load_dossier
from geo.model.dossier import Dossier
from geo.zones.change import change_step
from geo.zones.lines import Ground, build_line

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5
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


def _best(dossier: Dossier, make: Callable[..., _Made]) -> tuple[float, _Made]:
    """Return the shortest time in seconds, and what was made."""
    return min((_once(dossier, make) for _ in range(RUNS)), key=lambda run: run[0])


def _once(dossier: Dossier, make: Callable[..., _Made]) -> tuple[float, _Made]:
    ground = Ground(
        places=dossier.places,
        holdings=dossier.holdings,
        areas=dossier.areas,
        drawn=dossier.drawn,
    )
    began = time.perf_counter()
    made = make(ground=ground)
    return time.perf_counter() - began, made


if __name__ == "__main__":
    main()
