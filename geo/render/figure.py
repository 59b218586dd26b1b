"""A zone as a figure for print: SVG with its own legend, scale and sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.geodesy.frame import LocalFrame
from geo.geodesy.seam import clipped, unwrapped
from geo.model.dossier import Style
from geo.model.place import Place
from geo.model.zone import Area, Zone
from geo.render.legend import CONTOUR, legend

_WIDTH_PX = 900.0
_MARGIN = 0.06
"""Ground around the zone, as a share of its larger side."""
_TALLEST, _FLATTEST = 1.25, 0.55
_THIN_PX = 0.4
_LEGEND_PX = 96.0
_TITLE_PX = 54
_CHAR_PX = 6.3
_LABEL_PX = 12
_MOST_LABELS = 26
_BEYOND = "#eceff1"
"""What lies outside the dossier's areas: it may be land or water."""
_SCALES_KM = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands on a figure beside the zone: ``places`` in the order of their rank."""

    places: Sequence[Place]
    posts: Sequence[Place]
    units: Mapping[str, Area]
    style: Style
    caption: str
    line_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """From degrees to pixels."""

    frame: LocalFrame
    west_m: float
    north_m: float
    px_per_m: float
    height_px: float

    def flat(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return a geometry in OGC:CRS84 in pixels, thinned to what can be seen."""
        there = self.frame.forward(geometry)
        px = shapely.transform(
            there, lambda xy: (xy - (self.west_m, self.north_m)) * (self.px_per_m, -self.px_per_m)
        )
        return shapely.simplify(px, _THIN_PX)

    def at(self, place: Place) -> tuple[float, float]:
        """Return where a place stands, in pixels."""
        xy = self.frame.from_degrees(np.array([(place.lon_deg, place.lat_deg)]))[0]
        return (
            float(xy[0] - self.west_m) * self.px_per_m,
            float(self.north_m - xy[1]) * self.px_per_m,
        )


def zone_figure(zone: Zone, sheet: Sheet) -> str:
    """Return the figure of a zone as an SVG document of its own."""
    view = _view(zone)
    height = view.height_px + _TITLE_PX + _LEGEND_PX
    parts = [
        *_ground(view, sheet),
        *_zone(view, zone, sheet.style),
        *_line(view, zone, sheet.style),
        *_marks(view, sheet),
        _scale(view),
    ]
    title, caption = escape(zone.rule.title), escape(sheet.caption)
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH_PX:.0f} {height:.0f}" '
        f'role="img" aria-label="{title}" font-family="Noto Sans, Inter, sans-serif">\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n{_patterns(sheet.style, view)}\n'
        f'<text x="16" y="24" font-size="17" font-weight="650" fill="#1d2329">{title}</text>\n'
        f'<text x="16" y="43" font-size="12" fill="#56616b">{caption}</text>\n'
        f'<g transform="translate(0 {_TITLE_PX})" clip-path="url(#map)">\n{body}\n</g>\n'
        f'<g transform="translate(0 {_TITLE_PX + view.height_px:.0f})">\n'
        f"{legend(zone, sheet.style, sheet.line_words, posts=bool(sheet.posts))}\n</g>\n</svg>\n"
    )


def _view(zone: Zone) -> _View:
    frame = LocalFrame.around(zone.extent)
    west, south, east, north = frame.forward(zone.extent).bounds
    margin = _MARGIN * max(east - west, north - south)
    width, height = east - west + 2 * margin, north - south + 2 * margin
    shape = min(_TALLEST, max(_FLATTEST, height / width))
    width, height = max(width, height / shape), max(height, width * shape)
    return _View(
        frame=frame,
        west_m=(west + east - width) / 2,
        north_m=(south + north + height) / 2,
        px_per_m=_WIDTH_PX / width,
        height_px=_WIDTH_PX * height / width,
    )


def _patterns(style: Style, view: _View) -> str:
    return (
        f'<defs><clipPath id="map"><rect width="{_WIDTH_PX:.0f}" height="{view.height_px:.1f}"/>'
        '</clipPath><pattern id="core" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><path d="M0 0V6" stroke="{style.zone}" '
        'stroke-width="2.2" stroke-opacity=".55"/></pattern></defs>'
    )


def _ground(view: _View, sheet: Sheet) -> Iterator[str]:
    style = sheet.style
    land = style.land if sheet.units else "#fff"
    yield f'<rect width="{_WIDTH_PX:.0f}" height="{view.height_px:.1f}" fill="{_BEYOND}"/>'
    box = unwrapped(_corners(view)).bounds
    for area in sheet.units.values():
        near = clipped(area.geometry, *box)
        if not near.is_empty:
            path = _path(view.flat(near))
            yield f'<path d="{path}" fill="{land}" stroke="#b9b2a3" stroke-width=".8"/>'


