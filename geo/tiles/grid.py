"""The WebMercatorQuad tile matrix set: which ground a tile shows, and where a place falls in it.

The grid is OGC 17-083r4, annex D.1; the projection is EPSG method 1024 (Popular Visualisation
Pseudo-Mercator: a sphere of the WGS 84 semi-major axis), in closed form, so that drawing a tile
needs no projection library. ``y`` of a tile, and of a unit inside it, grows southwards.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from geo.errors import NotFoundError

if TYPE_CHECKING:
    from numpy.typing import NDArray

EARTH_RADIUS_M = 6_378_137.0
HALF_WORLD_M = math.pi * EARTH_RADIUS_M
MAX_LAT_DEG = math.degrees(math.atan(math.sinh(math.pi)))  # 85.051129: there the world is square
_NEAR_POLE_DEG = 89.99  # far outside every tile, and finite
MAX_ZOOM = 24
EXTENT_UNITS = 4096
BUFFER_UNITS = 64


class Bounds(NamedTuple):
    """A rectangle; the name of whoever returns it says the unit."""

    xmin: float
    ymin: float
    xmax: float
    ymax: float


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """One tile of the grid; NotFoundError where the grid has none."""

    z: int
    x: int
    y: int

    def __post_init__(self) -> None:
        """Refuse a zoom, column or row that the grid does not have."""
        if not 0 <= self.z <= MAX_ZOOM:
            message = f"tile {self.z}/{self.x}/{self.y}: zoom must be 0 to {MAX_ZOOM}"
            raise NotFoundError(message)
        last = 2**self.z - 1
        if not (0 <= self.x <= last and 0 <= self.y <= last):
            message = f"tile {self.z}/{self.x}/{self.y}: x and y must be 0 to {last} at this zoom"
            raise NotFoundError(message)

    @property
    def unit_m(self) -> float:
        """Return the side of one tile unit in EPSG:3857 metres (ground metres at the equator)."""
        return math.ldexp(2 * HALF_WORLD_M / EXTENT_UNITS, -self.z)

    def children(self) -> tuple[Tile, ...]:
        """Return the four tiles of the next zoom on the same ground."""
        z, x, y = self.z + 1, 2 * self.x, 2 * self.y
        return Tile(z, x, y), Tile(z, x + 1, y), Tile(z, x, y + 1), Tile(z, x + 1, y + 1)

    def neighbourhood(self) -> tuple[Tile, ...]:
        """Return the tile and those around it, each once: columns go round the world."""
        last = 2**self.z - 1
        rows = [y for y in (self.y - 1, self.y, self.y + 1) if 0 <= y <= last]
        columns = sorted({(self.x + step) & last for step in (-1, 0, 1)})
        return tuple(Tile(self.z, x, y) for y in rows for x in columns)

    def bounds_m(self, buffer_units: float = 0) -> Bounds:
        """Return the tile's rectangle in EPSG:3857 metres."""
        west, south, east, north = self._world_fractions(buffer_units)
        side_m = 2 * HALF_WORLD_M
        return Bounds(
            west * side_m - HALF_WORLD_M,
            HALF_WORLD_M - south * side_m,
            east * side_m - HALF_WORLD_M,
            HALF_WORLD_M - north * side_m,
        )

    def bounds_deg(self, buffer_units: float = 0) -> Bounds:
        """Return the tile's rectangle in degrees, longitude first.

        With a buffer, tiles at the antimeridian reach past 180 or -180: a search must then look
        on both sides of it.
        """
        west, south, east, north = self._world_fractions(buffer_units)
        return Bounds(
            west * 360 - 180, _latitude_deg(south), east * 360 - 180, _latitude_deg(north)
        )

    def units(self, lon_lat_deg: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return rows of (longitude, latitude) as rows of (x, y) in tile units, unrounded.

        Latitudes are not kept within the grid: that would bend what crosses its edge.
        """
        xmin_m, _, _, ymax_m = self.bounds_m()
        return (mercator_m(lon_lat_deg, _NEAR_POLE_DEG) - (xmin_m, ymax_m)) / (
            self.unit_m,
            -self.unit_m,
        )

    def _world_fractions(self, buffer_units: float) -> Bounds:
        """Return the edges as shares of the world from its north-west corner: ymin is south."""
        buffer, count = buffer_units / EXTENT_UNITS, 2**self.z
        return Bounds(
            (self.x - buffer) / count,
            (self.y + 1 + buffer) / count,
            (self.x + 1 + buffer) / count,
            (self.y - buffer) / count,
        )


def mercator_m(
    lon_lat_deg: NDArray[np.float64], max_lat_deg: float = MAX_LAT_DEG
) -> NDArray[np.float64]:
    """Return rows of (longitude, latitude) as rows of EPSG:3857 (x, y).

    Latitudes beyond ``max_lat_deg`` are taken as that; longitudes are not wrapped.
    """
    xy_m = np.radians(lon_lat_deg)
    limit = math.radians(max_lat_deg)
    xy_m[:, 1] = np.arcsinh(np.tan(np.clip(xy_m[:, 1], -limit, limit)))
    xy_m *= EARTH_RADIUS_M
    return xy_m


def to_mercator(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the geometries with their vertices in EPSG:3857; edges stay straight, heights go.

    Latitudes are kept within 85.051129, where the grid ends.
    """
    projected: NDArray[np.object_] = shapely.transform(geometries, mercator_m)
    return projected


def _latitude_deg(fraction: float) -> float:
    """Return the latitude at a share of the world's height, counted from the north."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * fraction))))
