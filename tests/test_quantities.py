"""Lengths, areas and counts as reporters write them."""

from __future__ import annotations

import pytest
from conftest import document
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model.text import Measure, Quantity
from geo.recognise.quantities import KM_PER_MILE, quantities
from geo.segment.passages import passages

KM, KM2, COUNT = Measure.LENGTH_KM, Measure.AREA_KM2, Measure.COUNT
COUNTED = ("observation post", "military post")


def read(text: str, counted: tuple[str, ...] = COUNTED) -> list[Quantity]:
    made = document(text)
    return list(quantities(made, passages(made), counted))


@pytest.mark.parametrize(
    ("written", "low_km", "high_km"),
    [
        ("15 to 20 kilometers", 15, 20),
        ("15-20 km", 15, 20),
        ("15–20 km", 15, 20),
        ("15—20km", 15, 20),
        ("between 15 and 20 km", 15, 20),
        ("15 or 20 kms", 15, 20),
        ("15 km to 20 km", 15, 20),
        ("15- to 20-kilometer", 15, 20),
        ("20 to 15 km", 15, 20),
        ("from 9 to 12 miles", 14.484, 19.312),
        ("9-12 mi", 14.484, 19.312),
        ("one mile", 1.609, 1.609),
        ("1.5 km", 1.5, 1.5),
        ("a 15-kilometre", 15, 15),
        ("fifteen to twenty kilometres", 15, 20),
        ("twenty-five kilometres", 25, 25),
        ("two hundred and fifty kilometres", 250, 250),
        ("six thousand kilometers", 6000, 6000),
        ("1,200 km", 1200, 1200),
        ("15\u00a0to\u00a020\u00a0km", 15, 20),
        ("15\u201120\u2011km", 15, 20),
        ("15 to 20-kilometre", 15, 20),
        ("half a dozen kilometres", 6, 6),
    ],
)
def test_a_length_is_read_in_km(written: str, low_km: float, high_km: float) -> None:
    (found,) = read(f"It is {written} deep.")
    assert (found.low, found.high) == pytest.approx((low_km, high_km), abs=0.001)
    assert found.measure is KM
    assert found.surface in written


@pytest.mark.parametrize(
    ("written", "low_km2", "high_km2"),
    [
        ("5,000 sq km", 5000, 5000),
        ("5,000 sq. km", 5000, 5000),
        ("300 km²", 300, 300),
        ("300 km2", 300, 300),
        ("3,300 to 4,100 square kilometres", 3300, 4100),
        ("3,300 sq km to 4,100 sq km", 3300, 4100),
        ("six thousand square kilometers", 6000, 6000),
        ("100 square miles", 258.999, 258.999),
    ],
)
def test_an_area_is_read_in_square_km(written: str, low_km2: float, high_km2: float) -> None:
    (found,) = read(f"It covers {written}.")
    assert (found.low, found.high) == pytest.approx((low_km2, high_km2), abs=0.001)
    assert found.measure is KM2


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("twelve observation posts", 12),
        ("12 Turkish observation posts", 12),
        ("one observation post", 1),
        ("Thirteen fortified Turkish military posts", 13),
    ],
)
def test_posts_are_counted(written: str, number: float) -> None:
    (found,) = read(f"There are {written} around it.")
    assert (found.low, found.high, found.measure) == (number, number, COUNT)
    assert found.surface == written


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("all 12 observation posts", [(12, COUNT)]),
        ("a dozen observation posts", [(12, COUNT)]),
        ("half a dozen military posts", [(6, COUNT)]),
        ("two dozen observation posts", [(24, COUNT)]),
        ("dozens of observation posts", []),
        ("ten of the 12 observation posts", [(10, Measure.SOME), (12, COUNT)]),
        ("three of its observation posts", [(3, Measure.SOME)]),
        ("three of Turkey’s twelve observation posts", [(3, Measure.SOME), (12, COUNT)]),
        ("the 13th observation post", [(13, Measure.ORDINAL)]),
        ("a thirteenth Turkish observation post", [(13, Measure.ORDINAL)]),
        ("an observation post", []),
    ],
)
def test_a_part_a_total_and_a_number_in_a_row_are_told_apart(
    written: str, found: list[tuple[int, Measure]]
) -> None:
    assert [(q.low, q.measure) for q in read(f"They saw {written} there.")] == found


@pytest.mark.parametrize(
    ("written", "number", "unit"),
    [("six months", 6, "month"), ("a week", 1, "week"), ("148 days", 148, "day")],
)
def test_a_duration_is_read_in_its_own_unit(written: str, number: float, unit: str) -> None:
    (found,) = read(f"It was signed {written} ago.")
    assert (found.low, found.of, found.measure) == (number, unit, Measure.DURATION)


@pytest.mark.parametrize(
    "text",
    [
        "The season of 2018-19 was dry.",
        "It costs $15-20, or 15 to 20 euros.",
        "It cost $15 million.",
        "12 posts and 15 millimetres of rain.",
        "They drove at 50 km/h, then at 60 kilometers per hour and 9 miles an hour.",
        "The M4, the km post and the mile.",
        "Resolution 2254 and paragraph 15.20",
        "A kilometre is a thousand metres.",
    ],
)
def test_a_number_without_a_length_is_none(text: str) -> None:
    assert read(text) == []


def test_two_lengths_of_a_sentence_are_two() -> None:
    found = read("It lies 40 km from the border and 15 to 20 km from the town, 9 miles by road.")
    assert [(q.low, q.high) for q in found][:2] == [(40, 40), (15, 20)]
    assert len(found) == 3


def test_nothing_is_counted_where_a_dossier_names_nothing_to_count() -> None:
    found = read("It has twelve observation posts, 15 km apart.", counted=())
    assert [q.measure for q in found] == [KM]


def test_a_quantity_does_not_reach_into_the_next_sentence() -> None:
    assert read("They lost 12. Km after km they fled.") == []


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 9999),
    st.integers(1, 9999),
    st.sampled_from(["-", "–", " to ", " and "]),
    st.sampled_from(["km", " km", " kilometres", " miles", "-mile"]),
)
def test_a_range_is_read_from_low_to_high(one: int, other: int, joint: str, unit: str) -> None:
    (found,) = read(f"between {one}{joint}{other}{unit} away")
    factor = KM_PER_MILE if "mi" in unit else 1
    assert found.low == pytest.approx(min(one, other) * factor)
    assert found.high == pytest.approx(max(one, other) * factor)


@settings(max_examples=80, deadline=None)
@given(st.text("0123456789.,-–² kmsqiletoafhdzn¾٣ \n", max_size=40))
def test_every_quantity_stands_where_it_says(text: str) -> None:
    for found in read(text):
        assert found.surface == text[found.span.start : found.span.end]
        assert found.passage.span.covers(found.span)
        assert 0 <= found.low <= found.high
