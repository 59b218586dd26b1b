"""Days: periods of them, names of months and of weekdays, a day in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

MONTHS = (
    "January February March April May June July August September October November December"
).split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def day_words(day: date) -> str:
    """Return a day as "10 October 2018"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def days_words(start: date, end: date) -> str:
    """Return a day, a month or a range of days in words."""
    if start == end:
        return day_words(start)
    if start.day == 1 and (start.year, start.month) == (end.year, end.month):
        return f"{MONTHS[start.month - 1]} {start.year}"
    return f"{day_words(start)} to {day_words(end)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days from ``start`` to ``end``, both included; None is open."""

    start: date | None = None
    end: date | None = None

    def contains(self, day: date) -> bool:
        """Tell whether ``day`` lies inside."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def days_from(self, day: date) -> int:
        """Return how many days ``day`` lies outside; 0 inside."""
        if self.start is not None and day < self.start:
            return (self.start - day).days
        if self.end is not None and day > self.end:
            return (day - self.end).days
        return 0


ALWAYS = Period()
