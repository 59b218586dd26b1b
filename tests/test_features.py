"""Features: each leads back to the words it rests on, and nothing is lost on the way."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import shapely
from conftest import document

from geo.curate.apply import apply_corrections
from geo.curate.standing import rulings
from geo.features.layers import layers
from geo.features.provenance import NOWHERE, provenance
from geo.model.dossier import Correction
from geo.model.feature import Feature, Layer
from geo.model.run import Reading, ReadingList, Run
from geo.model.text import Document, MentionKind, Span
from geo.pipeline.engine import Engine
from geo.pipeline.running import run

TOLERANCE_KM2 = 0.01


@pytest.fixture(scope="module")
def made(built: tuple[Path, Run], engine: Engine) -> dict[str, Layer]:
    """The layers of the shipped dossier."""
    return {layer.id: layer for layer in layers(built[1], engine.dossier.places)}


@pytest.fixture(scope="module")
def texts(built: tuple[Path, Run]) -> dict[str, Document]:
    """The documents of the shipped dossier by id."""
    return {r.document.id: r.document for r in built[1].readings}


def made_of(engine: Engine, text: str, **fields: object) -> dict[str, Layer]:
    """Return the layers of one document."""
    found = run(engine, [document(text, **fields)])
    return {layer.id: layer for layer in layers(found, engine.dossier.places)}


def check_words(feature: Feature, texts: dict[str, Document]) -> None:
    """Check that a feature's quote stands where it says, between the words it says."""
    said: Any = feature.properties
    text = texts[said["document_id"]].text
    assert text[said["start"] : said["end"]] == said["exact"] != ""
    assert text[: said["start"]].endswith(said["prefix"])
    assert text[said["end"] :].startswith(said["suffix"])
    assert said["link"] == f"/documents/{said['document_id']}#m{said['start']}-{said['end']}"


@pytest.mark.parametrize("layer", ["mentions", "places"])
def test_every_mention_and_every_pin_leads_back_to_its_words(
    made: dict[str, Layer], texts: dict[str, Document], layer: str
) -> None:
    assert len(list(made[layer].features)) > 50
    for feature in made[layer].features:
        check_words(feature, texts)


def test_a_mention_says_its_sentence_and_stands_in_it(
    made: dict[str, Layer], texts: dict[str, Document]
) -> None:
    for feature in made["mentions"].features:
        said: Any = feature.properties
        document_id, _, span = said["passage_id"].partition(":")
        start, end = map(int, span.split("-"))
        assert texts[document_id].text[start:end] == said["sentence"]
        assert start <= said["start"] < said["end"] <= end
        assert said["surface"] == said["exact"]


def test_a_pin_counts_exactly_its_mentions(
    built: tuple[Path, Run], made: dict[str, Layer]
) -> None:
    counted: Counter[tuple[str, str]] = Counter()
    documents = set()
    for reading in built[1].readings:
        for r in reading.resolutions:
            if r.place is not None and r.mention.kind is MentionKind.TOPONYM:
                role = "literal" if r.mention.use.is_place else "associative"
                counted[r.place.id, role] += 1
                documents.add((r.place.id, role, reading.document.id))
    pins: Any = [f.properties for f in made["places"].features]
    assert {(p["place_id"], p["role"]): p["mentions"] for p in pins} == counted
    assert sum(p["documents"] for p in pins) == len(documents)


def test_a_pins_quote_is_a_mention_of_its_place(made: dict[str, Layer]) -> None:
    mentions: Any = {f.id: f.properties for f in made["mentions"].features}
    for feature in made["places"].features:
        pin: Any = feature.properties
        mention = mentions[f"{pin['document_id']}:{pin['start']}-{pin['end']}"]
        assert mention["place_id"] == pin["place_id"]
        assert feature.id == pin["place_id"] + ("~associative" * (pin["role"] == "associative"))


def test_a_document_counts_its_mentions(made: dict[str, Layer]) -> None:
    mentions = Counter(f.properties["document_id"] for f in made["mentions"].features)
    for feature in made["documents"].features:
        assert feature.properties["mentions"] == mentions[feature.id]
        assert feature.geometry is None


