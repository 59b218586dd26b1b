"""A geodesic reference for zones, made of ``pyproj.Geod`` alone: slow, dense and independent."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

GEOD = Geod(ellps="WGS84")
Reals = NDArray[np.float64]


def walked(
    lon_deg: float, lat_deg: float, heading_deg: float, turns: list[float], step_km: float
) -> LineString:
    """Return a line that walks from a point with the given turns; longitudes may pass 180."""
    coords = [(lon_deg, lat_deg)]
    for turn in turns:
        heading_deg += turn
        lon, lat, _ = GEOD.fwd(*coords[-1], heading_deg, step_km * 1000)
        coords.append((coords[-1][0] + (lon - coords[-1][0] + 180) % 360 - 180, lat))
    return LineString(coords)


def dense(line: LineString, step_m: float) -> Reals:
    """Return points of a line that is straight in degrees, at most ``step_m`` apart."""
    coords = np.asarray(line.coords)
    rows = [coords[:1]]
    for start, end in pairwise(coords):
        _, _, metres = GEOD.inv(*start, *end)
        share = np.linspace(0, 1, max(2, int(np.ceil(metres / step_m)) + 1))[1:, None]
        rows.append(start + share * (end - start))
    return np.concatenate(rows)


def distance_m(points: Reals, line: Reals) -> Reals:
    """Return the geodesic distance of each point from the nearest point of a dense line."""
    found = np.empty(len(points))
    for i, (lon, lat) in enumerate(points):
        _, _, metres = GEOD.inv(
            np.full(len(line), lon), np.full(len(line), lat), line[:, 0], line[:, 1]
        )
        found[i] = np.min(metres)
    return found


def strip_km2(line: LineString, depth_m: float) -> float:
    """Return the area within a depth of a line: the union of circles, 20 to a depth."""
    azimuths = np.arange(0, 360, 0.5)
    count = azimuths.size
    circles = []
    for lon, lat in dense(line, depth_m / 20):
        lons, lats, _ = GEOD.fwd(
            np.full(count, lon), np.full(count, lat), azimuths, np.full(count, depth_m)
        )
        circles.append(Polygon(np.column_stack([lon + (lons - lon + 180) % 360 - 180, lats])))
    return area_km2(shapely.union_all(circles))


def area_km2(geometry: BaseGeometry) -> float:
    """Return the geodesic area of polygons."""
    parts = shapely.get_parts(geometry)
    return float(sum(abs(GEOD.geometry_area_perimeter(p)[0]) for p in parts)) / 1e6


def outline(geometry: BaseGeometry, most: int) -> Reals:
    """Return up to ``most`` points of an outline, off the antimeridian where a part is cut."""
    edges = shapely.get_coordinates(shapely.get_parts(geometry.boundary))
    kept: Reals = edges[np.abs(np.abs(edges[:, 0]) - 180) > 1e-6]
    return kept[:: max(1, len(kept) // most)]
