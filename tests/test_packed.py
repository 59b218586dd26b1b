"""Outlines as they travel to the page: whole steps from vertex to vertex."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unpacking import spelled_out

from geo.render.packed import STEPS_PER_DEG, packed, packed_collection

_LON = st.integers(-180 * STEPS_PER_DEG, 180 * STEPS_PER_DEG)
_LAT = st.integers(-90 * STEPS_PER_DEG, 90 * STEPS_PER_DEG)


@given(st.lists(st.tuples(_LON, _LAT), min_size=2, max_size=40))
def test_the_steps_lead_to_every_vertex(whole: list[tuple[int, int]]) -> None:
    vertices = [(lon / STEPS_PER_DEG, lat / STEPS_PER_DEG) for lon, lat in whole]
    line: Any = {"type": "LineString", "coordinates": vertices}
    drawn: Any = packed(line)
    assert list(spelled_out(drawn).coords) == vertices


@pytest.mark.parametrize(
    ("kind", "coordinates", "steps"),
    [
        ("LineString", [[36.1, 35.2], [36.1001, 35.1998]], [361000, 352000, 1, -2]),
        ("Polygon", [[[0, 0], [1, 0], [0, 0]]], [[0, 0, 10000, 0, -10000, 0]]),
        ("MultiLineString", [[[0, 0], [0, 1]]], [[0, 0, 0, 10000]]),
        ("MultiPolygon", [[[[2, 1], [2, 2], [2, 1]]]], [[[20000, 10000, 0, 10000, 0, -10000]]]),
        ("Polygon", [], []),
    ],
)
def test_every_kind_of_outline_keeps_its_rings(
    kind: str,
    coordinates: Any,  # noqa: ANN401 - nested lists of numbers
    steps: Any,  # noqa: ANN401 - the same
) -> None:
    assert packed({"type": kind, "coordinates": coordinates}) == {"type": kind, "steps": steps}


def test_a_point_and_nothing_stay_as_they_are() -> None:
    point: Any = {"type": "Point", "coordinates": [36.12345, 35.2]}
    assert packed(point) == point
    assert packed(None) is None


def test_a_collection_keeps_the_properties_of_its_features() -> None:
    shape: Any = {"type": "LineString", "coordinates": [[0, 0], [0, 1]]}
    feature: Any = {"type": "Feature", "properties": {"k": "river"}, "geometry": shape}
    found: Any = packed_collection({"type": "FeatureCollection", "features": [feature]})
    assert found["features"] == [{**feature, "geometry": packed(shape)}]