def _corners(view: _View) -> BaseGeometry:
    size = _WIDTH_PX / view.px_per_m, view.height_px / view.px_per_m
    box = shapely.box(view.west_m, view.north_m - size[1], view.west_m + size[0], view.north_m)
    return view.frame.inverse(box)


def _zone(view: _View, zone: Zone, style: Style) -> Iterator[str]:
    def area(geometry: BaseGeometry, look: str) -> str:
        return f'<path d="{_path(view.flat(geometry))}" fill-rule="evenodd" {look}/>'

    colour = f'fill="{style.zone}"'
    yield area(zone.extent, f'{colour} fill-opacity=".07"')
    for band in reversed(zone.bands):
        rim = f'stroke="{style.zone}" stroke-width=".9" stroke-dasharray="5 3"'
        yield area(band.geometry, f'{colour} fill-opacity=".12" {rim}')
    yield area(zone.core, f'fill="url(#core)" stroke="{style.zone}" stroke-width="1"')
    for contour in zone.contours:
        opacity = 0.35 + contour.probability / 2
        yield area(
            contour.geometry,
            f'fill="none" stroke="{CONTOUR}" stroke-width="1.1" stroke-opacity="{opacity:.2f}" '
            'stroke-dasharray="1.5 2.5"',
        )


def _line(view: _View, zone: Zone, style: Style) -> Iterator[str]:
    if zone.line is None:
        return
    shapes = [(_path(view.flat(s.geometry)), s.unsourced) for s in zone.line.segments]
    for path, _ in shapes:
        yield f'<path d="{path}" fill="none" stroke="#fff" stroke-width="5"/>'
    for path, unsourced in shapes:
        dashes = ' stroke-dasharray="3 3"' if unsourced else ""
        yield f'<path d="{path}" fill="none" stroke="{style.line}" stroke-width="2.4"{dashes}/>'


def _marks(view: _View, sheet: Sheet) -> Iterator[str]:
    taken: list[tuple[float, float, float, float]] = []
    for post in sheet.posts:
        x, y = view.at(post)
        taken.append((x - 6, y - 6, x + 6, y + 6))
        yield (
            f'<path d="M{x:.1f} {y - 6:.1f}l5.5 9.5h-11z" fill="{sheet.style.post}" '
            'stroke="#fff" stroke-width="1.4"/>'
        )
    labels = 0
    for place in sheet.places:
        x, y = view.at(place)
        if labels == _MOST_LABELS or not (0 < x < _WIDTH_PX and 0 < y < view.height_px):
            continue
        spot = _spot(x, y, place.name, taken, view.height_px)
        if spot is None:
            continue
        labels += 1
        taken += [spot, (x - 3, y - 3, x + 3, y + 3)]
        yield (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="#1d2329" stroke="#fff"/>'
            f'<text x="{spot[0]:.1f}" y="{spot[3] - 3:.1f}" font-size="{_LABEL_PX}" '
            'fill="#1d2329" stroke="#fff" stroke-width="3" paint-order="stroke" '
            f'stroke-linejoin="round">{escape(place.name)}</text>'
        )


def _spot(
    x: float,
    y: float,
    name: str,
    taken: Iterable[tuple[float, float, float, float]],
    height: float,
) -> tuple[float, float, float, float] | None:
    """Return a free box for a label beside its point, None where there is none."""
    width, tall = _CHAR_PX * len(name), _LABEL_PX + 3
    for left, top in (
        (x + 6, y - tall / 2),
        (x - 6 - width, y - tall / 2),
        (x - width / 2, y + 4),
    ):
        box = (left, top, left + width, top + tall)
        inside = left > 2 and top > 2 and box[2] < _WIDTH_PX - 2 and box[3] < height - 2  # noqa: PLR2004
        if inside and not any(
            box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in taken
        ):
            return box
    return None


def _scale(view: _View) -> str:
    most_km = 0.25 * _WIDTH_PX / view.px_per_m / 1000
    km = max((k for k in _SCALES_KM if k <= most_km), default=_SCALES_KM[0])
    width, y = km * 1000 * view.px_per_m, view.height_px - 14
    return (
        f'<path d="M16 {y - 5:.1f}v5h{width:.1f}v-5" fill="none" stroke="#1d2329" '
        f'stroke-width="1.5"/><text x="{20 + width:.1f}" y="{y:.1f}" font-size="11" '
        f'fill="#1d2329">{km} km</text>'
    )


def _path(geometry: BaseGeometry) -> str:
    """Return polygons and lines as the data of an SVG path."""
    return "".join(_rings(geometry))


def _rings(geometry: BaseGeometry) -> Iterator[str]:
    for part in shapely.get_parts(geometry):
        closed = part.geom_type == "Polygon"
        if not closed and part.geom_type != "LineString":
            continue
        for ring in (part.exterior, *part.interiors) if closed else (part,):
            xy = shapely.get_coordinates(ring).round(1)
            steps = "L".join(f"{x:g} {y:g}" for x, y in xy)
            yield f"M{steps}{'Z' if closed else ''}"
