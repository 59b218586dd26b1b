"""Fit the provinces of Natural Earth into the territories of OpenStreetMap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from basedata.coverage import GRID_DEG, as_coverage, nearest_parts, polygonal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

_CRUMB_DEG2 = 5e-4
"""About 5 km²: smaller scraps of a province are cutting waste along a border it misses."""

_SAME_UNIT = {"UNDOF": "Quneitra"}
"""Natural Earth keeps the United Nations' strip apart from the governorate it lies in."""


def read_provinces(world_map: Path, code: str) -> dict[str, BaseGeometry]:
    """Return the provinces of a country by their name in QGIS's world_map.gpkg, sorted."""
    table = gpd.read_file(world_map, layer="states_provinces", where=f"adm0_a3 = '{code}'")
    table["name"] = table["name"].replace(_SAME_UNIT)
    grouped = table.sort_values("name").groupby("name")["geometry"]
    return {name: shapely.union_all(shapes.to_numpy()) for name, shapes in grouped}


def fit_provinces(
    provinces: Mapping[str, BaseGeometry], territory: BaseGeometry
) -> dict[str, BaseGeometry]:
    """Cut provinces to a territory and give what they leave of it to the nearest one."""
    kept: dict[str, BaseGeometry] = {}
    rest = territory
    for name, shape in provinces.items():
        pieces = shapely.get_parts(
            polygonal(shapely.intersection(rest, shape, grid_size=GRID_DEG))
        )
        mine = shapely.union_all([p for p in pieces if p.area > _CRUMB_DEG2])
        if not mine.is_empty:
            kept[name] = mine
            rest = polygonal(shapely.difference(rest, mine, grid_size=GRID_DEG))
    added = nearest_parts(rest, kept)
    grown = {
        n: shapely.union_all([s, added.get(n, s)], grid_size=GRID_DEG) for n, s in kept.items()
    }
    return as_coverage(grown)
