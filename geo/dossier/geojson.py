"""Read drawn lines and areas: GeoJSON files as QGIS writes them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import shapely
from shapely import Point
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.dossier.drawn import line_problem
from geo.dossier.report import Report, Row, nearest, read_text
from geo.model.line import DrawnLine
from geo.model.place import Place
from geo.model.zone import Area

_CRS84 = re.compile(r"(urn:ogc:def:crs:)?(OGC:[\d.]*:?CRS84|EPSG:[\d.]*:?4326)", re.IGNORECASE)
"""What means longitude and latitude of WGS 84 in a file of GeoJSON, longitude first."""
_LINES = ("LineString", "MultiLineString")
_AREAS = ("Polygon", "MultiPolygon")
_NO_FEATURE = (
    "has no geometry, or no properties, that can be read; write "
    '{"type": "Feature", "properties": {"source": …}, "geometry": {"type": …, "coordinates": …}}'
)
_ONE_POINT = "is a line of one point: it needs two that lie apart"
_FURTHEST_OFF_M = 1_000_000
_FAR_DEG, _NEAR_DEG = 3.0, 1.0
_OFF_DEG = 0.05
"""About 5 km: a harbour or a headland may lie that far outside a simplified coast."""


def read_lines(folder: Path, places: Mapping[str, Place], report: Report) -> dict[str, DrawnLine]:
    """Return the drawn lines of a folder by their file's name; properties as in DrawnLine."""
    lines = {}
    known = shapely.MultiPoint([(p.lon_deg, p.lat_deg) for p in places.values()])
    for path in sorted(folder.glob("*.geojson")):
        for where, geometry, properties in _features(path, _LINES, report):
            problem = line_problem(geometry)
            if problem:
                report.add(path, where, problem)
            if path.stem in lines:
                report.add(path, where, "is a second line: one line a file, it is named after it")
            if _swapped(geometry, known):
                report.add(
                    path,
                    where,
                    f"lies {geometry.distance(known):.0f} degrees from every place, and beside "
                    "one with its coordinates swapped: longitude goes first",
                )
            lines[path.stem] = DrawnLine(
                id=path.stem,
                geometry=geometry,
                source=_text(path, where, properties, "source", report),
                licence=_text(path, where, properties, "licence", report),
                uncertainty_m=_metres(path, where, properties, report),
                place_id=_place(path, where, properties.get("place", ""), places, report),
                between=_sides(path, where, properties, places, report),
            )
    return lines


def read_areas(folder: Path, places: Mapping[str, Place], report: Report) -> dict[str, Area]:
    """Return the areas of a folder by the place whose ground they are."""
    areas = {}
    for path in sorted(folder.glob("*.geojson")):
        for where, geometry, properties in _features(path, _AREAS, report):
            place_id = _text(path, where, properties, "place", report)
            if place_id and place_id not in places:
                hint = nearest(place_id, places)
                report.add(path, where, f"place {place_id!r} is no id of a place{hint}")
            if place_id in areas:
                report.add(
                    path, where, f"draws {place_id!r}, which is drawn already: join the two"
                )
            areas[place_id] = Area(
                place_id=place_id,
                geometry=geometry,
                source=_text(path, where, properties, "source", report),
                licence=_text(path, where, properties, "licence", report),
                uncertainty_m=_metres(path, where, properties, report),
            )
    return areas


def check_swapped(rows: list[tuple[Row, Place]], areas: Mapping[str, Area]) -> None:
    """Note rows that lie outside their country's area but would lie inside it swapped."""
    for row, place in rows:
        area = areas.get(place.country_code.lower())
        here = Point(place.lon_deg, place.lat_deg)
        if area is None or area.geometry.distance(here) < _OFF_DEG:
            continue
        if area.geometry.covers(Point(place.lat_deg, place.lon_deg)):
            row.problem(
                f"lon {place.lon_deg:g}, lat {place.lat_deg:g} lies outside "
                f"{place.country_code}, and inside it with the two swapped"
            )


def _features(
    path: Path, kinds: tuple[str, ...], report: Report
) -> Iterator[tuple[str, BaseGeometry, Mapping[str, Any]]]:
    for number, feature in enumerate(_listed(path, report), 1):
        where = f"feature {number}"
        try:
            geometry = shape(feature["geometry"])
            properties = dict(feature.get("properties") or {})
        except (KeyError, TypeError, AttributeError, ValueError, ShapelyError):
            report.add(path, where, _unread(feature))
            continue
        problem = _wrong(geometry, kinds)
        if problem:
            report.add(path, where, problem)
        else:
            yield where, geometry, properties


