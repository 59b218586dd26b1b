"""What is taken for a name in a text, and what is not."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import document
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model.resolution import Status
from geo.model.text import Mention, MentionKind, Use
from geo.pipeline.engine import Engine
from geo.pipeline.reading import read_document
from geo.segment.passages import passages

WRAPPED = """They had gone by bus from the fields of Kafr
Nabudah to the south, where the shells had not
reached."""
ZONES = {MentionKind.ZONE, MentionKind.LINE}


def mentions(engine: Engine, text: str) -> list[Mention]:
    made = document(text, published_on=date(2018, 9, 20))
    found = engine.recognisers[0].find(made, passages(made))
    return [m for m in found if m.use is not Use.EMBEDDED]


def names(engine: Engine, text: str) -> list[str]:
    return [m.surface for m in mentions(engine, text) if m.kind is MentionKind.TOPONYM]


def phrases(engine: Engine, text: str) -> list[str]:
    return [m.surface for m in mentions(engine, text) if m.kind in ZONES]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They left Khan Shaykhun.", ["Khan Shaykhun"]),
        ("South Sudan and Sudan talk.", ["South Sudan", "Sudan"]),
        ("Deir ez-Zor air base was hit.", ["Deir ez-Zor air base"]),
        ("The United States of America.", ["United States of America"]),
        ("Ma‘arrat al-Nu‘man and MAARAT AL NUMAN", ["Ma‘arrat al-Nu‘man", "MAARAT AL NUMAN"]),
        (WRAPPED, ["Kafr\nNabudah"]),
        ("İdlib’de ve Halep'te", ["İdlib", "Halep"]),
        ("В Россия и Алеппо", ["Россия", "Алеппо"]),
        ("أعلنت أنقرة أن قواتها في إدلب", ["أنقرة", "إدلب"]),
    ],
)
def test_the_longest_name_is_found_however_it_is_spelt(
    engine: Engine, text: str, found: list[str]
) -> None:
    assert names(engine, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Syria's army, Syria’s army, Syrias army", ["Syria", "Syria"]),
        ("Turkey-backed, anti-Turkey, Idlib-based", ["Turkey", "Turkey", "Idlib"]),
        ("(Idlib), «Hama»; Homs/Aleppo—Damascus", ["Idlib", "Hama", "Homs", "Aleppo", "Damascus"]),
        ("Idlib2, XIdlib, Idlibian, Hamas", []),
        ("Romein Chileans", ["Chileans"]),
        ("Omanis in Iranistan", ["Omanis"]),
    ],
)
def test_only_whole_words_are_names(engine: Engine, text: str, found: list[str]) -> None:
    assert names(engine, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("turkey with chips, a china plate, jordan almonds", []),
        ("HAMA FALLS", ["HAMA"]),
        ("al-Bab, Al-Bab, AL-BAB, al-bab", ["al-Bab", "Al-Bab", "AL-BAB"]),
        ("the Hague, The Hague, the hague", ["the Hague", "The Hague"]),
        ("northern Syria, northern syria", ["northern Syria"]),
        ("east of the Euphrates", ["east of the Euphrates"]),
    ],
)
def test_a_name_is_capitalised_as_names_are(engine: Engine, text: str, found: list[str]) -> None:
    assert names(engine, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The US told us to wait.", ["US"]),
        ("Us too, said the usa team.", []),
        ("U.S. troops; the U.S.; U.S.-led", ["U.S.", "U.S.", "U.S."]),
        ("He joined the EU, not the Eu.", ["EU"]),
        ("UK, uk, Uk", ["UK"]),
    ],
)
def test_abbreviations_stand_exactly_as_written(
    engine: Engine, text: str, found: list[str]
) -> None:
    assert names(engine, text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Fighters of al-Nusra Front left.",
        "AL-NUSRA FRONT left; the Nusra Front’s men stayed.",
        "Al-Jazeera and Al Jazeera reported it.",
        "The National Liberation Front signed.",
        "The Islamic State of Iraq and Syria lost ground.",
        "The Free Idlib Army and the University of Aleppo agree.",
    ],
)
def test_a_place_in_an_organisations_name_is_hidden(engine: Engine, text: str) -> None:
    assert mentions(engine, text) == []


def test_a_hidden_name_is_kept_as_part_of_the_longer_one(engine: Engine) -> None:
    made = document("The Islamic State of Iraq and Syria lost ground.")
    found = engine.recognisers[0].find(made, passages(made))
    assert [(m.surface, m.use) for m in found] == [
        ("Iraq", Use.EMBEDDED),
        ("Syria", Use.EMBEDDED),
    ]
    assert found[0].use_reason == "part of the name “Islamic State of Iraq and Syria”"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a demilitarized zone", ["demilitarized zone"]),
        ("the “demilitarized (buffer) zone” of Sochi", ["demilitarized (buffer) zone"]),
        ("Buffer zones, a BUFFER ZONE", ["Buffer zones", "BUFFER ZONE"]),
        ("the Idlib de-escalation zone", ["Idlib de-escalation zone"]),
        ("Idlib’s “de-escalation area”", ["Idlib’s “de-escalation area"]),
        ("the north and the line of contact", ["line of contact"]),
        ("twelve observation posts", ["observation posts"]),
        ("the “safe zone” and a safe zoning plan", ["safe zone"]),
        ("front lines, frontline, front-line", ["front lines", "frontline", "front-line"]),
    ],
)
def test_zone_and_line_phrases_are_found_with_their_owner(
    engine: Engine, text: str, found: list[str]
) -> None:
    assert phrases(engine, text) == found


def test_the_zone_refers_back_to_the_last_one_named(engine: Engine) -> None:
    text = "A zone is planned. The buffer zone is deep. The zone is empty. In that zone one waits."
    found = [m for m in mentions(engine, text) if m.recogniser == "back reference"]
    assert [(m.surface, m.passage.ordinal) for m in found] == [("zone", 2), ("zone", 3)]


def test_the_zone_is_forgotten_after_a_few_sentences(engine: Engine) -> None:
    text = "The buffer zone is deep. One came. Two came. Three came. Four came. The zone is empty."
    assert phrases(engine, text) == ["buffer zone"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Shells fell on the village of Kafr Foo.", ["Kafr Foo"]),
        ("In Kafr Foo village two houses burned.", ["Kafr Foo"]),
        ("On Monday the al-Foo district was calm.", ["al-Foo"]),
        ("the towns of Foo, Tell Bar and Umm al-Baz", ["Foo", "Tell Bar", "Umm al-Baz"]),
        ("The village was empty. This district too.", []),
        ("Foo was calm, said Mr. Bar.", []),
    ],
)
def test_a_name_that_the_text_calls_a_place_is_kept(
    engine: Engine, text: str, found: list[str]
) -> None:
    assert names(engine, text) == found


def test_a_name_that_no_gazetteer_has_is_listed_without_a_place(engine: Engine) -> None:
    (found,) = read_document(
        document("Shells fell on the village of Kafr Foo."), engine
    ).resolutions
    assert (found.mention.surface, found.status) == ("Kafr Foo", Status.UNPLACED)
    assert (found.place, found.candidates, found.confidence) == (None, (), 0.0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Shells fall on Aleppo\nAirport closed till Sunday", ["Aleppo"]),
        ("They reached Hama. Airport staff had left.", ["Hama"]),
        ("A debate on Kuwait\nCity council meets", ["Kuwait"]),
    ],
)
def test_no_name_reaches_into_the_next_sentence(
    engine: Engine, text: str, found: list[str]
) -> None:
    assert names(engine, text) == found


def test_a_headline_owns_no_zone_of_the_next_line(engine: Engine) -> None:
    text = "No rest in Idlib\nDemilitarized zone shelled again"
    assert names(engine, text) == ["Idlib"]
    assert phrases(engine, text) == ["Demilitarized zone"]


KNOWN = st.sampled_from(
    [
        *[
            "Idlib",
            "Khan Shaykhun",
            "U.S.",
            "US",
            "Turkish",
            "Ma‘arrat al-Nu‘mān",
            "إدلب",
            "Алеппо",
        ],
        *["demilitarized (buffer) zone", "safe zones", "front line", "the zone", "Al-Jazeera"],
        *["the village of Kafr Foo", "Tell Quux district", "İdlib", "Sochi agreement", "Syria's"],
    ]
)
GLUE = st.sampled_from(["", " ", ". ", "\n", "\n\n", "’", "-", "(", "”", "\u0301", "\u200b", ", "])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(KNOWN, KNOWN, GLUE, GLUE, st.text(max_size=3)), max_size=30))
def test_every_mention_stands_where_it_says(engine: Engine, parts: list[str]) -> None:
    text = "".join(parts)
    reading = read_document(document(text), engine)
    held = set(reading.passages)
    for mention in (r.mention for r in reading.resolutions):
        assert mention.surface == text[mention.span.start : mention.span.end]
        assert mention.passage.span.covers(mention.span)
        assert mention.passage in held
    spans = [(r.mention.span.start, -r.mention.span.end) for r in reading.resolutions]
    assert spans == sorted(spans)
    ids = [r.mention.id for r in reading.resolutions]
    assert len(ids) == len(set(ids))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=10), KNOWN, st.text(max_size=10))
def test_a_name_between_spaces_is_found_whatever_stands_around(
    engine: Engine, before: str, name: str, after: str
) -> None:
    found = names(engine, f"{before}\n\nShells fell on Saraqib today.\n\n{name} {after}")
    assert "Saraqib" in found


@pytest.mark.parametrize("name", ["Idlib Heights", "Qarra Dagh", "Hama Old Bridge"])
def test_a_longer_name_than_is_known_is_found_where_the_text_calls_it_a_place(
    engine: Engine, name: str
) -> None:
    text = f"Families fled the town of {name} at night."
    whole = next(m for m in mentions(engine, text) if m.surface == name)
    read = read_document(document(text), engine)
    status = {r.mention.surface: r.status for r in read.resolutions}
    assert whole.recogniser == "called a place"
    assert status[name] is Status.UNPLACED


@pytest.mark.parametrize(
    "text",
    [
        "They met in the city of Idlib Tuesday.",
        "It was calm in the city of Idlib Province.",
        "Over the province of Idlib Russian jets were seen.",
        "From the city of Idlib The Hague was called.",
    ],
)
def test_a_known_name_ends_before_a_word_that_is_no_part_of_it(engine: Engine, text: str) -> None:
    assert "Idlib" in names(engine, text)
    assert not any(name.startswith("Idlib ") for name in names(engine, text))
