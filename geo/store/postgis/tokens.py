"""Words as SQLite's index parts them: a search finds the same in every database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby

from geo.store.words import CLOSED, OPENED, Piece, pieces

_INDEX = """
CREATE VIRTUAL TABLE t USING fts5 (
  text, folded, facets, tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE v USING fts5vocab (t, instance);
"""
_COLUMNS = {"text": ("A", 0), "folded": ("B", 8_191), "facets": ("C", 16_382)}
"""The weight of a column, and what its words stand behind: phrases do not reach across."""
_MOST_WORDS = 8_190
_NOTHING = "'none':D"
"""No word has this weight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a row, with its column; words come in their order."""

    row: int
    column: str
    term: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that follow each other in one of some columns; of a ``beginning`` the last goes on."""

    terms: tuple[str, ...]
    columns: tuple[str, ...]
    beginning: bool

    def stands(self, terms: Sequence[str]) -> bool:
        """Tell whether these words are the phrase."""
        if not self.beginning:
            return tuple(terms) == self.terms
        return tuple(terms[:-1]) == self.terms[:-1] and terms[-1].startswith(self.terms[-1])

    @property
    def query(self) -> str:
        """Return it as a condition of PostgreSQL."""
        weights = "".join(_COLUMNS[column][0] for column in self.columns)
        last = len(self.terms) - 1
        said = (
            f"{_quoted(term)}:{'*' if self.beginning and number == last else ''}{weights}"
            for number, term in enumerate(self.terms)
        )
        return f"({' <-> '.join(said)})"


def vectors(connection: sqlite3.Connection, table: str) -> Iterator[tuple[int, int, str]]:
    """Yield the rows of an index with the number of their words, and with them."""
    vocabulary = f"words_of_{table}"
    connection.execute(
        f"CREATE VIRTUAL TABLE temp.{vocabulary} USING fts5vocab ('main', '{table}', 'instance')"
    )
    found = connection.execute(
        f"SELECT doc, col, offset, term FROM temp.{vocabulary} ORDER BY doc"  # noqa: S608 - ours
    )
    for row, words in groupby(found, key=lambda instance: instance[0]):
        placed = [_placed(term, column, at) for _, column, at, term in words]
        yield row, len(placed), " ".join(placed)


def _placed(term: str, column: str, at: int) -> str:
    weight, behind = _COLUMNS[column]
    place = behind + 1 if column == "facets" else behind + min(at, _MOST_WORDS) + 1
    return f"{_quoted(term)}:{place}{weight}"


def _quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def facet_query(token: str) -> str:
    """Return the condition that a row has a facet."""
    return f"{_quoted(token)}:C"


def words_query(words: str) -> str:
    """Return the condition that words, phrases and beginnings state, "" for none."""
    wanted, unwanted = pieces(words)
    held = [_either(found) for found in _phrases(wanted)]
    held += [f"!{_either(found)}" for found in _phrases(unwanted)]
    return " & ".join(held)


def wanted_phrases(words: str) -> list[Phrase]:
    """Return what is looked for in the texts."""
    return [phrase for found in _phrases(pieces(words)[0]) for phrase in found]


def _either(found: Sequence[Phrase]) -> str:
    return f"({' | '.join(phrase.query for phrase in found) or _NOTHING})"


def _phrases(found: Sequence[Piece]) -> list[list[Phrase]]:
    """Return for each piece the phrases of which one is enough."""
    texts = [(n, piece.plain, piece.folded) for n, piece in enumerate(found)]
    terms: dict[tuple[int, str], list[str]] = {}
    for word in words_of(texts):
        terms.setdefault((word.row, word.column), []).append(word.term)
    return [
        [
            Phrase(terms=tuple(terms[key]), columns=columns, beginning=piece.beginning)
            for columns in ([("text", "folded")] if piece.is_plain else [("text",), ("folded",)])
            if (key := (number, columns[-1])) in terms
        ]
        for number, piece in enumerate(found)
    ]


def words_of(texts: Iterable[tuple[int, str, str]]) -> list[Word]:
    """Return the words of rows, of their text and of its fold, each in order."""
    with closing(_index(texts)) as index:
        found = index.execute(
            "SELECT doc, col, term FROM v WHERE col <> 'facets' ORDER BY doc, col, offset"
        )
        return [Word(row=row, column=column, term=term) for row, column, term in found]


def marked(texts: Iterable[tuple[int, str, str]], match: str) -> dict[int, tuple[str, str]]:
    """Return by row the two texts of a sentence with the words of an expression in signs."""
    signs = (OPENED, CLOSED)
    with closing(_index(texts)) as index:
        found = index.execute(
            "SELECT rowid, highlight(t, 0, ?, ?), highlight(t, 1, ?, ?) FROM t WHERE t MATCH ?",
            (*signs, *signs, match),
        )
        return {row: (text, folded) for row, text, folded in found}


def _index(texts: Iterable[tuple[int, str, str]]) -> sqlite3.Connection:
    index = sqlite3.connect(":memory:")
    index.executescript(_INDEX)
    index.executemany("INSERT INTO t (rowid, text, folded, facets) VALUES (?, ?, ?, 'all')", texts)
    return index
