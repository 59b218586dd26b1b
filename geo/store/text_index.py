"""The full-text index of sentences or documents, read in the order of time, or the best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geo.errors import InputError
from geo.model.query import DocumentQuery, PassageQuery
from geo.store.database import Database
from geo.store.terms import Term
from geo.store.words import CLOSED, OPENED, facet

COUNTED = 10_000
"""So many matches are counted, and put in order by relevance: 1 ms and 20 ms of 550,000."""
_COUNTED_LOOKING = 2_000
"""So many are, where each has to be looked at: 4 ms."""
LAST_ROW = 2**62
_RANK = "rank MATCH 'bm25(1.0, 1.0, 0.0)'"
"""Facets weigh nothing."""
_MARKED = "highlight({0}_text, 0, ?, ?), highlight({0}_text, 1, ?, ?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Which rows of an index are wanted.

    All of ``match`` must hold, each an expression of the index for the ``words`` of a query;
    ``facets`` are the same for facets, by their bare names. ``rows`` are the first and the last
    that come into question; ``listed`` is a query for them all, where they are few.
    """

    words: str = ""
    match: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()
    where: tuple[Term, ...] = ()
    listed: Term | None = None
    rows: tuple[int, int] = (1, LAST_ROW)

    @property
    def only_facet(self) -> str:
        """Return the one facet that this asks for and nothing else, "" where there is more."""
        narrowed = self.match or self.where or self.listed
        whole = self.rows == (1, LAST_ROW) and not narrowed
        return (self.facets or ("all",))[0] if whole and len(self.facets) <= 1 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A page of rows, in order; ``marked`` are their two texts with the words found in signs."""

    rows: tuple[int, ...]
    marked: tuple[tuple[str, str], ...]
    matched: int | None
    more: bool


class TextIndex:
    """The index of the words of one table, ``passage`` or ``document``."""

    def __init__(self, connections: Database, table: str) -> None:
        """Read through ``connections``."""
        self._db = connections
        self._table = table
        # A list of documents is leafed through by number: 100,000 are counted in 10 ms.
        self._counted = COUNTED if table == "passage" else LAST_ROW - 1

    def page(self, search: Search, query: PassageQuery | DocumentQuery, after: int) -> Rows:
        """Return the page of a search; raises InputError where too much is to be ranked."""
        matched = self._matched(search)
        ranked = self._is_ranked(search, query, matched)
        source, values = self._source(search, 0 if ranked else after)
        marks = _MARKED.format(self._table) if search.match else "'', ''"
        order = "rank" if ranked else "rowid"
        offset = 0 if after and not ranked else query.offset
        found = self._db.rows(
            f"SELECT rowid, {marks} FROM {source} "  # noqa: S608 - names of ours
            f"{f'AND {_RANK}' if ranked else ''} ORDER BY {order} LIMIT ? OFFSET ?",
            (*((OPENED, CLOSED) * 2 if search.match else ()), *values, query.limit + 1, offset),
        )
        shown = found[: query.limit]
        return Rows(
            rows=tuple(row[0] for row in shown),
            marked=tuple((row[1], row[2]) for row in shown if search.match),
            matched=matched,
            more=len(found) > len(shown),
        )

    def _is_ranked(
        self, search: Search, query: PassageQuery | DocumentQuery, matched: int | None
    ) -> bool:
        """Tell whether the best come first; raises InputError where there are too many."""
        ranked = isinstance(query, PassageQuery) and query.ranked and bool(search.match)
        if ranked and matched is None:
            msg = (
                f"sort=relevance compares {COUNTED:,} sentences at most, and more hold these "
                "words; ask for rarer ones, or narrow the search by place, document or datetime"
            )
            raise InputError(msg)
        return ranked

    def _matched(self, search: Search) -> int | None:
        """Return how many rows there are in all, None where counting them would take long."""
        if search.only_facet:
            kept = self._db.rows(
                "SELECT rows FROM facet WHERE of = ? AND token = ?",
                (self._table, search.only_facet),
            )
            return int(kept[0][0]) if kept else 0
        source, values = self._source(search, 0)
        most = _COUNTED_LOOKING if search.where else self._counted
        found = self._db.rows(
            f"SELECT count(*) FROM (SELECT 1 FROM {source} LIMIT ?) AS found",  # noqa: S608 - names of ours
            (*values, most + 1),
        )[0][0]
        return int(found) if found <= most else None

    def _source(self, search: Search, after: int) -> tuple[str, Sequence[object]]:
        first, last = search.rows
        rows = (max(first, after + 1), last)
        if search.listed and not search.match and not search.facets:
            named = f"SELECT DISTINCT passage AS rowid FROM ({search.listed.sql}) AS named"  # noqa: S608
            within = f"({named}) AS listed WHERE rowid BETWEEN ? AND ?"
            return within, (*search.listed.values, *rows)
        where = [(f" AND {term.sql}", term.values) for term in search.where]
        if search.listed:
            # The plus keeps SQLite from asking the index anew for every sentence of the list.
            among = f" AND +{self._table}_text.rowid IN ({search.listed.sql})"
            where.append((among, search.listed.values))
        expressions = (*search.match, *map(facet, search.facets or ("all",)))
        source = f"{self._table}_text WHERE {self._table}_text MATCH ? AND rowid BETWEEN ? AND ?"
        bound = (value for _, values in where for value in values)
        match = " AND ".join(f"({e})" for e in expressions)
        return source + "".join(sql for sql, _ in where), (match, *rows, *bound)
