"""Areas and frames: as geodesy has them, whatever the shape of what is measured."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from geo.geodesy.frame import LocalFrame
from geo.geodesy.measure import area_km2

FIELD = shapely.box(36.0, 35.0, 36.2, 35.1)
POND = shapely.box(36.05, 35.02, 36.1, 35.05)


def test_a_hole_counts_against_its_polygon() -> None:
    with_pond = shapely.difference(FIELD, POND)
    assert area_km2(with_pond) == pytest.approx(area_km2(FIELD) - area_km2(POND))


def test_parts_add_up_whatever_their_winding() -> None:
    far = shapely.box(40.0, 35.0, 40.2, 35.1)
    both = shapely.MultiPolygon([FIELD.reverse(), far])
    assert area_km2(both) == pytest.approx(2 * area_km2(FIELD))


def test_lines_and_points_that_an_overlay_leaves_have_no_area() -> None:
    left = shapely.GeometryCollection([FIELD, FIELD.boundary, shapely.Point(36, 35)])
    assert area_km2(left) == area_km2(FIELD)
    assert area_km2(shapely.Polygon()) == 0


@settings(max_examples=20)
@given(lon_deg=st.floats(-180, 180), lat_deg=st.floats(-89, 89))
def test_a_frame_is_the_one_that_proj_finds(lon_deg: float, lat_deg: float) -> None:
    lon_deg, lat_deg = round(lon_deg, 4), round(lat_deg, 4)
    local = CRS.from_dict(
        {"proj": "aeqd", "lon_0": lon_deg, "lat_0": lat_deg, "datum": "WGS84", "units": "m"}
    )
    there = Transformer.from_crs("OGC:CRS84", local, always_xy=True)
    spots = np.array([(lon_deg + 0.3, lat_deg + 0.2), (lon_deg - 1.0, lat_deg - 0.7)])
    found = LocalFrame(lon_deg, lat_deg).from_degrees(spots)
    assert np.abs(found - np.column_stack(there.transform(*spots.T))).max() < 1e-6
