"""What the page draws of lines: segments with their rows, and ground that changed hands.

Rows, sources and segments come back day after day: each is written once and numbered, so that the
page stays small enough to be mailed as one file.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from statistics import median
from typing import Generic, TypeVar

import shapely

from geo.model.change import Change, ChangeStep, TownChange
from geo.model.feature import Feature, Json
from geo.model.line import ContactLine, Holding, Pocket, Segment
from geo.model.place import Place
from geo.model.run import Run
from geo.render.packed import path_steps
from geo.render.thin import thin, thin_drawing

_Value = TypeVar("_Value", bound=Hashable)
_Paths = tuple[tuple[int, ...], ...]


class _Numbered(Generic[_Value]):
    """Values in the order in which they came first."""

    def __init__(self) -> None:
        self.numbers: dict[_Value, int] = {}

    def number(self, value: _Value) -> int:
        """Return the number of a value, from 0."""
        return self.numbers.setdefault(value, len(self.numbers))


class _Ledger:
    """The page's lines and changes, and the numbered lists that they refer to."""

    def __init__(self, places: Mapping[str, Place], told: Mapping[str, Feature]) -> None:
        self._places = places
        self._told = told
        self._rows: _Numbered[Holding] = _Numbered()
        self._sources: _Numbered[str] = _Numbered()
        self._segments: _Numbered[tuple[int, int, int, _Paths]] = _Numbered()

    def line(self, line: ContactLine) -> dict[str, Json]:
        told = [s for s in line.segments if s.evidence]
        return {
            "id": line.id,
            "rule": line.rule.id,
            "kind": line.rule.kind.value,
            "title": line.rule.title,
            "valid_on": line.valid_on.isoformat() if line.valid_on else None,
            "source": line.source,
            "length_km": round(line.length_km),
            "half_gap_m": round(median(s.half_gap_m for s in line.segments)),
            "greatest_half_gap_m": round(line.uncertainty_m),
            "unsourced_share": round(line.unsourced_share, 2),
            "left_out": [self._pocket(pocket) for pocket in line.pockets_left_out],
            "geometry": None if told else thin_drawing(line.geometry),
            "segments": [self._segment(s) for s in told],
            "pockets_km2": [[self._segment(s), round(s.pocket_km2)] for s in told if s.pocket_km2],
        }

    def step(self, step: ChangeStep) -> Json:
        return {
            "id": step.id,
            "line_id": step.line_id,
            "title": step.title,
            "since": step.start.isoformat(),
            "until": step.end.isoformat(),
            "parts": [self._part(part, step.line_id) for part in step.parts],
            "sums": [
                {
                    "holder": sums.holder,
                    "gained_km2": round(sums.gained_km2, 1),
                    "lost_km2": round(sums.lost_km2, 1),
                    **self._look(f"{step.id}~sum~{sums.holder}"),
                }
                for sums in step.balances
            ],
            "not_compared": [self._name(place_id) for place_id in step.left_out],
        }

    def lists(self) -> dict[str, Json]:
        """Return the numbered lists: columns as ``ledger.js`` reads them."""
        rows = [self._row(holding) for holding in self._rows.numbers]
        segments: list[Json] = [
            [first, second, half_gap_m, [list(path) for path in paths]]
            for first, second, half_gap_m, paths in self._segments.numbers
        ]
        return {"rows": rows, "sources": list(self._sources.numbers), "segments": segments}

    def _segment(self, segment: Segment) -> int:
        first, second = (self._rows.number(holding) for holding in segment.evidence)
        lines = shapely.get_parts(thin(segment.geometry))
        paths = tuple(path_steps(shapely.get_coordinates(line).tolist()) for line in lines)
        return self._segments.number((first, second, round(segment.half_gap_m), paths))

    def _row(self, holding: Holding) -> Json:
        return [
            holding.place_id,
            self._name(holding.place_id),
            holding.holder,
            holding.start.isoformat() if holding.start else None,
            holding.end.isoformat() if holding.end else None,
            self._sources.number(holding.source),
            int(holding.unsourced),
        ]

    def _part(self, part: Change, line_id: str) -> Json:
        return {
            "id": f"{line_id}~{part.id}",
            "lost_by": part.lost_by,
            "gained_by": part.gained_by,
            "area_km2": round(part.area_km2, 1),
            "unsourced_share": round(part.unsourced_share, 3),
            "towns": [self._town(town) for town in part.towns],
            "geometry": thin_drawing(part.geometry),
            **self._look(f"{line_id}~{part.id}"),
        }

    def _look(self, feature_id: str) -> dict[str, Json]:
        """Return what says how ground that changed hands is tinted, as its layer has it."""
        properties = self._told[feature_id].properties
        return {name: properties[name] for name in ("gained_rank", "lateness")}

    def _town(self, town: TownChange) -> Json:
        rows = self._rows.number(town.before), self._rows.number(town.after)
        return [*rows, int(town.pocket)]

    def _pocket(self, pocket: Pocket) -> Json:
        return {
            "places": [self._name(place_id) for place_id in pocket.places],
            "holder": pocket.holder,
            "inside": pocket.inside,
            "area_km2": round(pocket.area_km2, 1),
        }

    def _name(self, place_id: str) -> str:
        return self._places[place_id].name


def line_data(run: Run, places: Mapping[str, Place], told: Iterable[Feature]) -> dict[str, Json]:
    """Return the lines, the steps of change, and the numbered lists that both refer to.

    ``told`` are the features of the layer of changes.
    """
    ledger = _Ledger(places, {feature.id: feature for feature in told})
    lines: list[Json] = [ledger.line(line) for line in run.lines]
    changes: list[Json] = [ledger.step(step) for step in run.changes]
    return {"lines": lines, "changes": changes, **ledger.lists()}
