"""What texts state of posts, of the line along a zone, of its provinces and its area."""

from __future__ import annotations

from datetime import date

import pytest
from saying import AREA, DMZ, NORTHEAST, POSTS, SAFE, SOCHI, said, stated

from geo.pipeline.engine import Engine


@pytest.mark.parametrize(
    ("text", "label", "agrees"),
    [
        ("Turkey has twelve observation posts around Idlib.", "12", "yes"),
        ("All 12 Turkish observation posts around Idlib were manned.", "12", "yes"),
        ("A dozen watch posts ring Idlib.", "12", "yes"),
        ("Turkey has 14 observation posts around Idlib.", "14", "no"),
        ("A 13th observation post is being built near Saraqib.", "no. 13", "no"),
        ("The ninth observation post, near Morek, was shelled.", "no. 9", "other"),
        ("Two observation posts near Idlib were shelled.", "2", "other"),
        ("Three of the observation posts near Idlib were shelled.", "3 of them", "other"),
        ("Ten Russian observation posts face Idlib.", "10", "other"),
    ],
)
def test_a_count_of_posts_is_all_some_or_too_many(
    engine: Engine, text: str, label: str, agrees: str
) -> None:
    assert said(engine, text) == [(POSTS, label, agrees)]


def test_a_part_of_the_posts_is_listed_beside_their_number(engine: Engine) -> None:
    text = "Ten of the 12 observation posts around Idlib are cut off."
    assert said(engine, text) == [(POSTS, "10 of them", "other"), (POSTS, "12", "yes")]


LINE = "Contact line between government and opposition"
BORDER = "Border between Tal Abyad and Ras al-Ayn"


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        (
            "The demilitarized zone in Idlib runs along the line of contact.",
            SOCHI,
            [(DMZ, f"along {LINE}", "yes")],
        ),
        (
            "Along the front line a demilitarised zone will be set up in Idlib.",
            SOCHI,
            [(DMZ, f"along {LINE}", "yes")],
        ),
        (
            "The safe zone follows the border between Tal Abyad and Ras al-Ayn.",
            SAFE,
            [(NORTHEAST, f"along {BORDER}", "yes")],
        ),
        (
            "The buffer zone in Idlib is to stretch along the Turkish border.",
            SOCHI,
            [(DMZ, "along the Turkish border", "other")],
        ),
        (
            "The safe zone near Tal Abyad runs along the front line.",
            SAFE,
            [(NORTHEAST, f"along {LINE}", "no")],
        ),
        ("In the buffer zone of Idlib, patrols drove along the front line.", SOCHI, []),
        ("Fighting in the demilitarized zone in Idlib flared along the front line.", SOCHI, []),
    ],
)
def test_a_zone_lies_along_a_line(
    engine: Engine, text: str, day: date, expected: list[tuple[str, str, str]]
) -> None:
    assert said(engine, text, day) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The demilitarised zone lies in the provinces of Aleppo, Idlib, Hama and Lattakia.",
            [(DMZ, "Aleppo, Idlib, Hama, Latakia", "yes")],
        ),
        (
            "The buffer zone covers parts of Idlib, Hama and Aleppo provinces.",
            [(DMZ, "Idlib, Hama, Aleppo", "other")],
        ),
        (
            "The demilitarised zone lies in the provinces of Idlib, Hama and Raqqa.",
            [(DMZ, "Idlib, Hama, Raqqa", "no")],
        ),
        ("Shells hit the buffer zone of Idlib and the provinces of Homs and Deraa.", []),
        ("The governors of Hama and Aleppo provinces visited the buffer zone near Idlib.", []),
        ("The demilitarised zone in Idlib province is quiet.", []),
    ],
)  # fmt: skip
def test_listed_provinces_are_held_against_the_drawn_zone(
    engine: Engine, text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert said(engine, text) == expected


def test_a_province_that_is_left_out_is_named(engine: Engine) -> None:
    (found,) = stated(engine, "The buffer zone covers parts of Idlib, Hama and Aleppo provinces.")
    assert found.reason.startswith("leaves out Latakia (about ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The buffer zone in Idlib covers some 3,900 sq km.", [(DMZ, "3,900 km²", "yes")]),
        ("The buffer zone in Idlib covers 12,000 sq km.", [(DMZ, "12,000 km²", "no")]),
        ("The de-escalation area in Idlib is 6,300 km² large.", [(AREA, "6,300 km²", "yes")]),
        ("The de-escalation area in Idlib covers 6,000 km.", [(AREA, "6,000 km", "other")]),
        ("In the buffer zone in Idlib the army has taken an area of 200 sq km.", []),
    ],
)  # fmt: skip
def test_an_area_is_held_against_the_drawn_one(
    engine: Engine, text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert said(engine, text) == expected
