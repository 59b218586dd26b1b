"""Dates as reporters write them."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import document
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model.text import DatePhrase
from geo.recognise.dates import date_phrases
from geo.segment.passages import passages

TUESDAY = date(2018, 10, 16)


def read(text: str, day: date | None = TUESDAY) -> list[DatePhrase]:
    made = document(text, published_on=day)
    return list(date_phrases(made, passages(made)))


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("on 15 October", (15, 10, None)),
        ("on October 15", (15, 10, None)),
        ("on October 15th, 2018,", (15, 10, 2018)),
        ("on the 15th of October 2018", (15, 10, 2018)),
        ("on Oct. 15", (15, 10, None)),
        ("on 2018-10-15", (15, 10, 2018)),
        ("in September", (None, 9, None)),
        ("since late May", (None, 5, None)),
        ("in September 2018", (None, 9, 2018)),
        ("on Monday", (15, 10, 2018)),
        ("on Tuesday", (16, 10, 2018)),
        ("last Tuesday", (9, 10, 2018)),
        ("by Wednesday", (17, 10, 2018)),
        ("on Monday, 15 October 2018", (15, 10, 2018)),
        ("by Monday, October 15th", (15, 10, None)),
        ("on Monday the 15th of October", (15, 10, None)),
        ("on Monday night (15 October)", (15, 10, None)),
        ("today", (16, 10, 2018)),
        ("yesterday", (15, 10, 2018)),
    ],
)
def test_a_date_is_read_with_what_it_says_of_itself(
    written: str, parts: tuple[int | None, int, int | None]
) -> None:
    (found,) = read(f"It happened {written} in the town.")
    assert (found.day, found.month, found.year) == parts
    assert found.surface in written


@pytest.mark.parametrize(
    "text",
    [
        "They may march, and the March was long.",
        "It fell on 31 June, or 30 February 2018.",
        "Route 15 and Oct-15b.",
        "Version 2018-13-40 of 1/15 Octobrists.",
    ],
)
def test_what_no_calendar_has_is_no_date(text: str) -> None:
    assert read(text) == []


def test_a_weekday_in_a_text_without_a_day_is_none() -> None:
    assert read("It happened on Monday.", None) == []


def test_a_weekday_is_part_of_the_date_beside_it() -> None:
    (found,) = read("It expired on Monday, 15 October 2018.", date(2019, 2, 14))
    assert found.surface == "Monday, 15 October 2018"
    assert len(read("It expired on Monday, and on 15 October 2018 it rained.")) == 2


def test_a_leap_day_is_a_day_of_some_years_only() -> None:
    (found,) = read("It happened on 29 February.")
    assert found.in_year(2019) is None
    assert found.in_year(2020) == (date(2020, 2, 29), date(2020, 2, 29))
    (month,) = read("It happened in February.")
    assert month.in_year(2020) == (date(2020, 2, 1), date(2020, 2, 29))


@settings(max_examples=80, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["%d %B %Y", "%B %d, %Y"]))
def test_a_full_date_is_read_back(day: date, form: str) -> None:
    (found,) = read(f"It happened on {day.strftime(form)} in the town.")
    assert found.in_year(found.year or 0) == (day, day)
