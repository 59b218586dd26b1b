"""Days as texts write them: names of months and of weekdays, a day in words."""

from __future__ import annotations

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
