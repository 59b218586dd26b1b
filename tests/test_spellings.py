"""Which words become names of a place: demonyms, other spellings, bare names of units."""

from __future__ import annotations

import pytest

from geo.gazetteer.demonyms import demonyms
from geo.gazetteer.entry import Spelling
from geo.gazetteer.spellings import distinct, in_english_first, kept, without_generic
from geo.model.columns import KindOfName


@pytest.mark.parametrize(
    ("noun", "adjective", "expected"),
    [
        ("Syrian(s)", "Syrian", "Syrian|Syrians"),
        ("Frenchman(men), Frenchwoman(women)", "French",
         "Frenchman|Frenchmen|Frenchwoman|Frenchwomen|French"),
        ("Motswana (singular), Batswana (plural)", "Motswana (singular), Batswana (plural)",
         "Motswana|Batswana"),
        ("Lao(s) or Laotian(s)", "Lao or Laotian", "Lao|Laos|Laotian|Laotians"),
        ("Swiss (singular and plural)", "Swiss", "Swiss"),
        ("NA (US citizens)", "", ""),
        ("Wallisian(s), Futunan(s), or Wallis and Futuna Islanders", "",
         "Wallisian|Wallisians|Futunan|Futunans|Wallis and Futuna Islanders"),
        ("Chinese/Hong Konger", "Chinese/Hong Kong", "Chinese|Hong Konger|Hong Kong"),
        ("liSwati (singular); note - former term, Swazi(s), still used", "Swati",
         "liSwati|Swazi|Swazis|Swati"),
    ],
)  # fmt: skip
def test_demonyms_are_read_out_of_the_reference_books_wording(
    noun: str, adjective: str, expected: str
) -> None:
    assert demonyms(noun, adjective) == [word for word in expected.split("|") if word]


@pytest.mark.parametrize(
    "name", ["Москва", "al-Qamishli", "'s-Gravenhage", "إدلب", "莫斯科", "Ufa"]
)
def test_names_of_any_script_are_kept(name: str) -> None:
    assert kept([name]) == [Spelling(name, KindOfName.ALTERNATE)]


@pytest.mark.parametrize("name", ["MOW", "RUMOW", "mwskw", "москва", "42", "", "A1"])
def test_codes_transliterations_and_numbers_are_not_kept(name: str) -> None:
    assert kept([name]) == []


@pytest.mark.parametrize(
    ("full", "bare"),
    [
        ("Idlib Governorate", "Idlib"),
        ("Orange County", "Orange"),
        ("State of California", "California"),
        ("محافظة ادلب", "ادلب"),
        ("Republic of Karelia", "Karelia"),
        ("N'Djamena Region", "N'Djamena"),
    ],
)
def test_the_word_for_its_kind_is_taken_off_a_unit(full: str, bare: str) -> None:
    assert [n.text for n in without_generic([Spelling(full)], KindOfName.NAME)] == [bare]


@pytest.mark.parametrize(
    "full",
    ["Eastern Province", "The 7th Province", "Jewish Autonomous Oblast", "Upper River Division"],
)
def test_a_word_that_could_be_any_unit_is_no_bare_name(full: str) -> None:
    assert without_generic([Spelling(full)], KindOfName.NAME) == []


def test_a_spelling_stands_once_with_its_best_kind() -> None:
    names = [Spelling("Idlib"), Spelling("Idleb", KindOfName.ALTERNATE), Spelling(" Idleb")]
    assert distinct(names) == (Spelling("Idlib"), Spelling("Idleb"))


@pytest.mark.parametrize(
    ("names", "first"),
    [
        ("Lvivska oblast|Lviv Oblast", "Lviv Oblast"),
        ("Jilin Sheng|Girin|Jilin Province", "Jilin Province"),
        ("Idlib|Idleb Governorate", "Idlib"),
        ("Kirovskaya oblast'|Вятка", "Kirovskaya oblast'"),
    ],
)
def test_an_english_name_goes_before_one_with_a_generic_word_of_another_language(
    names: str, first: str
) -> None:
    found = in_english_first([Spelling(n) for n in names.split("|")])
    assert found[0].text == first
    assert {n.text for n in found} == set(names.split("|"))
