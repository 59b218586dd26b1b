"""The geocoder as clients of Nominatim meet it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from browser import serving
from conftest import quiet
from dossiers import add, build_in, place_row, small_dossier
from fastapi.testclient import TestClient
from geopy.exc import GeocoderQueryError
from geopy.geocoders import Nominatim
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from geo.api.app import create_app
from geo.api.asked_values import read_languages
from geo.api.settings import Settings
from geo.dossier.find import find_dossier
from geo.gazetteer.edits import one_edit_away
from geo.gazetteer.kept import places_json, places_of
from geo.pipeline.builds import build, plan
from geo.pipeline.engine import Engine
from geo.store.open import Store, open_store


def get(client: TestClient, address: str, **headers: str) -> Any:  # noqa: ANN401 - JSON
    """Return the JSON of an address that answers."""
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(client: TestClient, query: str) -> list[str]:
    """Return the ids that a search gives."""
    return [row["id"] for row in get(client, f"/search?{query}")]


@pytest.fixture(scope="module")
def nominatim(store: Store) -> Iterator[Any]:
    """geopy's client of Nominatim, asking a real server over a socket."""
    with serving(create_app(store, Settings())) as address:
        host = urlsplit(address).netloc
        yield Nominatim(domain=host, scheme="http", user_agent="dateline tests", timeout=10)


def test_geopy_finds_a_town_by_name_and_by_point(nominatim: Any) -> None:  # noqa: ANN401
    found = nominatim.geocode("Saraqib")
    assert (found.latitude, found.longitude) == pytest.approx((35.864, 36.806), abs=0.01)
    assert found.address == "Saraqib, Idlib, Syria"
    again = nominatim.reverse((found.latitude, found.longitude))
    assert again.raw["place_id"] == found.raw["place_id"]
    assert again.raw["distance_m"] == 0
    assert nominatim.geocode("Zzyzx Springs") is None
    assert nominatim.reverse((0, -30)) is None


def test_geopy_may_use_every_option_it_has(nominatim: Any) -> None:  # noqa: ANN401
    options = {
        "exactly_one": False,
        "limit": 3,
        "addressdetails": True,
        "language": "ar",
        "geometry": "geojson",
        "extratags": True,
        "country_codes": ["sy", "tr"],
        "viewbox": [(35, 36), (37, 38)],
        "bounded": True,
        "featuretype": "city",
        "namedetails": True,
    }
    (found,) = nominatim.geocode("Aleppo", **options)
    assert found.raw["address"]["city"] == "حلب"
    assert found.raw["geojson"]["type"] == "Point"
    assert found.raw["namedetails"]["name:en"].startswith("Aleppo")
    assert found.raw["extratags"]["source"]
    for form, key in (("wkt", "geotext"), ("svg", "svg"), ("kml", "geokml")):
        assert nominatim.geocode("Aleppo", geometry=form).raw[key]
    by_parts = nominatim.geocode({"city": "Aleppo", "country": "Syria"})
    assert by_parts.raw["id"] == "sy-aleppo"
    with pytest.raises(GeocoderQueryError):
        nominatim.geocode({"street": "Baron Street", "city": "Aleppo"})
    near = nominatim.reverse("36.2, 37.17", language="ru", zoom=5, namedetails=True)
    assert near.address == "Алеппо, Сирия"


@pytest.mark.parametrize(
    "written",
    [
        *("Saraqib", "saraqib", "SARAQEB", "سراقب", "Саракиб", "Saraqbi", "Saraqib, Syria"),
        *("Saraqib Syria", "Saraqib, Idlib, Syira", "Saraqib، سوريا"),
    ],
)
def test_a_name_is_found_however_it_is_spelt(client: TestClient, written: str) -> None:
    answer = client.get("/search", params={"q": written})
    assert [row["id"] for row in answer.json()] == ["sy-saraqib"]


def test_an_exact_name_comes_alone_and_a_slip_is_counted(client: TestClient) -> None:
    exact, slip = get(client, "/search?q=Aleppo"), get(client, "/search?q=Aleppi")
    assert [r["id"] for r in exact] == [r["id"] for r in slip] == ["sy-aleppo", "sy-aleppo-gov"]
    assert [r["edits"] for r in (*exact, *slip)] == [0, 0, 1, 1]
    assert [r["importance"] for r in exact] == sorted(
        (r["importance"] for r in exact), reverse=True
    )


