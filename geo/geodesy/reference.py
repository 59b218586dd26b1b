"""Coordinate reference systems that features can be asked for in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

_OGC = "http://www.opengis.net/def/crs/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Crs:
    """A system: its URI at OGC, its code, and how its coordinates are written."""

    uri: str
    code: str
    latitude_first: bool = False
    metric: bool = False


CRS84 = Crs(uri=f"{_OGC}OGC/1.3/CRS84", code="OGC:CRS84")
SYSTEMS: tuple[Crs, ...] = (
    CRS84,
    Crs(uri=f"{_OGC}EPSG/0/4326", code="EPSG:4326", latitude_first=True),
    Crs(uri=f"{_OGC}EPSG/0/3857", code="EPSG:3857", metric=True),
    Crs(uri=f"{_OGC}EPSG/0/32637", code="EPSG:32637", metric=True),
)
CRS_BY_NAME: Mapping[str, Crs] = {
    name: crs for crs in SYSTEMS for name in (crs.uri, crs.code, f"[{crs.code}]")
}
"""By URI, and by CURIE with and without its brackets."""


def into_crs(geometry: BaseGeometry, crs: Crs) -> BaseGeometry | None:
    """Return a geometry of OGC:CRS84 in another system, axes in that system's order.

    None where the system does not reach: a transverse Mercator ends a quarter turn away.
    """
    return _transformed(geometry, CRS84.code, crs.code)


def from_crs(geometry: BaseGeometry, crs: Crs) -> BaseGeometry | None:
    """Return a geometry of another system in OGC:CRS84, None where it lies nowhere on Earth."""
    return _transformed(geometry, crs.code, CRS84.code)


def _transformed(geometry: BaseGeometry, source: str, target: str) -> BaseGeometry | None:
    if source == target:
        return geometry
    transformer = _transformer(source, target)

    def change(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))

    found: BaseGeometry = shapely.transform(geometry, change)
    return found if np.isfinite(shapely.get_coordinates(found)).all() else None


@lru_cache(maxsize=8)
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target)
