"""Metric frames: where a buffer of 15 km is 15 km on the ground."""

from __future__ import annotations

import math
from functools import cached_property, lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.geodesy.seam import split, unwrapped

_STEP_DEG = 0.005
"""At most 560 m. A straight line of GeoJSON, straight in degrees, bends in any projection: by
3 cm between such steps at 80 degrees of latitude, by less elsewhere."""
_GRID_DEG = 1e-7
"""About 1 cm."""
_LEAST_DEGREE_M = 110_000.0
"""No degree of latitude is shorter: 110,574 m at the equator."""
EARTH_M = 6_371_000.0
EDGE_M = 500.0
"""Longest edge that is taken back to degrees."""


class LocalFrame:
    """An azimuthal equidistant frame in metres around a centre.

    Distances from the centre are exact; how far off others may be stands in
    ``geo.geodesy.buffer``.
    """

    def __init__(self, lon_deg: float, lat_deg: float) -> None:
        """Centre the frame; a longitude beyond ±180 is the one a turn away."""
        self._lon_deg = (round(lon_deg, 4) + 180.0) % 360.0 - 180.0
        lat_deg = round(lat_deg, 4)
        self._there = _transformer(self._lon_deg, lat_deg)
        self._pole_m = (90.0 - abs(lat_deg)) * _LEAST_DEGREE_M

    @classmethod
    def around(cls, geometry: BaseGeometry) -> LocalFrame:
        """Centre a frame on the geometry's bounds; OGC:CRS84."""
        west, south, east, north = unwrapped(geometry).bounds
        return cls((west + east) / 2, (south + north) / 2)

    def forward(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return the geometry in metres; long edges are split first."""
        whole = shapely.segmentize(unwrapped(geometry), _STEP_DEG)
        return shapely.transform(whole, self.from_degrees)

    def inverse(self, geometry: BaseGeometry, edge_m: float = EDGE_M) -> BaseGeometry:
        """Return the geometry in OGC:CRS84, on a grid of 1 cm, edges at most ``edge_m``.

        What crosses the antimeridian comes in parts. Raises InputError for ground that holds a
        pole: degrees have no ring around it.
        """
        self._refuse_poles(geometry)
        degrees = shapely.transform(shapely.segmentize(geometry, edge_m), self.to_degrees)
        rounded = shapely.set_precision(split(degrees), _GRID_DEG, mode="pointwise")
        return rounded if rounded.is_valid else shapely.make_valid(rounded, method="structure")

    def _refuse_poles(self, geometry: BaseGeometry) -> None:
        west, south, east, north = geometry.bounds
        if geometry.is_empty or math.hypot(west, south, east, north) < self._pole_m:
            return
        if any(shapely.intersects(geometry, self._poles)):
            msg = "the ground holds a pole, where longitudes meet: take a smaller depth"
            raise InputError(msg)

    @cached_property
    def _poles(self) -> NDArray[np.object_]:
        poles = np.array([(0.0, -90.0), (0.0, 90.0)])
        return np.asarray(shapely.points(self.from_degrees(poles)))

    def from_degrees(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return rows of longitude and latitude as metres east and north of the centre."""
        return np.column_stack(self._there.transform(xy[:, 0], xy[:, 1]))

    def to_degrees(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return rows of metres as longitude, within half a turn of the centre's, and latitude."""
        lon, lat = self._there.transform(xy[:, 0], xy[:, 1], direction="INVERSE")
        around = (np.asarray(lon) - self._lon_deg + 180.0) % 360.0 - 180.0
        return np.column_stack([around + self._lon_deg, lat])


@lru_cache(maxsize=256)
def _transformer(lon_deg: float, lat_deg: float) -> Transformer:
    # The one step between OGC:CRS84 and this frame; to look for it in PROJ's database each time
    # takes six times as long.
    return Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
        f"+step +proj=aeqd +lat_0={lat_deg:.4f} +lon_0={lon_deg:.4f} +ellps=WGS84"
    )
