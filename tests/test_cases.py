"""Marked texts in the manner of several outlets, read by the whole engine.

The marks say what is true, not what the engine finds; the floors are what it reached on
22 November 2026, less a small margin. A failure prints every difference.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from geo.evaluate.gold import UNPLACED, GoldText, unmark
from geo.evaluate.score import Pair, Scores, pair_up, score
from geo.model.text import Document, MentionKind, Use
from geo.pipeline.engine import Engine
from geo.pipeline.reading import read_document
from geo.read.files import list_files, read_files

CASES = Path(__file__).parent / "cases"
RECOGNITION_F1, RIGHT_PLACE, RIGHT_USE, ZONES_F1 = 0.98, 0.98, 0.93, 0.95
CALIBRATION_ERROR = 0.11


@cache
def texts() -> tuple[GoldText, ...]:
    found = read_files(list_files(CASES), ("en",))
    return tuple(unmark(item) for item in found if isinstance(item, Document))


@pytest.fixture(scope="module")
def pairs(engine: Engine) -> list[Pair]:
    return [
        pair
        for text in texts()
        for pair in pair_up(
            text.document.source, text.mentions, read_document(text.document, engine).resolutions
        )
    ]


@pytest.fixture(scope="module")
def scores(pairs: list[Pair]) -> Scores:
    return score(pairs)


def listed(scores: Scores) -> str:
    return "\n".join(
        f"{m.source} {m.start} {m.surface!r}: {m.expected}, not {m.got}" for m in scores.misses
    )


def test_names_are_found_and_nothing_else(scores: Scores) -> None:
    assert scores.recognition.f1 >= RECOGNITION_F1, listed(scores)


def test_names_get_the_right_place(scores: Scores) -> None:
    assert scores.placed_right.precision >= RIGHT_PLACE, listed(scores)


def test_names_get_the_right_use(pairs: list[Pair], scores: Scores) -> None:
    both = [
        (gold, found)
        for _, gold, found in pairs
        if gold is not None and found is not None and gold.kind is MentionKind.TOPONYM
    ]
    right = sum(found.mention.use is gold.use for gold, found in both)
    assert right / len(both) >= RIGHT_USE, listed(scores)


def test_zones_and_lines_are_told_apart(scores: Scores) -> None:
    assert scores.by_role["zone"].f1 >= ZONES_F1, listed(scores)
    assert scores.by_role["line"].f1 >= ZONES_F1, listed(scores)


def test_a_government_is_seldom_drawn_as_a_place(pairs: list[Pair], scores: Scores) -> None:
    associative = [
        (gold, found) for _, gold, found in pairs if gold and found and not gold.use.is_place
    ]
    drawn = sum(found.mention.use.is_place for _, found in associative)
    assert drawn / len(associative) <= 0.14, listed(scores)


def test_confidence_can_be_believed(scores: Scores) -> None:
    assert scores.calibration_error <= CALIBRATION_ERROR


def test_the_cases_hold_every_use_and_kind() -> None:
    mentions = [m for text in texts() for m in text.mentions]
    assert len(texts()) == 14
    assert {m.use for m in mentions} == set(Use)
    assert {m.kind for m in mentions} == set(MentionKind) - {MentionKind.EXPRESSION}
    assert UNPLACED in {m.place_id for m in mentions}


@pytest.mark.parametrize("text", texts(), ids=lambda t: t.document.source)
def test_the_marks_of_a_case_name_what_there_is(text: GoldText, engine: Engine) -> None:
    assert text.document.published_on is not None
    assert 2018 <= text.document.published_on.year <= 2020
    day = text.document.published_on.isoformat()
    known = {*engine.dossier.places, *engine.zone_names, f"contact-line-{day}", UNPLACED}
    assert {m.place_id for m in text.mentions} <= known
    body = text.document.text[text.document.body_start :]
    assert 60 <= len(body.split()) <= 120
    assert not set("[]") & set(body)  # a mark with a slip in it would stay in the text