def test_every_feature_of_a_layer_has_the_same_properties(made: dict[str, Layer]) -> None:
    # a table takes its columns from the first feature
    for layer in made.values():
        assert len({tuple(f.properties) for f in layer.features}) == 1, layer.id


def test_ids_are_unique_in_a_layer(made: dict[str, Layer]) -> None:
    for layer in made.values():
        assert len({f.id for f in layer.features}) == len(list(layer.features)), layer.id


def test_zone_parts_are_valid_and_lie_in_each_other(made: dict[str, Layer]) -> None:
    zones: dict[object, list[Feature]] = {}
    for feature in made["zones"].features:
        zones.setdefault(feature.properties["zone_id"], []).append(feature)
    assert len(zones) == 4
    for every in zones.values():
        parts = [p for p in every if p.properties["chance"] is None]
        assert [p.properties["chance"] for p in every if p not in parts] == [0.05, 0.5, 0.95]
        names = [str(p.properties["part"]) for p in parts]
        assert (names[0], names[-1]) == ("extent", "core")
        assert len(names) >= 3
        assert all(shapely.is_valid(p.geometry) for p in parts)
        for outer, inner in pairwise(parts):
            beyond = shapely.difference(inner.geometry, outer.geometry)
            assert beyond.area * 10_000 < TOLERANCE_KM2  # a square degree holds about 10,000 km²
            assert inner.geometry.area <= outer.geometry.area  # type: ignore[union-attr]


def test_a_zone_without_a_mention_has_no_quote_but_its_citations(engine: Engine) -> None:
    zones = made_of(engine, "In Aleppo it rained.")["zones"].features
    for feature in zones:
        assert feature.properties["exact"] is None
        assert feature.properties["citations"]
        assert feature.properties["mentions"] == 0


def test_a_zone_quotes_its_first_mention_and_what_is_stated_of_it(engine: Engine) -> None:
    text = "The buffer zone in Idlib was agreed in Sochi. The buffer zone is 15 to 20 km deep."
    made = made_of(engine, text)
    zone: Any = next(f for f in made["zones"].features if f.id == "idlib-dmz~core").properties
    assert (zone["exact"], zone["start"], zone["mentions"]) == ("buffer zone", 4, 2)
    (stated,) = zone["evidence"]["values"]
    assert (stated["label"], stated["agrees"]) == ("15–20 km", "yes")
    (wording,) = stated["wordings"]
    (place,) = wording["places"]
    assert text[place["start"] : place["end"]] == place["exact"] == "15 to 20 km"
    assert wording["sentence"] in text


def test_a_contact_line_names_the_two_towns_it_runs_between(
    made: dict[str, Layer], engine: Engine
) -> None:
    names = {p.name for p in engine.dossier.places.values()}
    for feature in made["lines"].features:
        said: Any = feature.properties
        first, second = said["between"]
        assert first != second
        assert {first, second} <= names
        assert feature.geometry is not None
        assert feature.geometry.length > 0
        if said["rule"] == "control":
            assert said["holders"] == ["government", "opposition"]
            assert said["valid_on"] == feature.start.isoformat()  # type: ignore[union-attr]
            assert said["half_gap_m"] > 0


def test_a_segment_carries_the_rows_of_its_two_towns(
    made: dict[str, Layer], engine: Engine
) -> None:
    dated = [f for f in made["lines"].features if f.properties["rule"] == "control"]
    assert dated
    for feature in dated:
        said: Any = feature.properties
        rows = said["evidence"]
        assert feature.id == "~".join((said["line_id"], *(row["place"] for row in rows)))
        assert [engine.dossier.places[row["place"]].name for row in rows] == said["between"]
        assert [row["holder"] for row in rows] == said["holders"]
        assert said["unsourced"] is any(row["reliability"] == "unsourced" for row in rows)
        assert all((row["from"] or "") <= said["valid_on"] < (row["to"] or "9") for row in rows)


