"""The features of a store, layer by layer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from itertools import islice
from typing import Any

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import NotFoundError
from geo.model.calendar import Period
from geo.model.query import BBox, LayerInfo, Page, Query, StoredFeature, TileFeature
from geo.store.connection import Connections
from geo.store.filters import Compiler, known
from geo.store.spatial import box_around, near, related
from geo.store.terms import Term, filled, joined, property_term

_COLUMNS = "f.fid, f.geometry, f.properties"
_CHUNK_ROWS = 500


class FeatureStore:
    """Layers and their features."""

    def __init__(self, connections: Connections) -> None:
        """Read through ``connections``."""
        self._db = connections

    def layers(self) -> tuple[LayerInfo, ...]:
        """Return the layers in the order of the catalogue."""
        return tuple(_layer(row) for row in self._db.rows("SELECT * FROM layer ORDER BY ordinal"))

    def layer(self, layer: str) -> LayerInfo:
        """Return one layer; raises NotFoundError."""
        rows = self._db.rows("SELECT * FROM layer WHERE id = ?", (layer,))
        if not rows:
            msg = f"there is no collection {layer!r}"
            raise NotFoundError(msg)
        return _layer(rows[0])

    def items(self, layer: str, query: Query) -> Page:
        """Return the features that a query asks for, in its order, else in the layer's.

        Raises InputError where it asks for what the layer's properties are not.
        """
        info = self.layer(layer)
        if query == Query(limit=query.limit, offset=query.offset):
            rows = self._db.rows(
                f"SELECT {_COLUMNS} FROM feature f WHERE f.layer = ? "  # noqa: S608 - names of ours
                "ORDER BY f.id LIMIT ? OFFSET ?",
                (layer, query.limit, query.offset),
            )
            return Page(features=_features(rows), matched=info.features)
        ids = self._matching(info, query)
        wanted = ids[query.offset : query.offset + query.limit]
        marks = ", ".join("?" * len(wanted))
        rows = self._db.rows(
            f"SELECT {_COLUMNS}, f.id FROM feature f WHERE f.id IN ({marks})",  # noqa: S608 - marks
            wanted,
        )
        place = {row: number for number, row in enumerate(wanted)}
        ordered = sorted(rows, key=lambda row: place[row[-1]])
        return Page(features=_features(ordered), matched=len(ids))

    def property_names(self, layer: str) -> tuple[str, ...]:
        """Return the properties of a layer, lists and objects among them."""
        info = self.layer(layer)
        rows = self._db.rows(
            "SELECT f.properties FROM feature f WHERE f.layer = ? ORDER BY f.id LIMIT 1", (layer,)
        )
        first = orjson.loads(rows[0][0]) if rows else {}
        return tuple(dict.fromkeys((*first, *info.queryables)))

    def item(self, layer: str, fid: str) -> StoredFeature:
        """Return one feature; raises NotFoundError."""
        self.layer(layer)
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM feature f WHERE f.layer = ? AND f.fid = ?",  # noqa: S608 - names of ours
            (layer, fid),
        )
        if not rows:
            msg = f"there is no feature {fid!r} in {layer}"
            raise NotFoundError(msg)
        return _features(rows)[0]

    def every(self, layer: str) -> Iterator[StoredFeature]:
        """Yield a whole layer without holding it; raises NotFoundError at once."""
        return self.select(layer, Query())

    def select(self, layer: str, query: Query) -> Iterator[StoredFeature]:
        """Yield all that a query asks for, whatever its limit and offset, without holding it.

        In the layer's order unless another is asked for; raises NotFoundError at once.
        """
        return self._select(self.layer(layer), query)

    def in_box(self, layer: str, bbox: BBox) -> list[TileFeature]:
        """Return the features whose boxes touch a box; raises NotFoundError."""
        self.layer(layer)
        clause, values = _box_clause(bbox)
        rows = self._db.rows(
            "SELECT f.id, f.wkb, f.properties FROM feature_box b "  # noqa: S608 - marks only
            f"JOIN feature f ON f.id = b.id WHERE f.layer = ? AND {clause} ORDER BY f.id",
            (layer, *values),
        )
        return [TileFeature(row=r[0], wkb=r[1], properties=r[2]) for r in rows]

    def _select(self, info: LayerInfo, query: Query) -> Iterator[StoredFeature]:
        where, values = self._conditions(info, query)
        order = _order(query, info)
        # The layer outside and the boxes inside: the other way round all would be sorted first.
        boxes = "CROSS JOIN feature_box b ON b.id = f.id" if query.bbox is not None else ""
        rows = self._db.stream(
            f"SELECT f.id, f.wkb, {_COLUMNS} FROM feature f {boxes} "  # noqa: S608 - ours
            f"WHERE {where} ORDER BY {order.sql}",
            (*values, *order.values),
        )
        while chunk := list(islice(rows, _CHUNK_ROWS)):
            wanted = set(_touching(chunk, query.bbox))
            yield from _features([row[2:] for row in chunk if row[0] in wanted])

    def _matching(self, info: LayerInfo, query: Query) -> list[int]:
        where, values = self._conditions(info, query)
        source = "feature f"
        if query.bbox is not None:
            source = "feature_box b JOIN feature f ON f.id = b.id"
        order = _order(query, info)
        rows = self._db.rows(
            f"SELECT f.id, f.wkb FROM {source} WHERE {where} ORDER BY {order.sql}",  # noqa: S608 - ours
            (*values, *order.values),
        )
        return _touching(rows, query.bbox)

    def _conditions(self, info: LayerInfo, query: Query) -> tuple[str, list[object]]:
        clauses: list[str] = ["f.layer = ?"]
        values: list[object] = [info.id]
        for clause, bound in _clauses(query):
            clauses.append(clause)
            values += bound
        compiler = Compiler(info.queryables, partial(self._related, info.id))
        for term in map(compiler.condition, query.where):
            clauses.append(term.sql)
            values += term.values
        return " AND ".join(clauses), values

    def _related(self, layer: str, op: str, shape: BaseGeometry, distance_m: float) -> list[int]:
        rows = [(f.row, f.wkb) for f in self.in_box(layer, box_around(shape, distance_m))]
        if op == "s_dwithin":
            return near(rows, shape, distance_m)
        return related(op, rows, shape)


def _order(query: Query, info: LayerInfo) -> Term:
    """Return what rows are put in order by; their own order decides between equals."""
    keys = []
    for key in query.sort:
        value = property_term(key.name, known(key.name, info.queryables, "sortby"))
        direction = "DESC" if key.descending else "ASC"
        keys.append(filled(f"{{a}} IS NULL, {{a}} {direction}", "order", a=value))
    found = joined(",", [*keys, Term(sql="f.id", kind="order")], "order")
    return Term(sql=found.sql[1:-1], values=found.values, kind="order")


def _clauses(query: Query) -> Iterator[tuple[str, Sequence[object]]]:
    if query.bbox is not None:
        yield _box_clause(query.bbox)
    if query.period is not None:
        yield from _period_clauses(query.period)
    for name, value in query.equal:
        yield "json_extract(CAST(f.properties AS TEXT), ?) = ?", (f'$."{name}"', value)


def _box_clause(bbox: BBox) -> tuple[str, Sequence[object]]:
    """Return a condition on boxes: the R*Tree's, then the exact one (it holds 32 bits)."""
    across: list[str] = []
    values: list[object] = []
    for west, east in bbox.ranges:
        across.append("(b.west <= ? AND b.east >= ? AND f.west <= ? AND f.east >= ?)")
        values += [east, west, east, west]
    clause = f"({' OR '.join(across)}) AND b.south <= ? AND b.north >= ?"
    values += [bbox.north_deg, bbox.south_deg]
    clause += " AND f.south <= ? AND f.north >= ?"
    values += [bbox.north_deg, bbox.south_deg]
    return clause, values


def _period_clauses(period: Period) -> Iterator[tuple[str, Sequence[object]]]:
    yield '(f.start IS NOT NULL OR f."end" IS NOT NULL)', ()
    if period.end is not None:
        yield "(f.start IS NULL OR f.start <= ?)", (period.end.isoformat(),)
    if period.start is not None:
        yield '(f."end" IS NULL OR f."end" >= ?)', (period.start.isoformat(),)


def _touching(rows: list[Any], bbox: BBox | None) -> list[int]:
    """Return the rows whose geometry, not only its box, touches the box."""
    if bbox is None or not rows:
        return [row[0] for row in rows]
    boxes = [shapely.box(west, bbox.south_deg, east, bbox.north_deg) for west, east in bbox.ranges]
    touches = shapely.intersects(
        shapely.from_wkb([row[1] for row in rows]), shapely.MultiPolygon(boxes)
    )
    return [row[0] for row, touched in zip(rows, touches, strict=True) if touched]


def _features(rows: list[Any]) -> tuple[StoredFeature, ...]:
    return tuple(StoredFeature(id=r[0], geometry=r[1], properties=r[2]) for r in rows)


def _layer(row: Any) -> LayerInfo:  # noqa: ANN401 - a row
    return LayerInfo(
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
    )
