"""Coordinates as the page receives them: whole steps, each counted from the vertex before.

Half of what the page weighs is outlines, and from one vertex to the next it is not far.
``unpack.js`` spells them out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from geo.model.feature import Json

STEPS_PER_DEG = 10_000
"""The last digit of what the page draws, about 10 m; ``unpack.js`` has the same."""
_DEPTHS = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}
"""How deep the paths lie in the coordinates of a geometry; a point has none."""


def packed(shape: Json) -> Json:
    """Return a GeoJSON geometry with ``steps`` for ``coordinates``; one without paths as it is."""
    if not isinstance(shape, dict) or shape["type"] not in _DEPTHS:
        return shape
    kind = str(shape["type"])
    return {"type": kind, "steps": _steps(shape["coordinates"], _DEPTHS[kind])}


def packed_collection(collection: dict[str, Json]) -> dict[str, Json]:
    """Return a GeoJSON feature collection with every geometry packed."""
    features = cast("list[dict[str, Json]]", collection["features"])
    return {**collection, "features": [{**f, "geometry": packed(f["geometry"])} for f in features]}


def path_steps(lonlat: Iterable[Iterable[float]]) -> tuple[int, ...]:
    """Return the steps to the first vertex and on to each next one, longitude first in each."""
    steps: list[int] = []
    before_lon = before_lat = 0
    for lon_deg, lat_deg in lonlat:
        lon, lat = round(lon_deg * STEPS_PER_DEG), round(lat_deg * STEPS_PER_DEG)
        steps += (lon - before_lon, lat - before_lat)
        before_lon, before_lat = lon, lat
    return tuple(steps)


def _steps(nested: Json, depth: int) -> Json:
    if depth:
        return [_steps(part, depth - 1) for part in cast("list[Json]", nested)]
    return list(path_steps(cast("list[list[float]]", nested)))
