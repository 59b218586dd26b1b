"""What clients asked: counted together by the workers of one server."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.api.app import create_app
from geo.api.rate_counts import RateCounts
from geo.api.settings import Settings
from geo.store.open import Store

NOON_S = 1_700_000_040.0  # a whole minute


def test_workers_that_share_a_table_count_together(tmp_path: Path) -> None:
    one, other = RateCounts(tmp_path / "counts"), RateCounts(tmp_path / "counts")
    taken = [counts.take("a", 3, 10, NOON_S) for counts in (one, other, one, other)]
    assert taken == [True, True, True, False]
    assert one.left("a", 10, NOON_S) == other.left("a", 10, NOON_S) == 1
    assert other.take("b", 10, 10, NOON_S)


def test_without_a_path_each_counts_for_itself() -> None:
    one, other = RateCounts(), RateCounts()
    assert one.take("a", 10, 10, NOON_S)
    assert other.take("a", 10, 10, NOON_S)


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    counts = RateCounts(tmp_path / "missing" / "counts")
    assert counts.take("a", 10, 10, NOON_S)
    assert not counts.take("a", 1, 10, NOON_S)


def test_a_link_somewhere_else_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"mine")
    (tmp_path / "counts").symlink_to(elsewhere)
    assert RateCounts(tmp_path / "counts").take("a", 1, 10, NOON_S)
    assert elsewhere.read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("later_s", "left"), [(0, 0), (59, 0), (60, 0), (90, 5), (119, 9), (120, 10)]
)
def test_what_was_asked_a_while_ago_counts_less_and_less(later_s: float, left: int) -> None:
    counts = RateCounts()
    assert counts.take("a", 10, 10, NOON_S)
    assert counts.left("a", 10, NOON_S + later_s) == left


asked = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(1, 7), st.floats(0, 20)), max_size=60
)


@settings(deadline=None)
@given(asked=asked)
def test_nobody_gets_more_in_a_minute_of_the_clock_and_refusals_take_nothing(
    asked: list[tuple[str, int, float]],
) -> None:
    counts, now_s = RateCounts(), NOON_S
    spent: dict[tuple[str, float], int] = {}
    for client, units, pause_s in asked:
        now_s += pause_s
        left = counts.left(client, 10, now_s)
        taken = counts.take(client, units, 10, now_s)
        assert taken == (units <= left)
        key = client, now_s // 60
        spent[key] = spent.get(key, 0) + units * taken
    assert max(spent.values(), default=0) <= 10


def test_more_clients_than_rows_push_out_those_who_asked_least() -> None:
    counts = RateCounts()
    assert counts.take("busy", 9, 10, NOON_S)
    for number in range(40_000):
        counts.take(f"client {number}", 1, 10, NOON_S)
    assert counts.left("busy", 10, NOON_S) == 1


def test_workers_of_one_server_give_a_client_its_limit_once(store: Store, tmp_path: Path) -> None:
    told = Settings(rate_limit=6, workers=2, out=tmp_path)
    statuses = []
    for _ in range(2):
        with TestClient(create_app(store, told), client=("203.0.113.7", 1)) as client:
            statuses += [client.get("/conformance").status_code for _ in range(4)]
    assert statuses == [200] * 6 + [429] * 2
