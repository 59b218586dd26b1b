"""Pictures through SVG: resvg draws them. No text of a feature ever gets into the SVG."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
import resvg_py

from geo.model.look import Area, Hatch, Stroke
from geo.tiles.picture import Path, Picture, Shape

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BLUR_REACH = 3  # standard deviations


class Resvg:
    """The renderer of the ``resvg_py`` wheel: exact coverage, and nothing of the machine's."""

    def png(self, picture: Picture) -> bytes:
        """Return the picture on a transparent ground."""
        drawn = resvg_py.svg_to_bytes(svg_string=svg_of(picture), skip_system_fonts=True)
        return bytes(drawn)


def svg_of(picture: Picture) -> str:
    """Return the picture as SVG: numbers, and colours that the dossier's check let pass."""
    side_px = picture.side_px * picture.scale
    box = f'viewBox="0 0 {picture.side_px} {picture.side_px}"'
    symbols = [s.symbol for s in picture.shapes if isinstance(s.symbol, Area)]
    scale = picture.scale
    hatches = {s.hatch.id: _strokes(s, s.hatch, scale) for s in symbols if s.hatch is not None}
    blurs = sorted({s.blur_px for s in symbols if s.blur_px})
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{side_px}" height="{side_px}" {box}>',
            "<defs>",
            *hatches.values(),
            *(_filter(blur_px, picture.side_px) for blur_px in blurs),
            "</defs>",
            *_drawn(picture.shapes),
            _image(picture),
            "</svg>",
        )
    )


def _strokes(area: Area, hatch: Hatch, scale: int) -> str:
    """Return hatched ground as a gradient that repeats: a pattern takes ten times as long.

    Across a stroke that is as wide as its pixels the opacity is a trapezoid, as if each pixel
    told how much of it the stroke covers.
    """
    half_px = hatch.step_px * scale / math.sqrt(8)
    width_px = hatch.width_px * scale
    inked = hatch.opacity * min(1.0, width_px)
    full = inked + area.opacity * (1 - inked)
    ramp = ((abs(width_px - 1) / 2, full), ((width_px + 1) / 2, area.opacity))
    stops = "".join(
        f'<stop offset="{at_px / half_px:.5f}" stop-color="{area.colour}"'
        f' stop-opacity="{opacity:.4g}"/>'
        for at_px, opacity in ramp
    )
    end_px = f"{hatch.step_px / 4:.5f}"
    return (
        f'<linearGradient id="{hatch.id}" gradientUnits="userSpaceOnUse" spreadMethod="reflect"'
        f' x1="0" y1="0" x2="{end_px}" y2="{end_px}">{stops}</linearGradient>'
    )


def _filter(blur_px: float, side_px: int) -> str:
    reach_px = _BLUR_REACH * blur_px
    whole_px = side_px + 2 * reach_px
    return (
        f'<filter id="blur-{blur_px:g}" filterUnits="userSpaceOnUse" x="{-reach_px:g}"'
        f' y="{-reach_px:g}" width="{whole_px:g}" height="{whole_px:g}">'
        f'<feGaussianBlur stdDeviation="{blur_px:g}"/></filter>'
    )


def _drawn(shapes: Iterable[Shape]) -> Iterator[str]:
    """Yield the shapes; neighbours in draw order share blur and casing."""
    for blur_px, group in groupby(shapes, key=_blur_px):
        yield f'<g filter="url(#blur-{blur_px:g})">' if blur_px else "<g>"
        for symbol, alike in groupby(group, key=lambda shape: shape.symbol):
            if isinstance(symbol, Stroke):
                yield from _stroked(symbol, [line for shape in alike for line in shape.lines])
            else:
                yield from _grounds(symbol, alike)
        yield "</g>"


def _blur_px(shape: Shape) -> float:
    return shape.symbol.blur_px if isinstance(shape.symbol, Area) else 0.0


def _grounds(symbol: Area, shapes: Iterable[Shape]) -> Iterator[str]:
    for shape in shapes:
        path = "".join(_path(ring, "Z") for ring in shape.rings_px)
        if path and symbol.hatch is not None:
            yield f'<path d="{path}" fill="url(#{symbol.hatch.id})" fill-rule="evenodd"/>'
        elif path:
            yield f'<path d="{path}" fill="{symbol.colour}"{_opacity("fill", shape.opacity)}'
            yield ' fill-rule="evenodd"/>'
        if symbol.rim is not None:
            yield from _stroked(symbol.rim, shape.lines)


def _stroked(stroke: Stroke, lines: Iterable[Path]) -> Iterator[str]:
    """Yield lines, all casings beneath; one path where no dash has to start at its own place."""
    found = list(lines)
    path = "".join(_path(line.xy_px) for line in found)
    if path and stroke.casing is not None:
        width_px = stroke.width_px + 2 * stroke.casing_px
        yield f'<path d="{path}" fill="none" stroke="{stroke.casing}" stroke-width="{width_px:g}"'
        yield f'{_opacity("stroke", stroke.casing_opacity)} stroke-linejoin="round"'
        yield ' stroke-linecap="round"/>'
    if not path:
        return
    cap = "butt" if stroke.dash_px else "round"
    yield f'<g fill="none" stroke="{stroke.colour}" stroke-width="{stroke.width_px:g}"'
    yield f'{_opacity("stroke", stroke.opacity)} stroke-linejoin="round" stroke-linecap="{cap}"'
    if stroke.dash_px:
        yield f' stroke-dasharray="{" ".join(f"{length:g}" for length in stroke.dash_px)}"'
    yield ">"
    yield from _dashed(found, sum(stroke.dash_px)) if stroke.dash_px else [f'<path d="{path}"/>']
    yield "</g>"


def _dashed(lines: Iterable[Path], period_px: float) -> Iterator[str]:
    for line in lines:
        phase_px = round(line.along_px % period_px, 2)
        yield f'<path d="{_path(line.xy_px)}" stroke-dashoffset="{phase_px:g}"/>'


def _path(xy_px: NDArray[np.float64], end: str = "") -> str:
    closed = bool(end) or bool(np.array_equal(xy_px[0], xy_px[-1]))
    numbers = np.round(xy_px[:-1] if closed else xy_px, 1).tolist()
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in numbers) + ("Z" if closed else "")


def _opacity(of: str, value: float) -> str:
    return f' {of}-opacity="{value:.3g}"' if value < 1 else ""


def _image(picture: Picture) -> str:
    if picture.symbols is None:
        return ""
    encoded = base64.b64encode(picture.symbols).decode()
    side = picture.side_px
    return f'<image width="{side}" height="{side}" href="data:image/png;base64,{encoded}"/>'