def test_a_name_in_another_place_is_not_found(client: TestClient) -> None:
    assert ids(client, "q=Saraqib, Turkey") == []
    assert ids(client, "q=Saraqib&countrycodes=tr") == []
    assert ids(client, "q=Saraqib&countrycodes=TR,sy") == ["sy-saraqib"]
    assert ids(client, "q=Saraqib&viewbox=30,30,31,31&bounded=1") == []
    assert ids(client, "q=Saraqib&viewbox=30,30,31,31") == ["sy-saraqib"]


def test_a_viewbox_ranks_and_its_corners_come_in_any_order(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    for place_id, lon, lat in (("xx-twin-a", "10", "20"), ("xx-twin-b", "11", "21")):
        row = place_row(place_id, lon, lat)
        add(root / "gazetteer.csv", row.replace(f"{place_id},{place_id}", f"{place_id},Twin", 1))
    store = open_store(build_in(root, tmp_path / "out").store)
    with TestClient(create_app(store, Settings())) as client:
        assert ids(client, "q=Twin") == ["xx-twin-a", "xx-twin-b"]
        for corners in ("10.5,20.5,11.5,21.5", "11.5,20.5,10.5,21.5"):
            assert ids(client, f"q=Twin&viewbox={corners}") == ["xx-twin-b", "xx-twin-a"]
            assert ids(client, f"q=Twin&viewbox={corners}&bounded=1") == ["xx-twin-b"]


def test_the_three_formats_say_the_same(client: TestClient) -> None:
    (old,), (new,), found = (
        get(client, f"/search?q=Saraqib&format={name}") for name in ("json", "jsonv2", "geojson")
    )
    (feature,) = found["features"]
    assert (old["class"], old["type"]) == (new["category"], new["type"]) == ("place", "village")
    assert {**old, "category": old["class"]} == {**new, "class": old["class"]}
    assert isinstance(new["place_id"], int)
    assert feature["properties"]["place_id"] == new["place_id"]
    assert feature["geometry"]["coordinates"] == [float(new["lon"]), float(new["lat"])]
    south, north, west, east = map(float, new["boundingbox"])
    assert feature["bbox"] == pytest.approx([west, south, east, north])
    assert south < float(new["lat"]) < north
    assert west < float(new["lon"]) < east


def test_names_come_in_the_language_asked_for_or_as_the_gazetteer_prefers(
    client: TestClient,
) -> None:
    def name(address: str, **headers: str) -> str:
        return str(get(client, f"/search?q=Aleppo&limit=1{address}", **headers)[0]["name"])

    assert name("&accept-language=ru") == name("", **{"accept-language": "ru-RU,en;q=0.1"})
    assert name("&accept-language=ru", **{"accept-language": "ar"}) == "Алеппо"
    assert name("&accept-language=xx") == name("") == "Aleppo"


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("ar,en;q=0.5", ("ar", "en")),
        ("en;q=0.5, ar-SY", ("ar", "en")),
        ("en;q=0,tr", ("tr",)),
        ("*,%%,", ("*",)),
        ("", ()),
    ],
)
def test_languages_are_read_by_preference(said: str, read: tuple[str, ...]) -> None:
    assert read_languages(said) == read


def test_a_point_is_told_by_what_is_nearest_or_by_the_unit_around_it(client: TestClient) -> None:
    at = "/reverse?lat=35.87&lon=36.80"
    near = get(client, at)
    assert near["id"] == "sy-saraqib"
    assert near["distance_m"] == pytest.approx(820, abs=50)
    assert near["address"] == {
        "village": "Saraqib",
        "county": "Idlib",
        "state": "Idlib",
        "country": "Syria",
        "country_code": "sy",
    }
    units = [get(client, f"{at}&zoom={zoom}")["id"] for zoom in (3, 5, 8)]
    assert units == ["sy", "sy-idlib-gov", "sy-idlib-district"]
    (feature,) = get(client, f"{at}&format=geojson")["features"]
    assert feature["properties"]["id"] == "sy-saraqib"


def test_places_are_looked_up_by_id_in_the_order_asked(client: TestClient) -> None:
    found = get(client, "/lookup?osm_ids=sy-saraqib,nothing,sy-idlib,sy-saraqib")
    assert [row["id"] for row in found] == ["sy-saraqib", "sy-idlib"]


def test_a_place_may_be_left_out_by_its_number(client: TestClient) -> None:
    first = get(client, "/search?q=Aleppo")[0]
    assert ids(client, f"q=Aleppo&exclude_place_ids={first['place_id']}") == ["sy-aleppo-gov"]


