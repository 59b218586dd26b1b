"""Days in words: the one that they state, or why they state none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

_LEVANT_MONTHS = {
    "كانون الثاني": "يناير",
    "شباط": "فبراير",
    "آذار": "مارس",
    "نيسان": "أبريل",
    "أيار": "مايو",
    "حزيران": "يونيو",
    "تموز": "يوليو",
    "آب": "أغسطس",
    "أيلول": "سبتمبر",
    "تشرين الأول": "أكتوبر",
    "تشرين الثاني": "نوفمبر",
    "كانون الأول": "ديسمبر",
}
"""The months as Syria, Lebanon and Iraq call them; many papers write both, with a stroke."""
_LEVANT_MONTH = re.compile(
    rf"(?:\w+\s?/\s?)?\b(?P<name>{'|'.join(_LEVANT_MONTHS)})\b(?:\s?/\s?[^\W\d]+)?"
)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?:\d{4})?(?!\d)")
_FORMATS = ("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d")
_QUOTED_MAX = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDay:
    """The day that words state; ``why`` says why they state none, "" for no words."""

    day: date | None = None
    why: str = ""


def read_day(words: str) -> ReadDay:
    """Return the day that words state if they state its year and can be read one way."""
    said = words.strip()
    if not said:
        return ReadDay()
    plain = said.translate(_DIGITS)
    plain = _LEVANT_MONTH.sub(lambda found: _LEVANT_MONTHS[found["name"]], plain)
    if not _YEAR.search(plain):
        return ReadDay(why=f"{quoted(said)} has no year")
    day = _by_form(plain)
    if day is not None:
        return ReadDay(day=day)
    days = _loosely(plain)
    if len(days) > 1:
        return ReadDay(why=f"{quoted(said)} can be read as two days")
    if days == {None}:
        return ReadDay(why=f"{quoted(said)} is no day that could be read")
    return ReadDay(day=days.pop())


def parse_day(words: str) -> date | None:
    """Return the day that words state, None unless they state its year and can be read one way."""
    return read_day(words).day


def quoted(words: str) -> str:
    """Return words from a document between quotation marks, on one line and not too many."""
    words = " ".join(words.split())
    return f"“{words if len(words) <= _QUOTED_MAX else words[: _QUOTED_MAX - 1] + '…'}”"


def _by_form(words: str) -> date | None:
    try:
        return datetime.fromisoformat(words).date()
    except ValueError:
        pass
    for form in _FORMATS:
        try:
            return datetime.strptime(words, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _loosely(words: str) -> set[date | None]:
    """Return the days that words may mean in either order of day and month."""
    from dateparser import parse  # noqa: PLC0415 - slow to import, seldom needed

    # "2 days ago" would ask the clock; 03/04/2018 is a day in March or in April.
    settings = {
        "STRICT_PARSING": True,
        "PARSERS": ["absolute-time"],
        "PREFER_LOCALE_DATE_ORDER": False,
    }
    return {
        day.date() if day else None
        for order in ("DMY", "MDY")
        for day in [parse(words, settings={**settings, "DATE_ORDER": order})]
    }
