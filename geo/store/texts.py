"""The documents of a store, their sentences and the mentions in them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from geo.errors import NotFoundError
from geo.model.folding import folded_text, name_key
from geo.model.query import (
    DocumentRow,
    Found,
    FoundPage,
    MentionRow,
    PassageQuery,
    PassageRow,
    UnplacedName,
)
from geo.store.connection import Connections

_DOCUMENT = (
    "d.id, d.title, d.publisher, d.published_on, d.dated_by, d.language, d.source, "
    "(SELECT count(*) FROM mention m WHERE m.document = d.id AND m.kind <> 'expression')"
)
_PASSAGE = 'p.pid, p.document, p.paragraph, p.start, p."end", p.text'
_MENTION = (
    'm.id, m.document, p.pid, m.start, m."end", m.surface, m.kind, m.use, m.use_reason, m.role, '
    "m.status, m.confidence, m.decided_by, m.place, m.candidates"
)
_WORD = re.compile(r"\w+")


class TextStore:
    """Documents, sentences, mentions."""

    def __init__(self, connections: Connections) -> None:
        """Read through ``connections``."""
        self._db = connections

    def documents(self, limit: int, offset: int = 0) -> tuple[DocumentRow, ...]:
        """Return a page of the documents, oldest first, undated ones last."""
        rows = self._db.rows(
            f"SELECT {_DOCUMENT} FROM document d "  # noqa: S608 - names of ours
            "ORDER BY d.published_on IS NULL, d.published_on, d.ordinal LIMIT ? OFFSET ?",
            (limit, offset),
        )
        return tuple(_document(row) for row in rows)

    def count_documents(self) -> int:
        """Return how many documents there are."""
        return int(self._db.rows("SELECT count(*) FROM document")[0][0])

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

    def passages(self, document_id: str) -> tuple[PassageRow, ...]:
        """Return the sentences of a document in order."""
        rows = self._db.rows(
            f"SELECT {_PASSAGE} FROM passage p WHERE p.document = ? ORDER BY p.start",  # noqa: S608 - ours
            (document_id,),
        )
        return tuple(_passage(row) for row in rows)

    def mentions(self, document_id: str) -> tuple[MentionRow, ...]:
        """Return the mentions of a document in order."""
        rows = self._db.rows(
            f"SELECT {_MENTION} FROM mention m JOIN passage p ON p.id = m.passage "  # noqa: S608 - ours
            'WHERE m.document = ? ORDER BY m.start, m."end" DESC',
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
            msg = f"there is no mention {mention_id!r}"
            raise NotFoundError(msg)
        return _mention(rows[0])

    def search(self, query: PassageQuery) -> FoundPage:
        """Return the sentences that hold all the words and name the place in that role.

        Oldest first; a role without a place asks for any place.
        """
        source, clauses, values = _conditions(query)
        matched = self._db.rows(
            f"SELECT count(DISTINCT p.id) FROM {source} WHERE {clauses}",  # noqa: S608 - marks only
            values,
        )[0][0]
        ids = self._db.rows(
            f"SELECT DISTINCT p.id FROM {source} JOIN document d ON d.id = p.document "  # noqa: S608 - marks
            f"WHERE {clauses} ORDER BY d.published_on IS NULL, d.published_on, d.ordinal, p.start "
            "LIMIT ? OFFSET ?",
            (*values, query.limit, query.offset),
        )
        found = [self._found(row[0], query) for row in ids]
        return FoundPage(found=tuple(found), matched=matched)

    def unplaced(self) -> list[UnplacedName]:
        """Return the names without a place, the most frequent first, then by the alphabet.

        Spellings that differ by case, accents or hyphens are one name.
        """
        rows = self._db.rows(
            "SELECT m.surface, m.document, p.text, m.kind FROM mention m "
            "JOIN passage p ON p.id = m.passage JOIN document d ON d.id = m.document "
            "WHERE m.status = 'unplaced' "
            "ORDER BY d.published_on IS NULL, d.published_on, d.ordinal, m.start"
        )
        grouped: dict[str, list[Sequence[str]]] = defaultdict(list)
        for row in rows:
            grouped[name_key(row[0])].append(row)
        names = [_unplaced(group) for group in grouped.values()]
        return sorted(names, key=lambda name: (-name.mentions, name.name))

    def skipped(self) -> list[tuple[str, str]]:
        """Return what was not read, and why."""
        return self._db.rows("SELECT source, reason FROM skipped")

    def _found(self, row: int, query: PassageQuery) -> Found:
        passage = self._db.rows(f"SELECT {_PASSAGE} FROM passage p WHERE p.id = ?", (row,))[0]  # noqa: S608
        mentions = self._db.rows(
            f"SELECT {_MENTION} FROM mention m JOIN passage p ON p.id = m.passage "  # noqa: S608 - ours
            "WHERE m.passage = ? AND (? = '' OR m.place = ?) AND (? = '' OR m.role = ?) "
            "ORDER BY m.start",
            (row, query.place_id, query.place_id, query.role, query.role),
        )
        return Found(passage=_passage(passage), mentions=tuple(_mention(m) for m in mentions))


def _conditions(query: PassageQuery) -> tuple[str, str, Sequence[object]]:
    source, clauses, values = "passage p", ["1"], []
    for column, wanted in (("place", query.place_id), ("role", query.role)):
        if wanted:
            source = "mention m JOIN passage p ON p.id = m.passage AND m.place IS NOT NULL"
            clauses.append(f"m.{column} = ?")
            values.append(wanted)
    wanted_words = _match(query.words)
    if wanted_words:
        clauses.append("p.id IN (SELECT rowid FROM passage_text WHERE passage_text MATCH ?)")
        values.append(wanted_words)
    elif query.words:
        clauses.append("0")
    if query.document_id:
        clauses.append("p.document = ?")
        values.append(query.document_id)
    return source, " AND ".join(clauses), values


def _match(words: str) -> str:
    """Return the search for all of the words as they stand, or as names fold.

    "Maarrat" finds "Ma'arrat" by its fold, "Idlib" finds "Idlib's" as it stands.
    """
    forms = (_WORD.findall(words), _WORD.findall(folded_text(words)))
    quoted = dict.fromkeys(" ".join(f'"{word}"' for word in form) for form in forms if form)
    return " OR ".join(f"({form})" for form in quoted)


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
