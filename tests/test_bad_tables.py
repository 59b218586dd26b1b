"""A dossier's tables and files with something wrong, and what a broken dossier leaves standing."""

from __future__ import annotations

from pathlib import Path

import pytest
from dossiers import (
    FRONT,
    HOLDINGS,
    RIVER,
    add,
    build_in,
    change,
    draw,
    place_row,
    problems,
    small_dossier,
    the_problem,
    write_document,
)

from geo.dossier.load import load_dossier
from geo.errors import InputError, Problems
from geo.model.query import DocumentQuery
from geo.pipeline.engine import prepare
from geo.store.open import open_store

DECISIONS = "mention,decision,author,time,reason\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A dossier without a fault."""
    return small_dossier(tmp_path)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (((1_300_000, 2_500_000), (1_310_000, 2_500_000)), "degrees of OGC:CRS84 are wanted"),
        (((12, 22), (12, 22)), "is a line of one point"),
        (((22, 120), (22.1, 121)), "longitude first"),
    ],
)
def test_a_line_in_metres_or_in_the_wrong_order_is_told(
    root: Path, points: tuple[tuple[float, float], ...], said: str
) -> None:
    draw(root, points)
    file, where, message = problems(root)[0]
    assert (file, where) == ("lines/river.geojson", "feature 1")
    assert said in message


def test_a_line_with_latitude_first_is_told(root: Path) -> None:
    draw(root, [(lat, lon) for lon, lat in RIVER])  # still on the globe, 1,400 km off
    assert "swapped" in the_problem(root, "lines/river.geojson", "feature 1")


def test_a_line_far_from_everything_is_somebodys_wish(root: Path) -> None:
    draw(root, [(lon + 10, lat) for lon, lat in RIVER])
    prepare(load_dossier(root))


def test_an_id_in_two_gazetteers_names_both(root: Path) -> None:
    change(root / "dossier.toml", '["gazetteer.csv"]', '["gazetteer.csv", "more.csv"]')
    header = (root / "gazetteer.csv").read_text("utf-8").splitlines()[0]
    add(root / "more.csv", f"{header}\n{place_row('xx-southby', '12.0', '21.6')}")
    said = the_problem(root, "more.csv", "row 2")
    assert said == "id 'xx-southby' stands in row 4 of gazetteer.csv already"


def test_a_second_line_in_a_file_is_not_lost_silently(root: Path) -> None:
    one = (root / "lines" / "river.geojson").read_text("utf-8")
    both = f'{{"type": "FeatureCollection", "features": [{one}, {one}]}}'
    (root / "lines" / "river.geojson").write_text(both, "utf-8")
    assert "one line a file" in the_problem(root, "lines/river.geojson", "feature 2")


@pytest.mark.parametrize(
    ("rows", "where", "said"),
    [
        ("xx-northton,s,2020-04-01,,s,reported", "row 3", "held by n (row 2) at the same time"),
        ("xx-northton,n,2020-05-01,2020-04-01,s,reported", "row 2", "is not before to 2020-04-01"),
        ("xx-northton,n,01.05.2020,,s,reported", "row 2", "write it like 2018-09-17"),
        ("xx-northton,n,2020-02-30,,s,reported", "row 2", "'2020-02-30' is not a date"),
        ("xx-nortton,n,,,s,reported", "row 2", "did you mean 'xx-northton'?"),
        ("xx-northton,n,,,,reported", "row 2", "source is empty"),
        ("xx-northton,n,,,s,certain", "row 2", "is not one of reported, unsourced"),
    ],
)
def test_a_holding_that_is_wrong_is_named(root: Path, rows: str, where: str, said: str) -> None:
    first = "xx-northton,n,,2020-05-01,s,reported\n" if where == "row 3" else ""
    add(root / "control" / "towns.csv", f"{HOLDINGS}{first}{rows}\n")
    assert said in the_problem(root, "control/towns.csv", where)


def test_a_town_may_change_hands_on_one_day(root: Path) -> None:
    rows = "xx-northton,n,,2020-05-01,s,reported\nxx-northton,s,2020-05-01,,s,reported\n"
    add(root / "control" / "towns.csv", HOLDINGS + rows)
    assert len(load_dossier(root).holdings["towns"]) == 2


@pytest.mark.parametrize("rows", ["", "xx-northton,north,2021-01-01,,s,reported\n"])
def test_a_table_that_says_nothing_of_the_day_gives_no_line(root: Path, rows: str) -> None:
    add(root / "control" / "towns.csv", HOLDINGS + rows)
    add(root / "zones.toml", FRONT)
    if rows:
        add(root / "control" / "towns.csv", "xx-southby,south,2021-01-01,,s,reported\n")
    said = the_problem(root, "zones.toml", "")
    assert "zone front-zone" in said
    assert "towns.csv says of no place who held it on 2020-03-01" in said


def test_ground_that_somebody_holds_needs_a_table(root: Path) -> None:
    old = 'kind = "along-line"\nline = "river-line"\nside = "xx-northton"\ndepth_km = [5, 10]'
    new = 'kind = "held-area"\nline = "river-line"\nholder = "north"'
    change(root / "zones.toml", old, new)
    assert "needs the line of a control table" in the_problem(root, "zones.toml", "")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("d:1-2,xx-nowhere,me,2026-01-31T12:00,r", "nor one of not-a-place, unknown"),
        ("d:1-2,unknown,me,yesterday,r", "write it like 2026-01-31T12:00:00+00:00"),
        ("d:1-2,use:pun,me,2026-01-31,r", "use:metonym"),
        (",unknown,me,2026-01-31,r", "mention is empty"),
        ("d:1-2,unknown,,2026-01-31,r", "author is empty"),
    ],
)
def test_a_correction_that_is_wrong_is_named(root: Path, row: str, said: str) -> None:
    add(root / "corrections.csv", f"{DECISIONS}{row}\n")
    assert said in the_problem(root, "corrections.csv", "row 2")


