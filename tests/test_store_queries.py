"""What is asked of a store: words, boxes, periods, pages. Brute force is the judge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import orjson
import pytest
import shapely
from dossiers import build_in, small_dossier, write_document
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from geo.features.layers import layers
from geo.model.calendar import Period
from geo.model.feature import Layer
from geo.model.query import BBox, PassageQuery, Query
from geo.model.run import Run
from geo.pipeline.engine import Engine
from geo.store.open import Store, open_store

ALL = Query(limit=100_000)


@pytest.fixture(scope="module")
def made(built: tuple[Path, Run], engine: Engine) -> tuple[Layer, ...]:
    """The layers that went into the store of the shipped dossier."""
    return layers(built[1], engine.dossier.places)


@pytest.fixture(scope="module")
def words_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store of one document of four sentences."""
    folder = tmp_path_factory.mktemp("words")
    root = small_dossier(folder)
    for old in (root / "documents").iterdir():
        old.unlink()
    text = (
        "The northern bank was quiet. He wrote a “quoted word” there. "
        "Ma'arrat has a café. Northton is not إدلب."
    )
    write_document(root, "words.txt", text)
    return open_store(build_in(root, folder / "out").store)


def box(west: float, south: float, east: float, north: float) -> BBox:
    return BBox(west_deg=west, south_deg=south, east_deg=east, north_deg=north)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("northern bank", 1),
        ("bank NORTHERN", 1),
        ("river bank", 0),  # all words of a query stand in one sentence
        ("Ma'arrat", 1),
        ("cafe", 1),
        ('"', 0),
        ("* - ( ) : ^", 0),
        ("  ", 0),
        ("", 4),
        ('"quoted word"', 1),
        ("quoted OR bank", 0),  # an operator is a word like any other
        ("NOT quoted", 0),
        ("text:quoted", 0),
        ("quot*", 1),
        ("quo*", 1),
        ("qu*", 0),  # half a vocabulary begins so: a plain word
        ("quoted* word*", 1),
        ('"word quoted"', 0),
        ("“quoted word”", 1),
        ('quoted "word', 1),  # a lone quotation mark is a sign like any other
        ("-quoted", 3),
        ('quiet -"northern bank"', 0),
        ("quiet -southern", 1),
        ("--quoted", 1),
        ("north-ton", 0),
        ("NORTHTON -", 1),
        ("-quoted -quiet", 2),
        ("إدلب", 1),
    ],
)
def test_words_are_searched_as_words(words_store: Store, words: str, count: int) -> None:
    assert words_store.texts.search(PassageQuery(words=words)).matched == count


@settings(max_examples=100, deadline=None)
@given(words=st.text(max_size=60))
@example(words='" OR "" NEAR(x, 5) AND NOT * ^ + { } \\ %')
@example(words="\x00\ud800'--")
def test_no_search_fails(store: Store, words: str) -> None:
    page = store.texts.search(PassageQuery(words=words, limit=5))
    assert page.matched is not None
    assert len(page.found) == min(page.matched, 5)
    for found in page.found:
        text = found.passage.text
        assert all(0 <= start < end <= len(text) for start, end in found.hits)


def test_a_role_without_a_place_asks_for_any_place(store: Store) -> None:
    for role in ("literal", "associative"):
        page = store.texts.search(PassageQuery(role=role, limit=1000))
        every = store.texts.search(PassageQuery()).matched
        assert page.matched is not None
        assert every is not None
        assert 0 < page.matched < every
        assert all({m.role for m in found.mentions} == {role} for found in page.found)


boxes = st.builds(
    box,
    st.floats(-180, 180),
    st.floats(-90, 60),
    st.floats(-180, 180),
    st.floats(60, 90),
) | st.builds(
    lambda lon, lat, w, h: box(lon, lat, lon + w, lat + h),
    st.floats(36, 37.2),
    st.floats(35, 36.5),
    st.floats(0.001, 0.8),
    st.floats(0.001, 0.8),
)


@settings(max_examples=60, deadline=None)
@given(bbox=boxes, layer=st.sampled_from(["places", "zones", "lines"]))
def test_a_box_finds_what_touches_it_and_nothing_else(
    store: Store, bbox: BBox, layer: str
) -> None:
    assume(all(west < east for west, east in bbox.ranges))
    halves = [shapely.box(w, bbox.south_deg, e, bbox.north_deg) for w, e in bbox.ranges]
    features = list(store.features.every(layer))
    shapes = shapely.from_geojson([f.geometry for f in features])
    touches = np.logical_or.reduce([shapely.intersects(shapes, half) for half in halves])
    wanted = [f.id for f, touch in zip(features, touches, strict=True) if touch]
    page = store.features.items(layer, replace(ALL, bbox=bbox))
    assert [f.id for f in page.features] == wanted
    assert page.matched == len(wanted)


def test_a_box_without_width_finds_the_place_on_it(store: Store) -> None:
    for feature in store.features.every("places"):
        lon, lat = orjson.loads(feature.geometry)["coordinates"]
        found = store.features.items("places", replace(ALL, bbox=box(lon, lat, lon, lat)))
        assert feature.id in [f.id for f in found.features]


days = st.dates(date(2017, 1, 1), date(2021, 12, 31)) | st.sampled_from(
    [date(2017, 5, 4), date(2018, 9, 17), date(2019, 10, 9), date(2020, 3, 5)]
)
"""Among them days on which something begins or ends."""


@settings(max_examples=60, deadline=None)
@given(start=days | st.none(), end=days | st.none())
def test_a_period_finds_what_overlaps_it(
    made: tuple[Layer, ...], store: Store, start: date | None, end: date | None
) -> None:
    assume(start is None or end is None or start <= end)
    for layer in (made[0], made[2], made[4]):
        wanted = [
            f.id
            for f in layer.features
            if (end is None or f.start is None or f.start <= end)
            and (start is None or f.end is None or f.end >= start)
            and (f.start or f.end)
        ]
        page = store.features.items(layer.id, replace(ALL, period=Period(start=start, end=end)))
        assert [f.id for f in page.features] == wanted


@pytest.mark.parametrize("bbox", [None, box(36, 35, 37, 36.5)])
def test_pages_put_together_are_the_whole(store: Store, bbox: BBox | None) -> None:
    whole = store.features.items("places", replace(ALL, bbox=bbox))
    assert whole.matched is not None
    pages = [
        store.features.items("places", Query(bbox=bbox, limit=7, offset=offset))
        for offset in range(0, whole.matched + 7, 7)
    ]
    assert tuple(f for page in pages for f in page.features) == whole.features
    assert {page.matched for page in pages} == {whole.matched}
