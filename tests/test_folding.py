"""The folded form under which spellings of one name meet."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model.folding import fold, name_key

HARD = st.sampled_from(
    [
        *"aZ éÉß'’“”()-–_.…\t\n\u00a0\u2003",
        *"\u0301\u0323\u20dd\ufe0f\u0640\u064b\u0651",  # marks, a vowel sign, tatweel
        *"\u200b\u200c\u200d\u200e\u202e\ufeff\u00ad",  # of no width
        *"أإآاىيةهؤمعرة؟، ١٢",
        *"İıŞşłøđðþß",
        *"😀👨🏽🇸🇾ﬁ½①Ⅳ＇－（",
        *"\ud800\udfff\x00\x1f\U0010ffff",
        *"\u302e\U0001d165\u1b44",  # marks that take space
    ]
)
ANYTHING = st.one_of(
    st.text(max_size=40), st.lists(st.one_of(HARD, st.characters()), max_size=40).map("".join)
)
BOUNDED = settings(max_examples=100, deadline=None)


@BOUNDED
@given(ANYTHING)
def test_every_folded_character_leads_back_to_one_of_the_text(text: str) -> None:
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text)
    assert np.all(np.diff(folded.offsets) > 0)
    assert all(0 <= offset < len(text) for offset in folded.offsets)


@BOUNDED
@given(ANYTHING, st.data())
def test_a_folded_range_leads_back_to_words_that_fold_so(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    first, last = folded.source_range(start, end)
    assert fold(text[first:last]).text.strip() == folded.text[start:end].strip()


@BOUNDED
@given(ANYTHING)
def test_the_fast_key_is_the_folded_text(text: str) -> None:
    assert name_key(text) == fold(text).text.strip()


@BOUNDED
@given(ANYTHING)
def test_folding_leaves_no_two_spaces_and_no_marks(text: str) -> None:
    folded = fold(text).text
    assert "  " not in folded
    assert not set(folded) & set("'’“”()-–_.\u0301\u200b\u0640\u0651")


@BOUNDED
@given(ANYTHING)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = name_key(text)
    assert name_key(once) == once


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("Ma'arrat al-Nu‘mān", "Maarrat al Numan"),
        ("demilitarized (buffer) zone", "demilitarized buffer zone"),
        ("“safe zone”", "Safe Zone"),
        ("front‑line", "FRONT LINE"),
        ("U.S.", "US"),
        ("Đonja Łódź", "donja lodz"),
        ("İDLİB", "Idlib"),
        ("Diyarbakır", "DIYARBAKIR"),
        ("Şanlıurfa", "sanliurfa"),
        ("Reyhanlı\u2019", "Reyhanli"),
        ("إدلب", "ادلب"),
        ("مَعَرّة النُعمان", "معره النعمان"),
        ("حلــب", "حلب"),
        ("الشيخ مصطفى", "الشيخ مصطفي"),
        ("Khan \u200bShaykhun", "khan shaykhun"),
        ("Khan\u00a0\n Shaykhun", "khan shaykhun"),
        ("Ｊｉｓｒ ａｌ－Ｓｈｕｇｈｕｒ", "Jisr al-Shughur"),
    ],
)
def test_spellings_of_one_name_meet(written: str, listed: str) -> None:
    assert name_key(written) == name_key(listed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sarmin", "Sarmada"),
        ("Khan Shaykhun", "Khanshaykhun"),
        ("حماة", "حمص"),
        ("Идлиб", "Идлипа"),
        ("Jisr al-Shughur", "Jisr Shughur"),
    ],
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("Nu\u0301 today", "Nu\u0301"),  # an accent
        ("Nu\ufe0f today", "Nu\ufe0f"),  # a variation selector
        ("Nu\u302e today", "Nu"),  # a tone mark that takes space: folded as a letter of its own
    ],
)
def test_a_range_takes_the_marks_of_its_last_letter_along(text: str, taken: str) -> None:
    assert text[slice(*fold(text).source_range(0, 2))] == taken


def test_a_range_ends_before_the_apostrophe_of_a_possessive() -> None:
    text = "Syria's army"
    assert text[slice(*fold(text).source_range(0, 5))] == "Syria"
