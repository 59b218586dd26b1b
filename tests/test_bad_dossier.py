"""A dossier with something wrong: one report that names file, place and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest
from dossiers import RIVER, add, change, draw, place_row, problems, small_dossier, the_problem

from geo.dossier.load import load_dossier
from geo.pipeline.engine import prepare

CURL = ((11.6, 22), (12.2, 22.1), (12, 22.2), (11.9, 21.9), (12.4, 22))
_DEPTHS = "write km, depth_km = 10, or a range, depth_km = [15, 20]"
ZONE = "zone quiet-zone"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A dossier without a fault."""
    return small_dossier(tmp_path)


def test_the_template_has_no_fault(root: Path) -> None:
    assert prepare(load_dossier(root)).zones
    add(root / "gazetteer.csv", "\n\n")  # an empty line at the end is none
    assert len(load_dossier(root).places) == 3


@pytest.mark.parametrize(
    ("lon", "lat", "said"),
    [
        ("12.0", "100.5", "swapped: longitude goes in the column lon"),
        ("100", "95", "lat 95 is not between -90 and 90"),
        ("-180.5", "5", "lon -180.5 is not between -180 and 180"),
        ('"12,5"', "22", "lon '12,5' is not a number; write it like 36.6339"),
        ("", "22", "lon '' is not a number"),
        ("nan", "22", "lon nan is not between"),
        ("12°30'", "22", "is not a number; write it like 36.6339"),
    ],
)
def test_a_position_that_cannot_be_names_its_row(
    root: Path, lon: str, lat: str, said: str
) -> None:
    add(root / "gazetteer.csv", place_row("xx-new", lon, lat))
    assert said in the_problem(root, "gazetteer.csv", "row 5")


def test_swapped_columns_show_against_the_other_rows_of_a_country(root: Path) -> None:
    for place_id, lon, lat in (("a", "60", "10"), ("b", "61", "11"), ("c", "62", "12")):
        add(root / "gazetteer.csv", place_row(f"yy-{place_id}", lon, lat, country="YY"))
    add(root / "gazetteer.csv", place_row("yy-d", "10.5", "60.5", country="YY"))
    said = the_problem(root, "gazetteer.csv", "row 8")
    assert "lon 10.5 and lat 60.5 look swapped" in said


@pytest.mark.parametrize(
    ("row", "where", "said"),
    [
        ("xx-a,A\n", "row 5", "has 2 cells, the header 17; is a comma inside a cell unquoted?"),
        (place_row("xx-northton", "12", "22"), "row 5", "'xx-northton' stands in row 3 already"),
        (place_row("", "12", "22"), "row 5", "id is empty"),
        ('xx-a,"A,' + "x," * 70_000, "line 5", "is a quotation mark left open?"),
        (place_row("xx-a", "12", "22").replace("P,PPL", "Q,PPL"), "row 5", "not one of AHLPRSTUV"),
        (place_row("xx-a", "12", "22").replace("XX,,", "XX,xy,"), "row 5", "admin1 'xy' is no id"),
    ],
)
def test_a_row_that_is_wrong_is_named(root: Path, row: str, where: str, said: str) -> None:
    add(root / "gazetteer.csv", row)
    messages = [m for file, at, m in problems(root) if (file, at) == ("gazetteer.csv", where)]
    assert any(said in message for message in messages)


