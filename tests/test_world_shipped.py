"""The dossier ``world`` over the installed packages, as it is shipped."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import ROOT
from geopy.location import Location

from geo.dossier.load import load_dossier
from geo.gazetteer.cache import open_layers
from geo.gazetteer.geocoder import CuratedGazetteer
from geo.gazetteer.index import MemoryGazetteer
from geo.gazetteer.layered import LayeredGazetteer
from geo.gazetteer.packages import WorldFiles, world_files
from geo.gazetteer.world_facts import read_added_names, read_points
from geo.model.place import distance_km


@pytest.fixture(scope="module")
def files(compiled_world: None) -> WorldFiles:
    del compiled_world
    return world_files()


@pytest.fixture(scope="module")
def shipped(compiled_world: None) -> LayeredGazetteer:
    """The gazetteer of the dossier."""
    del compiled_world
    dossier = load_dossier(ROOT / "layers" / "world")
    return LayeredGazetteer(MemoryGazetteer(dossier.places.values()), open_layers(dossier))


Best = Callable[[str], tuple[str, str, str]]


@pytest.fixture(scope="module")
def best(shipped: LayeredGazetteer) -> Best:
    def found(name: str) -> tuple[str, str, str]:
        place = shipped.lookup(name)[0][0]
        return place.name, place.feature_code, place.country_code

    return found


def test_the_shipped_world_has_the_size_that_its_packages_promise(
    shipped: LayeredGazetteer,
) -> None:
    counts = shipped.layers[0].counts
    assert 260_000 < counts.places < 300_000
    assert 1_000_000 < counts.names < 1_400_000
    assert 750_000 < counts.keys < 1_100_000
    assert len(shipped.curated.places) > 1500
    assert shipped.layers[0].left_out < 20_000


def test_every_country_of_the_united_nations_is_there(shipped: LayeredGazetteer) -> None:
    world = shipped.layers[0]
    codes = {world.features[f][1] for f in world.feature[world.country_row[1:]].tolist()}
    assert codes <= {"PCLI", "PCLD", "ADM1", "PPL"}
    states = [r for r in world.country_row[1:].tolist() if r >= 0]
    assert 240 <= len(states) <= 252


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("U.S.", ("United States", "PCLI", "US")),
        ("UK", ("United Kingdom", "PCLI", "GB")),
        ("Dutch", ("Netherlands", "PCLI", "NL")),
        ("Turks", ("Turkey", "PCLI", "TR")),
        ("Scots", ("Scotland", "ADM1", "GB")),
        ("Calif.", ("California", "ADM1", "US")),
        ("NSW", ("New South Wales", "ADM1", "AU")),
        ("B.C.", ("British Columbia", "ADM1", "CA")),
        ("Bavaria", ("Bavaria", "ADM1", "DE")),
        ("Novosibirsk Oblast", ("Novosibirsk Oblast", "ADM1", "RU")),
        ("Transnistria", ("Transnistria", "PCLS", "MD")),
        ("Mediterranean", ("Mediterranean", "SEA", "")),
        ("Heathrow", ("Heathrow Airport", "AIRP", "GB")),
        ("Франция", ("France", "PCLI", "FR")),
        ("Estados Unidos", ("United States", "PCLI", "US")),
        ("Санкт-Петербург", ("Saint Petersburg", "PPLA", "RU")),
    ],
)
def test_well_known_names_mean_what_a_reader_expects(
    best: Best, name: str, expected: tuple[str, str, str]
) -> None:
    assert best(name) == expected


def test_idlib_keeps_its_curated_ids_in_the_world(shipped: LayeredGazetteer) -> None:
    ids = [p.id for p, _ in shipped.lookup("Idlib")]
    assert ids == ["sy-idlib", "sy-idlib-district", "sy-idlib-gov"]


def test_the_towns_of_a_curated_province_lie_in_the_curated_one(shipped: LayeredGazetteer) -> None:
    world, over = shipped.layers[0], shipped.shadows[0]
    idlib = world.row("gn-169387")
    assert over.hidden[idlib]
    inside = [
        shipped.place(world.place_id(r))
        for r in (world.admin1 == idlib).nonzero()[0].tolist()
        if not over.hidden[r]
    ]
    assert inside
    assert {p.admin1 for p in inside if p} == {"sy-idlib-gov"}


def test_a_county_lies_near_its_towns(shipped: LayeredGazetteer) -> None:
    orange = [p for p, _ in shipped.lookup("Orange County") if p.feature_code == "ADM2"]
    anaheim = next(p for p, _ in shipped.lookup("Anaheim") if p.country_code == "US")
    assert min(distance_km(anaheim, county) for county in orange) < 40
    assert len(orange) > 5


def test_places_have_coordinates_that_can_be(shipped: LayeredGazetteer) -> None:
    world = shipped.layers[0]
    assert abs(world.lon_deg).max() <= 180
    assert abs(world.lat_deg).max() <= 90
    assert not ((world.lon_deg == 0) & (world.lat_deg == 0)).any()
    assert world.precision_m.min() >= 1000


def test_continents_seas_and_regions_are_there_too(best: Best) -> None:
    assert best("Oceania")[1] == best("Африка")[1] == "CONT"
    assert best("Bay of Bengal")[1] == "BAY"
    assert best("Scandinavia")[1] == "RGN"


def test_every_shipped_point_and_name_belongs_to_a_place(
    shipped: LayeredGazetteer, files: WorldFiles
) -> None:
    world = shipped.layers[0]
    for number, (lon_deg, lat_deg) in read_points(files).items():
        place = world.place(world.row(f"gn-{number}"))
        assert (place.lon_deg, place.lat_deg) == (lon_deg, lat_deg)
    for key, names in read_added_names(files).items():
        preferred = {world.place(r).name for r in _rows(shipped, names[0].text)}
        assert names[0].text in preferred, key


def _rows(shipped: LayeredGazetteer, name: str) -> list[int]:
    world = shipped.layers[0]
    return [int(world.name_place[n]) for n in world.name_rows(name).tolist()]


def test_the_geocoder_answers_from_the_world_too(shipped: LayeredGazetteer) -> None:
    assert shipped.layers
    geocoder = CuratedGazetteer("world")
    anaheim = geocoder.geocode("Anaheim")
    assert isinstance(anaheim, Location)
    assert (anaheim.raw["id"], anaheim.raw["country_code"]) == ("gn-5323810", "US")
    back = geocoder.reverse((anaheim.latitude, anaheim.longitude))
    assert isinstance(back, Location)
    assert back.address == "Anaheim"
