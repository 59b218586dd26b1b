"""Marked texts: that their marks are sound, and that the reading errs on the harmless side.

The marks say what is true, not what the engine finds. How much of it is found, ``test_gate``
measures; a failure there prints every difference.
"""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import cast

import frontmatter
import pytest
from conftest import ROOT
from gate import CASES, GROUPS

from geo.evaluate.gold import UNPLACED, GoldText, gold_files, unmark
from geo.evaluate.score import Pair, Scores, pair_up, score
from geo.model.text import Document, MentionKind, Use
from geo.pipeline.engine import Engine
from geo.pipeline.reading import read_document
from geo.read.files import read_files

ZONES_F1 = 0.95
DRAWN_GOVERNMENTS = 0.14
"""What the engine reached on the cases of ``idlib-2018``, less a small margin."""


@cache
def texts(group: str) -> tuple[GoldText, ...]:
    files = next(g.files for g in GROUPS if g.name == group)
    found = read_files(gold_files(files), ("en",))
    return tuple(unmark(item) for item in found if isinstance(item, Document))


IDLIB, WORLD = texts("idlib"), texts("world")


def name_of(text: GoldText) -> str:
    return Path(text.document.source).stem


def body(text: GoldText) -> str:
    return text.document.text[text.document.body_start :]


@pytest.fixture(scope="module")
def pairs(engine: Engine) -> list[Pair]:
    return [
        pair
        for text in IDLIB
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


def test_zones_and_lines_are_told_apart(scores: Scores) -> None:
    assert scores.by_role["zone"].f1 >= ZONES_F1, listed(scores)
    assert scores.by_role["line"].f1 >= ZONES_F1, listed(scores)


def test_a_government_is_seldom_drawn_as_a_place(pairs: list[Pair], scores: Scores) -> None:
    associative = [
        (gold, found) for _, gold, found in pairs if gold and found and not gold.use.is_place
    ]
    drawn = sum(found.mention.use.is_place for _, found in associative)
    assert drawn / len(associative) <= DRAWN_GOVERNMENTS, listed(scores)


def test_every_marked_text_belongs_to_one_group() -> None:
    grouped = [path for group in GROUPS for path in group.files]
    marked = [path for _, path in gold_files([CASES])]
    assert sorted(grouped) == sorted(marked)


@pytest.mark.parametrize(("group", "least"), [(IDLIB, 14), (WORLD, 30)], ids=["idlib", "world"])
def test_the_cases_hold_every_use_and_kind(group: tuple[GoldText, ...], least: int) -> None:
    mentions = [m for text in group for m in text.mentions]
    assert len(group) >= least
    assert {m.use for m in mentions} == set(Use)
    assert {m.kind for m in mentions} == set(MentionKind) - {MentionKind.EXPRESSION}
    assert UNPLACED in {m.place_id for m in mentions}


@pytest.mark.parametrize("text", IDLIB, ids=name_of)
def test_the_marks_of_a_case_name_what_there_is(text: GoldText, engine: Engine) -> None:
    assert text.document.published_on is not None
    assert 2018 <= text.document.published_on.year <= 2020
    day = text.document.published_on.isoformat()
    known = {*engine.dossier.places, *engine.zone_names, f"contact-line-{day}", UNPLACED}
    assert {m.place_id for m in text.mentions} <= known


@cache
def curated() -> frozenset[str]:
    tables = [ROOT / "gazetteer.csv", *(ROOT / "layers" / "world").glob("curated.csv")]
    rows = [row for path in tables for row in csv.DictReader(io.StringIO(path.read_text("utf-8")))]
    return frozenset(row["id"] for row in rows)


@pytest.mark.parametrize("text", WORLD, ids=name_of)
def test_the_marks_of_the_world_are_ids_of_rows_or_of_geonames(text: GoldText) -> None:
    assert text.document.published_on is not None
    wrong = [
        m.place_id
        for m in text.mentions
        if m.place_id not in {*curated(), UNPLACED} and not re.fullmatch(r"gn-\d+", m.place_id)
    ]
    assert not wrong


@pytest.mark.parametrize("text", [*IDLIB, *WORLD], ids=name_of)
def test_a_case_is_short_and_its_marks_are_closed(text: GoldText) -> None:
    assert 60 <= len(body(text).split()) <= 180
    assert not set("[]") & set(body(text))  # a mark with a slip in it would stay in the text
    assert all(a.span.end <= b.span.start for a, b in pairwise(text.mentions))


@pytest.mark.parametrize("text", WORLD, ids=name_of)
def test_a_name_is_marked_everywhere_or_is_a_trap(text: GoldText) -> None:
    plain, start = body(text), text.document.body_start
    head = frontmatter.loads((CASES / "world" / f"{name_of(text)}.md").read_text("utf-8"))
    traps = cast("list[str]", head.get("traps", []))
    for trap in traps:
        assert trap in plain, f"the trap {trap!r} is not in the text"
    covered = [(m.span.start - start, m.span.end - start) for m in text.mentions]
    covered += [h.span() for trap in traps for h in re.finditer(re.escape(trap), plain)]
    bare = [
        plain[max(0, hit.start() - 20) : hit.end() + 20]
        for surface in {m.surface for m in text.mentions}
        for hit in re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", plain)
        if not any(low <= hit.start() < high for low, high in covered)
    ]
    assert not bare