def test_times_of_corrections_with_and_without_a_zone_stand_side_by_side(root: Path) -> None:
    start = (root / "documents" / "2020-03-02-first-patrol.md").read_text("utf-8").index("Southby")
    built = build_in(root, root / "out")
    assert built.run is not None
    mention = f"{next(iter(built.run.readings)).document.id}:{start}-{start + 7}"
    rows = f"{mention},unknown,a,2026-01-31T12:00,r\n{mention},not-a-place,b,2026-01-31T12:01Z,r\n"
    add(root / "corrections.csv", DECISIONS + rows)
    store = open_store(build_in(root, root / "out").store)
    assert store.texts.mention(mention).status == "rejected"
    assert store.texts.mention(mention).decided_by == "b, 2026-01-31"


@pytest.mark.parametrize("name", ["dossier.toml", "zones.toml", "gazetteer.csv"])
def test_a_file_that_is_not_utf_8_is_named_with_the_byte(root: Path, name: str) -> None:
    before = (root / name).read_bytes()
    (root / name).write_bytes(before + b"# caf\xe9\n")
    found = problems(root)
    assert found[0][:2] == (name, f"byte {len(before) + 5}")
    assert "save the file as UTF-8" in found[0][2]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("zones.toml", "[[zone"),
        ("dossier.toml", "title = My dossier"),
        ("dossier.toml", "title = 'a'\n[period]\nfrom = 2020-02-30"),
        ("style.toml", "zone = "),
    ],
)
def test_an_error_of_toml_is_told_with_its_line(root: Path, name: str, text: str) -> None:
    (root / name).write_text(text, "utf-8")
    file, _, message = problems(root)[0]
    assert file == name
    assert "is not TOML" in message
    assert "at " in message


def test_a_colour_that_is_none_is_told(root: Path) -> None:
    add(root / "style.toml", 'zone = "red"\nlnie = "#ffffff"\n')
    found = problems(root)
    assert [where for _, where, _ in found] == ["zone", "lnie"]
    assert "write a colour like '#0b5cad'" in found[0][2]
    assert "did you mean 'line'?" in found[1][2]


def test_a_missing_gazetteer_is_named(root: Path) -> None:
    (root / "gazetteer.csv").unlink()
    assert ("gazetteer.csv", "", "the file is missing") in problems(root)


@pytest.mark.parametrize("text", ["", "\n", "id;name;lon;lat\n"])
def test_an_empty_gazetteer_is_told_its_columns(root: Path, text: str) -> None:
    (root / "gazetteer.csv").write_text(text, "utf-8")
    file, where, message = problems(root)[0]
    assert (file, where) == ("gazetteer.csv", "row 1")
    assert "lacks the columns id, name" in message


def test_a_gazetteer_with_a_header_only_holds_no_place(root: Path) -> None:
    header = (root / "gazetteer.csv").read_text("utf-8").splitlines()[0]
    (root / "gazetteer.csv").write_text(f"{header}\n", "utf-8")
    assert ("dossier.toml", "gazetteers", "hold no place: nothing could be found") in problems(
        root
    )


@pytest.mark.parametrize("value", ['"gazetteer.csv"', "[1]", "5", "[]"])
def test_gazetteers_that_are_no_list_of_files_are_told(root: Path, value: str) -> None:
    change(root / "dossier.toml", '["gazetteer.csv"]', value)
    assert ("dossier.toml", "gazetteers") in [(file, where) for file, where, _ in problems(root)]


def test_all_problems_are_listed_at_once(root: Path) -> None:
    change(root / "dossier.toml", "summary", "sumary")
    change(root / "zones.toml", "[5, 10]", "[10, 5]")
    add(root / "gazetteer.csv", "xx-a,A\nxx-b,B,C\n")
    add(root / "corrections.csv", f"{DECISIONS}d:1-2,xx-nowhere,,2026-01-31,r\n")
    draw(root, RIVER, source="")
    files = [file for file, _, _ in problems(root)]
    assert sorted(set(files)) == [
        "corrections.csv",
        "dossier.toml",
        "gazetteer.csv",
        "lines/river.geojson",
        "zones.toml",
    ]
    assert files.count("gazetteer.csv") == 2
    assert files.count("corrections.csv") == 2


def test_the_last_good_build_still_opens_after_the_dossier_broke(root: Path) -> None:
    store = build_in(root, root / "out").store
    before = store.read_bytes()
    change(root / "zones.toml", "[5, 10]", "[10, 5]")
    with pytest.raises(Problems):
        build_in(root, root / "out")
    change(root / "zones.toml", "[10, 5]", "[5, 10]")
    draw(root, ((11.6, 22), (12.2, 22.1), (12, 22.2), (11.9, 21.9), (12.4, 22)))
    with pytest.raises(Problems):
        build_in(root, root / "out")
    assert store.read_bytes() == before
    assert open_store(store).features.layer("zones").features == 7


def test_documents_that_are_missing_are_no_dossier_without_text(root: Path) -> None:
    for path in (root / "documents").iterdir():
        path.unlink()
    assert (
        open_store(build_in(root, root / "out").store).texts.documents(DocumentQuery()).matched
        == 0
    )
    (root / "documents").rmdir()
    with pytest.raises(InputError, match=r"documents: there is no such file or folder"):
        build_in(root, root / "out")
    (root / "documents").mkdir()
    write_document(root, "a.txt", "Northton is quiet.")
    assert (
        open_store(build_in(root, root / "out").store).texts.documents(DocumentQuery()).matched
        == 1
    )
    assert prepare(load_dossier(root)).zones
