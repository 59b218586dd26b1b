"""Cut a document into paragraphs and sentences without losing a character's position."""

from __future__ import annotations

import re
from collections.abc import Iterator

from geo.model.text import Document, Passage, Span

_END = re.compile(r"(?<![.!?…؟。।])[.!?…؟。।]+[\"'”’»)\]]*(?=\s)")
_WORD_BEFORE = re.compile(r"[\w.'’-]+$")
_ABBREVIATIONS = frozenset(
    "adm approx brig ca capt cf col cmdr dec dr e.g est etc feb fig fr gen gov hon i.e inc jan jr "
    "lt ltd maj messrs mr mrs ms mt no nos nov oct op p pp prof pvt rep rev sen sept sgt sr st "
    "ste vol vs u.s u.k u.n u.a.e г гг им т.е т.д ул sn yd".split()
)
_WRAPPED_MIN, _WRAPPED_MAX = 40, 110
_OPENERS = "\"'“‘«([—–-"


def passages(document: Document) -> tuple[Passage, ...]:
    """Return the sentences of a document in order; together they hold every visible character."""
    found: list[Passage] = []
    for paragraph, (start, end) in enumerate(_paragraphs(document.text, document.body_start)):
        for span in _sentences(document.text, start, end):
            found.append(
                Passage(
                    document_id=document.id, ordinal=len(found), paragraph=paragraph, span=span
                )
            )
    return tuple(found)


def _paragraphs(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield a range a paragraph: a block where its lines are wrapped, else each line."""
    for lines in _blocks(text, start):
        widths = [end - begin for begin, end in lines]
        wrapped = (
            len(lines) > 1
            and max(widths) <= _WRAPPED_MAX
            and min(widths[:-1]) >= _WRAPPED_MIN
            and any(text[lines[i + 1][0]].islower() for i in range(len(lines) - 1))
        )
        yield from [(lines[0][0], lines[-1][1])] if wrapped else lines


def _blocks(text: str, start: int) -> Iterator[list[tuple[int, int]]]:
    """Yield the lines of each block; blocks stand between blank lines."""
    lines: list[tuple[int, int]] = []
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if not text[start:end].isspace() and end > start:
            lines.append((start, end))
        elif lines:
            yield lines
            lines = []
        start = end + 1
    if lines:
        yield lines


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    begin = start
    for stop in _END.finditer(text, start, end):
        if stop.end() < end and _ends_sentence(text, stop.start(), stop.end(), end):
            yield from _trimmed(text, begin, stop.end())
            begin = stop.end()
    yield from _trimmed(text, begin, end)


def _ends_sentence(text: str, mark: int, after: int, end: int) -> bool:
    following = text[after:end].lstrip()[:4].lstrip(_OPENERS)
    if not following or following[0].islower():
        return False
    if text[mark] != ".":
        return True
    word = _WORD_BEFORE.search(text[max(0, mark - 20) : mark])
    if word is None:
        return True
    initial = len(word[0]) == 1 and word[0].isupper()
    return not initial and word[0].casefold() not in _ABBREVIATIONS


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)
