"""Make a zone out of its rule: surely inside, inside as stated, perhaps inside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.geodesy.buffer import ground_within, polygons
from geo.model.line import LineRule
from geo.model.zone import Band, Contour, Zone, ZoneRule
from geo.zones.contours import contours
from geo.zones.figure import Figure, figure_of
from geo.zones.lines import Ground

Reals = NDArray[np.float64]


def build_zone(
    rule: ZoneRule,
    lines: LineRule | None,
    ground: Ground,
    on: date | None = None,
    *,
    with_contours: bool = False,
) -> Zone:
    """Return the zone of a rule, on its own day unless another is given.

    Raises InputError where the line has no side, or there is no line that day.
    """
    try:
        figure = figure_of(rule, lines, ground, on)
        return zone_of(rule, figure, with_contours=with_contours)
    except InputError as exc:
        msg = f"zone {rule.id}: {exc}"
        raise InputError(msg) from exc


def zone_of(rule: ZoneRule, figure: Figure, *, with_contours: bool = False) -> Zone:
    """Return the zone that a rule and what it is measured from give."""
    parts = _parts(rule, figure)
    if parts.bands[-1][1].is_empty:
        where = f"; within = {rule.within!r} leaves nothing of it" if rule.within else ""
        msg = f"the zone has no ground{where}: check its side, its depth and its areas"
        raise InputError(msg)
    return Zone(
        rule=rule,
        line=figure.line,
        error_m=max(figure.errors_m),
        core=_out(figure, parts.core),
        bands=tuple(Band(depth_km=d, geometry=_out(figure, g)) for d, g in parts.bands),
        extent=_out(figure, parts.extent),
        contours=tuple(_contours(rule, figure)) if with_contours else (),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """The parts of a zone, in metres of its frame."""

    core: BaseGeometry
    bands: tuple[tuple[float, BaseGeometry], ...]
    extent: BaseGeometry


def _parts(rule: ZoneRule, figure: Figure) -> _Parts:
    sides = figure.sides
    errors = np.array(figure.errors_m)
    low_m, high_m = figure.depth_m or (0.0, 0.0)
    core = _reached(figure, low_m - errors, sides.surely)
    depths_km = sorted(set(rule.depth_km))
    bands = [(d, _reached(figure, np.full(errors.size, 1000 * d), sides.drawn)) for d in depths_km]
    extent = _reached(figure, high_m + errors, sides.perhaps)
    return _Parts(core=core, bands=tuple(bands), extent=extent)


def _reached(figure: Figure, reach_m: Reals, side: BaseGeometry | None) -> BaseGeometry:
    """Return the ground within each piece's reach of it, or the whole side of a held area."""
    if figure.depth_m is None:
        return figure.kept(None, side)
    deepest_m = figure.depth_m[1] + max(figure.errors_m)
    ground = ground_within(figure.pieces, reach_m.tolist(), figure.frame, deepest_m)
    return figure.kept(ground, side)


def _contours(rule: ZoneRule, figure: Figure) -> Iterator[Contour]:
    anywhere = _parts(rule, replace(figure, land=None))
    for chance, ground in contours(figure, anywhere.core, anywhere.extent):
        yield Contour(probability=chance, geometry=_out(figure, ground))


def _out(figure: Figure, geometry: BaseGeometry) -> BaseGeometry:
    return shapely.orient_polygons(polygons(figure.frame.inverse(geometry)))