@pytest.mark.parametrize(
    ("old", "new", "where", "said"),
    [
        ("reading =", 'color = "red"\nreading =', f"{ZONE} color", "is not a known key"),
        ('side = "xx-northton"\n', "", f"{ZONE} side", "is missing; write it like side ="),
        ('"xx-northton"\nd', '"xx-nortton"\nd', f"{ZONE} side", "did you mean 'xx-northton'?"),
        ('line = "river-line"', 'line = "rivr-line"', f"{ZONE} line", "mean 'river-line'?"),
        ('drawn = "river"', 'drawn = "rivr"', "line river-line drawn", "did you mean 'river'?"),
        ("[5, 10]", "[10, 5]", f"{ZONE} depth_km", "[10, 5] must rise from above 0"),
        ("[5, 10]", "[5, 2000]", f"{ZONE} depth_km", "to at most 1000"),
        ("[5, 10]", "[5, inf]", f"{ZONE} depth_km", "to at most 1000"),
        (
            "[5, 10]",
            "[10]",
            f"{ZONE} depth_km",
            _DEPTHS,
        ),
        (
            "[5, 10]",
            '"5 km"',
            f"{ZONE} depth_km",
            _DEPTHS,
        ),
        ("= 2020-03-01", '= "1 March"', f"{ZONE} in_force from", "write a date without quotes"),
        ("-03-01 }", "-03-01, to = 2020-02-01 }", f"{ZONE} in_force from", "is after to 2020-02"),
        ('id = "quiet-zone"', 'id = "river-line"', "line river-line", "is taken already; choose"),
        (
            "[[zone.citation]]",
            "[[zone.citations]]",
            f"{ZONE} citations",
            "did you mean 'citation'?",
        ),
        ("[[zone]]", "[[zones]]", "zones", "is not a known key; did you mean 'zone'?"),
    ],
)
def test_a_key_of_the_zones_that_is_wrong_is_named(
    root: Path, old: str, new: str, where: str, said: str
) -> None:
    change(root / "zones.toml", old, new)
    if new == "[[zones]]":
        change(root / "zones.toml", "[[zone.citation]]", "[[zones.citation]]")
    found = [m for file, at, m in problems(root) if (file, at) == ("zones.toml", where)]
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize(
    "text", ['zone = "quiet"', "zone = 5", 'zone = ["quiet"]', "[zone]\na = 1"]
)
def test_a_zone_that_is_no_table_is_said_to_be_none(root: Path, text: str) -> None:
    (root / "zones.toml").write_text(text, "utf-8")
    assert "[[zone]]" in the_problem(root, "zones.toml", "zone")


@pytest.mark.parametrize(
    ("old", "new", "where", "said"),
    [
        ("summary", "sumary", "sumary", "is not a known key; did you mean 'summary'?"),
        ('title = "My dossier"\n', "", "title", 'is missing; write it like title = "…"'),
        ("to = 2020-12-31", "to = 2019-12-31", "period from", "2020-01-01 is after to 2019-12-31"),
        ("2020-12-31", '"2020-12-31"', "period to", "write a date without quotes"),
        ("lon = 12.0", "lon = nan", "view lon", "is nan, not between -180 and 180"),
        ("zoom = 9", 'zoom = "near"', "view zoom", "is 'near'; write it like zoom ="),
    ],
)
def test_a_key_of_the_dossier_that_is_wrong_is_named(
    root: Path, old: str, new: str, where: str, said: str
) -> None:
    change(root / "dossier.toml", old, new)
    assert said in the_problem(root, "dossier.toml", where)


def test_a_line_that_curls_says_where(root: Path) -> None:
    draw(root, CURL)
    said = the_problem(root, "zones.toml", "")
    assert "quiet-zone: the line curls over itself near 11.95" in said
    assert "E, 22.05" in said
    assert "redraw that stretch" in said


def test_a_missing_line_file_is_told_with_the_line_that_wants_it(root: Path) -> None:
    (root / "lines" / "river.geojson").unlink()
    said = the_problem(root, "zones.toml", "line river-line drawn")
    assert said == "names 'river', which does not exist (known: none)"


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ({"source": ""}, "lacks the property 'source'"),
        ({"licence": 5}, "lacks the property 'licence'"),
        *(({"uncertainty_m": x}, "needs uncertainty_m") for x in (None, "2 km", -1, True)),
        *(({"uncertainty_m": float(x)}, "needs uncertainty_m") for x in ("inf", "nan", "1e9")),
    ],
)
def test_a_line_says_where_it_is_from_and_how_far_it_may_be_off(
    root: Path, properties: dict[str, object], said: str
) -> None:
    draw(root, RIVER, **properties)
    assert said in the_problem(root, "lines/river.geojson", "feature 1")


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("", "line 1, column 1", "is not JSON"),
        ("[1, 2]", "", "a GeoJSON FeatureCollection is wanted"),
        ('{"features": null}', "", "a GeoJSON FeatureCollection is wanted"),
        ('{"features": [null]}', "feature 1", "has no geometry"),
        ("[" * 100_000, "", "nested too deep"),
        ('{"geometry": {"type": "Point", "coordinates": [12, 22]}}', "feature 1", "LineString"),
        (
            '{"geometry": {"type": "LineString", "coordinates": [[1, 2]]}}',
            "feature 1",
            "one point",
        ),
        ('{"geometry": {"type": "LineString", "coordinates": "x"}}', "feature 1", "no geometry"),
    ],
)
def test_a_file_that_holds_no_line_says_what_it_holds(
    root: Path, text: str, where: str, said: str
) -> None:
    add(root / "lines" / "other.geojson", text)
    assert said in the_problem(root, "lines/other.geojson", where)
