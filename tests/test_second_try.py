"""Arabic names in spellings that no gazetteer lists."""

from __future__ import annotations

import pytest
from conftest import document

from geo.gazetteer.sounds import SoundIndex, sound
from geo.model.resolution import Status
from geo.pipeline.engine import Engine
from geo.pipeline.reading import read_document


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Khan Shaykhun", "Khan Sheikhoun"),
        ("Maarrat al-Numan", "Ma'aret en-Nu'man"),
        ("Jisr al-Shughur", "Jisr ash-Shughour"),
        ("Kafr Zita", "Kafr Zeita"),
        ("Qalaat al-Madiq", "Kalaat el-Madik"),
        ("al-Latamina", "Latamneh"),
        ("Taftanaz", "Taftnaz"),
    ],
)
def test_spellings_of_one_name_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("Hama", "Homs"), ("Morek", "Saraqib"), ("Idlib", "Ariha")]
)
def test_different_names_sound_different(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@pytest.mark.parametrize("name", ["Rai", "إدلب", "Ub", "", "A1"])
def test_what_has_too_few_consonants_has_no_sound(name: str) -> None:
    assert sound(name) == ""


def test_a_hidden_spelling_finds_its_place_again(engine: Engine) -> None:
    places = [p for p in engine.curated.places.values() if p.country_code == "SY"]
    index = SoundIndex(places)
    tried = found = 0
    for place in places:
        spellings = [n.text for n in place.names if n.language == "en" and sound(n.text)]
        for hidden in spellings[1:]:
            tried += 1
            others = [sound(text) for text in spellings if text != hidden]
            found += sound(hidden) in others and place in index.like(hidden)
    assert tried > 200
    assert found / tried > 0.7


def test_an_unlisted_spelling_is_placed_and_labelled_a_second_try(engine: Engine) -> None:
    text = "Shells fell on the village of Kafr Zeeta, north of Hama."
    found = {r.mention.surface: r for r in read_document(document(text), engine).resolutions}
    tried = found["Kafr Zeeta"]
    assert tried.place is not None
    assert (tried.place.id, tried.confidence) == ("sy-kafr-zita", 0.5)
    assert tried.candidates[0].evidence[0].reason.startswith("second try: “Kafr Zeeta”")


def test_a_text_on_another_country_gets_no_second_try(engine: Engine) -> None:
    text = "Shells fell on the village of Kafr Zeeta, north of Moscow."
    found = {r.mention.surface: r for r in read_document(document(text), engine).resolutions}
    assert found["Kafr Zeeta"].status is Status.UNPLACED
