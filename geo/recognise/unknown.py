"""Find names that the text itself calls a place though no gazetteer has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from geo.model.calendar import MONTHS, WEEKDAYS
from geo.model.text import Document, Mention, MentionKind, Passage, Span
from geo.recognise.unknown_words import called_places

_ONE = r"(?:(?:al|el|as|ash|an|at|ar|az|ad)[- ])?[A-Z][\w'’`-]{1,40}"
_NAME = rf"{_ONE}(?:[ ](?:of |al-|el-|as-|ash-|an-|at-|ar-|az-|ad-)?[A-Z][\w'’`-]{{1,40}}){{0,3}}"
_CLASSES_BEFORE = (
    "cities|city|towns?|villages?|hamlets?|districts?|sub-?districts?|provinces?|governorates?|"
    "localities|locality|suburbs?|neighbou?rhoods?"
)
_CLASSES_AFTER = (
    "province|governorate|district|sub-?district|air ?base|airport|border crossing|refugee camp|"
    "village|dam"
)
_BEFORE = re.compile(
    rf"\b(?i:{_CLASSES_BEFORE}) of (?P<names>{_NAME}(?:(?:, | and |, and ){_NAME})*)"
)
_AFTER = re.compile(rf"\b(?P<names>{_NAME}) (?:{_CLASSES_AFTER})\b")
_OF_NAME = re.compile(rf" of {_ONE}")
_AFTER_NAME = re.compile(rf" (?:{_CLASSES_AFTER})\b")
"""Each is part of a pattern above, and quick to look for."""
_EACH = re.compile(_NAME)
_LEAD = re.compile(
    r"(?:(?:The|This|That|These|A|An|Each|Every|Its|His|Her|Their|Our|In|At|Of|On|Near|Around|"
    r"From|Into|Inside|Outside|To|By|After|Before|Since|But|And|When|While|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z][\w-]*['’]s)(?:\s|$))+"
)
"""Words with a capital that stand before a name and do not belong to it."""
_CALLED = re.compile(rf"\b(?i:{_CLASSES_BEFORE}) of $")
_CALLED_CHARS = 20
_NO_PART = re.compile(
    rf"(?i:{_CLASSES_BEFORE}|{_CLASSES_AFTER}|{'|'.join(MONTHS)}|{'|'.join(WEEKDAYS)})\b"
)
"""What may stand after a whole name with a capital: "the city of Idlib Tuesday"."""


def unknown_names(
    document: Document, passages: Sequence[Passage], taken: Sequence[Span]
) -> Iterator[Mention]:
    """Yield a mention for each name in "the village of …" or "… district" that is not taken.

    A known name that only begins the one that is called a place ("the town of Hama Heights") is
    no reason to leave that one out.
    """
    seen = bytearray(len(document.text))
    known = {span.start: span.end for span in sorted(taken)}
    for span in taken:
        seen[span.start : span.end] = b"\1" * (span.end - span.start)
    for passage in passages:
        where = (document.text, passage.span.start, passage.span.end)
        for start, end in (*_english(*where), *called_places(*where, document.language)):
            known_end = known.get(start, end)
            free = known_end if _goes_on(document.text, start, known_end, end) else start
            if any(seen[free:end]):
                continue
            seen[start:end] = b"\1" * (end - start)
            span = Span(start, end)
            yield Mention(
                passage=passage,
                span=span,
                surface=document.quote(span),
                kind=MentionKind.TOPONYM,
                recogniser="called a place",
            )


def _goes_on(text: str, start: int, known_end: int, end: int) -> bool:
    """Tell whether a name that is called a place goes on after the known name it begins with."""
    if known_end >= end or text[known_end] != " ":
        return False
    rest = text[known_end + 1 : end]
    if _LEAD.match(rest) or _NO_PART.match(rest):
        return False
    return _CALLED.search(text, max(0, start - _CALLED_CHARS), start) is not None


def _english(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    for pattern, part_of_it in ((_BEFORE, _OF_NAME), (_AFTER, _AFTER_NAME)):
        if part_of_it.search(text, begin, end) is None:
            continue
        for match in pattern.finditer(text, begin, end):
            for part in _EACH.finditer(text, *match.span("names")):
                lead = _LEAD.match(part[0])
                start = part.start() + (lead.end() if lead else 0)
                if start < part.end():
                    yield start, part.end()
