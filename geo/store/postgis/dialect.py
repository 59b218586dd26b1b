"""The SQL of PostgreSQL, as it differs from SQLite's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from geo.store.dialect import Dialect
from geo.store.terms import Term

TYPES = {"string": 'text COLLATE "C"', "number": "double precision", "boolean": "boolean"}
"""The type of a property by its kind; texts are compared by their bytes, as SQLite does."""
_BOX = "ST_MakeEnvelope(?, ?, ?, ?, 4326)"
_MARK = re.compile(r"[?%]")


def _property(name: str, kind: str) -> Term:
    cell = f"CAST(f.properties ->> ? AS {TYPES[kind].partition(' COLLATE')[0]})"
    sql = f"(SELECT {cell} FROM feature f WHERE f.id = a.id)"  # noqa: S608 - types of ours
    if kind == "string":
        sql += ' COLLATE "C"'
    return Term(sql=sql, values=(name,), kind=kind)


def _pattern(pattern: str) -> str:
    """Return a pattern of CQL2, which is one of LIKE but for a stroke that escapes nothing."""
    strokes = len(pattern) - len(pattern.rstrip("\\"))
    return pattern + "\\" * (strokes % 2)


POSTGIS = Dialect(
    property=_property,
    like="({a} LIKE {b})",
    pattern=_pattern,
    listed=(
        "(SELECT CAST(value AS bigint) AS value FROM jsonb_array_elements_text(CAST(? AS jsonb)))"
    ),
    touches=(
        "(SELECT ST_Intersects(ST_GeomFromWKB(f.wkb, 4326), "  # noqa: S608 - of ours
        f"{_BOX}) FROM feature f WHERE f.id = a.id)"
    ),
    near=f"b.ground && {_BOX}",
    plain="{}",
    gathered="CAST(COALESCE(jsonb_agg({}), '[]') AS text)",
    indexes="SELECT '' AS name WHERE FALSE",
    decided="SELECT 1 WHERE to_regclass('pg_temp.decided') IS NOT NULL",
)


def translated(sql: str, values: Sequence[object]) -> str:
    """Return a query with the marks of this driver; a text says that it is one, by its bytes."""
    given: Iterator[object] = iter(values)

    def mark(found: re.Match[str]) -> str:
        if found[0] == "%":
            return "%%"
        return '(CAST(%s AS text) COLLATE "C")' if isinstance(next(given), str) else "%s"

    return _MARK.sub(mark, sql)
