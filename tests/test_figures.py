"""The figures beside precision and recall: confusion of uses, distance, calibration, by text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import Run, command_line
from conftest import document
from dossiers import small_dossier
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.evaluate.calibration import Claim, calibration_bins, calibration_error
from geo.evaluate.confusion import confusion
from geo.evaluate.gold import unmark
from geo.evaluate.places import near_place, places_meant, same_place
from geo.gazetteer.index import MemoryGazetteer
from geo.model.place import Name, Place


def place(place_id: str, *, lat_deg: float = 0.0, source: str = "", number: str = "") -> Place:
    return Place(
        id=place_id,
        names=(Name(place_id.title()),),
        feature_class="P",
        feature_code="PPL",
        lon_deg=10.0,
        lat_deg=lat_deg,
        precision_m=1000,
        source=source,
        source_id=number,
    )


def test_the_table_of_uses_has_what_is_marked_down_and_what_is_read_across() -> None:
    table = confusion(
        [
            ("literal", "literal"),
            ("literal", "metonym"),
            ("metonym", "metonym"),
            ("metonym", "metonym"),
            ("zone", "literal"),
            ("literal", "nothing"),
            ("nothing", "demonym"),
        ]
    )
    assert table.roles == ("literal", "metonym", "demonym", "zone", "nothing")
    assert table.counts == (
        (1, 1, 0, 0, 1),
        (0, 2, 0, 0, 0),
        (0, 0, 0, 0, 0),
        (1, 0, 0, 0, 0),
        (0, 0, 1, 0, 0),
    )
    # of the four toponyms that were marked and found as such, three have the right use
    assert table.use_accuracy == 0.75


def test_of_no_mentions_no_use_is_right() -> None:
    assert confusion([]).use_accuracy == 0
    assert confusion([("zone", "zone"), ("literal", "nothing")]).use_accuracy == 0


def test_a_geonames_number_is_the_place_whatever_its_row_is_called() -> None:
    row = place("gb-manchester", source="GeoNames via Who's On First", number="2643123")
    assert same_place("gn-2643123", row)
    assert same_place("gb-manchester", row)
    assert not same_place("gn-264312", row)
    assert not same_place("2643123", row)
    assert not same_place("gn-2643123", place("gb-manchester", source="survey", number="2643123"))
    assert same_place("gn-1", place("x", source="GeoNames", number="geonames:1"))
    assert not same_place("gn-", place("x", source="GeoNames"))
    assert (same_place("?", None), same_place("?", row), same_place("x", None)) == (
        True,
        False,
        False,
    )


def test_a_place_nearby_counts_as_near_and_one_beyond_100_miles_does_not() -> None:
    meant = {"hama": place("hama")}
    near, far = place("other", lat_deg=1.44), place("other", lat_deg=1.46)  # 160 km and 162 km
    assert near_place("hama", near, meant)
    assert not near_place("hama", far, meant)
    assert not near_place("hama", None, meant)
    assert near_place("?", None, meant)


def test_where_the_point_of_a_place_is_not_known_only_its_id_counts() -> None:
    assert near_place("hama", place("hama"), {})
    assert not near_place("hama", place("other"), {})


def test_the_places_that_marks_name_are_found_by_id_or_by_their_words() -> None:
    known = place("hama")
    by_name = place("homs", source="GeoNames", number="7")
    gold = unmark(
        document("[Hama](hama), [Homs](gn-7), [Homs](gn-8), [Foo](?) and [Hama](hama) again")
    )
    meant = places_meant(gold.mentions, {"hama": known}, MemoryGazetteer([by_name]))
    assert meant == {"hama": known, "gn-7": by_name}


def test_ten_bins_show_what_was_claimed_and_what_came_true() -> None:
    bins = calibration_bins(
        [Claim(0.05, right=False), Claim(0.9, right=True), Claim(1.0, right=False)]
    )
    assert [(b.low, b.high) for b in bins[:2]] == [(0.0, 0.1), (0.1, 0.2)]
    assert [b.count for b in bins] == [1, 0, 0, 0, 0, 0, 0, 0, 0, 2]
    assert bins[9].mean_confidence == pytest.approx(0.95)
    assert bins[9].right_share == 0.5
    assert calibration_error(bins) == pytest.approx((0.05 + 0.45 * 2) / 3)


CLAIMS = st.lists(st.builds(Claim, st.floats(0, 1), st.booleans()))


@settings(max_examples=60, deadline=None)
@given(CLAIMS)
def test_every_claim_falls_into_one_bin_that_holds_it(claims: list[Claim]) -> None:
    bins = calibration_bins(claims)
    assert (len(bins), sum(b.count for b in bins)) == (10, len(claims))
    assert all(b.low - 1e-9 <= b.mean_confidence <= b.high + 1e-9 for b in bins if b.count)
    assert 0 <= calibration_error(bins) <= 1


@pytest.fixture
def dateline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """A command line in a folder with a small dossier and two marked texts."""
    run = command_line(tmp_path, monkeypatch, capsys)
    small_dossier(tmp_path)
    gold = Path("gold")
    gold.mkdir()
    (gold / "a.md").write_text("Rain fell in [Northton](xx-northton).\n", "utf-8")
    (gold / "b.md").write_text("Rain fell in [Southby](xx-northton).\n", "utf-8")
    (gold / "README.md").write_text("A mark is [like this](a-town).\n", "utf-8")
    return run


def test_evaluate_tells_each_text_apart_when_asked(dateline: Run) -> None:
    said = json.loads(dateline("evaluate", "small", "gold", "--json", "--by-file").out)
    assert {name: one["right_place"] for name, one in said["files"].items()} == {
        "gold/a.md": 1.0,
        "gold/b.md": 0.0,
    }
    assert said["right_place"] == 0.5
    told = dateline("evaluate", "small", "gold", "--by-file").out
    assert "gold/b.md     1.000       0.000   0.000   1.000     1" in told
    assert "files" not in json.loads(dateline("evaluate", "small", "gold", "--json").out)


def test_evaluate_counts_a_town_nearby_and_shows_uses_and_confidence(dateline: Run) -> None:
    said = json.loads(dateline("evaluate", "small", "gold", "--json").out)
    assert (said["right_place"], said["near_place"]) == (0.5, 1.0)
    assert said["use_accuracy"] == 1.0
    assert said["confusion"] == {"roles": ["literal", "nothing"], "counts": [[2, 0], [0, 0]]}
    assert sum(b["count"] for b in said["calibration"]) == 2
    told = dateline("evaluate", "small", "gold").out
    assert "right place: 0.500 of 2 by id,\n  1.000 by id or within 161 km" in told
    assert "marked as, down; read as, across" in told
    assert "right use: 1.000" in told


def test_a_readme_among_marked_texts_is_no_marked_text(dateline: Run) -> None:
    whole = dateline("evaluate", "small", "gold", "--json").out
    named = dateline("evaluate", "small", "gold/README.md", "gold/a.md", "gold/b.md", "--json").out
    assert named == whole
    assert "there is no gold text" in dateline("evaluate", "small", "gold/README.md").err
