"""Ground that changed hands between two days of one control table.

Ground counts where one and the same place speaks for it on both days. Where a row begins or ends
in between, cells move although nobody did; that ground is left out, and its places are named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.geodesy.buffer import polygons
from geo.geodesy.measure import area_km2
from geo.model.change import Change, ChangeStep, TownChange
from geo.model.line import LineRule
from geo.zones.control import Control
from geo.zones.lines import Ground
from geo.zones.pockets import connected


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moved:
    """The ground of one place that changed hands, in metres of the frame."""

    town: TownChange
    lost_by: str
    gained_by: str
    ground: BaseGeometry

    @property
    def way(self) -> tuple[str, str]:
        """Return from whom to whom it passed."""
        return self.lost_by, self.gained_by


def change(before: Control, after: Control) -> tuple[Change, ...]:
    """Return every connected part that passed from one holder to another, by its first place.

    Both are days of one table; a place that was lost and taken back in between has not changed.
    """
    moved = {m.town.place_id: m for m in _moved(before, after)}
    pairs = sorted(_touching(before) & _touching(after))
    alike = (
        (a, b) for a, b in pairs if a in moved and b in moved and moved[a].way == moved[b].way
    )
    groups = connected(moved, alike)
    return tuple(_part([moved[place_id] for place_id in group], before, after) for group in groups)


def change_step(rule: LineRule, ground: Ground, start: date, end: date) -> ChangeStep:
    """Return what changed hands along a line's table; raises InputError for days without one."""
    if end <= start:
        msg = f"line {rule.id}: changes run from a day to a later one, not {start} to {end}"
        raise InputError(msg)
    before, after = ground.control(rule, start), ground.control(rule, end)
    known = [{h.place_id for h in control.holdings} for control in (before, after)]
    return ChangeStep(
        line_id=rule.id,
        title=rule.title,
        start=start,
        end=end,
        parts=change(before, after),
        left_out=tuple(sorted(known[0] ^ known[1])),
    )


def _moved(before: Control, after: Control) -> Iterator[_Moved]:
    rows = {h.place_id: i for i, h in enumerate(before.holdings)}
    for j, now in enumerate(after.holdings):
        i = rows.get(now.place_id)
        if i is None or before.holders[i] == after.holders[j]:
            continue
        then, way = before.holdings[i], (before.holders[i], after.holders[j])
        ground = polygons(shapely.intersection(before.cells[i], after.cells[j]))
        if not ground.is_empty:
            pocket = (then.holder, now.holder) != way
            yield _Moved(
                town=TownChange(before=then, after=now, pocket=pocket),
                lost_by=way[0],
                gained_by=way[1],
                ground=ground,
            )


def _touching(control: Control) -> set[tuple[str, str]]:
    """Return the pairs of places whose cells touch, each pair in order."""
    ids = [h.place_id for h in control.holdings]
    return {(ids[i], ids[j]) for i, j in control.neighbours}


def _part(group: Sequence[_Moved], before: Control, after: Control) -> Change:
    geometry = before.frame.inverse(polygons(shapely.union_all([m.ground for m in group])))
    unsourced_m2 = sum(m.ground.area for m in group if m.town.unsourced)
    return Change(
        geometry=shapely.orient_polygons(geometry),
        lost_by=group[0].lost_by,
        gained_by=group[0].gained_by,
        start=before.day,
        end=after.day,
        area_km2=area_km2(geometry),
        unsourced_share=unsourced_m2 / sum(m.ground.area for m in group),
        towns=tuple(m.town for m in group),
    )
