"""Find dates: "15 October", "Oct. 10th, 2018", "2018-10-10", "in September", "on Monday"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from geo.model.calendar import MONTHS, WEEKDAYS
from geo.model.text import DatePhrase, Document, Passage, Span

_SHORT = {m[:3].casefold(): i for i, m in enumerate(MONTHS, 1)}
_LEAP_YEAR = 2000
"""Every day that some year has."""
_FULL = "|".join(MONTHS)
_MONTH = rf"(?:{_FULL}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d)"
_YEAR = r"(?:,?\s(?P<year>(?:19|20)\d\d)(?!\d))"
_WHEN = r"(?:early|mid|late|the\smiddle\sof|the\send\sof|last)[\s-]"
_AFTER = "|".join(rf"(?<=\b{word}\s)" for word in "in by of since until last".split())
_WEEKDAY = (
    rf"(?:(?:{'|'.join(WEEKDAYS)})(?:\s(?:morning|afternoon|evening|night))?,?\s"
    r"(?:(?P<open>\()|the\s)?)?"
)
"""Part of the date that it stands before."""
_CLOSE = r"(?(open)\))"
_PATTERNS = tuple(
    re.compile(rf"(?<![\w.,/-]){pattern}(?![\w/])")
    for pattern in (
        r"(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>3[01]|[12]\d|0[1-9])",
        rf"{_WEEKDAY}(?P<day>{_DAY})\s(?:of\s)?(?P<month>{_MONTH}){_YEAR}?{_CLOSE}",
        rf"{_WEEKDAY}(?P<month>{_MONTH})\s(?:the\s)?(?P<day>{_DAY}){_YEAR}?{_CLOSE}",
        rf"(?<!\d\s)(?P<month>{_FULL})\s(?P<year>(?:19|20)\d\d)",
        rf"(?:{_AFTER})(?:{_WHEN})?(?P<month>{_FULL})",
    )
)
_WRITTEN_AT_ALL = re.compile(rf"{'|'.join(m[:3] for m in MONTHS)}|\d-")
"""Quick to look for: a sentence without any has no written date."""
_NAMED = re.compile(
    rf"\b(?:(?P<word>[Tt]oday|[Yy]esterday)|(?P<how>on|by|last)\s(?P<weekday>{'|'.join(WEEKDAYS)}))\b"
)


def date_phrases(document: Document, passages: Sequence[Passage]) -> Iterator[DatePhrase]:
    """Yield the dates of a document; a weekday is the last one, after "by" the next one."""
    for passage in passages:
        found: list[DatePhrase] = []
        where = (passage.span.start, passage.span.end)
        written = _WRITTEN_AT_ALL.search(document.text, *where) is not None
        for pattern in _PATTERNS if written else ():
            for match in pattern.finditer(document.text, *where):
                phrase = _phrase(passage, match)
                if phrase is not None and not any(phrase.span.overlaps(f.span) for f in found):
                    found.append(phrase)
        today = document.published_on
        if today is not None and "day" in document.quote(passage.span):
            named = _NAMED.finditer(document.text, *where)
            days = [_on(passage, match, _named_day(match, today)) for match in named]
            found += [d for d in days if not any(d.span.overlaps(f.span) for f in found)]
        yield from sorted(found, key=lambda f: f.span)


def _phrase(passage: Passage, match: re.Match[str]) -> DatePhrase | None:
    """Return a written date; None where no calendar has it."""
    parts = match.groupdict()
    name = parts["month"]
    month = int(name) if name.isdigit() else _SHORT[name[:3].casefold()]
    phrase = DatePhrase(
        passage=passage,
        span=Span(*match.span()),
        surface=match[0],
        month=month,
        day=int(re.sub(r"\D", "", parts["day"])) if parts.get("day") else None,
        year=int(parts["year"]) if parts.get("year") else None,
    )
    return phrase if phrase.in_year(phrase.year or _LEAP_YEAR) else None


def _named_day(match: re.Match[str], today: date) -> date:
    if match["word"]:
        return today - timedelta(days=match["word"].casefold() == "yesterday")
    ahead = (WEEKDAYS.index(match["weekday"]) - today.weekday()) % 7
    if match["how"] == "by" or (ahead == 0 and match["how"] == "on"):
        return today + timedelta(days=ahead)
    return today - timedelta(days=7 - ahead)


def _on(passage: Passage, match: re.Match[str], day: date) -> DatePhrase:
    start = match.start("word") if match["word"] else match.start("weekday")
    return DatePhrase(
        passage=passage,
        span=Span(start, match.end()),
        surface=match.string[start : match.end()],
        month=day.month,
        day=day.day,
        year=day.year,
    )
