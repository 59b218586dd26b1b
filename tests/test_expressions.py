"""Vague places in sentences: which phrases are found, and what they are measured from."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import document
from dossiers import add, small_dossier
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.dossier.load import load_dossier
from geo.model.expression import Expression, Phrase
from geo.model.resolution import Status
from geo.model.text import Mention, MentionKind, Passage, Span
from geo.pipeline.engine import Engine, prepare
from geo.pipeline.reading import read_document
from geo.recognise.expressions import phrases

CASES = Path(__file__).parent / "cases" / "expressions"
_MARK = re.compile(r"\[(.+?)\]")


@cache
def listed(key: str) -> list[Any]:
    """Return one list of all files of cases, joined."""
    files = [tomllib.loads(path.read_text("utf-8")) for path in sorted(CASES.glob("*.toml"))]
    return [item for found in files for item in found.get(key, [])]


def plain(text: str) -> str:
    return _MARK.sub(r"\1", text)


def read(engine: Engine, text: str) -> tuple[Expression, ...]:
    day = date(2019, 5, 6)
    return read_document(document(text, published_on=day), engine).expressions


def words(engine: Engine, text: str) -> list[str]:
    return [e.mention.surface for e in read(engine, text)]


def ids(expression: Expression) -> list[str]:
    """Return the place of each mention that the expression is measured from, "" for none."""
    return [
        anchor.places[i].id if anchor.places else ""
        for anchor in expression.anchors
        for i in range(len(anchor.mentions))
    ]


def test_there_are_cases_enough_of_each_sort() -> None:
    assert len(listed("case")) >= 80
    assert len(listed("traps")) >= 50
    placed = [c for c in listed("case") if {"core", "extent", "outside"} & set(c)]
    assert len(placed) > len(listed("case")) / 2


@pytest.mark.parametrize("case", listed("case"), ids=lambda c: plain(c["text"])[:60])
def test_a_phrase_is_found_with_what_it_is_measured_from(
    engine: Engine, case: dict[str, Any]
) -> None:
    found = read(engine, plain(case["text"]))
    assert [e.mention.surface for e in found] == _MARK.findall(case["text"])
    assert found[0].relation == case["relation"]
    assert ids(found[0]) == case["anchors"]
    assert (found[0].status is Status.UNPLACED) == (case.get("status") == "unplaced")
    assert found[0].mention.kind is MentionKind.EXPRESSION


@pytest.mark.parametrize("text", listed("traps"))
def test_words_that_mean_no_ground_are_no_vague_place(engine: Engine, text: str) -> None:
    assert words(engine, text) == []


@pytest.mark.parametrize("text", listed("texts"), ids=lambda t: plain(t)[:60])
def test_a_sentence_can_hold_several(engine: Engine, text: str) -> None:
    assert words(engine, plain(text)) == _MARK.findall(text)


def test_the_names_in_a_phrase_stay_what_they_are(engine: Engine) -> None:
    text = "A convoy was hit 20 km south of Idlib on Monday."
    reading = read_document(document(text), engine)
    (name,) = reading.resolutions
    assert (name.mention.surface, name.mention.use.value) == ("Idlib", "literal")
    (vague,) = reading.expressions
    assert vague.mention.span.covers(name.mention.span)
    assert [m.id for a in vague.anchors for m in a.mentions] == [name.mention.id]


@pytest.mark.parametrize(
    ("text", "low_km", "high_km", "error_km"),
    [
        ("It is 20 km south of Idlib.", 20, 20, 2.5),
        ("It is 12 km from Idlib.", 12, 12, 1.2),
        ("It is about 20 km from Idlib.", 20, 20, 3.75),
        ("It is ten kilometres from Idlib.", 10, 10, 1),
        ("It is 10 miles from Idlib.", 16.09344, 16.09344, 1.6093),
        ("It is 120 km from Idlib.", 120, 120, 12),
        ("It is 1,200 metres from Idlib.", 1.2, 1.2, 0.12),
        ("It is 2.5 km from Idlib.", 2.5, 2.5, 0.5),
        ("It is twenty-five kilometres from Idlib.", 25, 25, 2.5),
        ("It is 10 to 15 km from Idlib.", 10, 15, 0.5),
        ("It is 10–15 km from Idlib.", 10, 15, 0.5),
        ("It is within 5 km of Idlib.", None, 5, 0.5),
        ("It is up to 30 km from Idlib.", None, 30, 3),
        ("It is more than 40 km from Idlib.", 40, None, 4),
        ("It is a few kilometres from Idlib.", 2, 5, 0.3),
        ("It is half a mile from Idlib.", 0.804672, 0.804672, 0.4023),
    ],
)
def test_a_figure_carries_the_error_of_its_roundness(
    engine: Engine, text: str, low_km: float | None, high_km: float | None, error_km: float
) -> None:
    (found,) = read(engine, text)
    distance = found.clauses[0].distance
    assert distance is not None
    assert distance.low_km == low_km
    assert distance.high_km == pytest.approx(high_km)
    assert distance.error_km == error_km


@pytest.mark.parametrize(
    ("said", "bearing_deg"),
    [
        ("north", 0),
        ("northeast", 45),
        ("north-east", 45),
        ("north east", 45),
        ("south-south-west", 202.5),
        ("west-northwest", 292.5),
        ("SE", 135),
        ("NNW", 337.5),
    ],
)
def test_a_bearing_is_read_in_each_spelling(engine: Engine, said: str, bearing_deg: float) -> None:
    (found,) = read(engine, f"A bus burned 10 km {said} of Hama.")
    assert found.clauses[0].bearings_deg == (bearing_deg,)


def test_the_town_is_meant_where_a_distance_is_and_the_province_where_a_part_is(
    engine: Engine,
) -> None:
    (town,) = read(engine, "It fell 5 km from Idlib.")
    assert ids(town) == ["sy-idlib"]
    assert town.status is Status.RESOLVED
    assert any("not its province" in reason for reason in town.reasons)
    (province,) = read(engine, "The northern countryside of Hama was shelled.")
    assert ids(province) == ["sy-hama-gov"]
    (called,) = read(engine, "It fell 5 km from Idlib province.")
    assert ids(called) == ["sy-idlib-gov"]


def test_a_phrase_around_a_name_without_a_place_is_kept_and_says_so(engine: Engine) -> None:
    (found,) = read(engine, "He farms near the village of Kafr Blorbin.")
    assert found.status is Status.UNPLACED
    assert found.reasons == ("“Kafr Blorbin” has no place: add it to the gazetteer",)


def test_a_line_that_is_not_drawn_is_named(engine: Engine) -> None:
    (found,) = read(engine, "They camped east of the Tigris.")
    assert (found.status, found.confidence) == (Status.UNPLACED, 0.0)
    assert "no line of “Tigris” is drawn" in found.reasons[0]


@pytest.mark.parametrize("said", ["5 km\nnorth of Idlib", "5\nkm north of Idlib"])
def test_a_line_break_inside_one_passage_parts_no_figure_from_its_direction(said: str) -> None:
    text = f"A bus burned {said}."
    passage = Passage(document_id="t", ordinal=0, paragraph=0, span=Span(0, len(text)))
    mention = Mention(
        passage=passage,
        span=Span(text.index("Idlib"), len(text) - 1),
        surface="Idlib",
        kind=MentionKind.TOPONYM,
        recogniser="test",
    )
    (found,) = phrases(document(text), [passage], [mention])
    assert text[found.span.start : found.span.end] == said
    assert found.clauses[0].distance is not None


def test_a_language_without_a_grammar_has_none(engine: Engine) -> None:
    text = document("20 km south of Idlib, 20 км к югу от Идлиба", language="ru")
    assert read_document(text, engine).expressions == ()


def test_a_curator_can_say_that_a_phrase_is_no_place(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    text = "The inn near Northton closed. Nobody lives near Southby."
    row = "mention,decision,author,time,reason\n{},not-a-place,me,2020-03-03T10:00:00+00:00,\n"
    before = read(prepare(load_dossier(root)), text)
    (root / "corrections.csv").unlink(missing_ok=True)
    add(root / "corrections.csv", row.format(before[0].mention.id))
    after = read(prepare(load_dossier(root)), text)
    assert [e.status for e in before] == [Status.RESOLVED, Status.RESOLVED]
    assert [e.status for e in after] == [Status.REJECTED, Status.RESOLVED]
    assert after[0].decided_by == "me, 2020-03-03"


PIECES = st.sampled_from(
    (
        "Idlib|20|km|south|north-western|of|the|near|between|and|,|along|from|to|'s|countryside|"
        "outskirts|around|border|M5|(|)|-|about|a few|miles|with|rural|road|on|within|area|.|ё|🙂"
    ).split("|")
)


@settings(max_examples=300)
@given(st.lists(PIECES, min_size=1, max_size=25))
def test_any_row_of_words_is_read_without_overlaps(pieces: list[str]) -> None:
    text = " ".join(pieces)
    passage = Passage(document_id="t", ordinal=0, paragraph=0, span=Span(0, len(text)))
    mentions = [
        Mention(
            passage=passage,
            span=Span(*hit.span()),
            surface=hit[0],
            kind=MentionKind.TOPONYM,
            recogniser="test",
        )
        for hit in re.finditer(r"Idlib|M5", text)
    ]
    found = phrases(document(text), [passage], mentions)
    ends = [0, *(phrase.span.end for phrase in found)]
    assert all(phrase.span.start >= end for phrase, end in zip(found, ends, strict=False))
    assert all(_holds_its_anchors(phrase) for phrase in found)


def _holds_its_anchors(phrase: Phrase) -> bool:
    mentions = [m for c in phrase.clauses for a in c.anchors for m in a.mentions]
    return bool(mentions) and all(phrase.span.covers(m.span) for m in mentions)
