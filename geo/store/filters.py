"""Filters as SQL: properties and operators are looked up in tables, values are bound."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TypeAlias

import orjson
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.model.filter import (
    Constant,
    Instant,
    Interval,
    Items,
    Node,
    Operation,
    Property,
    Shape,
)
from geo.store.dialect import Columns
from geo.store.spatial import CONVERSE
from geo.store.temporal import TEMPORAL, ends
from geo.store.terms import Term, bound, filled, joined

Lookup: TypeAlias = Callable[[str, BaseGeometry, float], list[int]]
"""The ids of a layer's features that stand so to a shape; the distance in metres counts for
s_dwithin."""
GEOMETRY = "geometry"
MAX_SHAPES = 8
_COMPARED = frozenset({"string", "number", "boolean", "date"})
_UNITS_M: Mapping[str, float] = {
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), 1.0),
    **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers"), 1000.0),
}
_KINDS = {bool: "boolean", float: "number", int: "number", str: "string"}
_LIES = "(CASE WHEN a.west IS NOT NULL THEN a.id {word} {ids} END)"
_FURTHEST_M = 1_000_000.0
"""Beyond it the plane in which distances from lines and areas are taken bends too much."""


def known(name: str, queryables: Mapping[str, str], parameter: str) -> str:
    """Return the kind of a property; raises InputError for one that cannot be asked for."""
    if name not in queryables:
        listed = ", ".join((*queryables, GEOMETRY))
        msg = f"{parameter}: unknown property {name[:40]!r}; known: {listed}"
        raise InputError(msg)
    return queryables[name]


class Compiler:
    """Turns the trees of filters into conditions on a row ``a``."""

    def __init__(self, columns: Columns, lookup: Lookup) -> None:
        """Compile for a layer with these properties."""
        self._columns = columns
        self._lookup = lookup
        self._shapes = 0

    def condition(self, node: Node) -> Term:
        """Return the condition that a tree states; raises InputError for what is none."""
        term = self._term(node)
        if term.kind != "boolean":
            msg = f"filter: {_said(node)} is no condition; compare it, like name = 'Idlib'"
            raise InputError(msg)
        return term

    def _term(self, node: Node) -> Term:
        match node:
            case Property(name="geometry"):
                return Term(sql="a.west", kind="geometry")
            case Property(name=name):
                kind = known(name, self._columns.kinds, "filter")
                return self._columns.value(name, kind)
            case Constant(value=value):
                return bound(value, _KINDS[type(value)])
            case Instant(day=day):
                return bound(day.isoformat(), "date")
            case Operation():
                return self._operation(node)
            case _:
                msg = f"filter: {_said(node)} cannot stand here"
                raise InputError(msg)

    def _operation(self, node: Operation) -> Term:
        if node.op in CONVERSE:
            return self._spatial(node)
        if node.op in TEMPORAL:
            return self._temporal(node)
        return _HANDLERS.get(node.op, Compiler._compared)(self, node)

    def _combined(self, node: Operation) -> Term:
        return joined(node.op.upper(), [self.condition(arg) for arg in node.args], "boolean")

    def _negated(self, node: Operation) -> Term:
        return filled("(NOT {a})", "boolean", a=self.condition(node.args[0]))

    def _is_null(self, node: Operation) -> Term:
        return filled("({a} IS NULL)", "boolean", a=self._term(node.args[0]))

    def _folded(self, node: Operation) -> Term:
        return filled(f"{node.op}({{a}})", "string", a=self._text(node.args[0], node.op))

    def _compared(self, node: Operation) -> Term:
        a, b = self._alike(node.op, *node.args)
        return filled(f"({{a}} {node.op} {{b}})", "boolean", a=a, b=b)

    def _between(self, node: Operation) -> Term:
        a, low, high = self._alike(node.op, *node.args)
        return filled("({a} BETWEEN {low} AND {high})", "boolean", a=a, low=low, high=high)

    def _in(self, node: Operation) -> Term:
        listed = node.args[1]
        if not isinstance(listed, Items) or not listed.items:
            msg = "filter: IN takes a list of values, like name IN ('Idlib', 'Hama')"
            raise InputError(msg)
        a, *options = self._alike("in", node.args[0], *listed.items)
        return filled("({a} IN {b})", "boolean", a=a, b=joined(",", options, "list"))

    def _like(self, node: Operation) -> Term:
        text, pattern = self._text(node.args[0], "like"), self._pattern(node.args[1])
        return filled(self._columns.dialect.like, "boolean", a=text, b=pattern)

    def _pattern(self, node: Node) -> Term:
        match node:
            case Constant(value=str(pattern)):
                return bound(self._columns.dialect.pattern(pattern), "string")
            case Operation(op="casei" | "accenti" as op, args=(inner,)):
                return filled(f"{op}({{a}})", "string", a=self._pattern(inner))
            case _:
                msg = f"filter: LIKE takes a pattern in quotes, like 'Ma%', not {_said(node)}"
                raise InputError(msg)

    def _text(self, node: Node, op: str) -> Term:
        term = self._term(node)
        if term.kind != "string":
            msg = f"filter: {op.upper()} takes text, but {_said(node)} is a {term.kind}"
            raise InputError(msg)
        return term

    def _alike(self, op: str, *nodes: Node) -> list[Term]:
        """Return terms that can be compared; a day compares with a text, which holds dates."""
        terms = [self._term(node) for node in nodes]
        kinds = [term.kind for term in terms]
        if not (
            set(kinds) == {"date", "string"} or (len(set(kinds)) == 1 and kinds[0] in _COMPARED)
        ):
            said = ", ".join(f"{_said(n)} ({k})" for n, k in zip(nodes, kinds, strict=True))
            msg = f"filter: {op.upper()} compares values of one kind, not {said[:200]}"
            raise InputError(msg)
        return terms

    def _temporal(self, node: Operation) -> Term:
        start_a, end_a = ends(node.args[0], self._moment)
        start_b, end_b = ends(node.args[1], self._moment)
        template = f"({TEMPORAL[node.op]})"
        return filled(template, "boolean", sa=start_a, ea=end_a, sb=start_b, eb=end_b)

    def _moment(self, node: Node) -> Term:
        term = self._term(node)
        if term.kind == "date" or (isinstance(node, Property) and term.kind == "string"):
            return term
        msg = f"filter: a time is DATE('2018-09-17') or a property of dates, not {_said(node)}"
        raise InputError(msg)

    def _spatial(self, node: Operation) -> Term:
        op, first, second = node.op, *node.args[:2]
        if isinstance(first, Shape):
            op, first, second = CONVERSE[op], second, first
        if first != Property(name=GEOMETRY) or not isinstance(second, Shape):
            msg = f"filter: {op.upper()} takes geometry and a shape, like POINT(36.6 35.9)"
            raise InputError(msg)
        self._shapes += 1
        if self._shapes > MAX_SHAPES:
            msg = f"filter: more than {MAX_SHAPES} shapes; put them together into one"
            raise InputError(msg)
        distance_m = _distance_m(node) if op == "s_dwithin" else 0.0
        test = "s_intersects" if op == "s_disjoint" else op
        found = orjson.dumps(self._lookup(test, second.geometry, distance_m)).decode()
        ids = Term(sql=self._columns.dialect.listed, values=(found,), kind="ids")
        word = Term(sql="NOT IN" if op == "s_disjoint" else "IN", kind="word")
        return filled(_LIES, "boolean", word=word, ids=ids)


def _distance_m(node: Operation) -> float:
    unit = node.args[3] if len(node.args) > 3 else Constant(value="m")  # noqa: PLR2004 - the fourth
    name = unit.name if isinstance(unit, Property) else getattr(unit, "value", "")
    factor_m = _UNITS_M.get(str(name).casefold())
    distance = getattr(node.args[2], "value", None)
    if factor_m is None or isinstance(distance, bool) or not isinstance(distance, float):
        msg = "filter: S_DWITHIN takes geometry, a shape, a number, and 'm' or 'km'"
        raise InputError(msg)
    distance_m = distance * factor_m
    if not math.isfinite(distance_m) or not 0 <= distance_m <= _FURTHEST_M:
        msg = f"filter: S_DWITHIN reaches from 0 to {_FURTHEST_M / 1000:g} km"
        raise InputError(msg)
    return distance_m


def _said(node: Node) -> str:
    match node:
        case Property(name=said) | Operation(op=said):
            return said[:40]
        case Constant(value=value):
            return repr(value)[:40]
        case Instant(day=day):
            return day.isoformat()
        case _:
            return {Interval: "an interval", Items: "a list", Shape: "a shape"}[type(node)]


_HANDLERS: Mapping[str, Callable[[Compiler, Operation], Term]] = {
    "and": Compiler._combined,  # noqa: SLF001 - the table of this class
    "or": Compiler._combined,  # noqa: SLF001
    "not": Compiler._negated,  # noqa: SLF001
    "isnull": Compiler._is_null,  # noqa: SLF001
    "casei": Compiler._folded,  # noqa: SLF001
    "accenti": Compiler._folded,  # noqa: SLF001
    "between": Compiler._between,  # noqa: SLF001
    "in": Compiler._in,  # noqa: SLF001
    "like": Compiler._like,  # noqa: SLF001
}
