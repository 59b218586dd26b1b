"""Counts under the filters of the page: the same as counting by hand."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.model.tally import (
    LAYERS,
    TYPES,
    USES,
    Shift,
    Sieve,
    Tally,
    day_number,
    packed_names,
    sort_code,
    sort_of,
    type_of,
)

FIRST = date(2019, 12, 28)
PLACES = 5
days = st.none() | st.integers(0, 9).map(lambda n: FIRST + timedelta(days=n))
mentions = st.tuples(
    st.integers(0, PLACES - 1), st.sampled_from(range(6)), st.integers(0, 2), st.integers(0, 2)
)
documents = st.lists(st.tuples(days, st.lists(mentions, max_size=6)), max_size=6)
some = st.frozensets
sieves = st.builds(
    Sieve,
    document=st.none() | st.integers(-1, 0),
    since=days,
    until=days,
    without_uses=some(st.sampled_from(USES)),
    without_types=some(st.sampled_from(TYPES)),
    sure=st.integers(0, 2),
    review=st.none() | st.integers(0, 2),
)


def tally_of(read: list[tuple[date | None, list[tuple[int, int, int, int]]]]) -> Tally:
    rows = [mention for _, found in read for mention in found]
    return Tally(
        place=np.array([row[0] for row in rows], dtype=np.uint32),
        sort=np.array([sort_code(*row[1:]) for row in rows], dtype=np.uint8),
        ends=np.cumsum([len(found) for _, found in read], dtype=np.int64),
        found=np.array([len(found) for _, found in read], dtype=np.int32),
        day=np.array([day_number(day) for day, _ in read], dtype=np.int32),
        lon_deg=np.arange(PLACES, dtype=np.float64),
        lat_deg=np.zeros(PLACES),
        layer=np.zeros(PLACES, dtype=np.uint8),
        type=np.arange(PLACES, dtype=np.uint8),
        same=np.arange(PLACES, dtype=np.uint32),
        names=packed_names([f"place {n}" for n in range(PLACES)]),
    )


def passes(day: date | None, mention: tuple[int, int, int, int], sieve: Sieve) -> bool:
    place, use, sure, review = mention
    if (sieve.since or sieve.until) and day is None:
        return False
    return (
        (sieve.since is None or (day is not None and day >= sieve.since))
        and (sieve.until is None or (day is not None and day <= sieve.until))
        and USES[use] not in sieve.without_uses
        and TYPES[place] not in sieve.without_types
        and sure >= sieve.sure
        and sieve.review in {None, review}
    )


@given(read=documents, sieve=sieves)
def test_a_place_is_counted_once_for_each_mention_that_passes(
    read: list[tuple[date | None, list[tuple[int, int, int, int]]]], sieve: Sieve
) -> None:
    if sieve.document == 0 and not read:
        return
    expected = [0] * PLACES
    for number, (day, found) in enumerate(read):
        if sieve.document in {None, number}:
            for mention in found:
                expected[mention[0]] += passes(day, mention, sieve)
    assert tally_of(read).counts(sieve).tolist() == expected


@given(read=documents)
def test_what_is_packed_comes_back_the_same_and_in_the_same_bytes(
    read: list[tuple[date | None, list[tuple[int, int, int, int]]]],
) -> None:
    made = tally_of(read)
    body = made.packed()
    again = Tally.unpacked(body)
    assert again.packed() == body == made.packed()
    assert again.lines() == [f"place {n}" for n in range(PLACES)]
    assert again.counts(Sieve()).tolist() == made.counts(Sieve()).tolist()


def test_a_mention_that_was_decided_since_counts_for_its_new_place() -> None:
    sort = sort_code(0, 2, 0)
    read = [(FIRST, [(1, 0, 2, 0)]), (None, [(1, 0, 2, 0), (2, 0, 2, 0)])]
    shifts = [
        Shift(place=1, sort=sort, document=0, by=-1),
        Shift(place=3, sort=sort, document=0, by=1),
    ]
    counted = tally_of(read)
    for sieve, expected in (
        (Sieve(), [0, 1, 1, 1, 0]),
        (Sieve(document=1), [0, 1, 1, 0, 0]),
        (Sieve(since=FIRST), [0, 0, 0, 1, 0]),
        (Sieve(without_types=frozenset({TYPES[3]})), [0, 1, 1, 0, 0]),
    ):
        before = counted.counts(sieve)
        assert counted.shifted(before, sieve, shifts).tolist() == expected
        assert before.tolist() == counted.counts(sieve).tolist()


def test_the_sort_of_a_mention_says_use_confidence_and_review() -> None:
    assert sort_of("metonym", 0.49, "ambiguous", "") == (1, 0, 1)
    assert sort_of("literal", 0.5, "resolved", "") == (0, 1, 0)
    assert sort_of("dateline", 0.8, "ambiguous", "R. Ed") == (5, 2, 2)


def test_each_class_of_place_has_its_type() -> None:
    assert [TYPES[type_of(letter)] for letter in "PASHTX"] == [
        "settlement",
        "area",
        "installation",
        "ground",
        "ground",
        "other",
    ]
    assert LAYERS[-1] == "government"
