"""A curator's decision about a mention: made once, it holds, with author and reason on view."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from conftest import document

from geo.curate.apply import apply_corrections, orphans
from geo.curate.standing import rulings
from geo.model.dossier import Correction
from geo.model.resolution import Resolution, Status
from geo.model.text import Use
from geo.pipeline.engine import Engine
from geo.pipeline.reading import read_document

TEXT = "Shells fell on Idlib and on the village of Kafr Foo."
IDLIB, KAFR_FOO = "t:15-20", "t:43-51"
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def decide(mention: str, decision: str, **fields: object) -> Correction:
    base = Correction(
        mention_id=mention, decision=decision, author="R. Ed", time=NOON, reason="she was there"
    )
    return replace(base, **fields)  # type: ignore[arg-type]


def read(engine: Engine, *corrections: Correction) -> list[Resolution]:
    corrected = replace(engine, rulings=rulings(corrections))
    return list(read_document(document(TEXT), corrected).resolutions)


def test_a_decision_chooses_the_place_and_says_who_and_why(engine: Engine) -> None:
    before, _ = read(engine)
    after, untouched = read(engine, decide(IDLIB, "sy-idlib"))
    assert before.place is not None
    assert before.place.id == "sy-idlib-gov"
    assert after.place is not None
    assert (after.place.id, after.status, after.confidence) == ("sy-idlib", Status.RESOLVED, 1.0)
    assert after.decided_by == "R. Ed, 2026-01-31"
    assert [e.reason for e in after.candidates[0].evidence] == [
        "decided by R. Ed, 2026-01-31: she was there"
    ]
    assert untouched.decided_by == ""


def test_the_other_candidates_stay_on_view(engine: Engine) -> None:
    before, _ = read(engine)
    after, _ = read(engine, decide(IDLIB, "sy-idlib"))
    ids = [c.place.id for c in after.candidates]
    assert sorted(ids) == sorted(c.place.id for c in before.candidates)
    assert len(ids) == len(set(ids))


def test_a_name_that_no_gazetteer_has_can_be_placed(engine: Engine) -> None:
    _, after = read(engine, decide(KAFR_FOO, "sy-kafr-nabl"))
    assert after.place is not None
    assert (after.place.id, after.status) == ("sy-kafr-nabl", Status.RESOLVED)


def test_what_is_no_place_is_kept_and_not_drawn(engine: Engine) -> None:
    after, _ = read(engine, decide(IDLIB, "not-a-place"))
    assert (after.status, after.place) == (Status.REJECTED, None)
    assert after.candidates


def test_a_place_can_be_declared_unknown(engine: Engine) -> None:
    after, _ = read(engine, decide(IDLIB, "unknown"))
    assert (after.status, after.place, after.decided_by) == (
        Status.UNPLACED,
        None,
        "R. Ed, 2026-01-31",
    )


@pytest.mark.parametrize("use", list(Use))
def test_a_use_can_be_decided_without_touching_the_place(engine: Engine, use: Use) -> None:
    before, _ = read(engine)
    after, _ = read(engine, decide(IDLIB, f"use:{use.value}"))
    assert after.mention.use is use
    assert after.mention.use_reason == "decided by R. Ed, 2026-01-31: she was there"
    assert (after.place, after.candidates, after.status) == (
        before.place,
        before.candidates,
        before.status,
    )


def test_the_last_decision_holds_in_whatever_order_they_stand(engine: Engine) -> None:
    first = decide(IDLIB, "not-a-place", time=NOON - timedelta(days=1))
    last = decide(IDLIB, "sy-idlib")
    for corrections in ((first, last), (last, first)):
        after, _ = read(engine, *corrections)
        assert after.place is not None
        assert after.place.id == "sy-idlib"


def test_of_two_decisions_at_one_time_the_lower_row_holds(engine: Engine) -> None:
    after, _ = read(engine, decide(IDLIB, "unknown"), decide(IDLIB, "not-a-place"))
    assert after.status is Status.REJECTED


def test_times_in_different_zones_and_without_one_are_compared(engine: Engine) -> None:
    local = datetime(2026, 1, 31, 12, 30)  # noqa: DTZ001 - as a curator may type it
    east = datetime(2026, 1, 31, 13, tzinfo=timezone(timedelta(hours=3)))  # ten o'clock UTC
    after, _ = read(
        engine,
        decide(IDLIB, "sy-idlib", time=local),
        decide(IDLIB, "unknown"),
        decide(IDLIB, "not-a-place", time=east),
    )
    assert after.status is Status.RESOLVED


def test_a_decision_without_a_reason_names_its_author(engine: Engine) -> None:
    after, _ = read(engine, decide(IDLIB, "sy-idlib", reason=""))
    assert after.candidates[0].evidence[0].reason == "decided by R. Ed, 2026-01-31"


def test_deciding_twice_over_changes_nothing_more(engine: Engine) -> None:
    ruled = rulings([decide(IDLIB, "sy-idlib"), decide(KAFR_FOO, "unknown")])
    places = engine.known
    once = apply_corrections(read(engine), ruled, places)
    assert apply_corrections(once, ruled, places) == once


def test_a_decision_about_a_mention_that_is_gone_is_listed(engine: Engine) -> None:
    gone = decide("t:0-6", "sy-idlib")
    found = read(engine, gone)
    assert found == read(engine)
    assert orphans(found, [decide(IDLIB, "unknown"), gone, gone]) == ["t:0-6"]
