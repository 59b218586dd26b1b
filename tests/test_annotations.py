"""Mentions as W3C Web Annotations: what is meant, and the way back to the sentence."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from command import Run as CommandLine
from dossiers import build_in, small_dossier, write_document
from fastapi.testclient import TestClient

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.export.annotations import annotation_stream
from geo.model.query import Query
from geo.store.open import Store, open_store

BASE = "https://maps.example/idlib"
MOTIVATIONS = {"identifying", "geotagging", "tagging"}


def written(store: Store, base: str = BASE) -> bytes:
    """Return the annotations of a store."""
    return b"".join(annotation_stream(store.features.every("mentions"), base))


@pytest.fixture(scope="module")
def made(store: Store) -> dict[str, Any]:
    """The shipped dossier's mentions."""
    found: dict[str, Any] = orjson.loads(written(store))
    return found


def selectors(annotation: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the quote and the position."""
    quote, position = annotation["target"]["selector"]
    assert (quote["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
    return quote, position


def bodies(annotation: dict[str, Any], purpose: str) -> list[dict[str, Any]]:
    return [b for b in annotation["body"] if b["purpose"] == purpose]


def test_a_collection_holds_one_annotation_for_each_mention(
    made: dict[str, Any], store: Store
) -> None:
    assert made["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert (made["type"], made["first"]["type"]) == ("AnnotationCollection", "AnnotationPage")
    items = made["first"]["items"]
    assert made["total"] == len(items) == store.features.layer("mentions").features
    assert len({a["id"] for a in items}) == len(items)
    for annotation in items:
        assert annotation["type"] == "Annotation"
        assert annotation["id"].startswith(f"{BASE}/collections/mentions/items/")
        assert {b["purpose"] for b in annotation["body"]} <= MOTIVATIONS
        assert "created" not in annotation


def test_both_selectors_lead_to_the_same_words(made: dict[str, Any], store: Store) -> None:
    for annotation in made["first"]["items"]:
        quote, position = selectors(annotation)
        document = annotation["target"]["source"].removeprefix(f"{BASE}/documents/")
        text, _ = store.texts.text(document)
        start, end = position["start"], position["end"]
        assert text[start:end] == quote["exact"]
        assert text[:start].endswith(quote["prefix"])
        assert text[end:].startswith(quote["suffix"])


def test_a_body_says_which_place_is_meant_and_where_it_lies(
    made: dict[str, Any], store: Store
) -> None:
    mentions = list(store.features.every("mentions"))
    for annotation, mention in zip(made["first"]["items"], mentions, strict=True):
        told = orjson.loads(mention.properties)
        (meant,) = bodies(annotation, "identifying")
        (here,) = bodies(annotation, "geotagging")
        assert (meant["type"], here["type"]) == ("SpecificResource", "Feature")
        assert here["geometry"] == orjson.loads(mention.geometry)
        assert here["properties"]["place_id"] == told["place_id"]
        assert [b["value"] for b in bodies(annotation, "tagging")] == [told["use"], told["status"]]


def test_what_an_annotation_leads_to_is_served(client: TestClient) -> None:
    found = client.get("/layers/mentions.annotations.json").json()["first"]["items"]
    meant = {b["source"] for a in found for b in bodies(a, "identifying")}
    assert {address.split("/")[3] for address in meant} == {"collections", "zones"}
    sources = {a["target"]["source"] for a in found}
    for address in [*sorted(meant), *sorted(sources), found[0]["id"]]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.json().get("numberMatched", 1) > 0, address


def test_offsets_are_code_points_and_text_stays_as_it_is(tmp_path: Any) -> None:  # noqa: ANN401
    root = small_dossier(tmp_path)
    for old in (root / "documents").iterdir():
        old.unlink()
    text = '🗺🗺 "Maps" \\ </script>: a barge 🚢 left Northton for Farhaven at dawn.'
    write_document(root, "barge.txt", text)
    store = open_store(build_in(root, tmp_path / "out").store)
    items = orjson.loads(written(store))["first"]["items"]
    assert items
    for annotation in items:
        quote, position = selectors(annotation)
        document = annotation["target"]["source"].rpartition("/")[2]
        whole, _ = store.texts.text(document)
        assert whole[position["start"] : position["end"]] == quote["exact"]
    quote = next(selectors(a)[0] for a in items if selectors(a)[0]["exact"] == "Northton")
    assert quote["prefix"].endswith("</script>: a barge 🚢 left ")


def test_a_name_without_a_place_has_tags_and_no_place(store: Store) -> None:
    mention = next(iter(store.features.every("mentions")))
    told = orjson.loads(mention.properties) | {"place_id": None, "status": "unplaced"}
    unplaced = type(mention)(id="u", geometry=b"null", properties=orjson.dumps(told))
    (found,) = orjson.loads(b"".join(annotation_stream([unplaced], "")))["first"]["items"]
    assert {b["purpose"] for b in found["body"]} == {"tagging"}
    assert found["body"][-1]["value"] == "unplaced"


def test_a_filter_and_no_mention_at_all_make_whole_files(client: TestClient, store: Store) -> None:
    asked = client.get("/layers/mentions.annotations.json?use=metonym")
    profile = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    assert asked.headers["content-type"] == profile
    found = asked.json()
    uses = {bodies(a, "tagging")[0]["value"] for a in found["first"]["items"]}
    assert uses == {"metonym"}
    assert 0 < found["total"] == len(found["first"]["items"])
    nothing = store.features.select("mentions", Query(equal=(("use", "none"),)))
    empty = orjson.loads(b"".join(annotation_stream(nothing, BASE)))
    assert (empty["total"], empty["first"]["items"]) == (0, [])


def test_the_same_mentions_give_the_same_bytes_and_the_setting_names_the_server(
    store: Store,
    dateline: CommandLine,
    small: Any,  # noqa: ANN401 - a folder
) -> None:
    assert written(store) == written(store)
    with TestClient(create_app(store, Settings(base_url=f"{BASE}/"))) as client:
        assert client.get("/layers/mentions.annotations.json").content == written(store)
    words = ("mentions", "-o", "m.json", "--format", "annotations", "--base-url", BASE)
    assert dateline("export", small, *words).status == 0
