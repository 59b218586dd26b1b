"""``gazetteer suggest --into``: rows land in a gazetteer in its own columns, each place once."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import Run, command_line
from fake_geocoders import Fakes, fake_geocoders


@pytest.fixture
def dateline(
    atlas: None,  # noqa: ARG001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """A command line beside a new dossier, with an invented atlas instead of the world."""
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "cache"))
    run = command_line(tmp_path, monkeypatch, capsys)
    assert run("new", "story").status == 0
    return run


@pytest.fixture
def fakes() -> Iterator[Fakes]:
    with fake_geocoders() as running:
        yield running


@pytest.fixture
def gazetteer(tmp_path: Path) -> Path:
    return tmp_path / "story" / "gazetteer.csv"


def ids(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row["id"] for row in csv.DictReader(file)]


def test_a_row_goes_into_a_new_dossier_that_still_checks(dateline: Run, gazetteer: Path) -> None:
    before = ids(gazetteer)
    made = dateline("gazetteer", "suggest", "Kingsport", "--into", gazetteer, "--limit", "1")
    assert (made.status, made.out) == (0, "")
    assert "added nd-kingsport: Kingsport, PPLC" in made.err
    assert ids(gazetteer) == [*before, "nd-kingsport"]
    assert "5 places" not in dateline("check", "story").err
    assert dateline("check", "story").status == 0


def test_a_place_that_is_there_is_not_put_in_again(dateline: Run, gazetteer: Path) -> None:
    words = ("gazetteer", "suggest", "Newtown", "--into", gazetteer)
    dateline(*words, "--limit", "1")
    text = gazetteer.read_bytes()
    again = dateline(*words, "--limit", "1")
    assert "nd-newtown is there already" in again.err
    assert gazetteer.read_bytes() == text
    dateline(*words)
    assert ids(gazetteer)[-3:] == ["nd-newtown", "su-newtown", "nd-newtown-2"]


def test_a_column_that_the_file_lacks_is_named(
    dateline: Run, gazetteer: Path, fakes: Fakes
) -> None:
    service = f"nominatim={fakes.address}"
    made = dateline("gazetteer", "suggest", "Kiir Ford", "--online", service, "--into", gazetteer)
    assert made.status == 0
    assert "has no column names_ar: what the rows have there is left out" in made.err
    assert "added ss-kiir-ford-market: Kiir Ford Market, no code" in made.err


def test_a_file_without_an_end_of_line_gets_one(dateline: Run, gazetteer: Path) -> None:
    gazetteer.write_text(gazetteer.read_text("utf-8").rstrip("\n"), "utf-8")
    dateline("gazetteer", "suggest", "Delta", "--into", gazetteer, "--limit", "1")
    assert dateline("check", "story").status == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [(None, "cannot be read"), ("name,lon,lat\n", "row 1: lacks the columns id, feature_class")],
)
def test_what_is_no_gazetteer_is_left_alone(
    dateline: Run, tmp_path: Path, text: str | None, said: str
) -> None:
    path = tmp_path / "other.csv"
    if text is not None:
        path.write_text(text, "utf-8")
    made = dateline("gazetteer", "suggest", "Delta", "--into", path)
    assert made.status == 2
    assert said in made.err
    assert path.exists() == (text is not None)


def test_a_header_pasted_with_its_rows_is_told_apart_from_a_row(
    dateline: Run, gazetteer: Path
) -> None:
    header = gazetteer.read_text("utf-8").splitlines()[0]
    indonesia = "id,Indonesia,,,,A,PCLI,ID,,,120,-5,2000000,me,1,CC0-1.0,"
    with gazetteer.open("a", encoding="utf-8") as file:
        file.write(f"{indonesia}\n")
    assert dateline("check", "story").status == 0
    with gazetteer.open("a", encoding="utf-8") as file:
        file.write(f"{header}\n")
    assert "row 6: is a header again: delete it" in dateline("check", "story").err


def test_a_country_gets_the_id_that_governments_go_by(dateline: Run, gazetteer: Path) -> None:
    made = dateline("gazetteer", "suggest", "Nordia", "--into", gazetteer, "--limit", "1")
    assert "added nd: Nordia, PCLI" in made.err


def test_a_town_comes_before_the_province_of_its_name(dateline: Run) -> None:
    made = dateline("gazetteer", "suggest", "Westmark")
    codes = [row["feature_code"] for row in csv.DictReader(made.out.splitlines())]
    assert codes == ["ADM1", "PPLA"]


def test_of_places_of_one_name_the_nearest_to_the_story_comes_first(
    dateline: Run, tmp_path: Path, gazetteer: Path
) -> None:
    # The atlas has two Newtowns in Nordia, at 50° north, and one in Sudia, at 10°.
    toml = tmp_path / "story" / "dossier.toml"
    toml.write_text(
        toml.read_text("utf-8").replace("lon = 12.0\nlat = 22.0", "lon = 21\nlat = 10")
    )
    (tmp_path / "story" / "documents" / "b.txt").write_text(
        "DATE: 5 March 2020\n\nThe convoy stopped in the town of Newtown.", "utf-8"
    )
    made = dateline("gazetteer", "suggest", "--unplaced", "story")
    found = [row["country_code"] for row in csv.DictReader(made.out.splitlines())]
    assert found == ["SU", "ND", "ND"]
    assert "Newtown, 1 × in 1 documents: 3 rows" in made.err
    assert gazetteer.exists()


def test_a_build_says_how_to_get_rows_for_what_it_could_not_place(
    dateline: Run, tmp_path: Path
) -> None:
    (tmp_path / "story" / "documents" / "b.txt").write_text(
        "The convoy stopped in the town of Newtown.", "utf-8"
    )
    made = dateline("build", "story")
    assert "gazetteer suggest --unplaced" in made.err
    assert "1 without a date (b.txt): write a first line DATE:" in made.err
