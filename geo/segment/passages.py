"""Cut a document into paragraphs and sentences without losing a character's position."""

from __future__ import annotations

import re
from collections.abc import Iterator

from geo.model.text import Document, Passage, Span

_BIDI = "\u200e\u200f\u202a-\u202e\u2066-\u2069"
_END = re.compile(rf"(?<![.!?…؟۔。।])[.!?…؟۔。।]+(?P<closed>[\"'”“’»›)\]{_BIDI}]*)(?=\s)")
_WORD_BEFORE = re.compile(r"[\w.'’-]+$")
_ABBREVIATIONS = frozenset(
    (
        "adm approx apr aug brig ca capt cf col cmdr dec dr e.g est etc feb fig fr gen gov hon "
        "i.e inc jan jr jul jun lt ltd maj messrs mr mrs ms mt no nos nov oct op p pp prof pvt "
        "rep rev sen sept "
        "sgt sr st ste vol vs u.s u.k u.n u.a.e sn yd "
        "г гг д е к н с т р-н обл пос дер ул пр просп им кв тыс млн млрд руб см напр прим рис ред "
        "т.е т.д т.к т.н т.п ген полк адм кап лейт проф акад янв фев февр апр июн июл авг сен "
        "сент окт ноя нояб дек "
        "alb av bkz bşk cad doç dz gn.kur haz hv korg kur m.ö m.s mah müh org öğr ör s sn sok tel "
        "tuğg tümg vb vd yrd yy yzb وأ ود"
    ).split()
)
_DATELINE = re.compile(r"[^\W\d_a-zа-яё]{3}[^\n—–!?]{0,40}\.\)?\s(?P<dash>[—–])\s")
"""A dispatch's first words: no sentence ends in "БЕЙРУТ, 3 мая. — "."""
_ORDINAL = re.compile(r"\d{1,3}")
_DASHES = ("—", "–", "-")
_MOST_CHARS = 3000
"""A table or a list without a stop is no sentence to quote, and each of its names quotes it."""
_WRAPPED_MIN, _WRAPPED_MAX = 40, 110
_OPENERS = "\"'“„‘«‹([—–- \u00a0\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2069"
_LOOK_AHEAD_CHARS = 8
_VISIBLE = re.compile(r"\S")


def passages(document: Document) -> tuple[Passage, ...]:
    """Return the sentences of a document in order; together they hold every visible character."""
    found: list[Passage] = []
    for paragraph, (start, end) in enumerate(_paragraphs(document.text, document.body_start)):
        for span in _sentences(document.text, start, end, document.language):
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


def _sentences(text: str, start: int, end: int, language: str) -> Iterator[Span]:
    begin = start
    for stop in _END.finditer(text, start, end):
        dash = _DATELINE.match(text, begin, end)
        if dash is not None and dash.start("dash") > stop.start():
            continue
        if stop.end() < end and _ends_sentence(text, stop, end, language):
            yield from _trimmed(text, begin, stop.end())
            begin = stop.end()
    yield from _trimmed(text, begin, end)


def _ends_sentence(text: str, stop: re.Match[str], end: int, language: str) -> bool:
    begin = _VISIBLE.search(text, stop.end(), end)
    if begin is None:
        return False
    ahead = text[begin.start() : min(begin.start() + _LOOK_AHEAD_CHARS, end)]
    following = ahead.lstrip(_OPENERS)
    if not following or following[0].islower():
        return False
    if text[stop.start()] != ".":
        # «Уходим!» — Москва так не говорит: a quotation goes on behind its dash.
        return not (stop["closed"] and ahead.startswith(_DASHES))
    word = _WORD_BEFORE.search(text[max(0, stop.start() - 20) : stop.start()])
    return word is None or not _is_shortened(word[0], language)


def _is_shortened(word: str, language: str) -> bool:
    """Tell whether a point after a word ends no sentence: an initial, a title, "2. Ordu"."""
    if len(word) == 1 and word.isalpha() and not word.islower():
        return True
    if language == "tr" and _ORDINAL.fullmatch(word):
        return True
    return word.casefold() in _ABBREVIATIONS


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield a sentence without the space around it, one without end in pieces."""
    while end - start > _MOST_CHARS:
        space = text.rfind(" ", start + 1, start + _MOST_CHARS)
        cut = space if space > start else start + _MOST_CHARS
        yield from _trimmed(text, start, cut)
        start = cut
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)
