"""The features of a store, layer by layer."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import NotFoundError, TooSlowError
from geo.model.query import (
    BBox,
    LayerInfo,
    Page,
    Query,
    SharedGround,
    StoredFeature,
    TileFeature,
)
from geo.model.tiling import tile_number
from geo.store.boxes import points_of
from geo.store.database import Database
from geo.store.grounds import shared_grounds, wkb_of
from geo.store.positions import Positions
from geo.store.spatial import box_around, near, related
from geo.store.tables import LayerTable, layer_table

_COLUMNS = "f.fid, f.geometry, f.properties"
_COUNTED = 10_000
"""So many matches are looked at to count them; of more a page is found without its count."""
_RELATED = 200_000
"""With so many in the box of a shape, each is not compared with it while others wait."""
_CHUNK_ROWS = 500


class FeatureStore:
    """Layers and their features."""

    def __init__(self, connections: Database) -> None:
        """Read through ``connections``."""
        self._db = connections
        self._positions = Positions(connections)

    def layers(self) -> tuple[LayerInfo, ...]:
        """Return the layers in the order of the catalogue."""
        return tuple(table.info for table in self._tables().values())

    def layer(self, layer: str) -> LayerInfo:
        """Return one layer; raises NotFoundError."""
        return self._table(layer).info

    def items(self, layer: str, query: Query) -> Page:
        """Return the features that a query asks for, in its order, else in the layer's.

        Raises InputError where it asks for what the layer's properties are not.
        """
        table = self._table(layer)
        if query.is_whole:
            return self._run(table, query)
        boxed = None if query.bbox is None else self._boxed(table, query.bbox)
        if boxed is None and table.info.features > _COUNTED:
            return self._uncounted(table, query)
        return self._counted(table, query, boxed)

    def property_names(self, layer: str) -> tuple[str, ...]:
        """Return the properties of a layer, lists and objects among them."""
        info = self.layer(layer)
        rows = self._db.rows(
            "SELECT f.properties FROM feature f WHERE f.id BETWEEN ? AND ? ORDER BY f.id LIMIT 1",
            _rows_of(self._table(layer)),
        )
        first = orjson.loads(rows[0][0]) if rows else {}
        return tuple(dict.fromkeys((*first, *info.queryables)))

    def item(self, layer: str, fid: str) -> StoredFeature:
        """Return one feature; raises NotFoundError."""
        self._table(layer)
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM feature f WHERE f.layer = ? AND f.fid = ?",  # noqa: S608 - names of ours
            (layer, fid),
        )
        if not rows:
            msg = f"there is no feature {fid!r} in {layer}"
            raise NotFoundError(msg)
        return _features(rows)[0]

    def number(self, layer: str, fid: str) -> int:
        """Return the number of a feature in its layer, from 0; raises NotFoundError."""
        table = self._table(layer)
        rows = self._db.rows(
            "SELECT f.id FROM feature f WHERE f.layer = ? AND f.fid = ?", (layer, fid)
        )
        if not rows:
            msg = f"there is no feature {fid!r} in {layer}"
            raise NotFoundError(msg)
        return self._positions.position(table, int(rows[0][0]))

    def numbered(self, layer: str, numbers: Sequence[int]) -> tuple[StoredFeature, ...]:
        """Return features by their numbers in the layer, in that order, twice where asked so."""
        table = self._table(layer)
        once = sorted(set(numbers))
        ids = [self._positions.row(table, number) for number in once]
        found = self._page(table, Query(), ids, more=False).features
        by_number = dict(zip(once, found, strict=True))
        return tuple(by_number[number] for number in numbers)

    def every(self, layer: str) -> Iterator[StoredFeature]:
        """Yield a whole layer without holding it; raises NotFoundError at once."""
        return self.select(layer, Query())

    def select(self, layer: str, query: Query) -> Iterator[StoredFeature]:
        """Yield all that a query asks for, whatever its limit and offset, without holding it.

        In the layer's order unless another is asked for; raises NotFoundError at once.
        """
        return self._select(self._table(layer), query)

    def in_box(self, layer: str, bbox: BBox) -> list[TileFeature]:
        """Return the features whose boxes touch a box; raises NotFoundError."""
        table = self._table(layer)
        inside = table.in_box(bbox)
        rows = self._db.rows(
            "SELECT f.fid, f.wkb, f.properties FROM feature f "  # noqa: S608 - names of ours
            f"WHERE f.id IN (SELECT b.id FROM {inside.sql}) ORDER BY f.id",
            inside.values,
        )
        return [_tile_feature(row) for row in rows]

    def placed(self, layer: str) -> Iterator[TileFeature]:
        """Yield the features of a layer that lie somewhere, in its order; raises NotFoundError."""
        table = self._table(layer)
        rows = self._db.stream(
            "SELECT f.fid, f.wkb, f.properties FROM feature f "
            "WHERE f.id BETWEEN ? AND ? AND f.wkb IS NOT NULL ORDER BY f.id",
            _rows_of(table),
        )
        return map(_tile_feature, rows)

    def grounds(self, layer: str, names: Sequence[str]) -> Iterator[SharedGround]:
        """Yield each geometry of a layer, once for all features alike in these properties.

        In the order of the first of them; what no feature has is None. Raises NotFoundError.
        """
        return shared_grounds(self._db, self._table(layer), names)

    def wkb(self, rows: Sequence[int]) -> list[bytes]:
        """Return the geometries of rows, in that order; raises NotFoundError for none."""
        return wkb_of(self._db, rows)

    def _run(self, table: LayerTable, query: Query) -> Page:
        """Return a page of the whole layer: its rows lie together, so that none is counted."""
        start = query.offset if query.after is None else query.after + 1
        first = self._positions.row(table, start) if start else table.first_row
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM feature f WHERE f.id BETWEEN ? AND ? "  # noqa: S608 - names of ours
            "ORDER BY f.id LIMIT ?",
            (first, table.end_row - 1, query.limit),
        )
        following = start + len(rows)
        more = following < table.info.features
        return Page(
            features=_features(rows),
            matched=table.info.features,
            more=more,
            after=following - 1 if more else None,
            start=start,
        )

    def _boxed(self, table: LayerTable, bbox: BBox) -> list[int] | None:
        """Return the rows whose boxes touch a box, in order; None where they are too many."""
        inside = table.in_box(bbox)
        # As one text: in so many rows they would take half as long again.
        gathered = self._db.dialect.gathered.format("b.id")
        found = f"SELECT b.id FROM {inside.sql} LIMIT {_COUNTED + 1}"  # noqa: S608 - ours
        sql = f"SELECT {gathered} FROM ({found}) b"  # noqa: S608 - ours
        ids: list[int] = orjson.loads(self._db.rows(sql, inside.values)[0][0])
        return None if len(ids) > _COUNTED else sorted(ids)

    def _counted(self, table: LayerTable, query: Query, boxed: list[int] | None) -> Page:
        ids = self._matching(table, query, boxed)
        start = query.offset
        if query.after is not None:
            start = bisect_right(ids, self._positions.row(table, query.after))
        wanted = ids[start : start + query.limit]
        more = start + len(wanted) < len(ids)
        found = self._page(table, query, wanted, more=more)
        return replace(found, matched=len(ids), start=start)

    def _matching(self, table: LayerTable, query: Query, boxed: list[int] | None) -> list[int]:
        if boxed is not None and table.info.only_points and query.is_box:
            return boxed
        among, order = table.among(query, boxed, self._related), table.order(query)
        sql = f"SELECT a.id FROM {among.sql} ORDER BY {order.sql}"  # noqa: S608 - ours
        return [row[0] for row in self._db.rows(sql, (*among.values, *order.values))]

    def _uncounted(self, table: LayerTable, query: Query) -> Page:
        where, order = table.where(query, self._related), table.order(query)
        after = table.first_row - 1
        if query.after is not None:
            after = self._positions.row(table, query.after)
        sql = (
            f"SELECT a.id FROM {table.asked} a WHERE a.id > ? AND {where.sql} "  # noqa: S608 - ours
            f"ORDER BY {order.sql} LIMIT ? OFFSET ?"
        )
        window = (query.limit + 1, query.offset if query.after is None else 0)
        values = (after, *where.values, *order.values, *window)
        ids = [row[0] for row in self._db.rows(sql, values)]
        more = len(ids) > query.limit
        found = self._page(table, query, ids[: query.limit], more=more)
        return replace(found, start=query.offset if query.after is None else None)

    def _page(self, table: LayerTable, query: Query, ids: list[int], *, more: bool) -> Page:
        marks = ", ".join("?" * len(ids))
        rows = (
            self._db.rows(
                f"SELECT {_COLUMNS}, f.id FROM feature f WHERE f.id IN ({marks})",  # noqa: S608 - marks
                ids,
            )
            if ids
            else []
        )
        place = {row: number for number, row in enumerate(ids)}
        ordered = sorted(rows, key=lambda row: place[row[-1]])
        following = more and ids and not query.sort
        after = self._positions.position(table, ids[-1]) if following else None
        return Page(features=_features(ordered), matched=None, after=after, more=more)

    def _select(self, table: LayerTable, query: Query) -> Iterator[StoredFeature]:
        where, order = table.where(query, self._related), table.order(query)
        rows = self._db.stream(
            f"SELECT {_COLUMNS} FROM {table.asked} a CROSS JOIN feature f "  # noqa: S608 - ours
            f"WHERE f.id = a.id AND {where.sql} ORDER BY {order.sql}",
            (*where.values, *order.values),
        )
        while chunk := list(islice(rows, _CHUNK_ROWS)):
            yield from _features(chunk)

    def _related(
        self, table: LayerTable, op: str, shape: BaseGeometry, distance_m: float
    ) -> list[int]:
        inside, only_points = table.in_box(box_around(shape, distance_m)), table.info.only_points
        wkb = "(SELECT f.wkb FROM feature f WHERE f.id = b.id)"
        more = "b.west, b.south" if only_points else wkb
        rows = self._db.rows(
            f"SELECT b.id, {more} FROM {inside.sql} LIMIT {_RELATED + 1}",  # noqa: S608 - names of ours
            inside.values,
        )
        if len(rows) > _RELATED:
            msg = f"more than {_RELATED} features lie in the box of a shape; take a smaller one"
            raise TooSlowError(msg)
        ids = [row[0] for row in rows]
        shapes = points_of(rows) if only_points else shapely.from_wkb([r[1] for r in rows])
        if op == "s_dwithin":
            return near(ids, shapes, shape, distance_m)
        return related(op, ids, shapes, shape)

    def _table(self, layer: str) -> LayerTable:
        tables = self._tables()
        if layer not in tables:
            msg = f"there is no collection {layer!r}; there are: {', '.join(tables)}"
            raise NotFoundError(msg)
        return tables[layer]

    def _tables(self) -> Mapping[str, LayerTable]:
        return self._db.kept("layers", self._read_tables)

    def _read_tables(self) -> Mapping[str, LayerTable]:
        rows = self._db.rows("SELECT * FROM layer ORDER BY ordinal")
        dialect = self._db.dialect
        indexes = {row[0] for row in self._db.rows(dialect.indexes)}
        return {row[0]: layer_table(row, indexes, dialect) for row in rows}


def _features(rows: list[Any]) -> tuple[StoredFeature, ...]:
    return tuple(StoredFeature(id=r[0], geometry=r[1], properties=r[2]) for r in rows)


def _rows_of(table: LayerTable) -> tuple[int, int]:
    """Return the first and the last row that a layer may have."""
    return table.first_row, table.end_row - 1


def _tile_feature(row: Any) -> TileFeature:  # noqa: ANN401 - a row
    fid, wkb, properties = row
    return TileFeature(number=tile_number(fid), id=fid, wkb=wkb, properties=properties)
