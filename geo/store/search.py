"""Search in sentences and documents: one full-text index each, read in the order of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from geo.errors import InputError
from geo.model.calendar import Period
from geo.model.query import BBox, DocumentQuery, PassageQuery
from geo.store.database import Database
from geo.store.dialect import Dialect
from geo.store.terms import Term
from geo.store.words import CLOSED, OPENED, facet, language_facet, place_facet, words_match

COUNTED = 10_000
"""So many matches are counted, and put in order by relevance: 1 ms and 20 ms of 550,000."""
_COUNTED_LOOKING = 2_000
"""So many are, where each has to be looked at: 4 ms."""
_FEW = 20_000
"""Sentences of a box with so many mentions are gathered first, in 20 ms; in a larger box they are
so frequent that a page of them is met soon."""
_LAST_ROW = 2**62
RANK = "rank MATCH 'bm25(1.0, 1.0, 0.0)'"
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
    rows: tuple[int, int] = (1, _LAST_ROW)

    @property
    def only_facet(self) -> str:
        """Return the one facet that this asks for and nothing else, "" where there is more."""
        narrowed = self.match or self.where or self.listed
        whole = self.rows == (1, _LAST_ROW) and not narrowed
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
        self._counted = COUNTED if table == "passage" else _LAST_ROW - 1

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
            f"{f'AND {RANK}' if ranked else ''} ORDER BY {order} LIMIT ? OFFSET ?",
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


def passage_search(db: Database, query: PassageQuery) -> Search | None:
    """Return the search for sentences, None where nothing can match."""
    match = words_match(query.words)
    rows = _narrowed(
        (1, _LAST_ROW),
        _passages_of(db, query.document_id) if query.document_id else None,
        _passages_in(db, query.period) if query.period else None,
    )
    if rows[0] > rows[1] or (query.words and match is None):
        return None
    found = Search(words=query.words, match=(match,) if match else (), rows=rows)
    if query.language:
        found = replace(found, facets=(language_facet(query.language),))
    if query.bbox is not None and _mentions_inside(db, query.bbox) <= _FEW:
        return replace(found, listed=_listed(query, db.dialect))
    if any(_facets(query)) and _decided_since(db):
        return _without_facets(query, db.dialect, found)
    facets = (*_facets(query), *found.facets)
    return replace(found, facets=facets, where=_looking(query, db.dialect))


def _decided_since(db: Database) -> bool:
    """Tell whether mentions were decided since the build, of which the facets know nothing."""
    return bool(db.dialect.decided and db.rows(db.dialect.decided))


def _without_facets(query: PassageQuery, dialect: Dialect, found: Search) -> Search:
    """Return the search that looks at the mentions themselves: at each, or at those of a place."""
    term = mention_term(query, dialect)
    if query.place_id:
        sql = f"SELECT m.passage FROM mention m WHERE {term.sql}"  # noqa: S608 - ours
        return replace(found, listed=Term(sql=sql, values=term.values, kind="rows"))
    return replace(found, where=(_held(term),))


def document_search(db: Database, query: DocumentQuery) -> Search | None:
    """Return the search for documents, None where nothing can match."""
    match = words_match(query.words)
    rows = _narrowed((1, _LAST_ROW), _documents_in(db, query.period) if query.period else None)
    if rows[0] > rows[1] or (query.words and match is None):
        return None
    facets = [place_facet(query.place_id)] if query.place_id else []
    facets += [language_facet(query.language)] if query.language else []
    return Search(
        words=query.words, match=(match,) if match else (), facets=tuple(facets), rows=rows
    )


def _facets(query: PassageQuery) -> Iterator[str]:
    if query.place_id:
        yield place_facet(query.place_id, query.role)
    elif query.role:
        yield f"r{query.role}"
    if query.use:
        yield f"u{query.use}"
    if query.status:
        yield f"s{query.status}"


def mention_term(query: PassageQuery, dialect: Dialect) -> Term:
    """Return the condition on a mention ``m`` that a query states; a role asks for a place."""
    term = _plain_term(query, dialect)
    if query.bbox is None:
        return term
    inside = _inside(query.bbox)
    held = f"EXISTS (SELECT 1 FROM place g WHERE g.id = m.place AND {inside.sql})"  # noqa: S608
    return Term(
        sql=f"{term.sql} AND {held}", values=(*term.values, *inside.values), kind="boolean"
    )


def _plain_term(query: PassageQuery, dialect: Dialect) -> Term:
    """Return the condition without its box.

    No index leads by a role, a use or a status, of which there are very many.
    """
    frequent = {"m.role": query.role, "m.use": query.use, "m.status": query.status}
    asked = {dialect.plain.format(column): value for column, value in frequent.items()}
    given = {c: value for c, value in {"m.place": query.place_id, **asked}.items() if value}
    clauses = [f"{column} = ?" for column in given]
    if query.role:
        clauses.append("m.place IS NOT NULL")
    return Term(sql=" AND ".join(clauses) or "TRUE", values=tuple(given.values()), kind="boolean")


def _looking(query: PassageQuery, dialect: Dialect) -> tuple[Term, ...]:
    """Return the condition on one mention, where facets alone do not settle it."""
    # A place and its role are one facet.
    settled = [query.place_id or query.role, query.use, query.status]
    if query.bbox is None and sum(map(bool, settled)) <= 1:
        return ()
    return (_held(mention_term(query, dialect)),)


def _held(term: Term) -> Term:
    """Return the condition that a sentence holds a mention of a kind."""
    held = f"m.passage = passage_text.rowid AND {term.sql}"
    sql = f"EXISTS (SELECT 1 FROM mention m WHERE {held})"  # noqa: S608 - ours
    return Term(sql=sql, values=term.values, kind="boolean")


def _listed(query: PassageQuery, dialect: Dialect) -> Term:
    """Return a query for the sentences that name a place in the box."""
    inside, term = _inside(query.bbox), _plain_term(query, dialect)
    return Term(
        sql="SELECT m.passage FROM place g CROSS JOIN mention m "  # noqa: S608 - ours
        f"WHERE m.place = g.id AND {inside.sql} AND {term.sql}",
        values=(*inside.values, *term.values),
        kind="rows",
    )


def _mentions_inside(db: Database, bbox: BBox) -> int:
    inside = _inside(bbox)
    sql = f"SELECT COALESCE(sum(g.mentions), 0) FROM place g WHERE {inside.sql}"  # noqa: S608 - ours
    return int(db.rows(sql, inside.values)[0][0])


def _inside(bbox: BBox | None) -> Term:
    """Return the condition on a place ``g`` that it lies in a box."""
    if bbox is None:
        return Term(sql="TRUE", kind="boolean")
    across = " OR ".join("g.lon_deg BETWEEN ? AND ?" for _ in bbox.ranges)
    lons = (lon for span in bbox.ranges for lon in span)
    return Term(
        sql=f"g.lat_deg BETWEEN ? AND ? AND ({across})",
        values=(bbox.south_deg, bbox.north_deg, *lons),
        kind="boolean",
    )


def _narrowed(whole: tuple[int, int], *parts: tuple[int, int] | None) -> tuple[int, int]:
    ranges = [whole, *(part for part in parts if part is not None)]
    return max(first for first, _ in ranges), min(last for _, last in ranges)


def _passages_of(db: Database, document_id: str) -> tuple[int, int]:
    rows = db.rows("SELECT first_passage, passages FROM document WHERE id = ?", (document_id,))
    first, passages = rows[0] if rows else (1, 0)
    return first, first + passages - 1


def _passages_in(db: Database, period: Period) -> tuple[int, int]:
    """Return the sentences of the documents of a period: documents lie in the order of days."""
    rows = db.rows(
        "SELECT first_passage, passages FROM document WHERE ordinal IN (?, ?) ORDER BY ordinal",
        _documents_in(db, period),
    )
    return (rows[0][0], rows[-1][0] + rows[-1][1] - 1) if rows else (1, 0)


def _documents_in(db: Database, period: Period) -> tuple[int, int]:
    start = period.start.isoformat() if period.start else ""
    end = period.end.isoformat() if period.end else "9999-12-31"
    ends = [
        db.rows(
            "SELECT ordinal FROM document WHERE published_on BETWEEN ? AND ? "  # noqa: S608 - ours
            f"ORDER BY published_on {order}, ordinal {order} LIMIT 1",
            (start, end),
        )
        for order in ("ASC", "DESC")
    ]
    return (ends[0][0][0], ends[1][0][0]) if all(ends) else (1, 0)
