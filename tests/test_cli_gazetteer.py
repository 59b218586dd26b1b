"""``dateline gazetteer``: what it prints, and what it says where something is wrong."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from atlas import entries
from command import Run, command_line

from geo.gazetteer.columns import open_columns
from geo.gazetteer.compile import compile_columns
from geo.gazetteer.packages import PACKAGES


@pytest.fixture
def dateline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "cache"))
    return command_line(tmp_path, monkeypatch, capsys)


@pytest.mark.usefixtures("atlas")
def test_build_says_where_the_world_lies_and_what_it_holds(dateline: Run, tmp_path: Path) -> None:
    made = dateline("gazetteer", "build")
    assert made.status == 0
    assert str(tmp_path / "cache" / "world-") in made.out
    assert "20 places, 31 names, " in made.out


@pytest.mark.usefixtures("atlas")
def test_suggest_writes_rows_that_a_gazetteer_takes(dateline: Run, tmp_path: Path) -> None:
    made = dateline("gazetteer", "suggest", "newtown", "--limit", "2")
    assert "building the world gazetteer" in made.err
    rows = list(csv.DictReader(io.StringIO(made.out)))
    assert [r["source_id"] for r in rows] == ["9", "14"]
    assert rows[0]["note"] == "in Eastmark (gn-3); suggested from the world gazetteer"
    (tmp_path / "rows.csv").write_text(made.out, "utf-8")
    (tmp_path / "dossier.toml").write_text('title = "T"\ngazetteers = ["rows.csv"]\n')
    checked = dateline("gazetteer", "check", ".")
    assert "row 3: id 'nd-newtown' stands in" not in checked.err
    assert "curated: 2 places" in checked.out


@pytest.mark.usefixtures("atlas")
def test_suggest_forgives_a_misspelling(dateline: Run) -> None:
    made = dateline("gazetteer", "suggest", "Kingsprot")
    assert [r["name"] for r in csv.DictReader(io.StringIO(made.out))] == ["Kingsport", "Kingsport"]


@pytest.mark.usefixtures("atlas")
def test_suggest_of_an_unknown_name_is_no_empty_answer(dateline: Run) -> None:
    made = dateline("gazetteer", "suggest", "Xyzzyville")
    assert (made.status, made.out) == (2, "")
    assert "no place goes by that name" in made.err


@pytest.mark.usefixtures("atlas")
def test_check_counts_places_by_source_with_licence(dateline: Run, tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "dossier.toml").write_text('title = "T"\ngazetteers = ["world"]\n')
    (tmp_path / "d" / "documents").mkdir()
    made = dateline("gazetteer", "check", "d")
    assert made.status == 0, made.err
    for words in (
        "curated: 0 places",
        "18 places",
        "GeoNames: CC BY 4.0",
        "an invented atlas",
        "Survey of Nordia: CC0-1.0",
        "1 abbreviation, 3 demonym",
        "Newtown (3)",
        "0 GeoNames ids stand twice",
        "0 places lack coordinates",
        "0 of them are curated places too",
    ):
        assert words in made.out


@pytest.mark.usefixtures("atlas")
def test_the_world_is_built_once_and_then_opened(dateline: Run) -> None:
    assert "building" in dateline("gazetteer", "suggest", "Delta").err
    assert "building" not in dateline("gazetteer", "suggest", "Delta").err


def test_missing_packages_are_named_with_the_command_that_installs_them(
    dateline: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PACKAGES, "no-such-atlas", "no_such_atlas")
    made = dateline("gazetteer", "build")
    assert made.status == 2
    assert "no-such-atlas: pip install 'dateline[world]'" in made.err


def test_a_cache_that_cannot_be_written_is_told(
    dateline: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, atlas: None
) -> None:
    del atlas
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DATELINE_CACHE", str(tmp_path / "file"))
    made = dateline("gazetteer", "build")
    assert made.status == 2
    assert "set DATELINE_CACHE to a folder that can" in made.err


def test_import_makes_a_folder_that_a_dossier_can_name(dateline: Run, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("name,lon,lat\nKafr Fulan,36,35\n,1,2\n", "utf-8")
    made = dateline(
        "gazetteer", "import", "list.csv", "-o", "mine.columns", "--source", "A friend",
        "--licence", "CC0-1.0",
    )  # fmt: skip
    assert made.status == 0, made.err
    assert made.out == "mine.columns: 1 places, 1 names, 1 keys\n"
    assert "list.csv: table" in made.err
    assert "1 rows were left out" in made.err
    assert "list.csv: row 3: name is empty" in made.err
    source = open_columns(tmp_path / "mine.columns").sources[0]
    assert (source.name, source.licence) == ("A friend", "CC0-1.0")
    (tmp_path / "dossier.toml").write_text('title = "T"\ngazetteers = ["mine.columns"]\n')
    assert "A friend: CC0-1.0" in dateline("gazetteer", "check", ".").out


def test_import_of_a_missing_file_is_told(dateline: Run) -> None:
    made = dateline("gazetteer", "import", "no.txt", "-o", "mine.columns")
    assert made.status == 2
    assert "no.txt: there is no such file" in made.err


def test_a_dossier_that_names_a_missing_folder_says_how_to_make_it(
    dateline: Run, tmp_path: Path
) -> None:
    (tmp_path / "dossier.toml").write_text('title = "T"\ngazetteers = ["gone.columns"]\n')
    made = dateline("gazetteer", "check", ".")
    assert made.status == 2
    assert "dateline gazetteer import FILE -o gone.columns" in made.err


def test_ids_of_compiled_places_can_be_preferred_and_corrected(
    dateline: Run, tmp_path: Path
) -> None:
    compile_columns(entries(), tmp_path / "mine.columns")
    toml = tmp_path / "dossier.toml"
    prefer = '[[prefer]]\nname = "Newtown"\nplace = "{}"\nreason = "it is near"\n'
    head = 'title = "T"\ngazetteers = ["mine.columns"]\n'
    toml.write_text(head + prefer.format("gn-9"))
    assert dateline("gazetteer", "check", ".").status == 0
    toml.write_text(head + prefer.format("newtown"))
    assert "names 'newtown', which does not exist" in dateline("gazetteer", "check", ".").err


@pytest.mark.usefixtures("compiled_world")
def test_a_suggested_row_bears_the_spelling_that_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dateline = command_line(tmp_path, monkeypatch, capsys)
    rows = list(csv.DictReader(io.StringIO(dateline("gazetteer", "suggest", "newtown").out)))
    assert rows
    assert all(asked_or_own(row) for row in rows)


def asked_or_own(row: dict[str, str]) -> bool:
    """Tell whether a row can be found by the name "newtown"."""
    names = [row["name"], *row["names_en"].split("|")]
    return "newtown" in [name.casefold() for name in names]
