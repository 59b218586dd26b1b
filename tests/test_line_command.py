"""``dateline line``: a line of a day, its facts in words, and what changed hands since."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command import Run
from dossiers import change, front_dossier, write_document

from geo.dossier.find import find_dossier
from geo.dossier.load import load_dossier
from geo.model.run import Run as Result
from geo.pipeline.builds import plan, read_only


@pytest.fixture
def front(tmp_path: Path) -> Path:
    """A dossier whose front moves south, past Southby, on 1 June 2020."""
    root = front_dossier(tmp_path)
    change(root / "zones.toml", 'between = ["north", "south"]', 'names = ["the front line"]')
    return root


def asked(dateline: Run, *words: str) -> tuple[dict[str, Any], str]:
    answer = dateline("line", *words)
    return json.loads(answer.out), answer.err


def test_a_line_comes_with_its_segments_and_their_rows(dateline: Run, front: Path) -> None:
    found, said = asked(dateline, str(front), "front", "--on", "2020-07-01")
    (segment,) = found["features"]
    assert segment["id"] == "front-2020-07-01~xx-southby~xx-far"
    rows = segment["properties"]["evidence"]
    assert [(r["place"], r["holder"], r["from"], r["reliability"]) for r in rows] == [
        ("xx-southby", "north", "2020-06-01", "unsourced"),
        ("xx-far", "south", None, "reported"),
    ]
    assert "100% of it rests on unsourced rows" in said
    assert "between Southby and xx-far" in said
    assert "ground as far as the table speaks: north about" in said


def test_what_changed_hands_is_drawn_summed_and_named(dateline: Run, front: Path) -> None:
    days = ("--on", "2020-07-01", "--since", "2020-03-01")
    found, said = asked(dateline, str(front), "front", *days)
    parts = [f for f in found["features"] if f["id"].startswith("front~")]
    assert [p["id"] for p in parts] == ["front~2020-03-01~2020-07-01~xx-southby"]
    assert parts[0]["properties"]["gained_by"] == "north"
    sums = {s["holder"]: (s["gained_km2"], s["lost_km2"]) for s in found["changes"]}
    assert sums["north"][0] == sums["south"][1] > 0
    assert sums["north"][1] == sums["south"][0] == 0
    assert "2020-06-01 Southby: south → north (unsourced: hand)" in said


def test_nothing_changes_without_a_capture(dateline: Run, front: Path) -> None:
    days = ("--on", "2020-03-01", "--since", "2020-02-01")
    found, said = asked(dateline, str(front), "front", *days)
    assert (found["changes"], len(found["features"])) == ([], 1)
    assert "nothing changed hands" in said


def test_a_pocket_that_is_left_out_is_said(dateline: Run) -> None:
    found, said = asked(dateline, "idlib-2018", "contact-line", "--on", "2020-02-08")
    (pocket,) = found["pockets_left_out"]
    assert (pocket["places"], pocket["holder"]) == (["sy-al-eis"], "opposition")
    assert "left out, a pocket: al-Eis (opposition inside government, about 32 km²)" in said


def test_a_drawn_line_says_how_far_it_may_be_off(dateline: Run, front: Path) -> None:
    found, said = asked(dateline, str(front), "river-line")
    assert (found["valid_on"], len(found["features"])) == (None, 1)
    assert "drawn; it may lie" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("no-line",), "there is no line 'no-line' in front; it has: front, river-line"),
        (("front", "--on", "2021-05-01"), "is no day of its table; ask for one from 2020-01-01"),
        (("front", "--since", "2019-05-01"), "2019-05-01 is no day of its table"),
        (("front", "--since", "2020-04-01"), "--since 2020-04-01 is not before the line's day"),
        (("front", "--since", "2020-03-01"), "is not before the line's day, 2020-03-01"),
        (("river-line", "--on", "2020-04-01"), "river-line is drawn once and has no day"),
    ],
)
def test_what_cannot_be_answered_says_why(
    dateline: Run, front: Path, words: tuple[str, ...], said: str
) -> None:
    answer = dateline("line", str(front), *words)
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err


def written(root: Path, dates: dict[str, str]) -> Result:
    for path in (root / "documents").iterdir():
        path.unlink()
    for name, day in dates.items():
        head = f"---\ndate: {day}\n---\n" if day else ""
        text = f"Shells fell along the front line between Northton and Southby ({name}).\n"
        write_document(root, f"{name}.md", head + text)
    return read_only(plan(find_dossier(root), None, None), lambda *_: None)


def test_a_document_means_the_line_of_its_own_day(front: Path) -> None:
    change(front / "zones.toml", 'names = ["the front line"]', 'names = ["front line"]')
    dates = {
        "early": "2019-12-20",
        "first": "2020-02-10",
        "eve": "2020-05-31",
        "day": "2020-06-01",
        "undated": "",
    }
    run = written(front, dates)
    meant = {
        Path(reading.document.source).stem: r.place.id
        for reading in run.readings
        for r in reading.resolutions
        if r.place is not None and r.mention.surface == "front line"
    }
    assert meant == {
        "early": "front-2020-01-01",
        "first": "front-2020-02-10",
        "eve": "front-2020-05-31",
        "day": "front-2020-06-01",
        "undated": "front-2020-03-01",
    }
    lines = {line.id: line for line in run.lines}
    assert set(meant.values()) <= set(lines)
    pairs = {key: lines[f"front-{key}"].segments[0].places for key in ("2020-05-31", "2020-06-01")}
    assert pairs["2020-05-31"] == ("xx-northton", "xx-southby")
    assert pairs["2020-06-01"] == ("xx-southby", "xx-far")
    assert load_dossier(front).lines["front"].between == ((), ())
