"""Places in Linked Places Format, as gazetteers of historians take them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pyogrio
import pytest
from command import Run as CommandLine
from fastapi.testclient import TestClient

from geo.export.identifiers import authority
from geo.export.linked_places import linked_places_stream
from geo.gazetteer.entry import Entry, Source
from geo.gazetteer.formats.places import read_places
from geo.model.query import StoredFeature
from geo.store.open import Store

BASE = "https://maps.example/idlib"


@pytest.fixture(scope="module")
def made(store: Store) -> dict[str, Any]:
    """The shipped dossier's places."""
    parts = linked_places_stream(store.features.every("places"), BASE)
    found: dict[str, Any] = orjson.loads(b"".join(parts))
    return found


def properties(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Return the properties of each place's features, by its id."""
    found: dict[str, list[dict[str, Any]]] = {}
    for feature in store.features.every("places"):
        told = orjson.loads(feature.properties)
        found.setdefault(told["place_id"], []).append(told)
    return found


def place_of(address: str) -> str:
    """Return the id of the place that an address stands for."""
    return address.rpartition("/")[2].removesuffix("~associative")


def check_cited(citations: list[dict[str, str]]) -> None:
    assert citations
    for cited in citations:
        assert set(cited) <= {"label", "@id"}
        assert cited["label"]


def check_feature(feature: dict[str, Any]) -> None:
    """Hold a Feature against what the format asks for."""
    assert feature["type"] == "Feature"
    assert feature["@id"].startswith(f"{BASE}/collections/places/items/")
    assert feature["properties"]["title"]
    assert all(len(c) == 2 and c.isupper() for c in feature["properties"]["ccodes"])
    assert set(feature["properties"]["fclasses"]) <= set("AHLPRST")
    assert feature["names"]
    assert all(name["toponym"] for name in feature["names"])
    check_cited(feature["names"][0]["citations"])
    geometry = feature["geometry"]
    assert geometry["type"] == "GeometryCollection"
    for part in geometry["geometries"]:
        assert part["type"] == "Point"
        check_cited(part["citations"])
    for span in feature["when"]["timespans"]:
        ends = [date.fromisoformat(span[end]["in"]) for end in ("start", "end")]
        assert ends == sorted(ends)
    for link in feature.get("links", ()):
        assert link["type"] in {"exactMatch", "closeMatch"}
        assert link["identifier"].startswith("http")
    for kind in feature.get("types", ()):
        assert kind["identifier"].endswith(f".{kind['label']}")


def test_every_place_is_a_feature_of_the_format(made: dict[str, Any]) -> None:
    assert made["type"] == "FeatureCollection"
    assert made["@context"].endswith("linkedplaces-context-v1.1.jsonld")
    assert len(made["features"]) > 20
    for feature in made["features"]:
        check_feature(feature)


def test_a_place_is_there_once_whatever_its_name_is_used_for(
    made: dict[str, Any], store: Store
) -> None:
    told = properties(store)
    assert [place_of(f["@id"]) for f in made["features"]] == list(told)
    assert any(len(roles) == 2 for roles in told.values())
    assert len({f["@id"] for f in made["features"]}) == len(made["features"])


def test_the_days_are_those_of_the_texts_that_name_it(made: dict[str, Any], store: Store) -> None:
    told = properties(store)
    for feature in made["features"]:
        roles = told[place_of(feature["@id"])]
        (span,) = feature["when"]["timespans"]
        assert span["start"]["in"] == min(r["first_on"] for r in roles)
        assert span["end"]["in"] == max(r["last_on"] for r in roles)


def test_the_spelling_of_a_text_is_a_name_that_cites_the_sentence(
    made: dict[str, Any], store: Store
) -> None:
    told = properties(store)
    for feature in made["features"]:
        for role in told[place_of(feature["@id"])]:
            name = next(n for n in feature["names"] if n["toponym"] == role["exact"])
            assert f"{BASE}{role['link']}" in [c.get("@id") for c in name["citations"]]


def place(**changes: object) -> StoredFeature:
    """Return a place of a test's own words."""
    told = {
        "place_id": "xx-quay",
        "name": "Old Quay",
        "names": {"en": ["Old Quay", "Quay"]},
        "feature_class": "P",
        "feature_code": "PPL",
        "country_code": "GB",
        "role": "literal",
        "precision_m": 500,
        "licence": "CC0",
        "source": "GeoNames",
        "source_id": "77",
        "exact": "OLD QUAY",
        "publisher": "Harbour Post",
        "document_title": "Boats return",
        "published_on": "2020-02-03",
        "first_on": "2020-02-03",
        "last_on": "2020-02-09",
        "link": "/documents/d#m0-8",
    }
    here = orjson.dumps({"type": "Point", "coordinates": [-1.5, 50.5]})
    return StoredFeature(id="xx-quay", geometry=here, properties=orjson.dumps(told | changes))


def only(feature: StoredFeature) -> dict[str, Any]:
    """Return the one place of a file."""
    (found,) = orjson.loads(b"".join(linked_places_stream([feature], "")))["features"]
    return dict(found)


def test_a_spelling_that_the_gazetteer_lacks_is_kept_without_a_language() -> None:
    found = only(place())
    assert found["names"][-1] == {
        "toponym": "OLD QUAY",
        "citations": [
            {"label": "Harbour Post, Boats return, 2020-02-03", "@id": "/documents/d#m0-8"}
        ],
    }
    assert found["names"][0]["citations"] == [
        {"label": "GeoNames 77", "@id": "https://www.geonames.org/77"}
    ]


def test_what_is_not_known_is_left_out() -> None:
    undated = {"first_on": None, "last_on": None, "published_on": None, "publisher": ""}
    found = only(place(**undated, country_code="", feature_code="", names={}, source_id="hand:x"))
    assert "when" not in found
    assert "types" not in found
    assert "links" not in found
    assert found["properties"]["ccodes"] == []
    assert found["names"][0]["toponym"] == "Old Quay"
    assert found["names"][-1]["citations"][0]["label"] == "Boats return"


@pytest.mark.parametrize(
    ("source", "number", "address"),
    [
        ("GeoNames", "77", "https://www.geonames.org/77"),
        ("GeoNames via Who's On First", "gn:77", "https://www.geonames.org/77"),
        ("Wikidata", "Q42", "http://www.wikidata.org/entity/Q42"),
        ("Census office", "77", ""),
        ("GeoNames", "", ""),
        ("CIA World Factbook", "AL", ""),
        ("GeoNames", '77"><script>', ""),
    ],
)
def test_only_numbers_of_geonames_and_wikidata_are_links(
    source: str, number: str, address: str
) -> None:
    assert authority({"source": source, "source_id": number}) == address


def test_the_product_reads_its_own_file_as_a_gazetteer(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "places.json"
    path.write_bytes(b"".join(linked_places_stream(store.features.every("places"), BASE)))
    entries = list(read_places(path, Source(name="ours", licence="CC0")))
    assert all(isinstance(entry, Entry) for entry in entries)
    told = properties(store)
    for entry in entries:
        assert isinstance(entry, Entry)
        first = told[place_of(entry.id)][0]
        assert entry.feature_class == first["feature_class"]
        assert entry.precision_m == first["precision_m"]
        if first["source"] == "GeoNames":
            assert str(entry.source_id) == first["source_id"]


def test_a_gis_reads_it_as_geojson(client: TestClient, tmp_path: Path) -> None:
    answer = client.get("/layers/places.lpf.json?role=literal")
    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.headers["content-disposition"] == 'attachment; filename="places.lpf.json"'
    path = tmp_path / "places.geojson"
    path.write_bytes(answer.content)
    found = pyogrio.read_dataframe(path)
    assert len(found) == len(answer.json()["features"]) > 20
    assert not found.geometry.is_empty.any()
    assert answer.json()["features"][0]["@id"].startswith("http://testserver/collections/")


def exported(dateline: CommandLine, small: Path) -> Callable[..., Any]:
    """Return a way to export the small dossier."""

    def export(*words: str) -> Any:  # noqa: ANN401 - a result
        return dateline("export", small, *words)

    return export


def test_the_command_names_the_format_and_where_it_is_served(
    dateline: CommandLine, small: Path
) -> None:
    export = exported(dateline, small)
    lpf = ("places", "-o", "p.json", "--format", "lpf")
    assert export(*lpf, "--base-url", f"{BASE}/").status == 0
    first = orjson.loads(Path("p.json").read_bytes())["features"][0]
    assert first["@id"].startswith(f"{BASE}/collections/places/items/")
    wrong = export("mentions", "-o", "p.json", "--format", "lpf")
    assert wrong.status == 2
    assert "lpf is a format of the layer places, not of mentions" in wrong.err
    unknown = export("places", "-o", "p.json", "--format", "shp")
    assert unknown.status == 2
    assert "known: lpf, annotations" in unknown.err
    assert export("places", "-o", "p.geojsonl").status == 0
    lines = Path("p.geojsonl").read_bytes().splitlines()
    assert all(orjson.loads(line)["type"] == "Feature" for line in lines)
