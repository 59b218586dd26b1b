"""A layer as the store keeps it, and what of it a query asks for, as SQL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import orjson
from shapely.geometry.base import BaseGeometry

from geo.model.calendar import Period
from geo.model.query import BBox, LayerInfo, Query
from geo.store.boxes import band_terms, box_term, indexed_box_term, touching_term
from geo.store.dialect import Columns, Dialect
from geo.store.filters import Compiler, known
from geo.store.numbers import first_row
from geo.store.schema import bands_of
from geo.store.terms import Term, filled, joined

Lookup = Callable[["LayerTable", str, BaseGeometry, float], list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerTable:
    """A layer with its tables: its rows of ``feature`` lie together and in its order.

    With ``is_spaced`` there is room between them, else each follows the one before.
    ``columns`` are those of ``asked``; ``is_banded`` where a large layer of points has an index
    of them by bands of latitude, short properties and all.
    """

    info: LayerInfo
    number: int
    first_row: int
    is_spaced: bool
    columns: Columns
    is_banded: bool

    @property
    def end_row(self) -> int:
        """Return a row after all of its own."""
        return first_row(self.number + 1)

    @property
    def asked(self) -> str:
        """Return the name of the table that filters look at."""
        return f"asked_{self.number}"

    def in_box(self, bbox: BBox) -> Term:
        """Return the rows ``b`` whose boxes touch a box, to follow FROM."""
        if self.is_banded:
            found = band_terms(bbox, "b")
            source = f"SELECT b.id, b.west, b.south FROM {self._banded('b')}"  # noqa: S608 - ours
            values = tuple(value for term in found for value in term.values)
            either = " UNION ALL ".join(f"{source} WHERE {term.sql}" for term in found)
            return Term(sql=f"({either}) b WHERE TRUE", values=values, kind="rows")
        touches = indexed_box_term(bbox, self.columns.dialect)
        return replace(touches, sql=f"box_{self.number} b WHERE {touches.sql}", kind="rows")

    def among(self, query: Query, rows: Sequence[int] | None, lookup: Lookup) -> Term:
        """Return where to look for what a query asks for, and the conditions on a row ``a``.

        ``rows`` are all in the query's box, where it has one. They are looked up one by one
        only where they do not lie together in an index.
        """
        # Across the antimeridian no one range of the index holds them.
        if self.is_banded and rows and query.bbox and len(query.bbox.ranges) == 1:
            (banded,) = band_terms(query.bbox, "a")
            where = self.where(replace(query, bbox=None), lookup)
            return filled(f"{self._banded('a')} WHERE {{a}} AND {{b}}", "rows", a=banded, b=where)
        where = self.where(query, lookup)
        if rows is None:
            return filled(f"{self.asked} a WHERE {{a}}", "rows", a=where)
        rows_json = orjson.dumps(rows).decode()
        listed = Term(sql=self.columns.dialect.listed, values=(rows_json,), kind="rows")
        # SQLite takes the tables of a cross join in their order: the few in the box first.
        source = f"{{b}} b CROSS JOIN {self.asked} a WHERE a.id = b.value AND {{a}}"
        return filled(source, "rows", b=listed, a=where)

    def _banded(self, name: str) -> str:
        return f"{self.asked} {name} INDEXED BY {bands_of(self.number)}"

    def where(self, query: Query, lookup: Lookup) -> Term:
        """Return the conditions of a query on a row ``a``; raises InputError."""
        terms = [*self._plain(query)]

        def related(op: str, shape: BaseGeometry, distance_m: float) -> list[int]:
            return lookup(self, op, shape, distance_m)

        compiler = Compiler(self.columns, related)
        terms += map(compiler.condition, query.where)
        return joined("AND", terms or [Term(sql="TRUE", kind="boolean")], "boolean")

    def order(self, query: Query) -> Term:
        """Return what rows are put in order by; their own order decides between equals."""
        keys = []
        for key in query.sort:
            kind = known(key.name, self.info.queryables, "sortby")
            value = self.columns.value(key.name, kind)
            direction = "DESC" if key.descending else "ASC"
            keys.append(filled(f"{{a}} {direction} NULLS LAST", "order", a=value))
        found = joined(",", [*keys, Term(sql="a.id", kind="order")], "order")
        return Term(sql=found.sql[1:-1], values=found.values, kind="order")

    def _plain(self, query: Query) -> Iterator[Term]:
        if query.bbox is not None:
            yield from self._in_box(query.bbox)
        if query.period is not None:
            yield from _in_period(query.period)
        for name, value in query.equal:
            kind = known(name, self.info.queryables, name)
            left = self.columns.value(name, kind)
            yield Term(sql=f"{left.sql} = ?", values=(*left.values, value), kind="boolean")

    def _in_box(self, bbox: BBox) -> Iterator[Term]:
        yield box_term(bbox, "a")
        if not self.info.only_points:
            yield touching_term(bbox, self.columns.dialect)


def _in_period(period: Period) -> Iterator[Term]:
    yield Term(sql='(a.start IS NOT NULL OR a."end" IS NOT NULL)', kind="boolean")
    if period.end is not None:
        last = (period.end.isoformat(),)
        yield Term(sql="(a.start IS NULL OR a.start <= ?)", values=last, kind="boolean")
    if period.start is not None:
        first = (period.start.isoformat(),)
        yield Term(sql='(a."end" IS NULL OR a."end" >= ?)', values=first, kind="boolean")


def layer_table(row: Any, indexes: Collection[str], dialect: Dialect) -> LayerTable:  # noqa: ANN401 - a row
    """Return a layer of its row in the store, which has ``indexes``."""
    info = LayerInfo(
        id=row[0],
        title=row[2],
        description=row[3],
        features=row[4],
        bbox=None
        if row[5] is None
        else BBox(west_deg=row[5], south_deg=row[6], east_deg=row[7], north_deg=row[8]),
        start=date.fromisoformat(row[9]) if row[9] else None,
        end=date.fromisoformat(row[10]) if row[10] else None,
        queryables=orjson.loads(row[11]),
        version=row[12],
        only_points=bool(row[15]),
    )
    return LayerTable(
        info=info,
        number=row[1],
        first_row=row[13],
        is_spaced=bool(row[14]),
        columns=Columns(kinds=info.queryables, names=orjson.loads(row[16]), dialect=dialect),
        is_banded=bands_of(row[1]) in indexes,
    )
