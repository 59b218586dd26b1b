"""What is told of a zone: its page, its figure, its facts as JSON."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from command import Run as CommandLine
from conftest import SHIPPED
from dossiers import build_in, front_dossier
from fastapi.testclient import TestClient
from hostile import HOSTILE, hostile_dossier
from test_api_page import Elements

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.store.open import open_store

HTML = {"Accept": "text/html"}
ZONE = "/zones/idlib-dmz"


def test_browsers_get_a_page_and_clients_the_facts(client: TestClient) -> None:
    page = client.get(ZONE, headers=HTML)
    assert page.headers["content-type"].startswith("text/html")
    facts = client.get(ZONE).json()
    assert facts["area"] in page.text
    assert {r["id"] for r in facts["readings"]} == {"both-sides", "15-25-km"}
    assert len(facts["posts"]) == 12


def test_the_page_shows_areas_places_posts_readings_and_sources(client: TestClient) -> None:
    text = client.get(ZONE, headers=HTML).text
    for words in (
        "How much ground",
        "Khan Shaykhun",
        "Observation post 1 (Salwa)",
        "What another reading changes",
        "S/2018/852",
        "rests on rows without a source",
    ):
        assert words in text


def test_the_facts_answer_yes_probably_perhaps_and_no(client: TestClient) -> None:
    places = {p["id"]: p for p in client.get(ZONE).json()["places"]}
    answers = {p["inside"] for p in places.values()}
    assert answers == {"yes", "probably", "perhaps", "no"}
    for place in places.values():
        if place["inside"] == "yes":
            assert place["chance"] == 1
        if place["inside"] == "probably":
            assert place["chance"] >= 0.5
    assert places["sy-saraqib"]["inside"] == "perhaps"
    assert places["sy-saraqib"]["band_km"] == 20
    assert places["sy-jisr-al-shughur"]["inside"] == "yes"
    assert places["sy-ariha"]["inside"] == "no"


def test_every_zone_is_listed(client: TestClient) -> None:
    listed = client.get("/zones").json()["zones"]
    assert [z["id"] for z in listed] == sorted(z["id"] for z in listed)
    for zone in listed:
        assert client.get(zone["link"]).json()["title"] == zone["title"]


def test_a_zone_that_is_not_there_is_not_found(client: TestClient) -> None:
    for path in ("/zones/nowhere", "/zones/nowhere/figure.svg"):
        assert client.get(path).status_code == 404


def test_the_figure_is_one_drawing_with_title_legend_and_scale(client: TestClient) -> None:
    drawing = client.get(f"{ZONE}/figure.svg")
    assert drawing.headers["content-type"].startswith("image/svg+xml")
    texts = [t.text for t in ET.fromstring(drawing.text).findall(".//{*}text")]  # noqa: S314 - our own
    for words in (
        "Demilitarised (buffer) zone of the Sochi memorandum",
        "surely inside",
        "inside as stated, 20 km",
        "20 km",
        "Saraqib",
    ):
        assert words in texts


def test_no_text_of_a_dossier_breaks_out_of_page_or_figure(tmp_path: Path) -> None:
    store = open_store(build_in(hostile_dossier(tmp_path), tmp_path / "out").store)
    client = TestClient(create_app(store, Settings()))
    answer = client.get("/zones/quiet-zone", headers=HTML)
    elements = Elements(answer.text)
    assert not elements.inside["script"]
    assert not [a for _, a in elements.found if any(name.startswith("on") for name in a)]
    assert any(HOSTILE[0] in words for words in elements.inside["h1"])
    assert "script-src" not in answer.headers["content-security-policy"]
    ET.fromstring(client.get("/zones/quiet-zone/figure.svg").text)  # noqa: S314 - our own


def test_a_figure_is_written_where_it_is_asked_for(tmp_path: Path, dateline: CommandLine) -> None:
    root = front_dossier(tmp_path)
    out = tmp_path / "front.svg"
    told = dateline("zone", str(root), "front-zone", "--figure", str(out))
    assert told.status == 0
    assert "Zone along the front" in out.read_text("utf-8")


@pytest.mark.parametrize("name", ["missing/front.svg", "."])
def test_a_figure_that_cannot_be_written_is_told(
    tmp_path: Path, dateline: CommandLine, name: str
) -> None:
    root = front_dossier(tmp_path)
    told = dateline("zone", str(root), "front-zone", "--figure", str(tmp_path / name))
    assert told.status == 2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Jisr al-Shughur", "Jisr al-Shughur (PPLA2): yes; "),
        ("Saraqeb", "Saraqib (PPLA3): perhaps, within 20 km, chance "),
        ("Ariha", "no"),
        ("Beijing", "no, far outside"),
    ],
)
def test_one_place_can_be_asked_for_by_any_of_its_names(
    dateline: CommandLine, name: str, said: str
) -> None:
    told = dateline("zone", SHIPPED, "idlib-dmz", "--place", name)
    assert told.status == 0
    assert said in told.out


def test_a_name_that_no_gazetteer_has_is_told(dateline: CommandLine) -> None:
    told = dateline("zone", SHIPPED, "idlib-dmz", "--place", "Nowhereville")
    assert (told.status, told.out) == (2, "")
    assert "there is no place 'Nowhereville'" in told.err
