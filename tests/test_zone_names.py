"""Which zone or line a phrase means: by the document's day and by what is named beside it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from conftest import document
from dossiers import change, front_dossier

from geo.dossier.load import load_dossier
from geo.model.resolution import Resolution, Status
from geo.model.run import Reading
from geo.model.text import MentionKind
from geo.pipeline.engine import Engine, prepare
from geo.pipeline.reading import read_document

SOCHI, SAFE, PROTOCOL = date(2018, 9, 20), date(2019, 8, 9), date(2020, 3, 20)
IDLIB_ZONE, NORTHEAST_ZONE = "idlib-dmz", "ne-safe-zone-2019"


def read(engine: Engine, text: str, day: date | None) -> Reading:
    return read_document(document(text, published_on=day), engine)


def zones(engine: Engine, text: str, day: date | None) -> list[Resolution]:
    kinds = {MentionKind.ZONE, MentionKind.LINE}
    return [r for r in read(engine, text, day).resolutions if r.mention.kind in kinds]


def meant(engine: Engine, text: str, day: date | None) -> list[str]:
    return [r.place.id if r.place else "" for r in zones(engine, text, day)]


@pytest.mark.parametrize(
    ("text", "day", "zone"),
    [
        ("Ankara and Moscow agreed on a demilitarised zone in Idlib.", SOCHI, IDLIB_ZONE),
        ("Jets bombed the buffer zone again.", SOCHI, IDLIB_ZONE),
        ("Jets bombed the buffer zone around Idlib.", SAFE, IDLIB_ZONE),
        ("The buffer zone near Tal Abyad is 5 km deep.", SAFE, NORTHEAST_ZONE),
        ("Joint patrols began in the safe zone near Ras al-Ayn.", SAFE, NORTHEAST_ZONE),
        ("Washington praised the safe zone.", SAFE, NORTHEAST_ZONE),
        ("The de-escalation area of Idlib is shrinking.", SAFE, "idlib-deescalation"),
        ("They shelled two observation posts near Morek.", SAFE, "turkish-posts"),
    ],
)
def test_day_and_neighbours_decide_which_zone_is_meant(
    engine: Engine, text: str, day: date, zone: str
) -> None:
    assert meant(engine, text, day) == [zone]


def test_one_text_can_mean_two_zones(engine: Engine) -> None:
    text = (
        "Turkish officers discussed the safe zone east of the Euphrates. "
        "A convoy was sent off in the meantime. Nobody spoke of it in public. "
        "In Idlib the demilitarized zone was shelled. The zone is almost empty."
    )
    assert meant(engine, text, SAFE) == [NORTHEAST_ZONE, IDLIB_ZONE, IDLIB_ZONE]


def test_a_zone_named_after_a_place_is_that_places_zone(engine: Engine) -> None:
    (found,) = zones(engine, "Idlib's “buffer zone” is not the one near Tal Abyad.", SAFE)
    assert found.place is not None
    assert found.place.id == IDLIB_ZONE
    assert found.status is Status.RESOLVED
    assert "its own name says Idlib" in [e.reason for e in found.candidates[0].evidence]
    assert {c.place.id for c in found.candidates} == {IDLIB_ZONE, NORTHEAST_ZONE}


def test_two_zones_in_force_and_no_place_named_is_ambiguous(engine: Engine) -> None:
    (found,) = zones(engine, "The buffer zone was shelled.", SAFE)
    assert found.status is Status.AMBIGUOUS
    assert [e.reason for e in found.candidates[0].evidence] == ["in force on 2019-08-09"]


def test_a_text_without_a_day_needs_a_place_to_mean_a_zone(engine: Engine) -> None:
    assert meant(engine, "The demilitarized zone was shelled.", None) == [""]
    (found,) = zones(engine, "The demilitarized zone in Idlib was shelled.", None)
    assert found.place is not None
    assert found.place.id == IDLIB_ZONE
    assert "the text has no date" in [e.reason for e in found.candidates[0].evidence]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("A buffer zone divides Cyprus.", date(2005, 5, 1)),
        ("The demilitarized zone is quiet.", date(2012, 5, 1)),
        ("The safe zone is quiet.", date(2023, 5, 1)),
    ],
)
def test_a_zone_far_from_its_time_and_place_is_left_unplaced(
    engine: Engine, text: str, day: date
) -> None:
    (found,) = zones(engine, text, day)
    assert (found.status, found.place) == (Status.UNPLACED, None)
    assert found.candidates  # what was considered stays on view


@pytest.mark.xfail(reason="countries that act do not say where a zone lies", strict=True)
def test_the_zone_between_the_koreas_is_not_that_of_idlib(engine: Engine) -> None:
    text = "The demilitarized zone between North Korea and South Korea is quiet."
    assert meant(engine, text, SOCHI) == [""]


def test_a_zone_in_another_country_is_not_that_of_idlib(engine: Engine) -> None:
    text = "Monitors entered the demilitarized zone near Tripoli in Libya."
    assert meant(engine, text, SOCHI) == [""]


def test_a_text_that_looks_back_still_means_the_zone(engine: Engine) -> None:
    (found,) = zones(engine, "Nothing is left of the demilitarized zone in Idlib.", PROTOCOL)
    assert found.place is not None
    assert found.place.id == IDLIB_ZONE
    assert "15 days from its time in force" in [e.reason for e in found.candidates[0].evidence]


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (date(2018, 9, 20), "contact-line-2018-09-20"),
        (date(2019, 8, 29), "contact-line-2019-08-29"),
        (date(2016, 1, 1), "contact-line-2018-09-01"),  # before the table of towns begins
        (date(2021, 1, 1), "contact-line-2020-03-06"),  # after it ends
        (None, "contact-line-2018-09-17"),  # the day that the dossier is about
    ],
)
def test_the_front_line_is_that_of_the_documents_own_day(
    engine: Engine, day: date | None, line: str
) -> None:
    (found,) = zones(engine, "Idlib is calm, and shells fell near the front line at Morek.", day)
    assert found.mention.kind is MentionKind.LINE
    assert found.candidates[0].place.id == line


def test_a_line_phrase_of_a_day_without_a_line_is_left_unplaced(tmp_path: Path) -> None:
    root = front_dossier(tmp_path)
    change(root / "zones.toml", 'title = "Front"', 'title = "Front"\nnames = ["front"]')
    change(root / "control" / "towns.csv", "xx-far,south,,,", "xx-far,south,,2020-12-01,")
    ready = prepare(load_dossier(root))
    for day, status in (("2020-11-30", "resolved"), ("2020-12-02", "unplaced")):
        text = document("The front near Northton was quiet.", published_on=date.fromisoformat(day))
        found = read_document(text, ready).resolutions
        assert [r.status.value for r in found if r.mention.kind is MentionKind.LINE] == [status]


def test_a_front_that_is_an_organisation_is_no_line(engine: Engine) -> None:
    text = "The National Liberation Front and al-Nusra Front left Morek. A front was opened."
    assert meant(engine, text, SOCHI) == []


def test_the_zone_refers_back_with_a_reason(engine: Engine) -> None:
    first, again = zones(engine, "The buffer zone in Idlib is deep. That zone is empty.", SOCHI)
    assert again.place == first.place
    assert again.candidates[0].evidence[0].reason == "refers back to “buffer zone”"
    assert again.confidence < first.confidence


def test_the_zone_never_refers_back_to_posts(engine: Engine) -> None:
    text = "The buffer zone in Idlib is deep. Observation posts stand around the zone."
    assert meant(engine, text, SOCHI) == [IDLIB_ZONE, "turkish-posts", IDLIB_ZONE]
    assert meant(engine, "Observation posts stand in Idlib. The zone is deep.", SOCHI)[-1] == ""
