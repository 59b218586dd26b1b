"""What a process of a build keeps in memory, and that the store does not depend on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import Run as CommandLine
from corpora import built
from hypothesis import given
from hypothesis import strategies as st

from geo.pipeline import memory
from geo.pipeline.memory import DEFAULT_MIB, LEAST_MIB, Memory, Recent

KEYS = st.lists(st.integers(0, 12), max_size=60)


def filled(keys: list[int], most: int) -> Recent[int, int]:
    """Ask for keys one after the other, each found or made."""
    kept = Recent[int, int](most=most)
    for key in keys:
        if kept.is_full:
            kept.turn()
        if key not in kept:
            kept[key] = -key
        assert kept[key] == -key
    return kept


@given(KEYS, st.integers(1, 8))
def test_no_more_is_kept_than_was_said(keys: list[int], most: int) -> None:
    kept = filled(keys, most)
    assert len(kept) <= most + 2
    assert len(list(kept)) == len(kept) == len(dict(kept))


@given(KEYS, st.integers(2, 8))
def test_what_was_asked_for_last_is_there(keys: list[int], most: int) -> None:
    kept = filled(keys, most)
    latest = list(dict.fromkeys(reversed(keys)))[: most // 2]
    assert all(key in kept for key in latest)


def test_what_is_forgotten_is_gone_whenever_it_was_asked_for() -> None:
    kept = Recent[str, int](most=4)
    kept["before"] = 1
    kept.turn()
    kept["after"] = 2
    for key in ("before", "after"):
        del kept[key]
    assert not kept
    with pytest.raises(KeyError):
        del kept["before"]


def test_more_memory_keeps_more_regions_and_more_pages() -> None:
    least, usual = Memory(mib=LEAST_MIB), Memory(mib=DEFAULT_MIB)
    assert 0 < least.regions < usual.regions
    assert 0 < least.pages_kib < usual.pages_kib


def test_the_store_is_the_same_whatever_is_kept(
    corpus: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = built(corpus, tmp_path / "usual")
    monkeypatch.setattr(memory, "_REGION_KIB", 10**9)
    assert Memory().regions == 0
    assert built(corpus, tmp_path / "none kept") == usual


def test_too_little_memory_is_refused_before_anything_is_read(dateline: CommandLine) -> None:
    said = dateline("build", "--memory", str(LEAST_MIB - 1))
    assert said.status == 2
    assert "--memory" in said.err
    assert str(LEAST_MIB) in said.err
