"""Zone rules that give no ground, or say what they cannot mean: told with their key."""

from __future__ import annotations

from pathlib import Path

import pytest
from dossiers import add, change, problems, small_dossier

RULE = """
[[zone]]
id = "other"
title = "Other zone"
anchors = []
names = ["other zone"]
reading = "As the test has it."
"""


SIDED = """
[[zone.alternative]]
id = "a"
title = "a"
text = "a"
source = "a"
side = "both"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A dossier without a fault."""
    return small_dossier(tmp_path)


@pytest.mark.parametrize(
    ("rule", "key", "said"),
    [
        ('kind = "around"\nplaces = []\ndepth_km = 5', "places", "is empty"),
        ('kind = "units"\nplaces = []', "places", "is empty"),
        ('kind = "between"\nplaces = ["xx-northton"]\ndepth_km = 5', "places", "two places"),
        (
            'kind = "between"\nplaces = ["xx-northton", "xx-northton"]\ndepth_km = 5',
            "places",
            "on spots of their own",
        ),
        (
            'kind = "around"\nplaces = ["xx-northton"]\ndepth_km = 5\n' + SIDED,
            "alternative",
            "has a side, but the zone has no line",
        ),
    ],
)
def test_a_rule_that_means_nothing_is_told_with_its_key(
    root: Path, rule: str, key: str, said: str
) -> None:
    add(root / "zones.toml", RULE + rule + "\n")
    found = [
        m for file, at, m in problems(root) if (file, at) == ("zones.toml", f"zone other {key}")
    ]
    assert len(found) == 1
    assert said in found[0]


def test_two_readings_of_one_id_are_told(root: Path) -> None:
    twice = '[[zone.alternative]]\nid = "a"\ntitle = "a"\ntext = "a"\nsource = "a"\ndepth_km = 7\n'
    rule = 'kind = "around"\nplaces = ["xx-northton"]\ndepth_km = 5\n'
    add(root / "zones.toml", RULE + rule + twice + twice)
    assert any("'a' is there twice" in message for _, _, message in problems(root))


def test_a_zone_that_its_land_leaves_nothing_of_is_told(root: Path) -> None:
    far = (
        '{"type":"Feature","properties":{"place":"xx","source":"s","licence":"CC0-1.0",'
        '"uncertainty_m":10},"geometry":{"type":"Polygon","coordinates":'
        "[[[40,40],[41,40],[41,41],[40,41],[40,40]]]}}"
    )
    add(root / "areas" / "far.geojson", far)
    change(root / "zones.toml", "depth_km = [5, 10]", 'depth_km = [5, 10]\nwithin = "xx"')
    ((_, _, message),) = problems(root)
    assert "the zone has no ground; within = 'xx' leaves nothing of it" in message
