"""Looks: what a dossier may say of them, and one table for all who draw."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from dossiers import add, small_dossier, the_problem

from geo.dossier.load import load_dossier
from geo.model.dossier import Style
from geo.model.feature import Json
from geo.model.look import Area, Marker, Stroke
from geo.model.looks import look_columns, look_of, looks
from geo.model.query import Query
from geo.store.open import Store


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_dossier(tmp_path)


def test_a_dossier_says_only_what_is_otherwise(root: Path) -> None:
    add(root / "style.toml", 'zone = "#00ff00"\nline_width_px = 4\nzone_dash_px = [8, 2]\n')
    style = load_dossier(root).style
    assert (style.zone, style.line_width_px, style.zone_dash_px) == ("#00ff00", 4.0, (8.0, 2.0))
    assert style.place == Style().place
    symbol = next(k.symbol for k in looks(style) if k.id == "zone-wide")
    assert isinstance(symbol, Area)
    assert symbol.rim is not None
    assert (symbol.colour, symbol.rim.dash_px) == ("#00ff00", (8.0, 2.0))


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ('place = "blue"', "place", "write a colour like '#0b5cad'"),
        ("place = 7", "place", "write a colour like '#0b5cad'"),
        ('place = "#0b5cad\\" onload=\\"x"', "place", "write a colour"),
        ('changes_more = ["#000000"]', "changes_more", 'write 4 values, like changes_more = ["#'),
        ("place_opacity = 1.5", "place_opacity", "a number from 0 to 1, like place_opacity = 0.9"),
        ("line_width_px = nan", "line_width_px", "a number from 0 to 40"),
        ("line_width_px = true", "line_width_px", "a number from 0 to 40"),
        ('line_width_px = "3"', "line_width_px", "like line_width_px = 3.0"),
        ("line_dash_px = 2", "line_dash_px", "write 2 values, like line_dash_px = [2.0, 5.0]"),
        ("line_dash_px = [2, -5]", "line_dash_px", "a number from 0 to 40"),
        ("place_diameter_px = [20, 400]", "place_diameter_px", "a number from 0 to 40"),
        ('halo = "#ffffff"', "halo", "is not a known key"),
        ('zne = "#ffffff"', "zne", "did you mean 'zone'? (known: land, water"),
    ],
)
def test_a_look_that_cannot_be_names_its_key(root: Path, text: str, where: str, said: str) -> None:
    add(root / "style.toml", f"{text}\n")
    assert said in the_problem(root, "style.toml", where)


def test_every_look_has_a_name_of_its_own() -> None:
    names = [look.id for look in looks(Style())]
    assert len(set(names)) == len(names)


def test_at_most_one_look_fits_a_feature(store: Store) -> None:

    for info in store.features.layers():
        for feature in store.features.select(info.id, Query()):
            said = orjson.loads(feature.properties)
            fitting = [k for k in looks(Style()) if k.layer == info.id and k.fits(said)]
            assert len(fitting) <= 1
            if feature.geometry != b"null" and said.get("rule") != "held-area":
                assert fitting, said


@pytest.mark.parametrize(
    ("layer", "said", "wanted"),
    [
        ("places", {"role": "literal", "kind": "point"}, "place-point"),
        ("places", {"role": "literal", "kind": "point", "confidence": 0.4}, "place-doubtful"),
        ("places", {"role": "associative", "kind": "area"}, "place-government"),
        ("mentions", {"role": "literal", "status": "ambiguous"}, "mention-doubtful"),
        ("zones", {"part": "band-15", "band": "narrow"}, "zone-narrow"),
        ("zones", {"part": "core", "rule": "held-area"}, None),
        ("lines", {"rule": "control", "unsourced": True}, "line-unsourced"),
        ("lines", {"rule": "drawn", "unsourced": True}, "line-border"),
        ("changes", {"gained_rank": 7, "lateness": 1.0}, "change-4"),
        ("changes", {"gained_rank": None}, None),
        ("documents", {"title": "x"}, None),
    ],
)
def test_a_feature_has_the_look_of_what_it_is(
    layer: str, said: dict[str, Json], wanted: str | None
) -> None:
    look = look_of(layer, said, Style())
    assert (look.id if look else None) == wanted


def test_later_ground_is_tinted_more_strongly() -> None:
    look = look_of("changes", {"gained_rank": 0}, Style())
    assert look is not None
    assert isinstance(look.symbol, Area)
    tints = [look.symbol.opacity_of({"lateness": share}) for share in (0.0, 0.5, 1.0)]
    assert tints == [0.22, pytest.approx(0.42), 0.62]


def test_a_layer_names_the_columns_that_its_looks_ask_for() -> None:
    assert look_columns("zones") == ("band", "chance", "part", "rule")
    assert look_columns("places") == ("confidence", "kind", "mentions", "role")
    assert look_columns("documents") == ()


def test_points_lines_and_areas_have_symbols_of_their_sort() -> None:
    sorts = {"places": Marker, "mentions": Marker, "posts": Marker, "lines": Stroke}
    for look in looks(Style()):
        if look.layer in sorts:
            assert isinstance(look.symbol, sorts[look.layer])
