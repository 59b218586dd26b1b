"""Filters in a box of a large layer of points, which are answered from an index by bands."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from points import layer_of, places, point_store

from geo.model.feature import Feature, Json
from geo.model.filter import Constant, Operation, Property
from geo.model.query import BBox, Query, SortKey
from geo.store import write_layers
from geo.store.open import Store

COUNT = 3_000
ON_BANDS = [(36.5, 35.4), (36.5, 35.5), (36.5, 35.6), (0.0, 0.05), (0.0, -0.05), (12.25, 0.0)]
"""Points on the edges of bands, and around the equator."""


def _on_bands() -> list[Feature]:
    said: dict[str, Json] = {
        "place_id": "e",
        "name": "Edge",
        "role": "literal",
        "mentions": 1,
        "confidence": 0.5,
    }
    return [
        Feature(id=f"e{n}", geometry=shapely.Point(at), properties=said)
        for n, at in enumerate(ON_BANDS)
    ]


@pytest.fixture(scope="module")
def made() -> list[Feature]:
    """Places around Idlib and over the world, some on the edges of bands."""
    return [*places(COUNT, 900), *_on_bands()]


@pytest.fixture(scope="module")
def banded(made: list[Feature], tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store that takes so many points for a large layer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(write_layers, "_INDEXED_FROM_FEATURES", COUNT)
        path = tmp_path_factory.mktemp("banded") / "store.sqlite"
        return point_store(path, layer_of(iter(made)), tiled=False)


edges = st.one_of(
    st.floats(35, 38).map(lambda deg: round(deg, 3)),
    st.sampled_from([-84.0, -0.1, -0.05, 0.0, 0.05, 35.4, 35.5, 35.6, 36.5, 84.0]),
)
least = st.sampled_from([("mentions", 25.0), ("role", "b"), ("name", "Tell 4")])


@settings(max_examples=80, deadline=None)
@given(
    lon=st.tuples(edges, edges).map(sorted),
    lat=st.tuples(edges, edges).map(sorted),
    least=least,
    is_sorted=st.booleans(),
)
def test_a_filter_in_a_box_finds_what_looking_at_each_point_finds(
    banded: Store,
    made: list[Feature],
    lon: list[float],
    lat: list[float],
    least: tuple[str, Any],
    *,
    is_sorted: bool,
) -> None:
    box = BBox(west_deg=lon[0], south_deg=lat[0], east_deg=lon[1], north_deg=lat[1])
    sort = (SortKey(name="name", descending=True),) if is_sorted else ()
    name, value = least
    above = Operation(op=">", args=(Property(name=name), Constant(value=value)))
    page = banded.features.items("places", Query(bbox=box, where=(above,), sort=sort))
    expected = [
        f
        for f in made
        if f.geometry is not None
        and box.holds(f.geometry.x, f.geometry.y)
        and f.properties[name] > value
    ]
    if is_sorted:
        expected.sort(key=lambda f: str(f.properties["name"]), reverse=True)
    assert [f.id for f in page.features] == [f.id for f in expected][:100]
    assert page.matched == len(expected)


def test_a_box_across_the_antimeridian_is_filtered_as_well(
    banded: Store, made: list[Feature]
) -> None:
    box = BBox(west_deg=150, south_deg=-84, east_deg=-150, north_deg=84)
    query = Query(bbox=box, equal=(("role", "literal"),), limit=COUNT)
    found = {f.id for f in banded.features.items("places", query).features}
    lon = np.array([f.geometry.x for f in made if f.geometry is not None])
    literal = np.array([f.properties["role"] == "literal" for f in made])
    wanted = np.flatnonzero((np.abs(lon) >= 150) & literal).tolist()
    assert wanted
    assert found == {made[n].id for n in wanted}


def test_a_large_layer_of_points_answers_from_its_index_alone(banded: Store) -> None:
    plan = banded.connections.rows(
        "EXPLAIN QUERY PLAN SELECT a.id FROM asked_0 a INDEXED BY asked_0_bands "
        "WHERE a.south / 1000000 IN (SELECT value FROM json_each('[354]')) "
        "AND a.west BETWEEN 1 AND 2 AND a.q3 = 'settlement'"
    )
    assert any("COVERING INDEX asked_0_bands" in row[-1] for row in plan), plan
