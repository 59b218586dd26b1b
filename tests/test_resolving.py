"""Which place a name means, with the reasons as a reader can check them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from conftest import document
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.gazetteer.index import MemoryGazetteer
from geo.model.dossier import Preference
from geo.model.place import Name, Place
from geo.model.resolution import Candidate, Evidence, Resolution, Status
from geo.model.text import Mention
from geo.pipeline.engine import Engine
from geo.pipeline.reading import read_document
from geo.recognise.mentions import NameRecogniser
from geo.resolve.context import contexts
from geo.resolve.ranking import judge, preferred_names, resolve_toponyms
from geo.segment.passages import passages


def resolved(engine: Engine, text: str) -> list[Resolution]:
    return list(read_document(document(text), engine).resolutions)


def meant(engine: Engine, text: str, surface: str, number: int = 0) -> Resolution:
    return [r for r in resolved(engine, text) if r.mention.surface == surface][number]


def place_id(engine: Engine, text: str, surface: str, number: int = 0) -> str:
    place = meant(engine, text, surface, number).place
    return place.id if place else ""


def reasons(found: Resolution) -> str:
    return "; ".join(e.reason for e in found.candidates[0].evidence)


@pytest.mark.parametrize(
    "text",
    [
        "It covers the provinces of Aleppo, Idlib, Hama and Latakia.",
        "It covers the provinces of Aleppo, Idlib, and Hama and of Latakia province.",
        "Aleppo, Idlib, Hama and Latakia provinces are covered.",
        "In the governorates of Latakia, Hama, Idlib and Aleppo nobody was told.",
    ],
)
def test_the_word_before_a_list_decides_for_every_member(engine: Engine, text: str) -> None:
    for name in ("Aleppo", "Idlib", "Hama", "Latakia"):
        assert place_id(engine, text, name) == f"sy-{name.casefold()}-gov"


def test_the_word_before_a_list_of_towns_decides_too(engine: Engine) -> None:
    text = "Shells fell on the towns of Idlib, Afrin and Azaz."
    assert place_id(engine, text, "Idlib") == "sy-idlib"
    assert place_id(engine, text, "Afrin") == "sy-afrin"
    assert "called “towns”" in reasons(meant(engine, text, "Azaz"))


@pytest.mark.parametrize(
    ("text", "surface", "place"),
    [
        ("Shells fell on the city of Hama.", "Hama", "sy-hama"),
        ("Shells fell on Hama province.", "Hama", "sy-hama-gov"),
        ("Shells fell on Hama district.", "Hama", "sy-hama-district"),
        ("They hold the province of Daraa.", "Daraa", "sy-daraa-gov"),
        ("A raid in northern Hama failed.", "Hama", "sy-hama-gov"),
        ("A raid in rural Homs failed.", "Homs", "sy-homs-gov"),
        ("A raid in Hama’s southern countryside failed.", "Hama", "sy-hama-gov"),
        ("Shells fell on the outskirts of Hama.", "Hama", "sy-hama"),
        ("The road to Homs is cut.", "Homs", "sy-homs"),
        ("HOMS — Shells fell at dawn.", "HOMS", "sy-homs"),
        ("HAMA, Syria (Agency) — Shells fell at dawn.", "HAMA", "sy-hama"),
        ("Ships left the naval base at Tartus.", "Tartus", "sy-tartus-naval-base"),
        ("Ships left Tartus military base.", "Tartus", "sy-tartus-naval-base"),
        ("They fled to the camp at Zaatari.", "Zaatari", "jo-zaatari"),
        ("Snow fell on the mountain of Mount Simeon.", "Mount Simeon", "sy-mount-simeon"),
        ("Mount Simeon district is calm.", "Mount Simeon", "sy-mount-simeon-district"),
        ("He flew from Incirlik air base.", "Incirlik air base", "tr-incirlik-air-base"),
        ("He was seen at Adana, the Turkish city.", "Adana", "tr-adana"),
    ],
)
def test_what_the_text_calls_a_name_decides(
    engine: Engine, text: str, surface: str, place: str
) -> None:
    assert place_id(engine, text, surface) == place


def test_the_curators_preference_decides_for_a_bare_name(engine: Engine) -> None:
    found = meant(engine, "Nobody knows who holds Idlib.", "Idlib")
    assert found.place is not None
    assert found.place.id == "sy-idlib-gov"
    assert "the dossier prefers it: in this story" in reasons(found)


def test_the_text_overrules_the_curators_preference(engine: Engine) -> None:
    assert place_id(engine, "Shells fell on the city of Idlib.", "Idlib") == "sy-idlib"
    assert place_id(engine, "Shells fell on Idlib city.", "Idlib city") == "sy-idlib"


@pytest.mark.parametrize(
    ("text", "surface", "place"),
    [
        ("Shells fell on Madaya and, an hour later, Khan Shaykhun.", "Madaya", "sy-madaya-idlib"),
        ("Sinjar was shelled, and Saraqib with it.", "Sinjar", "sy-sinjar-idlib"),
        ("The Yazidis of Sinjar fled towards Mosul.", "Sinjar", "iq-sinjar"),
        ("Gunmen came to Tripoli; Arsal was calm.", "Tripoli", "lb-tripoli"),
        ("Gunmen came to Tripoli; Benghazi was calm.", "Tripoli", "ly-tripoli"),
        ("Kasab burns. Ayn Issa and Kinsabba burn.", "Ayn Issa", "sy-ayn-issa-latakia"),
    ],
)
def test_homonyms_are_told_apart_by_what_else_is_named(
    engine: Engine, text: str, surface: str, place: str
) -> None:
    assert place_id(engine, text, surface) == place


def test_what_a_name_was_called_once_holds_for_the_rest_of_the_text(engine: Engine) -> None:
    text = "Daraa province is calm. Nobody expected that of Daraa."
    found = meant(engine, text, "Daraa", 1)
    (province,) = [c for c in found.candidates if c.place.id == "sy-daraa-gov"]
    assert "so called elsewhere in the text" in [e.reason for e in province.evidence]


@pytest.mark.parametrize(
    "text", ["Idlib province is calm.", "The city of Hama", "Georgia", "Saraqib fell."]
)
def test_no_mention_is_evidence_for_itself(engine: Engine, text: str) -> None:
    (found,) = resolved(engine, text)
    said = [e.reason for c in found.candidates for e in c.evidence]
    assert not [r for r in said if "elsewhere" in r or "the text names" in r]


def test_evidence_is_given_for_every_candidate_and_adds_up(engine: Engine) -> None:
    found = meant(engine, "Shells fell on Hama province, near Saraqib.", "Hama")
    assert {c.place.id for c in found.candidates} == {
        "sy-hama",
        "sy-hama-gov",
        "sy-hama-district",
    }
    assert "called “province” right after" in reasons(found)
    city = next(c for c in found.candidates if c.place.id == "sy-hama")
    assert "called “province” right after, which it is not" in [e.reason for e in city.evidence]
    for candidate in found.candidates:
        assert candidate.score == pytest.approx(sum(e.weight for e in candidate.evidence))
    scores = [c.score for c in found.candidates]
    assert scores == sorted(scores, reverse=True)


def test_two_places_alike_are_said_to_be_ambiguous(engine: Engine) -> None:
    (found,) = resolved(engine, "Sarjah was shelled.")
    assert found.status is Status.AMBIGUOUS
    assert found.confidence < 0.5
    assert found.place is not None  # shown, and marked as doubtful


def test_a_demonym_means_its_country(engine: Engine) -> None:
    assert place_id(engine, "Sudanese traders sold it to a Turk.", "Sudanese") == "sd"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(-5, 12), max_size=8))
def test_confidence_lies_in_its_range_and_falls_with_every_rival(scores: list[float]) -> None:
    place = town("somewhere")
    ranked = [
        Candidate(place=place, evidence=(Evidence("r", s),)) for s in sorted(scores, reverse=True)
    ]
    status, confidence = judge(ranked)
    assert 0 <= confidence <= 1
    assert (status is Status.UNPLACED) == (not ranked)
    if ranked:
        assert judge([*ranked, ranked[-1]])[1] <= confidence


def town(name: str, **fields: object) -> Place:
    base = Place(
        id=name,
        names=(Name(name.partition("-")[0]),),
        feature_class="P",
        feature_code="PPL",
        lon_deg=36.0,
        lat_deg=35.0,
        precision_m=500,
    )
    return replace(base, **fields)  # type: ignore[arg-type]


def ids(text: str, places: Iterable[Place], *preferences: Preference) -> list[list[str]]:
    """Resolve with a gazetteer of one's own; every candidate, best first."""
    gazetteer = MemoryGazetteer(places)
    made = document(text)
    found: list[Mention] = list(NameRecogniser(gazetteer.names(), {}).find(made, passages(made)))
    preferred = preferred_names(preferences, gazetteer)
    answers = resolve_toponyms(contexts(made, found), gazetteer, preferred)
    return [[c.place.id for c in r.candidates] for r in answers]


