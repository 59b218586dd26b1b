"""What stands around a mention: the words before and after, and the list it belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from geo.model.text import Document, Mention

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]")
_JOIN = re.compile(
    r"\s*(?:,|،|;|/|&|-|–|\[|\()?\s*(?:and|or|as well as|и|ve|و)?\s*(?:the\s+|in\s+)?",
    re.IGNORECASE,
)
_OWNED = re.compile(r"['’]s?\s(?:[\w-]+\s){0,3}")
_OWNED_CHARS = 120
_APOSTROPHES = ("'", "’")
_MOST_MEMBERS = 40
"""A longer list is a table: what each row says of the others grows with their square."""
_DATELINE = re.compile(
    r"(?:\s?/[\w .-]{2,30}/?)?(?:[,،]\s[^—–\n]{1,40}?)?\s*(?:\([^)\n]{2,40}\)\s*)?"
    r"(?:—|–|--|\s[-ـ])\s(?![a-zа-яё])"
)
_DATELINE_PARAGRAPHS = 6
_AND = re.compile(r"\b(?:ve|veya|ile)\b|[/&–-]")
_WINDOW_CHARS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The surroundings of one mention inside its sentence.

    ``before`` and ``after`` are words and marks as written, in reading order. ``members`` is the
    list that the mention belongs to ("Aleppo, Idlib, Hama and Lattakia"), itself included;
    ``lead`` stands before its first member and ``tail`` after its last, ``lead_text`` and
    ``tail_text`` are the same as written; ``language`` is the document's. ``owns_place``: a place
    is named within a few words of a possessive ("Syria's rebel-held Idlib"); ``touches_mention``:
    the next word begins another mention.
    """

    mention: Mention
    before: tuple[str, ...]
    after: tuple[str, ...]
    members: tuple[Mention, ...]
    lead: tuple[str, ...]
    tail: tuple[str, ...]
    after_text: str
    before_text: str
    owns_place: bool = False
    touches_mention: bool = False
    lead_text: str = ""
    tail_text: str = ""
    language: str = ""

    @property
    def opens_dispatch(self) -> bool:
        """Tell whether the name is the dispatch's dateline ("BEIRUT (Agency) —")."""
        if self.before or self.mention.passage.paragraph >= _DATELINE_PARAGRAPHS:
            return False
        shouted = self.mention.surface.isupper() and self.after_text.startswith(": ")
        return shouted or _DATELINE.match(self.after_text) is not None

    @property
    def opens_sentence(self) -> bool:
        """Tell whether nothing but marks stands before the mention in its sentence."""
        return not any(word[0].isalnum() for word in self.before)


def contexts(document: Document, mentions: Sequence[Mention]) -> tuple[Context, ...]:
    """Return the context of each mention; mentions in reading order."""
    found = contexts_of(document, mentions, [True] * len(mentions))
    return tuple(context for context in found if context is not None)


def contexts_of(
    document: Document, mentions: Sequence[Mention], wanted: Sequence[bool]
) -> list[Context | None]:
    """Return the contexts of the mentions that are wanted, None for the others."""
    found: list[Context | None] = []
    lists = _lists(document.text, mentions)
    if document.language == "tr":
        lists = [part for members in lists for part in _ended(document.text, members)]
    for members in lists:
        own = slice(len(found), len(found) + len(members))
        if not any(wanted[own]):
            found += [None] * len(members)
            continue
        lead_text = _before(document.text, members[0])
        tail_text = _after(document.text, members[-1])
        lead, tail = _tokens(lead_text), _tokens(tail_text)
        together = tuple(members)
        for mention in members:
            opens, closes = mention is members[0], mention is members[-1]
            before_text = lead_text if opens else _before(document.text, mention)
            after_text = tail_text if closes else _after(document.text, mention)
            found.append(
                Context(
                    mention=mention,
                    before=lead if opens else _tokens(before_text),
                    after=tail if closes else _tokens(after_text),
                    members=together,
                    lead=lead,
                    tail=tail,
                    after_text=after_text,
                    owns_place=_owns_place(document.text, mentions, len(found)),
                    touches_mention=_touches(mentions, len(found)),
                    before_text=before_text,
                    lead_text=lead_text,
                    tail_text=tail_text,
                    language=document.language,
                )
            )
    return found


def lower(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words in lower case."""
    return tuple(map(str.casefold, words))


def _lists(text: str, mentions: Sequence[Mention]) -> list[list[Mention]]:
    lists: list[list[Mention]] = []
    for mention in mentions:
        last = lists[-1][-1] if lists else None
        short = bool(lists) and len(lists[-1]) < _MOST_MEMBERS
        if last is not None and short and _joined(text, last, mention):
            lists[-1].append(mention)
        else:
            lists.append([mention])
    return lists


def _ended(text: str, members: list[Mention]) -> list[list[Mention]]:
    """Part a Turkish list after its last "ve": the comma behind a subject begins no list."""
    last = 0
    for index in range(1, len(members)):
        if _AND.search(text, members[index - 1].span.end, members[index].span.start):
            last = index
    return [members[: last + 1], *([member] for member in members[last + 1 :])]


def _joined(text: str, first: Mention, second: Mention) -> bool:
    if second.span.start <= first.span.end or first.passage.ordinal != second.passage.ordinal:
        return False
    between = text[first.span.end : second.span.start]
    return between.strip() != "" and _JOIN.fullmatch(between) is not None


def _touches(mentions: Sequence[Mention], index: int) -> bool:
    following = mentions[index + 1] if index + 1 < len(mentions) else None
    return following is not None and following.span.start <= mentions[index].span.end + 1


def _owns_place(text: str, mentions: Sequence[Mention], index: int) -> bool:
    mention = mentions[index]
    if not text.startswith(_APOSTROPHES, mention.span.end):
        return False
    following = takewhile(
        lambda other: (
            other.passage.span == mention.passage.span
            and other.span.start <= mention.span.end + _OWNED_CHARS
        ),
        islice(mentions, index + 1, None),
    )
    return any(
        other.span.start > mention.span.end
        and _OWNED.fullmatch(text, mention.span.end, other.span.start) is not None
        for other in following
    )


def _before(text: str, mention: Mention) -> str:
    start = max(mention.passage.span.start, mention.span.start - _WINDOW_CHARS)
    return text[start : mention.span.start]


def _after(text: str, mention: Mention) -> str:
    end = min(mention.passage.span.end, mention.span.end + _WINDOW_CHARS)
    return text[mention.span.end : end]


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(text))
