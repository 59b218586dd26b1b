"""Numbers of documents: in the order of time, with room between them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.store import numbers
from geo.store.numbers import ROOM, UNDATED, Numbers, among, spread

Batches = list[list[tuple[float, int]]]
BATCHES = st.lists(
    st.lists(st.tuples(st.floats(0, 1), st.integers(1, 200)), max_size=9), min_size=1, max_size=4
)
"""Documents by their place in time, the last ones without a day, and their sizes."""
DAYS = 0.8


def sizes(*given: int) -> Numbers:
    return np.array(given, dtype=np.int64)


def check(found: Numbers, taken: Numbers, dated: int) -> None:
    """Say that numbers are in order, none taken twice, undated documents after all others."""
    assert (found[:-1] + taken[:-1] <= found[1:]).all()
    assert (found[:dated] + taken[:dated] <= UNDATED).all()
    assert (found[dated:] >= UNDATED).all()
    assert (found > 0).all()
    assert (found + taken < 2 * UNDATED).all()


@given(BATCHES)
def test_documents_keep_their_numbers_whatever_comes_between(batches: Batches) -> None:
    known: dict[tuple[float, int, int], int] = {}
    every: list[tuple[float, int, int]] = []
    for batch in batches:
        every = sorted(
            [*every, *((at, len(every) + n, size) for n, (at, size) in enumerate(batch))]
        )
        taken = sizes(*(size for *_, size in every))
        dated = sum(at < DAYS for at, *_ in every)
        found = among(taken, dated, sizes(*(known.get(one, 0) for one in every)))
        assert found is not None
        check(found, taken, dated)
        now = dict(zip(every, found.tolist(), strict=True))
        assert all(now[one] == number for one, number in known.items())
        known = now


@given(st.lists(st.integers(1, 3 * ROOM), max_size=20), st.integers(0, 20))
def test_numbers_from_nothing_have_room_for_more(taken: list[int], dated: int) -> None:
    found = spread(sizes(*taken), min(dated, len(taken)))
    check(found, sizes(*taken), min(dated, len(taken)))
    assert (found % ROOM == 0).all()


def test_where_there_is_no_room_there_are_no_numbers() -> None:
    known = sizes(ROOM, 0, ROOM + 50)
    assert among(sizes(10, 10, 10), 3, known) is not None
    assert among(sizes(10, 41, 10), 3, known) is None
    assert among(sizes(41, 10, 10), 3, known) is None


def test_documents_in_another_order_than_before_have_no_numbers() -> None:
    assert among(sizes(1, 1, 1), 3, sizes(2 * ROOM, 0, ROOM)) is None


@pytest.mark.parametrize("known", [(5, 0), (0, 5)])
def test_a_document_that_passes_the_ends_has_no_number(
    known: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "UNDATED", 20)
    assert among(sizes(4, 30), 2, sizes(*known)) is None
    assert among(sizes(30, 4), 2, sizes(*known)) is None