def test_a_big_town_goes_before_a_small_one() -> None:
    small, big = town("Northam-a", population=90), town("Northam-b", population=90_000)
    assert ids("Northam is calm.", [small, big]) == [["Northam-b", "Northam-a"]]


def test_the_people_of_a_province_say_nothing_for_it() -> None:
    city = town("Northam-c", population=100)
    province = town("Northam-p", feature_class="A", feature_code="ADM1", population=9_000_000)
    assert ids("Northam is calm.", [province, city]) == [["Northam-c", "Northam-p"]]


def test_the_nearer_of_two_towns_goes_first() -> None:
    near, far = town("Northam-z"), town("Northam-a", lon_deg=60.0)
    beside = town("Southby", lon_deg=36.1)
    assert ids("Northam and Southby are calm.", [far, near, beside])[0][0] == "Northam-z"


def test_a_town_not_far_off_gives_way_to_one_next_door() -> None:
    next_door, not_far = town("Northam-z", lon_deg=36.2), town("Northam-a", lon_deg=37.0)
    assert ids("Northam and Southby are calm.", [not_far, next_door, town("Southby")])[0] == [
        "Northam-z",
        "Northam-a",
    ]


def test_a_town_of_a_province_that_is_named_goes_first() -> None:
    province = town("Eastshire", feature_class="A", feature_code="ADM1")
    here, there = town("Northam-z", admin1="Eastshire"), town("Northam-a", admin1="Westshire")
    text = "Eastshire is calm. So is Northam."
    assert ids(text, [province, there, here])[1][0] == "Northam-z"


def test_a_preference_decides_between_equals() -> None:
    places = [town("Northam-a"), town("Northam-b")]
    preference = Preference(name="NORTHAM", place_id="Northam-b", reason="it is the one")
    assert ids("Northam is calm.", places, preference)[0][0] == "Northam-b"


def test_equals_stand_in_a_fixed_order_whatever_the_order_of_the_rows() -> None:
    places = [town("Northam-b"), town("Northam-a")]
    assert ids("Northam", places) == ids("Northam", places[::-1]) == [["Northam-a", "Northam-b"]]
