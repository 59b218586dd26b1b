"""Styles over the API: they name only what is served, and draw it as the table of looks says."""
# ruff: noqa: ANN401 - JSON has no types

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import orjson
import pytest
from conftest import ROOT
from fastapi.testclient import TestClient
from pictures import pixels

from geo.api.styles import style_of
from geo.model.dossier import Style
from geo.model.look import Area
from geo.model.looks import looks
from geo.store.open import Store

LAYERS = ("places", "mentions", "zones", "lines", "changes", "posts", "expressions")


@pytest.fixture(scope="module")
def document(client: TestClient) -> Any:
    answer = client.get("/styles/maplibre.json")
    assert answer.headers["content-type"] == "application/vnd.mapbox.style+json"
    return answer.json()


def named(value: Any) -> set[str]:
    """Return the columns that an expression asks for."""
    if not isinstance(value, list):
        return set()
    if len(value) == 2 and value[0] in {"get", "has"}:
        return {value[1]}
    return set().union(*map(named, value))


def test_every_style_that_is_listed_is_there(client: TestClient) -> None:
    listed = client.get("/styles").json()
    assert listed["default"] in {style["id"] for style in listed["styles"]}
    assert {style["id"] for style in listed["styles"]} == {"maplibre", *LAYERS}
    for style in listed["styles"]:
        for link in style["links"]:
            answer = client.get(link["href"])
            assert answer.status_code == 200
            assert answer.headers["content-type"] == link["type"]


def test_layers_name_only_sources_and_columns_that_exist(
    client: TestClient, document: Any
) -> None:
    columns: dict[str, set[str]] = {}
    for name, source in document["sources"].items():
        (tiles,) = client.get(source["url"]).json()["vector_layers"]
        assert tiles["id"] == name
        columns[name] = set(tiles["fields"])
    for layer in document["layers"]:
        if layer["type"] == "background":
            continue
        assert layer["source"] == layer["source-layer"]
        sizes = [*layer["paint"].values(), *layer.get("layout", {}).values()]
        asked = set().union(named(layer.get("filter")), *map(named, sizes))
        assert asked <= columns[layer["source"]], layer["id"]


def test_every_picture_that_a_layer_names_is_in_the_sprite(
    client: TestClient, document: Any
) -> None:
    index = client.get(document["sprite"] + ".json").json()
    wanted = {one["paint"].get("fill-pattern") for one in document["layers"]}
    wanted |= {one.get("layout", {}).get("icon-image") for one in document["layers"]}
    assert wanted - {None} <= set(index)


def test_a_style_asks_no_other_host_for_anything(client: TestClient, document: Any) -> None:
    assert "glyphs" not in document
    addresses = [document["sprite"], *(s["url"] for s in document["sources"].values())]
    assert all(address.startswith(str(client.base_url)) for address in addresses)
    assert not [one for one in document["layers"] if "text-field" in one.get("layout", {})]


def test_layers_lie_in_the_order_of_the_table(document: Any) -> None:
    drawn = [one["id"] for one in document["layers"]]
    own = [drawn.index(look.id) for look in looks(Style())]
    assert own == sorted(own)
    assert drawn[0] == "land"
    assert drawn.index("line-sourced-casing") < drawn.index("line-sourced")


def test_what_the_page_shows_on_demand_is_there_but_off(document: Any) -> None:
    off = {
        one["id"]
        for one in document["layers"]
        if one.get("layout", {}).get("visibility") == "none"
    }
    assert {"place-government", "mention-point", "zone-chance", "vague-core", "change-0"} <= off
    assert not {"place-point", "zone-core", "line-sourced", "post"} & off


@pytest.mark.parametrize("scale", [1, 2])
def test_the_sprite_is_as_large_as_its_index_says(client: TestClient, scale: int) -> None:
    suffix = "" if scale == 1 else "@2x"
    index = client.get(f"/styles/sprite{suffix}.json").json()
    sheet = pixels(client.get(f"/styles/sprite{suffix}.png").content)
    for name, at in index.items():
        assert at["pixelRatio"] == scale
        picture = sheet[at["y"] : at["y"] + at["height"], at["x"] : at["x"] + at["width"]]
        assert picture.shape[:2] == (at["height"], at["width"])
        assert picture[..., 3].any(), name


