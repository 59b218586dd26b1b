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
        return _drawn(svg_of(picture))


def _drawn(svg: str) -> bytes:
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True))


def svg_of(picture: Picture) -> str:
    """Return the picture as SVG: numbers, and colours that the dossier's check let pass."""
    body = [*_body(picture)]
    if picture.symbols is not None:
        body.append(_image(picture.symbols, _square(0, picture.side_px), "pixelated"))
    return _svg("".join(body), 0, picture.side_px, picture.side_px * picture.scale)


def _svg(body: str, low_px: float, wide_px: float, side: int) -> str:
    """Return what is drawn from ``low_px`` on, both ways, as a picture of ``side`` pixels."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}"'
        f' viewBox="{low_px:g} {low_px:g} {wide_px:g} {wide_px:g}">{body}</svg>'
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


def _body(picture: Picture) -> Iterator[str]:
    """Yield the shapes; neighbours in draw order share blur and casing."""
    for blur_px, group in groupby(picture.shapes, key=_blur_px):
        shapes = [*group]
        body = "".join((*_hatches(shapes, picture.scale), *_shapes(shapes)))
        yield _blurred(body, blur_px, picture) if blur_px else body


def _hatches(shapes: Iterable[Shape], scale: int) -> Iterator[str]:
    symbols = [shape.symbol for shape in shapes if isinstance(shape.symbol, Area)]
    hatches = {area.hatch.id: (area, area.hatch) for area in symbols if area.hatch is not None}
    yield from (_strokes(area, hatch, scale) for area, hatch in hatches.values())


def _blurred(body: str, blur_px: float, picture: Picture) -> str:
    """Return shapes as a blurred image, drawn in cells: a blur shows no more detail than they do.

    A cell is half a standard deviation at most, and a tile has a whole number of them.
    """
    cell_px = max(2.0 ** math.floor(math.log2(blur_px / 2)), 1 / picture.scale)
    margin = math.ceil(_BLUR_REACH * blur_px / cell_px)
    side = round(picture.side_px / cell_px) + 2 * margin
    low_px, wide_px = -margin * cell_px, side * cell_px
    filtered = (
        f'<filter id="blur" filterUnits="userSpaceOnUse" {_square(low_px, wide_px)}'
        ' color-interpolation-filters="sRGB">'
        f'<feGaussianBlur stdDeviation="{blur_px:g}"/></filter><g filter="url(#blur)">{body}</g>'
    )
    cells = _drawn(_svg(filtered, low_px, wide_px, side))
    return _image(cells, _square(low_px, wide_px), "smooth")


def _square(low_px: float, wide_px: float) -> str:
    return f'x="{low_px:g}" y="{low_px:g}" width="{wide_px:g}" height="{wide_px:g}"'


def _shapes(shapes: Iterable[Shape]) -> Iterator[str]:
    for symbol, alike in groupby(shapes, key=lambda shape: shape.symbol):
        if isinstance(symbol, Stroke):
            yield from _stroked(symbol, [line for shape in alike for line in shape.lines])
        else:
            yield from _grounds(symbol, alike)


def _blur_px(shape: Shape) -> float:
    return shape.symbol.blur_px if isinstance(shape.symbol, Area) else 0.0


def _grounds(symbol: Area, shapes: Iterable[Shape]) -> Iterator[str]:
    for shape in shapes:
        path = "".join(_path(ring, "z") for ring in shape.rings_px)
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
    """Return a path from tenth to tenth of a pixel, each vertex as seen from the one before."""
    closed = bool(end) or bool(np.array_equal(xy_px[0], xy_px[-1]))
    tenths = np.rint((xy_px[:-1] if closed else xy_px) * 10)
    steps = np.diff(tenths, axis=0) / 10
    moves = steps[steps.any(axis=1)].tolist() or [(0, 0)]  # a line that goes nowhere is a dot
    x, y = (tenths[0] / 10).tolist()
    onward = " ".join([f"{dx:g} {dy:g}" for dx, dy in moves])
    return f"M{x:g} {y:g}l{onward}{'z' if closed else ''}"


def _opacity(of: str, value: float) -> str:
    return f' {of}-opacity="{value:.3g}"' if value < 1 else ""


def _image(png: bytes, place: str, rendering: str) -> str:
    encoded = base64.b64encode(png).decode()
    return (
        f'<image {place} style="image-rendering:{rendering}"'
        f' href="data:image/png;base64,{encoded}"/>'
    )
