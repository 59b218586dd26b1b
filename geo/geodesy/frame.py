"""Metric frames: where a buffer of 15 km is 15 km on the ground."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

_CRS84 = CRS.from_user_input("OGC:CRS84")
_STEP_DEG = 0.001
"""About 100 m: a straight line of GeoJSON, straight in degrees, bends in any projection."""
_GRID_DEG = 1e-7
"""About 1 cm."""
HALF_GLOBE_M = 20_004_000.0
"""Half the circumference: no place lies farther from a frame's centre."""
EDGE_M = 500.0
"""Longest edge that is taken back to degrees."""


class LocalFrame:
    """An azimuthal equidistant frame in metres around a centre.

    Measured on the Idlib line of 2018 (268 km): a buffer's edge lies within 6 m of the geodesic.
    """

    def __init__(self, lon_deg: float, lat_deg: float) -> None:
        """Centre the frame."""
        self._there = _transformer(round(lon_deg, 4), round(lat_deg, 4))

    @classmethod
    def around(cls, geometry: BaseGeometry) -> LocalFrame:
        """Centre a frame on the geometry's bounds; OGC:CRS84."""
        west, south, east, north = geometry.bounds
        return cls((west + east) / 2, (south + north) / 2)

    def forward(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return the geometry in metres; long edges are split first."""
        return shapely.transform(shapely.segmentize(geometry, _STEP_DEG), self._to_metres)

    def inverse(self, geometry: BaseGeometry, edge_m: float = EDGE_M) -> BaseGeometry:
        """Return the geometry in OGC:CRS84, on a grid of 1 cm, edges at most ``edge_m``."""
        degrees = shapely.transform(shapely.segmentize(geometry, edge_m), self._to_degrees)
        rounded = shapely.set_precision(degrees, _GRID_DEG, mode="pointwise")
        return rounded if rounded.is_valid else shapely.make_valid(rounded, method="structure")

    def _to_metres(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(self._there.transform(xy[:, 0], xy[:, 1]))

    def _to_degrees(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(self._there.transform(xy[:, 0], xy[:, 1], direction="INVERSE"))


@lru_cache(maxsize=64)
def _transformer(lon_deg: float, lat_deg: float) -> Transformer:
    local = CRS.from_dict(
        {"proj": "aeqd", "lon_0": lon_deg, "lat_0": lat_deg, "datum": "WGS84", "units": "m"}
    )
    return Transformer.from_crs(_CRS84, local, always_xy=True)
