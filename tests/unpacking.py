"""Outlines of the page's data as geometry again, as the page spells them out."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from geo.render.packed import STEPS_PER_DEG


def spelled_out(drawn: dict[str, Any]) -> BaseGeometry:
    """Return the geometry of an outline that travels in steps."""
    whole = {"type": drawn["type"], "coordinates": _coordinates(drawn["steps"])}
    return shapely.from_geojson(orjson.dumps(whole))


def _coordinates(steps: list[Any]) -> list[Any]:
    if steps and isinstance(steps[0], list):
        return [_coordinates(part) for part in steps]
    ways = accumulate(steps[0::2]), accumulate(steps[1::2])
    lons, lats = ([step / STEPS_PER_DEG for step in way] for way in ways)
    return [list(vertex) for vertex in zip(lons, lats, strict=True)]
