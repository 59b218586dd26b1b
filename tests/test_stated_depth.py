"""Which lengths state the depth of a zone, and of which one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from saying import DMZ, NORTHEAST, SAFE, said, stated

from geo.pipeline.engine import Engine


@pytest.mark.parametrize(
    ("text", "label", "agrees"),
    [
        ("The demilitarized zone in Idlib is to be 15 to 20 kilometres deep.", "15–20 km", "yes"),
        ("A 15-20 km demilitarised zone was agreed for Idlib.", "15–20 km", "yes"),
        ("A 15–20-km-deep buffer zone will ring Idlib.", "15–20 km", "yes"),
        ("Idlib gets a 15 to 20-kilometre-wide demilitarised zone.", "15–20 km wide", "yes"),
        ("In Idlib a buffer zone of 15\u00a0to\u00a020\u00a0km is planned.", "15–20 km", "yes"),
        ("The demilitarised zone (15—20 km) surrounds Idlib.", "15–20 km", "yes"),
        ("Idlib's buffer zone will be 9–12 miles deep.", "14.5–19.3 km", "yes"),
        ("Idlib's buffer zone is fifteen to twenty kilometres deep.", "15–20 km", "yes"),
        ("The depth of the buffer zone in Idlib is from 15 to 20 kilometers.", "15–20 km", "yes"),
        ("Idlib's demilitarised zone runs at a depth of 15-25 km.", "15–25 km", "no"),
        ("Between 15 and 20 kilometres in depth, the buffer zone hugs Idlib.", "15–20 km", "yes"),
        ("The buffer zone around Idlib is 20 km deep.", "20 km", "no"),
        ("A 15 to 20 km (9 to 12 mile) buffer zone rings Idlib.", "15–20 km", "yes"),
        ("The buffer zone in Idlib, 20 km (12 miles) deep, is quiet.", "20 km", "no"),
        ("The buffer zone in Idlib is between five and ten miles deep.", "8–16.1 km", "no"),
        ("The buffer zone in Idlib reaches up to 20 km deep.", "at most 20 km", "yes"),
        ("The buffer zone in Idlib is at least 15 km deep.", "at least 15 km", "yes"),
        ("The buffer zone in Idlib is more than 30 km deep.", "at least 30 km", "no"),
        ("Idlib's buffer zone is 30 to 40 km wide.", "30–40 km wide", "no"),
        ("Idlib's buffer zone is 15-20 km on each side.", "15–20 km on each side", "no"),
        ("The buffer zone in Idlib is not 20 km deep, officers insist.", "20 km", "other"),
        ("The de-escalation area of Idlib is 60 km wide.", "60 km wide", "other"),
        ("The buffer zone extends 15 to 20 km into Idlib.", "15–20 km", "yes"),
    ],
)  # fmt: skip
def test_a_depth_is_read_in_every_dress(
    engine: Engine, text: str, label: str, agrees: str
) -> None:
    (found,) = stated(engine, text)
    assert (found.parameter, found.value.label, found.agrees) == ("depth", label, agrees)
    assert found.surface in text


@pytest.mark.parametrize(
    "text",
    [
        "The demilitarized zone in Idlib is quiet. The road is 40 km long.",
        "The demilitarized zone in Idlib begins 15 to 20 km from the border.",
        "They entered the demilitarized zone 40 km from the coast.",
        "They entered the demilitarized zone 20 km south of Idlib.",
        "The demilitarized zone, 20 km away, was calm in Idlib.",
        "Some 15 to 20 people fled the buffer zone in Idlib.",
        "The army advanced 15 to 20 km in the buffer zone in Idlib.",
        "Troops pushed 5 km deep into the buffer zone in Idlib.",
        "The post lies 20 km deep inside the buffer zone of Idlib.",
        "The depth of the crisis shows in the buffer zone of Idlib, 40 km from Aleppo.",
        "A corridor 6 km deep cuts the buffer zone of Idlib in two.",
        "The road in Idlib is 15 to 20 km long.",
        "The patrols left the buffer zone in Idlib. The Orontes is 15 to 20 km long there.",
        "A tunnel 2 km deep was found. The buffer zone in Idlib was calm.",
    ],
)
def test_a_length_of_something_else_is_no_depth(engine: Engine, text: str) -> None:
    assert said(engine, text) == []


@pytest.mark.parametrize(
    ("text", "zone", "label"),
    [
        (
            "The safe zone near Tal Abyad is 5 to 14 km deep, the buffer zone of Idlib is empty.",
            NORTHEAST,
            "5–14 km",
        ),
        (
            "Unlike the safe zone near Tal Abyad, Idlib's demilitarised zone is 15-20 km deep.",
            DMZ,
            "15–20 km",
        ),
        (
            "The safe zone near Tal Abyad is to be 5 km deep and in places up to 14 km.",
            NORTHEAST,
            "5–14 km",
        ),
        ("The buffer zone in Idlib is new. It is 15 to 20 km deep.", DMZ, "15–20 km"),
        ("The buffer zone in Idlib is new. The strip is 9 to 12 miles deep.", DMZ, "14.5–19.3 km"),
        (
            "How wide the safe zone near Tal Abyad will be is open. Officers speak of 5 to 14 km.",
            NORTHEAST,
            "5–14 km",
        ),
    ],
)
def test_a_depth_belongs_to_one_zone(engine: Engine, text: str, zone: str, label: str) -> None:
    assert said(engine, text, SAFE) == [(zone, label, "yes")]


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        ("The minister denied that the buffer zone in Idlib would be 25 km deep.", "other"),
        ("Ankara rejected reports that Idlib's buffer zone was 30 km deep.", "other"),
        ("If the buffer zone in Idlib were 50 km deep, the city would lie in it.", "other"),
        ("The buffer zone in Idlib is new. If it were 50 km deep, all would flee.", "other"),
        ("If nothing changes, the buffer zone in Idlib will be 50 km deep.", "no"),
        ("The buffer zone in Idlib, denied to reporters, is 25 km deep.", "no"),
    ],
)  # fmt: skip
def test_a_depth_that_is_denied_or_supposed_neither_agrees_nor_contradicts(
    engine: Engine, text: str, agrees: str
) -> None:
    assert [s.agrees for s in stated(engine, text)] == [agrees]


def test_two_depths_of_two_zones_contradict_neither(engine: Engine) -> None:
    text = (
        "The safe zone near Tal Abyad is 5 to 14 km deep, and the demilitarised zone in Idlib "
        "is 15 to 20 km deep."
    )
    assert said(engine, text, SAFE) == [(NORTHEAST, "5–14 km", "yes"), (DMZ, "15–20 km", "yes")]


def test_an_unplaced_zone_has_no_figures(engine: Engine) -> None:
    assert stated(engine, "A buffer zone 15 to 20 km deep divides it.", date(2005, 1, 1)) == ()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "the buffer zone in Idlib is not 15 to 20 km deep , and ( wide ) by 15 October . It "
            "signed memorandum of 12 observation posts along front line Hama six months since"
            .split(" ")
        ),
        max_size=24,
    ).map(" ".join)
)  # fmt: skip
def test_every_statement_stands_where_it_says_and_gives_its_reason(
    engine: Engine, text: str
) -> None:
    for found in stated(engine, text):
        assert found.surface == text[found.span.start : found.span.end] != ""
        assert found.passage.span.covers(found.span)
        assert found.reason
        assert found.value.label
