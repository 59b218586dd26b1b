"""The documents of a store, their sentences and the mentions in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import orjson

from geo.errors import InputError, NotFoundError
from geo.model.folding import name_key
from geo.model.query import (
    DocumentPage,
    DocumentQuery,
    DocumentRow,
    Found,
    FoundPage,
    MentionRow,
    PassageQuery,
    PassageRow,
    PlaceRow,
    UnplacedName,
)
from geo.store.database import Database
from geo.store.search import document_search, mention_term, passage_search
from geo.store.text_index import Rows, TextIndex
from geo.store.words import hits

_DOCUMENT = (
    "d.id, d.title, d.publisher, d.published_on, d.dated_by, d.language, d.source, d.mentions"
)
_PASSAGE = 'p.pid, p.document, p.paragraph, p.start, p."end", p.text'
_MENTION = (
    'm.id, m.document, p.pid, m.start, m."end", m.surface, m.kind, m.use, m.use_reason, m.role, '
    "m.status, m.confidence, m.decided_by, m.place, m.candidates"
)
_PASSAGE_END = 1 + len(PassageRow.__slots__)
_ITS_PASSAGES = "BETWEEN d.first_passage AND d.first_passage + d.passages - 1"
_OF_DOCUMENT = f"document d JOIN mention m ON m.passage {_ITS_PASSAGES}"


class TextStore:
    """Documents, sentences, mentions."""

    def __init__(self, connections: Database, index: type[TextIndex] = TextIndex) -> None:
        """Read through ``connections``, by an index of the words of each table."""
        self._db, self._index = connections, index
        self._listed = connections.dialect.listed
        self._passages = index(connections, "passage")
        self._documents = index(connections, "document")

    def through(self, connections: Database) -> TextStore:
        """Return the same texts, read through other connections."""
        return TextStore(connections, self._index)

    def documents(self, query: DocumentQuery) -> DocumentPage:
        """Return the documents that a query asks for, oldest first, undated ones last.

        Raises InputError where nothing bears the id that the page follows.
        """
        search = document_search(self._db, query)
        if search is None:
            return DocumentPage(documents=(), matched=0, more=False)
        after = self._row("SELECT ordinal FROM document WHERE id = ?", query.after)
        page = self._documents.page(search, query, after)
        rows = self._db.rows(
            f"SELECT {_DOCUMENT} FROM document d WHERE d.ordinal IN {self._listed} "  # noqa: S608 - ours
            "ORDER BY d.ordinal",
            (_list(page.rows),),
        )
        return DocumentPage(
            documents=tuple(_document(row) for row in rows), matched=page.matched, more=page.more
        )

    def document(self, document_id: str) -> DocumentRow:
        """Return one document; raises NotFoundError."""
        rows = self._db.rows(
            f"SELECT {_DOCUMENT} FROM document d WHERE d.id = ?",  # noqa: S608 - names of ours
            (document_id,),
        )
        if not rows:
            msg = f"there is no document {document_id!r}"
            raise NotFoundError(msg)
        return _document(rows[0])

    def text(self, document_id: str) -> tuple[str, int]:
        """Return a document's text and where its body starts; raises NotFoundError."""
        rows = self._db.rows("SELECT text, body_start FROM document WHERE id = ?", (document_id,))
        if not rows:
            msg = f"there is no document {document_id!r}"
            raise NotFoundError(msg)
        return rows[0][0], rows[0][1]

    def statements(self, document_id: str) -> bytes:
        """Return what a document states of zones, as JSON; raises NotFoundError."""
        self.document(document_id)
        rows = self._db.rows("SELECT statements FROM document WHERE id = ?", (document_id,))
        return bytes(rows[0][0])

    def places(self, document_id: str) -> tuple[PlaceRow, ...]:
        """Return the places that a document names, the most frequent first."""
        rows = self._db.rows(
            "SELECT g.id, g.name, g.lon_deg, g.lat_deg, count(*) "  # noqa: S608 - ours
            f"FROM {_OF_DOCUMENT} JOIN place g ON g.id = m.place WHERE d.id = ? "
            "GROUP BY g.id ORDER BY count(*) DESC, g.id",
            (document_id,),
        )
        return tuple(PlaceRow(**dict(zip(PlaceRow.__slots__, r, strict=True))) for r in rows)

    def passages(self, document_id: str) -> tuple[PassageRow, ...]:
        """Return the sentences of a document in order."""
        rows = self._db.rows(
            f"SELECT {_PASSAGE} FROM document d JOIN passage p "  # noqa: S608 - ours
            f"ON p.id {_ITS_PASSAGES} WHERE d.id = ? ORDER BY p.id",
            (document_id,),
        )
        return tuple(_passage(row) for row in rows)

    def mentions(self, document_id: str) -> tuple[MentionRow, ...]:
        """Return the mentions of a document in order."""
        rows = self._db.rows(
            f"SELECT {_MENTION} FROM {_OF_DOCUMENT} JOIN passage p ON p.id = m.passage "  # noqa: S608
            "WHERE d.id = ? ORDER BY m.ordinal",
            (document_id,),
        )
        return tuple(_mention(row) for row in rows)

    def mention(self, mention_id: str) -> MentionRow:
        """Return one mention; raises NotFoundError."""
        rows = self._db.rows(
            f"SELECT {_MENTION} FROM mention m JOIN passage p ON p.id = m.passage "  # noqa: S608 - ours
            "WHERE m.id = ?",
            (mention_id,),
        )
        if not rows:
            msg = f"there is no mention {mention_id!r}; an id looks like 35046e8caaaa:533-537"
            raise NotFoundError(msg)
        return _mention(rows[0])

    def search(self, query: PassageQuery) -> FoundPage:
        """Return the sentences that a query asks for, oldest first, or the best first.

        Raises InputError where nothing bears the id that the page follows, or where the words
        are too frequent to put all that hold them in order.
        """
        search = passage_search(self._db, query)
        if search is None:
            return FoundPage(found=(), matched=0, more=False)
        after = self._row("SELECT id FROM passage WHERE pid = ?", query.after)
        page = self._passages.page(search, query, after)
        return FoundPage(found=self._found(page, query), matched=page.matched, more=page.more)

    def unplaced(self) -> list[UnplacedName]:
        """Return the names without a place, the most frequent first, then by the alphabet.

        Spellings that differ by case, accents or hyphens are one name.
        """
        rows = self._db.rows(
            "SELECT m.surface, m.document, p.text, m.kind FROM mention m "
            "JOIN passage p ON p.id = m.passage "
            "WHERE m.status = 'unplaced' "
            "ORDER BY m.ordinal"
        )
        grouped: dict[str, list[Sequence[str]]] = defaultdict(list)
        for row in rows:
            grouped[name_key(row[0])].append(row)
        names = [_unplaced(group) for group in grouped.values()]
        return sorted(names, key=lambda name: (-name.mentions, name.name))

    def skipped(self) -> list[tuple[str, str]]:
        """Return what was not read, and why."""
        return self._db.rows("SELECT source, reason FROM skipped")

    def _row(self, sql: str, after: str) -> int:
        """Return the number of what bears an id, 0 for no id; raises InputError."""
        rows = self._db.rows(sql, (after,)) if after else [(0,)]
        if not rows:
            msg = f"after: nothing here bears the id {after[:80]!r}; start again without it"
            raise InputError(msg)
        return int(rows[0][0])

    def _found(self, page: Rows, query: PassageQuery) -> tuple[Found, ...]:
        texts = self._db.rows(
            f"SELECT p.id, {_PASSAGE}, {_DOCUMENT} FROM passage p "  # noqa: S608 - ours
            f"JOIN document d ON d.id = p.document WHERE p.id IN {self._listed}",
            (_list(page.rows),),
        )
        wanted = mention_term(query, self._db.dialect)
        mentions: dict[int, list[MentionRow]] = defaultdict(list)
        for row in self._db.rows(
            f"SELECT m.passage, {_MENTION} FROM mention m JOIN passage p ON p.id = m.passage "  # noqa: S608
            f"WHERE m.passage IN {self._listed} AND {wanted.sql} ORDER BY m.ordinal",
            (_list(page.rows), *wanted.values),
        ):
            mentions[row[0]].append(_mention(row[1:]))
        marked = dict(zip(page.rows, page.marked, strict=True)) if page.marked else {}
        found = {
            row[0]: Found(
                passage=_passage(row[1:_PASSAGE_END]),
                document=_document(row[_PASSAGE_END:]),
                mentions=tuple(mentions[row[0]]),
                hits=hits(row[_PASSAGE_END - 1], *marked[row[0]]) if marked else (),
            )
            for row in texts
        }
        return tuple(found[row] for row in page.rows)


def _list(rows: Sequence[int]) -> str:
    """Return rows as one value: there may be more than a query has marks."""
    return orjson.dumps(rows).decode()


def _unplaced(rows: Sequence[Sequence[str]]) -> UnplacedName:
    spellings = Counter(row[0] for row in rows)
    return UnplacedName(
        name=spellings.most_common(1)[0][0],
        kind=rows[0][3],
        mentions=len(rows),
        documents=len({row[1] for row in rows}),
        sentence=rows[0][2],
    )


def _document(row: Any) -> DocumentRow:  # noqa: ANN401 - a row
    names = DocumentRow.__slots__
    return DocumentRow(**dict(zip(names, row, strict=True)))


def _passage(row: Any) -> PassageRow:  # noqa: ANN401 - a row
    return PassageRow(**dict(zip(PassageRow.__slots__, row, strict=True)))


def _mention(row: Any) -> MentionRow:  # noqa: ANN401 - a row
    return MentionRow(**dict(zip(MentionRow.__slots__, row, strict=True)))
