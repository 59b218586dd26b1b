"""The index of a site: whatever is looked up stands where it says, and nowhere else."""

from __future__ import annotations

import json
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.publish import postings as module
from geo.publish.postings import Postings
from geo.publish.words import words_of


def looked_up(postings: Postings) -> dict[str, list[int]]:
    """Return the whole index, read from its files as a browser reads one of them."""
    files = {name: json.loads(body) for name, body in postings.files()}
    firsts = files.pop("index.json")
    found: dict[str, list[int]] = {}
    for number, first in enumerate(firsts):
        shard = files.pop(f"{number}.json")
        assert next(iter(shard)) == first
        found |= {key: [*accumulate(steps)] for key, steps in shard.items()}
    assert not files
    return found


@given(st.lists(st.sets(st.text(min_size=1, max_size=5), max_size=5), max_size=20))
def test_every_key_is_found_in_every_sentence_that_holds_it(sentences: list[set[str]]) -> None:
    wanted: dict[str, list[int]] = {}
    postings = Postings()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_FULL_BYTES", 40)
        for number, keys in enumerate(sentences):
            usable = {key for key in keys if key.isprintable()}
            postings.add(number, usable)
            for key in usable:
                wanted.setdefault(key, []).append(number)
        assert looked_up(postings) == wanted


@given(st.sets(st.text(min_size=1).filter(str.isprintable), min_size=2))
def test_keys_lie_in_the_order_in_which_a_browser_compares_them(keys: set[str]) -> None:
    postings = Postings()
    postings.add(0, keys)
    ordered = [*looked_up(postings)]
    units = [key.encode("utf-16-be") for key in ordered]
    assert all(one < other for one, other in pairwise(units))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Idlib's mayor spoke.", {"idlib", "idlibs", "s", "mayor", "spoke"}),
        ("Ma'arrat al-Nu‘mān", {"maarrat", "ma", "arrat", "al", "numan", "nu", "man"}),
        ("على خط التماس", {"علي", "خط", "التماس"}),
        ("In 2018, the U.S.", {"in", "2018", "the", "us", "u", "s"}),
        ("— … !", set()),
    ],
)
def test_words_are_found_as_they_stand_and_as_they_fold(text: str, words: set[str]) -> None:
    assert words_of(text) == words
