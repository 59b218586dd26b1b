"""Where the SQL of one database differs from that of another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from geo.store.terms import Term, glob


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """The expressions that databases do not share; marks are ``?``, values are always bound.

    ``property`` is the value of a property, by name and kind, that has no column; ``like`` is a
    template of text ``a`` and pattern ``b``, and ``pattern`` makes of one of CQL2 what it takes.
    ``listed`` are the numbers of a JSON array as rows. ``touches`` tells whether the geometry
    of ``a`` touches a box of four marks, ``near`` is what an index finds of rows of ``b`` in a box
    of four marks, "" where it finds them by their columns. ``plain`` keeps a planner from going
    by the index of a column. ``gathered`` makes one JSON array of a column, ``indexes`` finds the
    names of those that a query can be bound to. ``decided`` finds a row where mentions were
    decided since the build.
    """

    property: Callable[[str, str], Term]
    like: str
    pattern: Callable[[str], str]
    listed: str
    touches: str
    near: str
    plain: str
    gathered: str
    indexes: str
    decided: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The properties that can be asked for: their kinds, and the columns that hold some."""

    kinds: Mapping[str, str]
    names: Mapping[str, str]
    dialect: Dialect

    def value(self, name: str, kind: str) -> Term:
        """Return the value of a property of the row ``a``; a name that has no column is bound."""
        if name in self.names:
            return Term(sql=f"a.{self.names[name]}", kind=kind)
        return self.dialect.property(name, kind)


def _property(name: str, kind: str) -> Term:
    sql = "(SELECT json_extract(CAST(f.properties AS TEXT), ?) FROM feature f WHERE f.id = a.id)"
    return Term(sql=sql, values=(f'$."{name}"',), kind=kind)


SQLITE = Dialect(
    property=_property,
    like="({a} GLOB {b})",
    pattern=glob,
    listed="(SELECT value FROM json_each(?))",
    touches="touches((SELECT f.wkb FROM feature f WHERE f.id = a.id), ?, ?, ?, ?)",
    near="",
    plain="+{}",
    gathered="json_group_array({})",
    indexes="SELECT name FROM sqlite_master WHERE type = 'index'",
    decided="SELECT 1 FROM temp.sqlite_master WHERE name = 'decided'",
)
