"""The table of looks as a style document that MapLibre GL reads (Style Specification, version 8).

No text layers: glyphs would have to come from another host.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from geo.model.dossier import Style, View
from geo.model.feature import Json
from geo.model.look import (
    FULL_SIZE_ZOOM,
    SMALLEST_SHARE,
    SMALLEST_ZOOM,
    Area,
    Look,
    Marker,
    Op,
    Shown,
    Stroke,
    Test,
)
from geo.model.looks import IN_FORCE, looks
from geo.tiles.sprites import SPRITE_DIAMETER_PX


def maplibre_style(
    title: str, view: View, style: Style, layers: Iterable[str], base: str, day: str | None
) -> dict[str, Json]:
    """Return the style of the layers that have tiles; of dated lines it shows those of ``day``."""
    served = set(layers)
    drawn = [look for look in looks(style) if look.layer in served]
    background: Json = {
        "id": "land",
        "type": "background",
        "paint": {"background-color": style.land},
    }
    return {
        "version": 8,
        "name": title,
        "metadata": {"dateline:day": day},
        "center": [view.lon_deg, view.lat_deg],
        "zoom": max(0.0, view.zoom - 1),  # MapLibre counts in tiles of 512 pixels
        "sprite": f"{base}/styles/sprite",
        "sources": {
            name: {"type": "vector", "url": f"{base}/tiles/{name}.json"}
            for name in sorted({look.layer for look in drawn})
        },
        "layers": [background, *(one for look in drawn for one in _layers(look, day))],
    }


def _layers(look: Look, day: str | None) -> Iterator[Json]:
    """Yield what draws one look, what lies lowest first."""
    symbol = look.symbol
    if isinstance(symbol, Marker):
        yield _layer(look, day, "symbol", "", _icon(look.id, symbol), {})
    elif isinstance(symbol, Stroke):
        yield from _strokes(look, day, symbol, "")
    else:
        paint: dict[str, Json] = (
            {"fill-pattern": symbol.hatch.id}
            if symbol.hatch is not None
            else {"fill-color": symbol.colour, "fill-opacity": _opacity(symbol)}
        )
        yield _layer(look, day, "fill", "", {}, {**paint, "fill-antialias": False})
        if symbol.rim is not None:
            yield from _strokes(look, day, symbol.rim, "-rim")


def _strokes(look: Look, day: str | None, stroke: Stroke, suffix: str) -> Iterator[Json]:
    if stroke.casing is not None:
        paint: dict[str, Json] = {
            "line-color": stroke.casing,
            "line-width": stroke.width_px + 2 * stroke.casing_px,
            "line-opacity": stroke.casing_opacity,
        }
        round_ends: dict[str, Json] = {"line-cap": "round", "line-join": "round"}
        yield _layer(look, day, "line", f"{suffix}-casing", round_ends, paint)
    dash: dict[str, Json] = {}
    if stroke.dash_px:
        dash["line-dasharray"] = [round(d / stroke.width_px, 3) for d in stroke.dash_px]
    layout: dict[str, Json] = {"line-cap": "butt" if dash else "round", "line-join": "round"}
    paint = {
        "line-color": stroke.colour,
        "line-width": stroke.width_px,
        "line-opacity": stroke.opacity,
        **dash,
    }
    yield _layer(look, day, "line", suffix, layout, paint)


def _layer(
    look: Look,
    day: str | None,
    kind: str,
    suffix: str,
    layout: dict[str, Json],
    paint: dict[str, Json],
) -> Json:
    shown = {} if look.shown is Shown.ALWAYS else {"visibility": "none"}
    tests: list[Json] = [_filter(test) for test in look.tests]
    tests += _of_day(look, day) if day else []
    return {
        "id": f"{look.id}{suffix}",
        "type": kind,
        "source": look.layer,
        "source-layer": look.layer,
        "metadata": {"dateline:title": look.title, "dateline:shown": look.shown.value},
        **({"filter": ["all", *tests]} if tests else {}),
        **({"layout": {**shown, **layout}} if shown or layout else {}),
        "paint": paint,
    }


def _of_day(look: Look, day: str) -> list[Json]:
    """Return what keeps other days out: a line is of one day, a zone and a post are in force."""
    if look.layer == "lines":
        return [["any", ["!", ["has", "valid_on"]], ["==", ["get", "valid_on"], day]]]
    start, end = IN_FORCE.get(look.layer, ("", ""))
    if not start:
        return []
    begun: Json = ["any", ["!", ["has", start]], ["<=", ["get", start], day]]
    over: Json = ["any", ["!", ["has", end]], [">=", ["get", end], day]]
    return [begun, over]


def _filter(test: Test) -> Json:
    if test.op in {Op.BELOW, Op.AT_LEAST}:
        sign = "<" if test.op is Op.BELOW else ">="
        return [sign, ["number", ["get", test.name], test.absent], test.limit]
    if test.values == (None,):
        return ["has", test.name] if test.op is Op.IS_NOT else ["!", ["has", test.name]]
    if len(test.values) == 1:
        return ["==" if test.op is Op.IS else "!=", ["get", test.name], test.values[0]]
    among: Json = ["in", ["get", test.name], ["literal", list(test.values)]]
    return among if test.op is Op.IS else ["!", among]


def _opacity(area: Area) -> Json:
    if area.opacity_to is None or area.grows_with is None:
        return area.opacity
    share: Json = ["number", ["get", area.grows_with], 0]
    return ["interpolate", ["linear"], share, 0, area.opacity, 1, area.opacity_to]


def _icon(name: str, marker: Marker) -> dict[str, Json]:
    """Return a symbol from the sprite; all are shown, the lighter above the heavier."""
    found: dict[str, Json] = {
        "icon-image": name,
        "icon-allow-overlap": True,
        "icon-ignore-placement": True,
    }
    if marker.sized_by is None:
        return {**found, "icon-size": _by_zoom(1)}
    weight: Json = ["number", ["get", marker.sized_by], 1]
    low_px, high_px = marker.diameter_px
    grown: Json = ["+", low_px, ["*", marker.growth_px, ["-", ["sqrt", weight], 1]]]
    size: Json = ["/", ["min", high_px, grown], SPRITE_DIAMETER_PX]
    return {**found, "icon-size": _by_zoom(size), "symbol-sort-key": ["-", 0, weight]}


def _by_zoom(size: Json) -> Json:
    """Return a size that grows with the zoom as in pictures, whose tiles are half as wide."""
    small: Json = ["*", SMALLEST_SHARE, size]
    stops: list[Json] = [SMALLEST_ZOOM - 1, small, FULL_SIZE_ZOOM - 1, size]
    return ["interpolate", ["linear"], ["zoom"], *stops]
