"""Keys of ``[[line]]`` and rows of a control table that contradict each other are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from dossiers import add, change, front_dossier, place_row, the_problem

from geo.dossier.load import load_dossier
from geo.pipeline.engine import prepare
from geo.zones.lines import build_line

BETWEEN = 'between = ["north", "south"]'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A dossier with a front that moves south on 1 June 2020."""
    return front_dossier(tmp_path)


@pytest.mark.parametrize(
    "between",
    [
        BETWEEN,
        'between = [["north"], ["south"]]',
        'between = ["north", ["south"]]',
        "",
    ],
)
def test_sides_may_be_names_or_lists_or_left_out(root: Path, between: str) -> None:
    change(root / "zones.toml", BETWEEN, between)
    engine = prepare(load_dossier(root))
    (segment,) = build_line(engine.dossier.lines["front"], engine.ground, None).segments
    assert segment.holders == ("north", "south")


@pytest.mark.parametrize(
    ("between", "said"),
    [
        (
            'between = ["north", "sout"]',
            "names 'sout', which does not exist; did you mean 'south'",
        ),
        ('between = [["north"], ["south", "north"]]', "has 'north' on both sides"),
        ('between = ["north"]', "must name two sides, not 1"),
        ('between = ["north", "south", "north"]', "must name two sides, not 3"),
        ('between = [["north"], []]', "write it like between ="),
        ('between = ["north", 5]', "write it like between ="),
        ('between = [["north"], [["south"]]]', "write it like between ="),
        ('between = "north"', "write it like between ="),
    ],
)
def test_sides_that_cannot_face_each_other_are_told(root: Path, between: str, said: str) -> None:
    change(root / "zones.toml", BETWEEN, between)
    assert said in the_problem(root, "zones.toml", "line front between")


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("changes = [2020-02-01]", "needs two days or more"),
        ("changes = [2020-03-01, 2020-02-01]", "must be days in order, each once"),
        ("changes = [2020-03-01, 2020-03-01]", "must be days in order, each once"),
        ('changes = ["2020-02-01", "2020-03-01"]', "dates without quotes"),
        ("changes = [2020-02-01, 2021-03-01]", "2021-03-01 is outside the period, 2020-01-01 to"),
        ("least_pocket_km2 = -1", "is -1, not between 0"),
        ('least_pocket_km2 = "small"', "write it like"),
    ],
)
def test_a_key_that_is_wrong_is_named(root: Path, key: str, said: str) -> None:
    change(root / "zones.toml", BETWEEN, f"{BETWEEN}\n{key}")
    name = key.split(" = ", maxsplit=1)[0]
    assert said in the_problem(root, "zones.toml", f"line front {name}")


def test_a_day_of_changes_that_the_table_says_nothing_of_is_told(root: Path) -> None:
    table = root / "control" / "towns.csv"
    table.write_text(table.read_text("utf-8").replace(",north,,,", ",north,2020-02-01,,"), "utf-8")
    for old in (",south,,2020-06-01", ",south,,,"):
        change(table, old, old.replace("south,,", "south,2020-02-01,"))
    change(root / "zones.toml", BETWEEN, f"{BETWEEN}\nchanges = [2020-01-15, 2020-07-01]")
    said = the_problem(root, "zones.toml", "")
    assert said.endswith("control/towns.csv says of no place who held it on 2020-01-15")


def test_a_front_without_a_zone_is_checked_all_the_same(root: Path) -> None:
    rule = '[[line]]\nid = "other"\ntitle = "t"\nkind = "control"\ncontrol = "towns"\n'
    add(
        root / "zones.toml",
        f"{rule}{BETWEEN}\nreference_on = 2019-01-01\nperiod = {{ from = 2020-01-01 }}\n",
    )
    assert "line other: 2019-01-01 is no day of its table" in the_problem(root, "zones.toml", "")


def test_two_places_on_one_spot_cannot_both_have_the_ground(root: Path) -> None:
    add(root / "gazetteer.csv", place_row("xx-twin", "12.0", "21.6"))
    add(root / "control" / "towns.csv", "xx-twin,north,,,hand,reported\n")
    said = the_problem(root, "control/towns.csv", "row 6")
    assert said.startswith("xx-twin stands on the same spot as xx-far (row 5)")


def test_a_table_needs_a_row_of_its_own_gazetteer_for_each_place(root: Path) -> None:
    change(root / "dossier.toml", '["gazetteer.csv"]', '["gazetteer.csv", "world"]')
    add(root / "control" / "towns.csv", "gn-170063,north,,,hand,reported\n")
    said = the_problem(root, "control/towns.csv", "row 6")
    assert said.startswith("place 'gn-170063' is of a compiled gazetteer")
