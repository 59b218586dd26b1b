"""Geometries of a layer, each once for the features that share it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import orjson

from geo.errors import NotFoundError
from geo.model.query import SharedGround
from geo.store.database import Database
from geo.store.tables import LayerTable

_CHUNK_ROWS = 500


def shared_grounds(
    database: Database, table: LayerTable, names: Sequence[str]
) -> Iterator[SharedGround]:
    """Yield each geometry of a layer, once for all features alike in these properties."""
    kinds = table.info.queryables
    known = [name for name in names if name in kinds]
    values = [table.columns.value(name, kinds[name]) for name in known]
    asked = "".join(f", {value.sql}" for value in values)
    groups = "".join(f", {number}" for number in range(3, 3 + len(known)))
    rows = database.stream(
        f"SELECT MIN(f.id), COALESCE(f.outline, -f.id){asked} FROM {table.asked} a "  # noqa: S608 - names of ours
        "JOIN feature_row f ON f.id = a.id WHERE f.outline IS NOT NULL OR f.wkb IS NOT NULL "
        f"GROUP BY 2{groups} ORDER BY 1",
        tuple(one for value in values for one in value.values),
    )
    at = [known.index(name) if name in known else None for name in names]
    for row, outline, *found in rows:
        told = tuple(None if n is None else found[n] for n in at)
        yield SharedGround(row=row, outline=outline, values=told)


def wkb_of(database: Database, rows: Sequence[int]) -> list[bytes]:
    """Return the geometries of rows, in that order; raises NotFoundError for none."""
    found: dict[int, bytes] = {}
    for start in range(0, len(rows), _CHUNK_ROWS):
        chunk = orjson.dumps(rows[start : start + _CHUNK_ROWS]).decode()
        sql = f"SELECT f.id, f.wkb FROM feature f WHERE f.id IN {database.dialect.listed}"  # noqa: S608 - names of ours
        found.update(database.rows(sql, (chunk,)))
    if missing := [row for row in rows if found.get(row) is None]:
        msg = f"there is no geometry in row {missing[0]}"
        raise NotFoundError(msg)
    return [found[row] for row in rows]