def test_the_status_is_text_unless_json_is_asked_for(client: TestClient, store: Store) -> None:
    assert client.get("/status").text == "OK"
    said = get(client, "/status?format=json")
    assert (said["status"], said["message"]) == (0, "OK")
    assert said["database_version"] == store.meta()["digest"]


WRONG = [
    *("search", "search?q=", "search?q=a&city=b", "search?q=a&street=b", "search?q=a&foo=1"),
    *("search?q=a&limit=0", "search?q=a&limit=x", "search?q=a&limit=1e3", "search?q=a&format=xml"),
    *("search?q=a&bounded=1", "search?q=a&bounded=2&viewbox=1,1,2,2", "search?q=a&viewbox=1,2,3"),
    *("search?q=a&viewbox=nan,0,1,1", "search?q=a&viewbox=0,0,1,1e308", "search?q=a&viewbox="),
    *("search?q=a&countrycodes=syr", "search?q=a&countrycodes=s'", "search?q=a&featureType=x"),
    *("search?q=a&exclude_place_ids=x", "search?q=a&namedetails=yes", f"search?q={'a' * 501}"),
    *("reverse", "reverse?lat=1", "reverse?lat=91&lon=0", "reverse?lat=nan&lon=0"),
    *("reverse?lat=0&lon=inf", "reverse?lat=0&lon=0&zoom=19", "reverse?lat=0&lon=0&q=a"),
    *("lookup", "lookup?osm_ids=,", f"lookup?osm_ids={','.join(map(str, range(51)))}"),
    *("status?format=xml", "status?q=1"),
]


@pytest.mark.parametrize("address", WRONG)
def test_what_is_wrong_is_a_bad_request_that_says_why(client: TestClient, address: str) -> None:
    answer = client.get(f"/{address}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(min_size=1, max_size=60).filter(str.strip))
def test_any_words_are_answered(client: TestClient, words: str) -> None:
    answer = client.get("/search", params={"q": words, "limit": "1000"})
    assert answer.status_code == 200
    assert len(answer.json()) <= 40


@given(key=st.text("abcdehiklmnoqrstuxyz ", min_size=4, max_size=12))
def test_what_is_one_edit_away_is_one_edit_away(key: str) -> None:
    found = one_edit_away(key)
    assert found == sorted(set(found))
    assert {OSA.distance(key, word) for word in found} == {1}


@given(data=st.data(), key=st.text("abcdehiklm", min_size=4, max_size=12))
def test_every_slip_of_one_letter_is_thought_of(data: st.DataObject, key: str) -> None:
    at = data.draw(st.integers(0, len(key) - 1))
    letter = data.draw(st.sampled_from("abcz"))
    slips = {
        key[:at] + key[at + 1 :],
        key[:at] + letter + key[at:],
        key[:at] + letter + key[at + 1 :],
        key[:at] + key[at : at + 2][::-1] + key[at + 2 :],
    }
    assert slips - {key} <= set(one_edit_away(key))


def test_the_places_of_a_build_are_those_of_the_dossier(engine: Engine) -> None:
    places = list(engine.dossier.places.values())
    assert places_of(places_json(places)) == places


def test_a_new_build_is_seen_without_a_restart(tmp_path: Path) -> None:
    root = small_dossier(tmp_path)
    made = build_in(root, tmp_path / "out")
    with TestClient(create_app(open_store(made.store), Settings())) as client:
        assert ids(client, "q=xx-newtown") == []
        add(root / "gazetteer.csv", place_row("xx-newtown", "12.0", "21.6"))
        build_in(root, tmp_path / "out")
        assert ids(client, "q=xx-newtown") == ["xx-newtown"]


@pytest.mark.usefixtures("compiled_world")
def test_the_world_layer_answers_below_the_curated_places(tmp_path: Path) -> None:
    empty = tmp_path / "documents"
    empty.mkdir()
    job = plan(find_dossier("world"), empty, tmp_path / "out")
    made = build(job, quiet)
    with TestClient(create_app(open_store(made.store), Settings(), job.dossier)) as client:
        assert ids(client, "q=Idlib")[0] == "sy-idlib"
        found, *_ = get(client, "/search?q=Guadalajarra, Mexico&featureType=city")
        assert (found["edits"], found["display_name"]) == (1, "Guadalajara, Jalisco, Mexico")
        near = get(client, f"/reverse?lat={found['lat']}&lon={found['lon']}")
        assert near["address"]["country_code"] == "mx"
        assert get(client, f"/lookup?osm_ids={found['id']}")[0]["place_id"] == found["place_id"]
