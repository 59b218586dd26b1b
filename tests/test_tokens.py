"""Texts cut into words and marks, many at once."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import document
from hypothesis import given
from hypothesis import strategies as st

from geo.model.folding import name_key
from geo.model.hashing import text_hash
from geo.model.tokens import Shape, Tokens
from geo.segment.passages import passages
from geo.segment.tokens import tokenise


def cut(*texts: str) -> Tokens:
    return tokenise(texts, [[p.span for p in passages(document(text))] for text in texts])


def words(tokens: Tokens) -> list[str]:
    return [tokens.text[a:b] for a, b in zip(tokens.start, tokens.end, strict=True)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rain fell on Morek.", ["Rain", "fell", "on", "Morek", "."]),
        ("The U.S. and O'Brien", ["The", "U.S.", "and", "O'Brien"]),
        ("Syria's north, Turkey’s south", ["Syria", "'s", "north", ",", "Turkey", "’s", "south"]),
        ("Ma'arrat al-Nu'man", ["Ma'arrat", "al", "-", "Nu'man"]),
        ("It was I. Then", ["It", "was", "I", ".", "Then"]),
        ("15–20 km", ["15", "–", "20", "km"]),
        ("إدلب والحسكة", ["إدلب", "والحسكة"]),
        ("N.Y. or Calif. today", ["N.Y.", "or", "Calif", ".", "today"]),
    ],
)
def test_words_and_marks_come_apart(text: str, found: list[str]) -> None:
    assert words(cut(text)) == found


def test_a_word_tells_how_it_is_written() -> None:
    tokens = cut("In NATO McDonald met A 15 إدلب !")
    assert [Shape(s) for s in tokens.shape] == [
        Shape.TITLE,
        Shape.CAPITALS,
        Shape.MIXED,
        Shape.LOWER,
        Shape.LETTER,
        Shape.DIGITS,
        Shape.CASELESS,
        Shape.SIGN,
    ]


def test_a_batch_is_its_texts_one_after_the_other() -> None:
    texts = ["Morek fell. Hama did not.", "Saraqib, too."]
    tokens = cut(*texts)
    alone = [words(cut(text)) for text in texts]
    assert words(tokens) == alone[0] + alone[1]
    assert tokens.document.tolist() == [0] * len(alone[0]) + [1] * len(alone[1])
    assert tokens.sentence.tolist() == sorted(tokens.sentence.tolist())
    assert len(set(tokens.sentence.tolist())) == 3


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=80), max_size=4))
def test_offsets_hold_and_hashes_are_those_of_the_folded_words(texts: list[str]) -> None:
    tokens = cut(*texts)
    for row in range(tokens.size):
        number = tokens.document[row]
        start = tokens.start[row] - tokens.offset[number]
        word = texts[number][start : start + tokens.end[row] - tokens.start[row]]
        assert word == tokens.text[tokens.start[row] : tokens.end[row]]
        assert word.strip() == word != ""
        if name_key(word):
            assert int(tokens.word[row]) == text_hash(name_key(word))


def test_a_stretch_of_words_hashes_as_its_name() -> None:
    tokens = cut("from Khan-Shaykhun to Tell Rifaat")
    found = tokens.hashes(np.array([1, 5]), np.array([3, 6]))
    assert found.tolist() == [text_hash("khan shaykhun"), text_hash("tell rifaat")]


def test_lone_surrogates_and_nulls_are_read_like_any_sign() -> None:
    assert words(cut("a\ud800b\0c")) == ["a", "\ud800", "b", "\0", "c"]
