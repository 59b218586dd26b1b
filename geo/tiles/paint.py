"""A picture's shapes as pixels.

Inks of one colour lie over each other in any order: what they let through is multiplied, and
coloured once. So a tile of zones, or of vague places, is one plane of numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from geo.model.look import Area, Hatch, Stroke
from geo.tiles.cover import Rings, covered
from geo.tiles.hatches import hatched
from geo.tiles.picture import Path, Picture, Shape
from geo.tiles.stamps import rgba
from geo.tiles.strokes import outlined

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Field = NDArray[np.float32]

_BLUR_REACH = 3  # standard deviations


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ink:
    """What one colour is laid on: the ground of ``rings``, hatched, or a stroke of ``lines``."""

    colour: str
    blur_px: float = 0.0
    opacity: float
    rings: Rings | None = None
    hatch: tuple[Area, Hatch] | None = None
    lines: tuple[Path, ...] = ()
    width_px: float = 0.0
    dash_px: tuple[float, ...] = ()


def painted(picture: Picture) -> Field:
    """Return the pixels of a picture on a transparent ground, colours times alpha."""
    side = picture.side_px * picture.scale
    found = np.zeros((4, side, side), dtype=np.float32)
    inks = _inks(picture.shapes)
    for (colour, blur_px), group in groupby(inks, key=lambda one: (one.colour, one.blur_px)):
        through = _through(group, picture, blur_px)
        found *= through
        found += np.array(rgba(colour), dtype=np.float32)[:, None, None] * (1 - through)
    pixels = np.ascontiguousarray(np.moveaxis(found, 0, -1))
    if picture.symbols is not None:
        pixels *= 1 - picture.symbols[..., 3:]
        pixels += picture.symbols
    return pixels


def _inks(shapes: Iterable[Shape]) -> Iterator[_Ink]:
    """Yield what is laid on, in draw order; the casings of lines that look alike lie beneath."""
    for symbol, alike in groupby(shapes, key=lambda shape: shape.symbol):
        if isinstance(symbol, Stroke):
            yield from _stroked(symbol, tuple(line for shape in alike for line in shape.lines))
            continue
        for shape in alike:
            yield _Ink(
                colour=symbol.colour,
                blur_px=symbol.blur_px,
                opacity=shape.opacity,
                rings=shape.rings,
                hatch=(symbol, symbol.hatch) if symbol.hatch is not None else None,
            )
            if symbol.rim is not None:
                yield from _stroked(symbol.rim, shape.lines)


def _stroked(stroke: Stroke, lines: tuple[Path, ...]) -> Iterator[_Ink]:
    if stroke.casing is not None:
        yield _Ink(
            colour=stroke.casing,
            opacity=stroke.casing_opacity,
            lines=lines,
            width_px=stroke.width_px + 2 * stroke.casing_px,
        )
    yield _Ink(
        colour=stroke.colour,
        opacity=stroke.opacity,
        lines=lines,
        width_px=stroke.width_px,
        dash_px=stroke.dash_px,
    )


def _through(inks: Iterable[_Ink], picture: Picture, blur_px: float) -> Field:
    """Return which share of what lies beneath shows through inks of one colour."""
    scale = picture.scale
    cell, margin = _grain(blur_px * scale)
    side = picture.side_px * scale // cell + 2 * margin
    found = np.ones((side, side), dtype=np.float32)
    for one in inks:
        rings = outlined(one.lines, one.width_px, one.dash_px) if one.lines else one.rings
        if rings is not None:
            cover = covered(rings.moved(scale / cell, margin), side)
            found *= _let_through(one, cover, scale)
    if blur_px:
        weights = _blur(blur_px * scale, cell, margin)
        found = 1 - _blurred(_blurred(1 - found, weights).T, weights).T
    return found


def _grain(deviation: float) -> tuple[int, int]:
    """Return how many pixels a cell has of what will be blurred, and the margin in cells.

    Nobody sees more detail through the blur than cells of half its deviation have.
    """
    cell = 2 ** int(max(0, np.log2(deviation / 2))) if deviation else 1
    return cell, int(np.ceil(_BLUR_REACH * deviation / cell))


def _let_through(one: _Ink, cover: Field, scale: int) -> Field:
    """Return the share that an ink lets through; grounds of one ink let through one by one."""
    if one.lines:
        return 1 - np.float32(one.opacity) * np.minimum(cover, 1)
    if one.hatch is not None:
        half = hatched(*one.hatch, scale)
        return 1 - np.minimum(cover, 1) * np.tile(half, (2, 2))
    once = 1 - np.float32(one.opacity) * np.minimum(cover, 1)
    if cover.max(initial=0) > 1:
        once *= np.float32(1 - one.opacity) ** np.maximum(cover - 1, 0)
    return once


@lru_cache(maxsize=8)
def _blur(deviation: float, cell: int, margin: int) -> Field:
    """Return what each cell near a pixel adds to it, for each pixel of a cell."""
    centre = (np.arange(2 * margin + 1) - margin + 0.5) * cell
    away = np.arange(cell)[:, None] + 0.5 - centre
    variance = deviation**2 - (cell**2 - 1) / 12  # a cell by itself blurs what is in it
    weights = np.exp(-(away**2) / (2 * variance))
    found: Field = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return found


def _blurred(cells: Field, weights: Field) -> Field:
    """Return rows of cells blurred along the row, as pixels, without the margin.

    A product of matrices would wake the threads of BLAS, which costs more than it saves.
    """
    cell, near = weights.shape
    count = cells.shape[1] - near + 1
    found = np.zeros((len(cells), count, cell), dtype=np.float32)
    for pixel, taps in enumerate(weights):
        for tap, weight in enumerate(taps):
            found[:, :, pixel] += weight * cells[:, tap : tap + count]
    return found.reshape(len(cells), count * cell)