def _listed(path: Path, report: Report) -> list[Any]:
    """Return the features of a file as they stand, unchecked; a single one stands alone."""
    text = read_text(path, report)
    if text is None:
        return []
    try:
        data = json.loads(text)
    except json.JSONDecodeError as exc:
        where = f"line {exc.lineno}, column {exc.colno}"
        report.add(path, where, f"is not JSON: {exc.msg}; a comma or a bracket too many or few?")
        return []
    except RecursionError:
        report.add(path, "", "is not GeoJSON: its brackets are nested too deep")
        return []
    features = data.get("features", [data]) if isinstance(data, dict) else None
    system = _system(data)
    if system and not _CRS84.fullmatch(system):
        report.add(
            path, "crs", f"is {system}: save the file in OGC:CRS84 (QGIS: EPSG:4326 - WGS 84)"
        )
    if not isinstance(features, list) or not features:
        report.add(path, "", "holds no features: a GeoJSON FeatureCollection is wanted")
        return []
    return features


def _system(data: object) -> str:
    """Return the name of a coordinate system in the manner of old GeoJSON, "" where none is."""
    match data:
        case {"crs": {"properties": {"name": str(name)}}}:
            return name
        case {"crs": {} as other}:
            return json.dumps(other)
        case _:
            return ""


def _unread(feature: object) -> str:
    """Return why a feature gives no geometry."""
    match feature:
        case {"geometry": {"type": "LineString", "coordinates": [[_, _, *_]]}}:
            return _ONE_POINT
        case _:
            return _NO_FEATURE


def _wrong(geometry: BaseGeometry, kinds: tuple[str, ...]) -> str:
    if geometry.geom_type not in kinds:
        return f"is a {geometry.geom_type}; it must be a {' or a '.join(kinds)}"
    if geometry.is_empty:
        return "is empty: nothing is drawn"
    if kinds is _LINES and geometry.length == 0:
        return _ONE_POINT
    west, south, east, north = geometry.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004 - the globe
        return (
            f"reaches lon {west:g} to {east:g}, lat {south:g} to {north:g}: "
            "degrees of OGC:CRS84 are wanted, longitude first"
        )
    return "" if geometry.is_valid else f"is not valid: {shapely.is_valid_reason(geometry)}"


def _swapped(geometry: BaseGeometry, known: BaseGeometry) -> bool:
    """Tell whether a line lies far from all places, but near one with its axes exchanged."""
    if known.is_empty or geometry.distance(known) < _FAR_DEG:
        return False
    return bool(shapely.transform(geometry, lambda xy: xy[:, ::-1]).distance(known) < _NEAR_DEG)


def _place(
    path: Path, where: str, value: object, places: Mapping[str, Place], report: Report
) -> str:
    """Return the id of a place, or "" where none is given."""
    if value in ("", None):
        return ""
    if not isinstance(value, str) or value not in places:
        report.add(
            path, where, f"place {value!r} is no id of a place{nearest(str(value), places)}"
        )
        return ""
    return value


def _sides(
    path: Path,
    where: str,
    properties: Mapping[str, Any],
    places: Mapping[str, Place],
    report: Report,
) -> tuple[str, ...]:
    """Return the two places whose border a line is, none where it is no border."""
    found = properties.get("between")
    if found is None:
        return ()
    if not isinstance(found, list) or len(found) != 2:  # noqa: PLR2004 - the sides of a border
        report.add(path, where, f'between is {found!r}; name two places, like ["sy", "tr"]')
        return ()
    return tuple(_place(path, where, side, places, report) for side in found)


def _text(path: Path, where: str, properties: Mapping[str, Any], key: str, report: Report) -> str:
    value = properties.get(key)
    if not isinstance(value, str) or not value:
        report.add(path, where, f"lacks the property {key!r}")
        return ""
    return value


def _metres(path: Path, where: str, properties: Mapping[str, Any], report: Report) -> float:
    value = properties.get("uncertainty_m")
    if isinstance(value, int | float) and not isinstance(value, bool):
        metres = float(value)
    else:
        metres = math.nan
    if not 0 <= metres <= _FURTHEST_OFF_M:
        report.add(path, where, "needs uncertainty_m: how many metres it may lie off, like 2000")
        return 0.0
    return metres
