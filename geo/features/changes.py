"""The layer of ground that changed hands, part by part, and the sums of every step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from geo.model.change import Balance, Change, ChangeStep, TownChange
from geo.model.feature import Feature, Json, Layer
from geo.model.place import Place
from geo.model.run import Run


def change_layer(run: Run, places: Mapping[str, Place]) -> Layer:
    """Return every part of every step, then the step's sums by holder, without geometry."""
    return Layer(
        id="changes",
        title="Ground that changed hands",
        description="What one holder lost to another between two days, with the towns and the "
        "sources; sums by holder have no geometry.",
        features=tuple(
            f for step in run.changes for f in step_features(step, places, run.changes)
        ),
    )


def step_features(
    step: ChangeStep, places: Mapping[str, Place], steps: Sequence[ChangeStep]
) -> Iterator[Feature]:
    """Yield the parts of a step, then its sums by holder; ``steps`` are all that are told of."""
    ranks = _ranks(steps)
    lateness = _lateness(step, steps)
    for part in step.parts:
        yield Feature(
            id=f"{step.line_id}~{part.id}",
            geometry=part.geometry,
            properties={
                **_properties(step, part, None, places),
                "gained_rank": ranks[part.gained_by],
                "lateness": lateness,
            },
            start=step.start,
            end=step.end,
        )
    for balance in step.balances:
        yield Feature(
            id=f"{step.id}~sum~{balance.holder}",
            geometry=None,
            properties={
                **_properties(step, None, balance, places),
                "gained_rank": ranks.get(balance.holder),
                "lateness": lateness,
            },
            start=step.start,
            end=step.end,
        )


def _ranks(steps: Iterable[ChangeStep]) -> dict[str, int]:
    """Return each holder that gained ground with its rank, 0 for whoever gained most."""
    gained: defaultdict[str, float] = defaultdict(float)
    for step in steps:
        for part in step.parts:
            gained[part.gained_by] += part.area_km2
    order = sorted(gained, key=lambda holder: (-gained[holder], holder))
    return {holder: rank for rank, holder in enumerate(order)}


def _lateness(step: ChangeStep, steps: Iterable[ChangeStep]) -> float:
    """Return where a step lies among those of its line: 0 the first, 1 the last."""
    own = [s.id for s in steps if s.line_id == step.line_id]
    return round(own.index(step.id) / max(1, len(own) - 1), 3)


def town_json(town: TownChange, places: Mapping[str, Place]) -> Json:
    """Return a place that changed hands: from whom to whom, when, and who says so."""
    return {
        "place": town.place_id,
        "name": places[town.place_id].name,
        "from_holder": town.before.holder,
        "to_holder": town.after.holder,
        "on": town.on.isoformat() if town.on else None,
        "source": town.after.source,
        "reliability": town.after.reliability,
        "source_before": town.before.source,
        "reliability_before": town.before.reliability,
        "pocket": town.pocket,
    }


def _properties(
    step: ChangeStep, part: Change | None, sums: Balance | None, places: Mapping[str, Place]
) -> dict[str, Json]:
    return {
        "kind": "ground" if part else "sum",
        "line_id": step.line_id,
        "title": step.title,
        "since": step.start.isoformat(),
        "until": step.end.isoformat(),
        "lost_by": part.lost_by if part else None,
        "gained_by": part.gained_by if part else None,
        "area_km2": round(part.area_km2, 1) if part else None,
        "unsourced_share": round(part.unsourced_share, 3) if part else None,
        "towns": [town_json(t, places) for t in part.towns] if part else [],
        "holder": sums.holder if sums else None,
        "gained_km2": round(sums.gained_km2, 1) if sums else None,
        "lost_km2": round(sums.lost_km2, 1) if sums else None,
        "net_km2": round(sums.net_km2, 1) if sums else None,
        "not_compared": list(step.left_out),
    }
