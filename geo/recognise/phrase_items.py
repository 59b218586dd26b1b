"""A sentence as words, marks and mentions: what the grammar of vague places reads."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from geo.model.text import Document, Mention, Passage, Span, Use

_ITEM = re.compile(r"['’]s?(?!\w)|\d+(?:[.,]\d+)*|[^\W\d_]+(?:[-'’][^\W\d_]+)*|\S")
_MOST_WORDS = 5
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A word, a mark, or a whole mention; ``word`` is in lower case.

    It stands at a half-open range of the document.
    """

    text: str
    word: str
    start: int
    end: int
    mention: Mention | None = None

    @property
    def is_place(self) -> bool:
        """Tell whether it stands for ground."""
        return self.mention is not None and self.mention.use.is_place

    @property
    def may_be_place(self) -> bool:
        """Tell whether it stands for ground where a distance or a bearing is given from it."""
        return self.is_place or (self.mention is not None and self.mention.use is Use.METONYM)


class Sentence:
    """The items of one passage; an index outside them gives nothing."""

    def __init__(self, document: Document, passage: Passage, mentions: Sequence[Mention]) -> None:
        """Cut a passage; ``mentions`` lie in it, and of nested ones the outermost counts."""
        self.passage = passage
        self.items = tuple(_items(document, passage, mentions))
        self._words = ["" if i.mention else i.word for i in self.items]

    def at(self, index: int) -> Item | None:
        """Return an item, None outside the sentence."""
        return self.items[index] if 0 <= index < len(self.items) else None

    def word(self, index: int) -> str:
        """Return an item's word in lower case, "" for a mention or outside the sentence."""
        return self._words[index] if 0 <= index < len(self._words) else ""

    def span(self, first: int, end: int) -> Span:
        """Return the range from item ``first`` up to, not with, item ``end``."""
        return Span(self.items[first].start, self.items[end - 1].end)

    def skip(self, index: int, words: Container[str]) -> int:
        """Return the first index from ``index`` on whose word is none of ``words``."""
        while self.word(index) and self.word(index) in words:
            index += 1
        return index

    def longest(self, index: int, phrases: Container[str]) -> int:
        """Return the end of the longest of ``phrases`` at ``index``; ``index`` for none."""
        said = self.word(index)
        end = index + (said in phrases)
        for here in range(index + 1, index + _MOST_WORDS):
            word = self.word(here)
            if not word:
                break
            said = f"{said} {word}"
            if said in phrases:
                end = here + 1
        return end

    def said(self, first: int, end: int) -> str:
        """Return the words from ``first`` up to ``end``, with a space between."""
        return " ".join(self.word(i) for i in range(first, end))

    def lookup(self, index: int, table: Mapping[str, _Value]) -> tuple[_Value, int] | None:
        """Return the value of the longest phrase at ``index``, and its end."""
        end = self.longest(index, table)
        return (table[self.said(index, end)], end) if end > index else None

    def owns(self, index: int) -> bool:
        """Tell whether a possessive sign stands at ``index``."""
        return self.word(index)[:1] in {"'", "’"} and bool(self.word(index))


def _items(document: Document, passage: Passage, mentions: Sequence[Mention]) -> list[Item]:
    found: list[Item] = []
    at = passage.span.start
    for mention in _outermost(mentions):
        found += _words(document.text, at, mention.span.start)
        start, end = mention.span.start, mention.span.end
        words = document.text[start:end]
        item = Item(text=words, word=words.casefold(), start=start, end=end, mention=mention)
        found.append(item)
        at = end
    return [*found, *_words(document.text, at, passage.span.end)]


def _outermost(mentions: Sequence[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.span.start, -m.span.end)):
        if not kept or kept[-1].span.end <= mention.span.start:
            kept.append(mention)
    return kept


def _words(text: str, start: int, end: int) -> list[Item]:
    return [
        Item(text=m[0], word=m[0].casefold(), start=m.start(), end=m.end())
        for m in _ITEM.finditer(text, start, end)
    ]
