"""The legend of a zone's figure: one row for each thing that is on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from geo.model.dossier import Style
from geo.model.zone import Zone

CONTOUR = "#7c2d12"
_LEFT_PX, _RIGHT_PX = 16.0, 884.0
_COLUMN_PX, _ROW_PX = 190.0, 26.0
_CHAR_PX = 6.4
_PERCENT = 100

Row = tuple[str, str]


def legend(zone: Zone, style: Style, line_words: str, *, posts: bool) -> str:
    """Return the legend as SVG; ``line_words`` say which line is drawn."""
    rows = [*_ground(zone, style), *_line(zone, style, line_words)]
    if posts:
        rows.append((f'<path d="M13 1l5.5 10h-11z" fill="{style.post}"/>', "post"))
    return "\n".join(_placed(rows))


def _placed(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the rows one beside the other, as many as fit in a line."""
    x, y = _LEFT_PX, 12.0
    for mark, words in rows:
        width = 34 + _CHAR_PX * len(words)
        if x > _LEFT_PX and x + width > _RIGHT_PX:
            x, y = _LEFT_PX, y + _ROW_PX
        text = f'<text x="34" y="12" font-size="12" fill="#1d2329">{escape(words)}</text>'
        yield f'<g transform="translate({x:.0f} {y:.0f})">{mark}{text}</g>'
        x += max(width, _COLUMN_PX) + 12


def _ground(zone: Zone, style: Style) -> Iterator[Row]:
    hatch = f'<rect width="26" height="14" fill="url(#core)" stroke="{style.zone}"/>'
    yield hatch, "surely inside"
    low_km, high_km = zone.bands[0].depth_km, zone.bands[-1].depth_km
    yield _tone(style, 0.29), f"inside as stated{f', {low_km:g} km' if low_km else ''}"
    if high_km > low_km:
        yield _tone(style, 0.18), f"inside as stated, {high_km:g} km"
    yield _tone(style, 0.07), "perhaps inside"
    if zone.contours:
        chances = ", ".join(f"{_PERCENT * c.probability:.0f}" for c in zone.contours)
        dots = f'<path d="M0 7h26" stroke="{CONTOUR}" stroke-dasharray="1.5 2.5"/>'
        yield dots, f"chance of {chances} %"


def _line(zone: Zone, style: Style, words: str) -> Iterator[Row]:
    if zone.line is None:
        return
    stroke = f'stroke="{style.line}" stroke-width="2.4"'
    yield f'<path d="M0 7h26" {stroke}/>', words
    if zone.line.unsourced_share:
        share = f"rests on unsourced rows ({zone.line.unsourced_share:.0%})"
        yield f'<path d="M0 7h26" {stroke} stroke-dasharray="3 3"/>', share


def _tone(style: Style, opacity: float) -> str:
    return f'<rect width="26" height="14" fill="{style.zone}" fill-opacity="{opacity}"/>'
