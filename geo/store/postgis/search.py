"""Search in sentences and documents by PostgreSQL's index of their words."""

from __future__ import annotations

from collections.abc import Sequence

import orjson

from geo.model.folding import fold
from geo.model.query import DocumentQuery, PassageQuery
from geo.store.postgis.relevance import Corpus, best_first
from geo.store.postgis.tokens import (
    facet_query,
    marked,
    wanted_phrases,
    words_of,
    words_query,
)
from geo.store.text_index import COUNTED, Rows, Search, TextIndex


class PostgisTextIndex(TextIndex):
    """The index of the words of one table; finds what SQLite's finds, in its order."""

    def page(self, search: Search, query: PassageQuery | DocumentQuery, after: int) -> Rows:
        """Return the page of a search; raises InputError where too much is to be ranked."""
        matched = self._matched(search)
        if not self._is_ranked(search, query, matched):
            source, values = self._source(search, after)
            offset = 0 if after else query.offset
            found = self._rows(source, values, query.limit + 1, offset)
        else:
            source, values = self._source(search, 0)
            every = self._best_first(self._rows(source, values, COUNTED, 0), search)
            found = every[query.offset : query.offset + query.limit + 1]
        shown = found[: query.limit]
        return Rows(
            rows=tuple(shown),
            marked=self._marked(shown, search),
            matched=matched,
            more=len(found) > len(shown),
        )

    def _rows(self, source: str, values: Sequence[object], limit: int, offset: int) -> list[int]:
        sql = f"SELECT rowid FROM {source} ORDER BY rowid LIMIT ? OFFSET ?"  # noqa: S608 - ours
        return [row[0] for row in self._db.rows(sql, (*values, limit, offset))]

    def _best_first(self, rows: Sequence[int], search: Search) -> list[int]:
        phrases = wanted_phrases(search.words)
        total, words = self._db.rows(
            "SELECT rows, words FROM words_total WHERE name = ?", (f"{self._table}_text",)
        )[0]
        held = {
            phrase: int(self._db.rows(self._held, (phrase.query,))[0][0]) for phrase in phrases
        }
        listed = self._db.dialect.listed
        sized = self._db.rows(
            f"SELECT rowid, size FROM {self._table}_text WHERE rowid IN {listed}",  # noqa: S608 - ours
            (orjson.dumps(rows).decode(),),
        )
        corpus = Corpus(rows=total, words=words, holding=held)
        return best_first(words_of(self._texts(rows)), dict(sized), phrases, corpus)

    @property
    def _held(self) -> str:
        return f"SELECT count(*) FROM {self._table}_text WHERE words @@ CAST(? AS tsquery)"  # noqa: S608

    def _texts(self, rows: Sequence[int]) -> list[tuple[int, str, str]]:
        listed = self._db.dialect.listed
        sql = f"SELECT p.id, p.text FROM passage p WHERE p.id IN {listed}"  # noqa: S608 - ours
        found = self._db.rows(sql, (orjson.dumps(rows).decode(),))
        return [(row, text, fold(text).text) for row, text in found]

    def _marked(self, rows: Sequence[int], search: Search) -> tuple[tuple[str, str], ...]:
        if not search.match or self._table != "passage":
            return ()
        found = marked(self._texts(rows), search.match[0])
        return tuple(found.get(row, ("", "")) for row in rows)

    def _source(self, search: Search, after: int) -> tuple[str, Sequence[object]]:
        first, last = search.rows
        rows = (max(first, after + 1), last)
        if search.listed and not search.match and not search.facets:
            return super()._source(search, after)
        source = f"{self._table}_text WHERE rowid BETWEEN ? AND ?"
        words = [words_query(search.words)] if search.match else []
        held = " & ".join((*words, *map(facet_query, search.facets)))
        values: list[object] = [*rows]
        if held:
            source += " AND words @@ CAST(? AS tsquery)"
            values.append(held)
        for term in search.where:
            source += f" AND {term.sql}"
            values += term.values
        if search.listed:
            source += f" AND rowid IN ({search.listed.sql})"
            values += search.listed.values
        return source, values
