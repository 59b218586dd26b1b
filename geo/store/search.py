"""Searches in sentences and documents, as rows of their full-text indexes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from geo.model.calendar import Period
from geo.model.query import BBox, DocumentQuery, PassageQuery
from geo.store.database import Database
from geo.store.dialect import Dialect
from geo.store.terms import Term
from geo.store.text_index import LAST_ROW, Search
from geo.store.words import language_facet, place_facet, words_match

_FEW = 20_000
"""Sentences of a box with so many mentions are gathered first, in 20 ms; in a larger box they are
so frequent that a page of them is met soon."""


def passage_search(db: Database, query: PassageQuery) -> Search | None:
    """Return the search for sentences, None where nothing can match."""
    match = words_match(query.words)
    rows = _narrowed(
        (1, LAST_ROW),
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
    return bool(db.rows(db.dialect.decided))


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
    rows = _narrowed((1, LAST_ROW), _documents_in(db, query.period) if query.period else None)
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
