"""Curated places go before compiled ones, and the same place never appears twice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from atlas import curated, entries

from geo.gazetteer.columns import Columns, open_columns
from geo.gazetteer.compile import compile_columns
from geo.gazetteer.index import MemoryGazetteer
from geo.gazetteer.layered import LayeredGazetteer, shadow
from geo.model.place import Name, NameKind, Place


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Columns:
    folder = tmp_path_factory.mktemp("atlas") / "atlas.columns"
    compile_columns(entries(), folder)
    return open_columns(folder)


def hidden(world: Columns, *places: Place) -> list[str]:
    """Return the names of the places that curated ones hide."""
    over = shadow(world, places)
    return [world.place(row).name for row in over.hidden.nonzero()[0].tolist()]


def found(world: Columns, places: Sequence[Place], surface: str) -> list[str]:
    return [p.id for p, _ in LayeredGazetteer(MemoryGazetteer(places), [world]).lookup(surface)]


@pytest.mark.parametrize(
    ("source", "source_id"),
    [
        ("GeoNames", "5"),
        ("GeoNames", "geonames:5"),
        ("GeoNames via Who's On First", "gn:5"),
        ("geonames.org", "gn-5"),
    ],
)
def test_the_same_geonames_id_is_the_same_place(
    world: Columns, source: str, source_id: str
) -> None:
    far = curated("port", "Royal Harbour", 0.0, 0.0, source=source, source_id=source_id)
    assert hidden(world, far) == ["Kingsport"]


def test_a_number_of_another_source_is_no_geonames_id(world: Columns) -> None:
    assert hidden(world, curated("x", "Elsewhere", 0.0, 0.0, source="OSM", source_id="5")) == []


def test_a_town_of_that_name_nearby_is_the_same_place(world: Columns) -> None:
    assert hidden(world, curated("ives", "SAINT IVES", 9.4, 50.3)) == ["Saint-Ives"]


@pytest.mark.parametrize(
    "other",
    [
        curated("far", "Saint-Ives", 10.0, 50.3),
        curated("abroad", "Saint-Ives", 9.3, 50.3, country_code="SU"),
        curated("hill", "Saint-Ives", 9.3, 50.3, feature_class="T", feature_code="HLL"),
        curated("named", "St Ives", 9.3, 50.3),
    ],
)
def test_another_place_of_that_name_hides_nothing(world: Columns, other: Place) -> None:
    assert hidden(world, other) == []


def test_a_province_is_not_its_capital_of_the_same_name(world: Columns) -> None:
    unit = curated("wm", "Westmark", 9.3, 50.3, feature_class="A", feature_code="ADM1")
    town = curated("wm-town", "Westmark", 8.9, 50.0)
    assert hidden(world, unit) == ["Westmark"]
    assert found(world, [unit], "Westmark") == ["wm", "gn-6"]
    assert found(world, [town], "Westmark") == ["wm-town", "gn-2"]


def test_a_country_is_known_by_its_code_wherever_its_point_lies(world: Columns) -> None:
    country = curated("nd", "Norland", 13.0, 55.0, feature_class="A", feature_code="PCLI")
    assert hidden(world, country) == ["Nordia"]


@pytest.mark.parametrize("code", ["PCLS", "PCLH"])
def test_a_breakaway_or_former_country_does_not_hide_the_country(
    world: Columns, code: str
) -> None:
    assert (
        hidden(world, curated("no", "Old", 10.0, 50.0, feature_class="A", feature_code=code)) == []
    )


def test_what_lies_in_a_hidden_unit_bears_the_curated_id(world: Columns) -> None:
    unit = curated("wm", "Westmark", 9.0, 50.0, feature_class="A", feature_code="ADM1")
    country = curated("nd", "Nordia", 10.0, 50.0, feature_class="A", feature_code="PCLI")
    gazetteer = LayeredGazetteer(MemoryGazetteer([unit, country]), [world])
    (kingsport, _), _ = gazetteer.lookup("Kingsport")
    assert (kingsport.admin1, kingsport.admin2, kingsport.stands_for) == ("wm", "gn-4", "nd")
    assert gazetteer.place("gn-5") == kingsport
    assert gazetteer.place("wm") == unit
    assert gazetteer.place("gn-999") is None


def test_a_name_that_only_the_compiled_place_has_leads_to_the_curated_one(
    world: Columns,
) -> None:
    port = curated("port", "Kingsport", 9.2, 50.2)
    assert found(world, [port], "Kingsport") == ["port", "gn-16"]
    assert found(world, [port], "مرفأ الملك") == ["port"]


def test_an_id_says_more_than_a_name_about_which_curated_place_it_is(world: Columns) -> None:
    near = curated("near", "Kingsport", 9.2, 50.2)
    same = curated("same", "Royal Harbour", 9.2, 50.2, source="GeoNames", source_id="5")
    over = shadow(world, [near, same])
    assert over.curated[world.row("gn-5")] == 1
    assert over.stand_ins == {"gn-5": "same"}


def test_an_upper_layer_hides_the_same_geonames_ids_of_a_lower_one(
    world: Columns, tmp_path: Path
) -> None:
    compile_columns(entries()[6:9], tmp_path / "few.columns")
    few = open_columns(tmp_path / "few.columns")
    gazetteer = LayeredGazetteer(MemoryGazetteer([]), [few, world])
    assert [p.id for p, _ in gazetteer.lookup("Newtown")] == ["gn-9", "gn-8", "gn-14"]


def test_names_of_all_layers_are_given(world: Columns) -> None:
    gazetteer = LayeredGazetteer(MemoryGazetteer([curated("x", "Own", 0.0, 0.0)]), [world])
    names = list(gazetteer.names())
    assert names[0] == Name("Own", "en", NameKind.NAME)
    assert len(names) == 1 + world.counts.names
