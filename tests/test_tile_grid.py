"""The grid of tiles."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from geo.errors import NotFoundError
from geo.tiles.grid import Tile, to_mercator

TILE = Tile(10, 616, 402)
some = settings(max_examples=60, deadline=None)


@some
@given(st.floats(-180, 180), st.floats(-85.05, 85.05))
def test_mercator_agrees_with_proj(lon_deg: float, lat_deg: float) -> None:
    wanted_m = Transformer.from_crs("OGC:CRS84", "EPSG:3857").transform(lon_deg, lat_deg)
    point = to_mercator(np.array([shapely.Point(lon_deg, lat_deg)]))[0]
    assert (point.x, point.y) == pytest.approx(wanted_m, abs=1e-6)


def test_the_grid_is_square_and_its_tiles_meet() -> None:
    pole = to_mercator(np.array([shapely.Point(180, 90)]))[0]
    assert Tile(0, 0, 0).bounds_m()[2:] == pytest.approx((pole.x, pole.y))
    assert Tile(0, 0, 0).bounds_deg() == pytest.approx((-180, -85.051129, 180, 85.051129))
    tile, east, south = (Tile(24, x, y).bounds_deg() for x, y in ((5, 7), (6, 7), (5, 8)))
    assert (tile.xmax, tile.ymin) == (east.xmin, south.ymax)
    box = to_mercator(np.array([shapely.box(*TILE.bounds_deg(64))]))[0]
    assert box.bounds == pytest.approx(TILE.bounds_m(64))
    assert TILE.bounds_deg(4096).xmax == Tile(10, 617, 402).bounds_deg().xmax


@pytest.mark.parametrize("name", ["-1/0/0", "25/0/0", "3/8/0", "3/0/8", "3/-1/0", "3/0/-1"])
def test_a_tile_that_the_grid_lacks_is_not_found(name: str) -> None:
    with pytest.raises(NotFoundError, match=name):
        Tile(*map(int, name.split("/")))
    assert Tile(24, 2**24 - 1, 0).x == 2**24 - 1
