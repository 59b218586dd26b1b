"""Datelines ("HAMA, May 12 —"), and the year of a day that is written without one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from geo.model.calendar import MONTHS, WEEKDAYS
from geo.read.days import quoted

_RUSSIAN = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
_TURKISH = "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"
_NUMBERS = {
    name.casefold(): number
    for names in (MONTHS, [m[:3] for m in MONTHS], _RUSSIAN.split(), _TURKISH.split())
    for number, name in enumerate(names, 1)
} | {"sept": 9}
_MONTH = rf"(?P<month>{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\b\.?"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d)"
_YEAR = r"(?:,?\s(?P<year>(?:1[5-9]|20)\d\d)(?!\d))?"
_ORDERS = (rf"{_MONTH}\s{_DAY}{_YEAR}", rf"{_DAY}\s{_MONTH}{_YEAR}")
_PLACE = r"[^\W\d_][^\W\d_ .'’/-]*(?:[ .'’/-]+[^\W\d_]+){0,3}"
_END = r"(?:\s?\([^()\n]{1,30}\))?\s?(?:[—–]|--|-\s|\.\s?/)"
_DATELINES = tuple(
    re.compile(
        rf"\s*(?P<place>{_PLACE})(?:,\s{_PLACE})?,\s(?P<words>{order}){_END}", re.IGNORECASE
    )
    for order in _ORDERS
)
_WRITTEN = tuple(
    re.compile(rf"(?<!\w)(?P<words>{order})(?!\w)", re.IGNORECASE) for order in _ORDERS
)
_NUMERIC = re.compile(
    r"(?<!\d)(?P<year>(?:1[5-9]|20)\d\d)([-_./]?)(?P<month>0[1-9]|1[0-2])\2"
    r"(?P<day>3[01]|[12]\d|0[1-9])(?!\d)"
)
_FILE = re.compile(r"(?P<name>.*)\.[a-z]\w{1,8}(?:\s(?:line|row)\s\d+)?", re.IGNORECASE)
"""A file's name; the id of a record seldom has an ending, and its numbers are no years."""
_BARE_YEAR = re.compile(r"(?<![^\W_])(?:1[5-9]|20)\d\d(?![^\W_])")
_HEAD_LINES, _LINE_CHARS = 12, 200
_LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfDay:
    """A day as it is written, perhaps without its year."""

    words: str
    month: int
    day: int
    year: int | None = None

    def on(self, year: int) -> date | None:
        """Return the day in a year, None where that year lacks it."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None

    def near(self, other: date) -> date | None:
        """Return the day of this name that is nearest to another."""
        years = (self.on(year) for year in range(other.year - 1, other.year + 2))
        return min(filter(None, years), key=lambda day: abs(day - other), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """A half day with the year that its surroundings give it, or why they give none."""

    day: date | None = None
    said: str


def dateline(text: str) -> HalfDay | None:
    """Return the day of the first dateline at the head of a text."""
    for line in _head(text):
        for pattern in _DATELINES:
            found = pattern.match(line[:_LINE_CHARS])
            if found is not None and _is_place(found["place"]):
                return _half(found)
    return None


def _is_place(words: str) -> bool:
    """Tell a town before a day ("HAMA, May 12 —") from a weekday, or from half a sentence."""
    return words[0].isupper() and words.rsplit(maxsplit=1)[-1] not in WEEKDAYS


def half_day(words: str) -> HalfDay | None:
    """Return the day that words state without a year and without anything else."""
    matches = (pattern.fullmatch(words.strip()) for pattern in _WRITTEN)
    return next((_half(found) for found in matches if found), None)


def completed(half: HalfDay, source: str, text: str, others: Iterable[date] = ()) -> Completed:
    """Return a day with its year, if all that gives a year gives the same one.

    That are the name of the file or record, ``others`` (days of the same record), a line at the
    head of the text that is nothing but a date, and the same day written out in the text.
    """
    if half.year is not None:
        return Completed(day=half.on(half.year), said=quoted(half.words))
    days: dict[date, str] = {}
    for day, where in _days(half, source, text, others):
        days.setdefault(day, where)
    if len(days) == 1:
        [(day, where)] = days.items()
        return Completed(day=day, said=f"{quoted(half.words)}, the year from {where}")
    if not days:
        return Completed(said=f"{quoted(half.words)} has no year")
    years = " or ".join(str(day.year) for day in sorted(days))
    return Completed(said=f"{quoted(half.words)} has no year: it may be {years}")


def _days(
    half: HalfDay, source: str, text: str, others: Iterable[date]
) -> Iterator[tuple[date, str]]:
    """Yield what the day may be, each with where its year comes from."""
    named = list(_numeric(source)) or list(_written(source))
    found = [(half.near(day), "the name of the file or record") for day in named]
    if not named:
        file = _FILE.fullmatch(source)
        years = {int(year) for year in _BARE_YEAR.findall(file["name"] if file else "")}
        found += [(half.on(year), "the name of the file or record") for year in sorted(years)]
    found += [(half.near(day), "another date of the record") for day in others]
    for line in _head(text):
        alone = [*_written(line, whole=True), *_numeric(line, whole=True)]
        found += [(half.near(day), "the date above the text") for day in alone]
    for day in (*_written(text), *_numeric(text)):
        if (day.month, day.day) == (half.month, half.day):
            found.append((day, "the same day in the text"))
    yield from ((day, where) for day, where in found if day is not None)


def _written(text: str, *, whole: bool = False) -> Iterator[date]:
    for pattern in _WRITTEN:
        for found in _matches(pattern, text, whole=whole):
            half = _half(found)
            day = half.on(half.year) if half and half.year else None
            if day is not None:
                yield day


def _numeric(text: str, *, whole: bool = False) -> Iterator[date]:
    for found in _matches(_NUMERIC, text, whole=whole):
        half = HalfDay(words=found[0], month=int(found["month"]), day=int(found["day"]))
        day = half.on(int(found["year"]))
        if day is not None:
            yield day


def _matches(pattern: re.Pattern[str], text: str, *, whole: bool) -> Iterator[re.Match[str]]:
    if not whole:
        return pattern.finditer(text)
    found = pattern.fullmatch(text.strip())
    return iter([found] if found else [])


def _half(found: re.Match[str]) -> HalfDay | None:
    """Return a day that was found, None for one that no year has."""
    half = HalfDay(
        words=found["words"],
        month=_NUMBERS[found["month"].casefold()],
        day=int(found["day"]),
        year=int(found["year"]) if found["year"] else None,
    )
    return half if half.on(_LEAP_YEAR) else None


def _head(text: str) -> list[str]:
    return text[: _HEAD_LINES * _LINE_CHARS].lstrip().split("\n")[:_HEAD_LINES]
