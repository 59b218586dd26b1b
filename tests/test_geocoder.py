"""The gazetteer as people use any geocoder of geopy."""

from __future__ import annotations

from typing import Any

import pytest
from dossiers import add, place_row, small_dossier
from geopy.distance import geodesic
from geopy.exc import GeocoderQueryError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from geopy.point import Point

import geo
from geo.errors import InputError
from geo.model.place import Name, NameKind, Place


@pytest.fixture(scope="module")
def gazetteer() -> Any:  # noqa: ANN401 - geopy has no types
    """The gazetteer of the shipped dossier."""
    return geo.CuratedGazetteer()


def test_a_name_gives_a_location_latitude_first(gazetteer: Any) -> None:  # noqa: ANN401
    found = gazetteer.geocode("Khan Shaykhun")
    assert isinstance(gazetteer, Geocoder)
    assert isinstance(found, Location)
    assert found.address == "Khan Shaykhun"
    assert (found.latitude, found.longitude) == pytest.approx((35.44, 36.65), abs=0.02)
    assert tuple(found.point)[:2] == (found.latitude, found.longitude)
    assert geodesic(found.point, (35.93, 36.63)).km == pytest.approx(55, abs=3)  # to Idlib city


def test_a_location_says_where_its_coordinate_is_from(gazetteer: Any) -> None:  # noqa: ANN401
    raw = gazetteer.geocode("Aleppo").raw
    assert raw["id"] == "sy-aleppo"
    assert (raw["feature_code"], raw["country_code"]) == ("PPLA", "SY")
    assert raw["precision_m"] > 0
    assert raw["source"]
    assert raw["licence"]


@pytest.mark.parametrize(
    "query",
    [
        *("khan shaykhun", "KHAN SHAYKHUN", "Khan-Shaykhun", "  Khan  Shaykhun ", "خان شيخون"),
        *("Khan Shaykhoun", "Khan Sheikhun", "Хан-Шейхун"),
    ],
)
def test_spelling_does_not_matter_much(gazetteer: Any, query: str) -> None:  # noqa: ANN401
    assert gazetteer.geocode(query).raw["id"] == "sy-khan-shaykhun"


def test_a_small_typo_is_forgiven_and_a_large_one_is_not(gazetteer: Any) -> None:  # noqa: ANN401
    assert gazetteer.geocode("Khan Shaykhunn").raw["id"] == "sy-khan-shaykhun"
    assert gazetteer.geocode("Jisr al-Shugur").raw["id"] == "sy-jisr-al-shughur"
    assert gazetteer.geocode("Khan Sh") is None


@pytest.mark.parametrize("query", ["", " ", "Atlantis-on-Sea", "🗺", "-", "'; DROP", "x" * 10_000])
def test_what_nobody_knows_is_none(gazetteer: Any, query: str) -> None:  # noqa: ANN401
    assert gazetteer.geocode(query) is None
    assert gazetteer.geocode(query, exactly_one=False) is None


def test_the_name_of_a_people_is_no_place(gazetteer: Any) -> None:  # noqa: ANN401
    assert gazetteer.geocode("Turks") is None
    assert gazetteer.geocode("Turkey").raw["id"] == "tr"


def test_of_places_of_one_name_the_largest_town_comes_first() -> None:
    def town(place_id: str, people: int, kind: str = "P") -> Place:
        return Place(
            id=place_id,
            names=(Name("Springfield"), Name("Springfielder", kind=NameKind.DEMONYM)),
            feature_class=kind,
            feature_code="PPL" if kind == "P" else "ADM1",
            lon_deg=1.0,
            lat_deg=2.0,
            precision_m=100,
            population=people,
        )

    towns = [town("a", 5), town("b", 50), town("c", 500, "A"), town("d", 50)]
    gazetteer: Any = geo.CuratedGazetteer(places=towns)
    assert gazetteer.geocode("Springfield").raw["id"] == "b"
    found = gazetteer.geocode("Springfield", exactly_one=False)
    assert [x.raw["id"] for x in found] == ["b", "d", "a", "c"]
    assert len(gazetteer.geocode("Springfield", exactly_one=False, limit=2)) == 2
    assert len(gazetteer.geocode("Springfield", exactly_one=False, limit=0)) == 1


@pytest.mark.parametrize(
    "query", [(35.93, 36.63), "35.93, 36.63", Point(35.93, 36.63), [35.93, 36.63]]
)
def test_a_point_gives_the_nearest_place(gazetteer: Any, query: object) -> None:  # noqa: ANN401
    found = gazetteer.reverse(query)
    assert found.raw["id"] == "sy-idlib"
    near = gazetteer.reverse(query, exactly_one=False, limit=5)
    far_km = [geodesic((35.93, 36.63), x.point).km for x in near]
    assert (len(near), near[0]) == (5, found)
    assert far_km == sorted(far_km)
    assert far_km[-1] < 20


def test_it_takes_the_options_that_all_of_geopy_takes(gazetteer: Any) -> None:  # noqa: ANN401
    once = RateLimiter(gazetteer.geocode, min_delay_seconds=0)
    assert once("Aleppo", exactly_one=True, timeout=5).raw["id"] == "sy-aleppo"
    assert gazetteer.reverse((35.93, 36.63), timeout=None).raw["id"] == "sy-idlib"


def test_longitude_first_is_somewhere_else(gazetteer: Any) -> None:  # noqa: ANN401
    assert gazetteer.reverse((36.63, 35.93)).raw["id"] != "sy-idlib"


def test_an_area_is_never_the_nearest_place(gazetteer: Any) -> None:  # noqa: ANN401
    syria = gazetteer.geocode("Syria")
    assert gazetteer.reverse(syria.point).raw["id"] != "sy"


@pytest.mark.parametrize("query", ["somewhere", None, object(), (1, 2, 3, 4), ("a", "b")])
def test_what_is_no_point_is_refused_as_geopy_does(gazetteer: Any, query: object) -> None:  # noqa: ANN401
    with pytest.raises(GeocoderQueryError, match=r"is no point; write \(lat, lon\)"):
        gazetteer.reverse(query)


def test_a_latitude_beyond_the_pole_is_refused_with_geopys_own_warning(
    gazetteer: Any,  # noqa: ANN401
) -> None:
    with pytest.warns(UserWarning, match="Latitude"), pytest.raises(GeocoderQueryError):
        gazetteer.reverse("95, 200")


def test_another_dossier_gives_another_gazetteer(tmp_path: Any) -> None:  # noqa: ANN401
    root = small_dossier(tmp_path)
    add(root / "gazetteer.csv", place_row("xx-new", "12.5", "22.5"))
    gazetteer: Any = geo.CuratedGazetteer(root)
    assert gazetteer.geocode("xx-new").point == Point(22.5, 12.5)
    assert gazetteer.geocode("Aleppo") is None
    with pytest.raises(InputError, match="there is no such dossier"):
        geo.CuratedGazetteer("nowhere")