def test_a_hatch_of_the_sprite_repeats_without_a_seam(client: TestClient) -> None:
    index = client.get("/styles/sprite.json").json()
    sheet = pixels(client.get("/styles/sprite.png").content)
    for look in looks(Style()):
        if not isinstance(look.symbol, Area) or look.symbol.hatch is None:
            continue
        at = index[look.symbol.hatch.id]
        hatch = sheet[at["y"] : at["y"] + at["height"], : at["width"], 3]
        twice = abs(hatch[1:, :] - hatch[:-1, [*range(1, at["width"]), 0]])
        assert twice.max() <= 1


def test_a_style_of_another_day_shows_the_line_of_that_day(client: TestClient) -> None:
    def day(asked: str) -> str:
        found = client.get("/styles/maplibre.json", params={"datetime": asked}).json()
        line = next(one for one in found["layers"] if one["id"] == "line-sourced")
        said: str = found["metadata"]["dateline:day"]
        assert said in str(line["filter"])
        return said

    days = {p["properties"]["valid_on"] for p in _items(client, "lines")} - {None}
    for one in days:
        assert day(one) == one
    assert day("2099-01-01") == max(days)
    assert day("1999-01-01") == "1999-01-01"  # before the first: no line is shown
    assert client.get("/styles/maplibre.json?datetime=soon").status_code == 400


def test_a_picture_of_lines_is_of_the_day_that_the_style_shows(
    client: TestClient, document: Any
) -> None:
    def picture(asked: str) -> bytes:
        answer = client.get(f"/tiles/lines/8/154/100.png{asked}")
        assert answer.status_code == 200
        return answer.content

    first, last = document["metadata"]["dateline:day"], "2099-01-01"
    assert picture("") == picture(f"?datetime={first}")
    assert picture("") != picture(f"?datetime={last}")
    drawn = [(pixels(picture(f"?datetime={day}"))[..., 3] > 0).sum() for day in (first, last)]
    assert drawn[0] > drawn[1] > 0, "one line is shorter than the other: neither lies on it"
    assert client.get("/tiles/lines/8/154/100.png?datetime=soon").status_code == 400


def _items(client: TestClient, layer: str) -> list[Any]:
    found: list[Any] = client.get(f"/collections/{layer}/items?limit=10000").json()["features"]
    return found


@pytest.mark.parametrize("layer", LAYERS)
def test_a_style_for_qgis_has_a_rule_and_a_symbol_for_every_look(
    client: TestClient, layer: str
) -> None:
    root = fromstring(client.get(f"/styles/{layer}.qml").content)  # noqa: S314 - our own
    rules, symbols = root.findall(".//rule"), root.findall("./renderer-v2/symbols/symbol")
    own = [look for look in looks(Style()) if look.layer == layer]
    assert [rule.get("key") for rule in rules] == [look.id for look in own]
    assert [rule.get("symbol") for rule in rules] == [symbol.get("name") for symbol in symbols]
    assert [rule for rule in rules if rule.get("checkstate") != "0"]
    names = set(_items(client, layer)[0]["properties"])
    for rule in rules:
        asked = set((rule.get("filter") or "").split('"')[1::2])
        assert asked <= names


def test_a_layer_for_qgis_is_read_from_this_server(client: TestClient) -> None:
    root = fromstring(client.get("/styles/zones.qlr").content)  # noqa: S314 - our own
    said = root.findtext(".//maplayer/datasource") or ""
    assert f"url='{str(client.base_url).rstrip('/')}'" in said
    assert "typename='zones'" in said
    assert root.findtext(".//maplayer/id") == root.find(".//layer-tree-layer").get("id")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "address",
    ["nothing.qml", "documents.qml", "<b>.qlr", "sprite@3x.png", "other.json", "places.png"],
)
def test_a_style_that_is_not_there_is_not_found(client: TestClient, address: str) -> None:
    answer = client.get(f"/styles/{address}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_styles_are_asked_for_again_but_not_sent_twice(client: TestClient) -> None:
    for address in ("maplibre.json", "sprite.png", "places.qml"):
        first = client.get(f"/styles/{address}")
        assert first.headers["cache-control"] == "no-cache"
        known = {"If-None-Match": first.headers["etag"]}
        assert client.get(f"/styles/{address}", headers=known).status_code == 304


def test_the_document_is_valid_to_the_specification(document: Any, tmp_path: Path) -> None:
    validator = shutil.which("gl-style-validate", path=ROOT / "tools/web/node_modules/.bin")
    if validator is None:
        pytest.skip("gl-style-validate is not there: make lint installs it")
    path = tmp_path / "style.json"
    path.write_bytes(orjson.dumps(document))
    done = subprocess.run([validator, path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "")


def test_a_store_knows_the_looks_of_its_dossier(store: Store) -> None:
    assert style_of(store) == Style()
