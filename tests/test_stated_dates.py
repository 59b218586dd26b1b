"""Which dates and durations state the days of a zone's rule."""

from __future__ import annotations

from datetime import date

import pytest
from saying import DMZ, SOCHI, WINTER, said, stated

from geo.pipeline.engine import Engine

SIGNED, WEAPONS, GROUPS = (
    "memorandum signed",
    "heavy weapons out of the zone",
    "radical armed groups out of the zone",
)


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        (
            "Tanks are to leave the buffer zone in Idlib by 10 October, radicals by 15 October.",
            SOCHI,
            [
                (DMZ, f"{WEAPONS}: by 10 October 2018", "yes"),
                (DMZ, f"{GROUPS}: by 15 October 2018", "yes"),
            ],
        ),
        (
            "By October 15th the militants must have left the demilitarised zone in Idlib.",
            SOCHI,
            [(DMZ, f"{GROUPS}: by 15 October 2018", "yes")],
        ),
        (
            "Tanks must be out of the buffer zone in Idlib by 25 October.",
            SOCHI,
            [(DMZ, f"{WEAPONS}: by 25 October 2018", "no")],
        ),
        (
            "The memorandum on the demilitarised zone in Idlib was signed on 17 September 2018.",
            WINTER,
            [(DMZ, f"{SIGNED}: 17 September 2018", "yes")],
        ),
        (
            "The memorandum on the demilitarised zone in Idlib was signed on 19 September.",
            WINTER,
            [(DMZ, f"{SIGNED}: 19 September 2018", "no")],
        ),
        (
            "They signed the memorandum on the buffer zone in Idlib last September.",
            WINTER,
            [(DMZ, f"{SIGNED}: September 2018", "yes")],
        ),
        (
            "The terms for the withdrawal from the buffer zone in Idlib expired on October 15th.",
            WINTER,
            [(DMZ, f"{GROUPS}: ends 15 October 2018", "other")],
        ),
        (
            "The deadline for fighters to leave the buffer zone in Idlib ran out on Monday.",
            date(2018, 10, 16),
            [(DMZ, f"{GROUPS}: by 15 October 2018", "yes")],
        ),
        (
            "The 15 October deadline for the buffer zone in Idlib passed quietly.",
            WINTER,
            [(DMZ, f"{GROUPS}: by 15 October 2018", "yes")],
        ),
        (
            "Tanks must be gone from the buffer zone in Idlib by Wednesday.",
            date(2018, 10, 8),
            [(DMZ, f"{WEAPONS}: by 10 October 2018", "yes")],
        ),
        (
            "The memorandum signed on 22 October 2019 is not about the buffer zone in Idlib.",
            date(2019, 11, 1),
            [(DMZ, f"{SIGNED}: 22 October 2019", "other")],
        ),
        *[
            (text.format(place="demilitarised zone in Idlib"), WINTER, [(DMZ, label, agrees)])
            for text, label, agrees in (
                (
                    "All heavy weapons had to be withdrawn from the {place} by 15 October 2018.",
                    f"{WEAPONS}: by 15 October 2018",
                    "no",
                ),
                (
                    "Heavy arms, also tanks, had to be withdrawn from the {place} by 15 October.",
                    f"{WEAPONS}: by 15 October 2018",
                    "no",
                ),
                (
                    "Heavy weapons were to leave all of the long and narrow {place} by 11 Oct.",
                    f"{WEAPONS}: by 11 October 2018",
                    "no",
                ),
                (
                    "All militants had to be withdrawn from the {place} by 10 October.",
                    f"{GROUPS}: by 10 October 2018",
                    "no",
                ),
                (
                    "All had to withdraw from the {place} by Monday, 15 October 2018.",
                    f"{GROUPS}: by 15 October 2018",
                    "yes",
                ),
            )
        ],
        (
            "Tanks must leave Idlib's buffer zone by 10 October and all withdraw by 15 October.",
            WINTER,
            [
                (DMZ, f"{WEAPONS}: by 10 October 2018", "yes"),
                (DMZ, f"{GROUPS}: by 15 October 2018", "yes"),
            ],
        ),
        ("On 27 February mortars fell on the buffer zone in Idlib.", WINTER, []),
        ("Patrols began in the demilitarised zone in Idlib on 8 March.", WINTER, []),
        (
            "The deal on Idlib's buffer zone, signed in September, was reviewed on 14 February.",
            WINTER,
            [(DMZ, f"{SIGNED}: September 2018", "yes")],
        ),
    ],
)
def test_a_date_belongs_to_the_event_that_its_sentence_tells(
    engine: Engine, text: str, day: date, expected: list[tuple[str, str, str]]
) -> None:
    assert said(engine, text, day) == expected


@pytest.mark.parametrize(
    ("duration", "agrees"),
    [("five months", "yes"), ("148 days", "yes"), ("six months", "no"), ("a year", "no")],
)
def test_a_duration_counts_back_from_the_day_of_its_text(
    engine: Engine, duration: str, agrees: str
) -> None:
    text = (
        f"Nothing moved in the buffer zone in Idlib in {duration} since the signing of the deal."
    )
    (found,) = stated(engine, text, WINTER)
    assert (found.agrees, "148 days before" in found.reason) == (agrees, True)


def test_a_duration_in_a_text_without_a_day_is_listed_and_not_judged(engine: Engine) -> None:
    text = "Nothing moved in the buffer zone in Idlib six months after the signing of the deal."
    (found,) = stated(engine, text, None)
    assert found.agrees == "other"
    assert "no date" in found.reason
