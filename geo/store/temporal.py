"""Times in filters: CQL2's relations between instants and intervals, on days."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from geo.model.filter import Interval, Node
from geo.store.terms import Term, bound, filled

TEMPORAL: Mapping[str, str] = {
    "t_after": "{sa} > {eb}",
    "t_before": "{ea} < {sb}",
    "t_contains": "{sa} < {sb} AND {ea} > {eb}",
    "t_disjoint": "{ea} < {sb} OR {sa} > {eb}",
    "t_during": "{sa} > {sb} AND {ea} < {eb}",
    "t_equals": "{sa} = {sb} AND {ea} = {eb}",
    "t_finishedby": "{sa} < {sb} AND {ea} = {eb}",
    "t_finishes": "{sa} > {sb} AND {ea} = {eb}",
    "t_intersects": "{sa} <= {eb} AND {ea} >= {sb}",
    "t_meets": "{ea} = {sb}",
    "t_metby": "{sa} = {eb}",
    "t_overlappedby": "{sa} > {sb} AND {sa} < {eb} AND {ea} > {eb}",
    "t_overlaps": "{sa} < {sb} AND {ea} > {sb} AND {ea} < {eb}",
    "t_startedby": "{sa} = {sb} AND {ea} > {eb}",
    "t_starts": "{sa} = {sb} AND {ea} < {eb}",
}
"""From the starts (s) and ends (e) of both (a, b), as CQL2 (OGC 21-065r2) defines them: a day on
the edge of an interval is not T_DURING it, but T_INTERSECTS it."""
_OPEN_START, _OPEN_END = bound("", "date"), bound("9999-12-31", "date")


def ends(node: Node, moment: Callable[[Node], Term]) -> tuple[Term, Term]:
    """Return the first and the last day of a time; an end that is missing lies open."""
    if not isinstance(node, Interval):
        return moment(node), moment(node)
    start = moment(node.start) if node.start else _OPEN_START
    end = moment(node.end) if node.end else _OPEN_END
    return (
        filled("COALESCE({a}, {b})", "date", a=start, b=_OPEN_START),
        filled("COALESCE({a}, {b})", "date", a=end, b=_OPEN_END),
    )