def test_changes_are_summed_by_step_and_holder(made: dict[str, Layer]) -> None:
    features = list(made["changes"].features)
    parts: Any = [f for f in features if f.properties["kind"] == "ground"]
    sums: Any = [f for f in features if f.properties["kind"] == "sum"]
    assert {len(f.properties) for f in features} == {len(features[0].properties)}
    for found in sums:
        said = found.properties
        step = [f.properties for f in parts if f.start == found.start]
        gained = sum(p["area_km2"] for p in step if p["gained_by"] == said["holder"])
        lost = sum(p["area_km2"] for p in step if p["lost_by"] == said["holder"])
        assert (gained, lost) == pytest.approx((said["gained_km2"], said["lost_km2"]), abs=0.2)
        assert said["net_km2"] == pytest.approx(said["gained_km2"] - said["lost_km2"], abs=0.2)
        assert found.geometry is None
    assert [(f.start.isoformat(), f.end.isoformat()) for f in parts] == [
        ("2018-09-17", "2019-05-31"),
        ("2019-05-31", "2019-08-31"),
        ("2019-08-31", "2020-03-05"),
    ]
    for found in parts:
        said = found.properties
        for town in said["towns"]:
            assert said["since"] < town["on"] <= said["until"]
            assert town["source"]


def test_posts_are_numbered_through(made: dict[str, Layer]) -> None:
    posts: Any = [f.properties for f in made["posts"].features]
    assert [p["number"] for p in posts] == list(range(1, 13))
    assert {p["of"] for p in posts} == {12}


def test_an_unplaced_name_is_listed_without_geometry(engine: Engine) -> None:
    made = made_of(engine, "Shells fell on the village of Kafr Nowhere, near Aleppo.")
    found = {f.properties["surface"]: f for f in made["mentions"].features}
    lost = found["Kafr Nowhere"]
    assert lost.geometry is None
    assert (lost.properties["status"], lost.properties["place_id"]) == ("unplaced", None)
    assert found["Aleppo"].geometry is not None
    assert "Kafr Nowhere" not in [f.properties["name"] for f in made["places"].features]
    assert next(iter(made["documents"].features)).properties["unplaced"] == 1


def test_a_rejected_mention_is_listed_but_is_no_pin(engine: Engine) -> None:
    found = run(engine, [document("Aleppo and Hama were quiet.")])
    reading = next(iter(found.readings))
    wrong = next(r.mention.id for r in reading.resolutions if r.mention.surface == "Hama")
    decision = Correction(
        mention_id=wrong,
        decision="not-a-place",
        author="A. Curator",
        time=datetime(2026, 1, 31, tzinfo=UTC),
        reason="a family's name",
    )
    decided = Reading(
        document=reading.document,
        passages=reading.passages,
        resolutions=apply_corrections(
            reading.resolutions, rulings([decision]), engine.dossier.places
        ),
        statements=(),
    )
    again = Run(readings=ReadingList([decided]), skipped=(), lines=(), zones=(), posts=())
    made = {layer.id: layer for layer in layers(again, engine.dossier.places)}
    feature = next(f for f in made["mentions"].features if f.id == wrong)
    assert (feature.geometry, feature.properties["status"]) == (None, "rejected")
    assert feature.properties["decided_by"] == "A. Curator, 2026-01-31"
    assert [f.properties["name"] for f in made["places"].features] == ["Aleppo"]


def test_a_quote_keeps_letters_of_every_script_and_stops_at_the_front_matter() -> None:
    text = "---\ntitle: x\n---\n🗺 In إدلب it rained."
    start = text.index("إدلب")
    said = provenance(document(text, body_start=17), Span(start, start + 4))
    assert (said["exact"], said["prefix"], said["suffix"]) == ("إدلب", "🗺 In ", " it rained.")
    assert list(said) == list(NOWHERE)


def test_an_undated_document_gives_features_without_dates(engine: Engine) -> None:
    for layer in ("mentions", "places", "documents"):
        for feature in made_of(engine, "In Aleppo it rained.")[layer].features:
            assert (feature.start, feature.end) == (None, None)
            assert feature.properties.get("published_on") is None
