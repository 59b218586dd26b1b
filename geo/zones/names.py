"""Zones, lines and posts as entries of a gazetteer, so that a phrase resolves as a name does."""

from __future__ import annotations

import math

import shapely
from shapely.geometry.base import BaseGeometry

from geo.geodesy.measure import area_km2
from geo.model.line import ContactLine, LineRule
from geo.model.place import Name, NameKind, Place
from geo.model.zone import PostGroup, Zone


def zone_place(zone: Zone) -> Place:
    """Return a zone as a place, at a point inside it."""
    return _place(
        zone.rule.id,
        zone.rule.title,
        zone.rule.names,
        zone.rule.kind.value,
        zone.nominal.representative_point(),
        1000 * math.sqrt(area_km2(zone.nominal)) / 2,
    )


def line_place(line: ContactLine) -> Place:
    """Return a line of a day as a place, at the middle of its longest piece."""
    longest = max(getattr(line.geometry, "geoms", [line.geometry]), key=lambda g: g.length)
    title = line.rule.title
    if line.valid_on is not None:
        title = f"{title}, {line.valid_on.isoformat()}"
    middle = longest.interpolate(0.5, normalized=True)
    return _place(
        line.id, title, line.rule.names, line.rule.kind.value, middle, line.length_km * 500
    )


def line_rule_place(rule: LineRule) -> Place:
    """Return a line of no day as a place without a position, to be looked up by name."""
    return _place(rule.id, rule.title, rule.names, rule.kind.value, shapely.Point(0, 0), 1.0)


def post_group_place(group: PostGroup, members: list[Place]) -> Place:
    """Return a group of posts as a place, in the middle of its members."""
    points = shapely.MultiPoint([(p.lon_deg, p.lat_deg) for p in members])
    return _place(group.id, group.title, group.names, "points", points.centroid, 50_000.0)


def _place(
    place_id: str,
    title: str,
    names: tuple[str, ...],
    code: str,
    point: BaseGeometry,
    precision_m: float,
) -> Place:
    return Place(
        id=place_id,
        names=(Name(title), *(Name(n, kind=NameKind.PHRASE) for n in names)),
        feature_class="L",
        feature_code=code,
        lon_deg=round(point.x, 5),
        lat_deg=round(point.y, 5),
        precision_m=round(precision_m),
        source="zones.toml",
        source_id=place_id,
        licence="as its dossier",
    )
