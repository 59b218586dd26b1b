"""Symbols of points as pixels, and many of them one over the other.

Each symbol is drawn once, from how far each pixel lies from its outline, and stamped at whole
pixels: thousands of points cost microseconds each, and look the same in neighbouring tiles.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.model.look import Form, Marker, Stroke

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Field = NDArray[np.float32]

_DIAMOND_SHARE = 0.82  # of a disc's diameter: so much less ink as the corners add
_CORNER_SHARE = 0.1
_DASH_SHARE = 0.6
_QUESTION = (
    *((0.24 * np.cos(a), 0.24 * np.sin(a) - 0.2) for a in np.radians(np.arange(-170, 51, 20))),
    (0.0, 0.05),
    (0.0, 0.2),
)
"""The hook of a question mark one unit high, ``y`` downwards."""
_QUESTION_DOT = (0.0, 0.42)
_QUESTION_STROKE = 0.15
_QUESTION_SHARE = 0.62  # of the diameter


class Stamp(NamedTuple):
    """A symbol's pixels, colours times alpha, and how much of what lies beneath stays."""

    premultiplied: Field
    keeps: Field


class Placed(NamedTuple):
    """A stamp and the pixel that its centre's corner lies on."""

    stamp: Stamp
    x: int
    y: int


def stamped(placed: Sequence[Placed], side: int) -> Field:
    """Return ``side`` pixels square of stamps, the first lowest, colours times alpha."""
    reach = max((len(one.stamp.keeps) // 2 for one in placed), default=0)
    whole = np.zeros((side + 4 * reach, side + 4 * reach, 4), dtype=np.float32)
    for (premultiplied, keeps), x, y in placed:
        half = len(keeps) // 2
        if not (-half < x < side + half and -half < y < side + half):
            continue
        top, left = y + 2 * reach - half, x + 2 * reach - half
        beneath = whole[top : top + 2 * half, left : left + 2 * half]
        beneath *= keeps
        beneath += premultiplied
    return whole[2 * reach : 2 * reach + side, 2 * reach : 2 * reach + side]


@lru_cache(maxsize=1024)
def stamp(marker: Marker, diameter_px: int, scale: int) -> Stamp:
    """Return a marker's pixels, an even number of them to a side."""
    slim = marker.slimness(diameter_px)
    stroke_px, halo_px = marker.stroke.width_px * slim, marker.halo.width_px * slim
    reach_px = diameter_px / 2 * (1 if marker.form is Form.DISC else np.sqrt(2)) + halo_px + 1
    half = int(np.ceil(reach_px * scale))
    axis = ((np.arange(2 * half) + 0.5 - half) / scale).astype(np.float32)
    x, y = np.meshgrid(axis, axis)
    beyond = _distance(marker.form, x, y, diameter_px)
    inner, whole = _cover(beyond + stroke_px, scale), _cover(beyond, scale)
    dashed = (whole - inner) * _dashes(marker.stroke, x, y, diameter_px, scale)
    glyph = inner * _question(x, y, diameter_px, scale) if marker.question else 0 * inner
    halo = _cover(beyond - halo_px, scale) - whole
    # The three share out each pixel between them: no seam shines through where two of them meet.
    pixels = marker.opacity * (
        ink(halo, marker.halo.colour, marker.halo.opacity)
        + ink(dashed + glyph, marker.stroke.colour, marker.stroke.opacity)
        + ink(whole - dashed - glyph, marker.fill, marker.fill_opacity)
    )
    return Stamp(pixels, 1 - np.repeat(pixels[..., 3:], 4, axis=-1))


def _distance(form: Form, x: Field, y: Field, diameter_px: float) -> Field:
    """Return how far each pixel lies outside the outline; inside it is negative."""
    if form is Form.DISC:
        return np.hypot(x, y) - np.float32(diameter_px / 2)
    side, corner = diameter_px, 0.0
    if form is Form.DIAMOND:
        half_root = np.float32(np.sqrt(0.5))
        x, y = (x + y) * half_root, (x - y) * half_root
        side, corner = diameter_px * _DIAMOND_SHARE, diameter_px * _CORNER_SHARE
    across, down = np.abs(x) - side / 2 + corner, np.abs(y) - side / 2 + corner
    outside = np.hypot(np.maximum(across, 0), np.maximum(down, 0))
    inside = np.minimum(np.maximum(across, down), 0)
    return (outside + inside - corner).astype(np.float32)


def _cover(beyond_px: Field, scale: int) -> Field:
    """Return which share of each pixel lies inside an outline."""
    share: Field = np.clip(0.5 - beyond_px * scale, 0, 1)
    return share


def _dashes(stroke: Stroke, x: Field, y: Field, diameter_px: float, scale: int) -> Field:
    """Return which share of each pixel a dash of the ring covers: a whole number go round."""
    if not stroke.dash_px:
        return np.ones_like(x)
    girth_px = np.pi * diameter_px
    count = max(4, round(girth_px / sum(stroke.dash_px)))
    turn = np.arctan2(y, x) / (2 * np.pi) * count
    beyond_px = (np.abs(turn - np.round(turn)) - _DASH_SHARE / 2) * girth_px / count
    return _cover(beyond_px.astype(np.float32), scale)


def _question(x: Field, y: Field, diameter_px: float, scale: int) -> Field:
    """Return which share of each pixel a question mark covers."""
    height_px = diameter_px * _QUESTION_SHARE
    hook = np.array(_QUESTION) * height_px
    away_px = np.full_like(x, np.inf)
    for (ax, ay), (bx, by) in pairwise(hook.tolist()):
        length_px2 = (bx - ax) ** 2 + (by - ay) ** 2
        along = np.clip(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length_px2, 0, 1)
        away_px = np.minimum(
            away_px, np.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay))
        )
    dot_x, dot_y = (height_px * v for v in _QUESTION_DOT)
    away_px = np.minimum(away_px, np.hypot(x - dot_x, y - dot_y) - 0.02 * height_px)
    return _cover((away_px - _QUESTION_STROKE * height_px / 2).astype(np.float32), scale)


def ink(cover: Field, colour: str, opacity: float) -> Field:
    """Return a share of each pixel in a colour ``#rrggbb``, colours times alpha."""
    alpha = cover * np.float32(opacity)
    return alpha[..., None] * np.array(rgba(colour), dtype=np.float32)


def rgba(colour: str) -> tuple[float, float, float, float]:
    """Return a colour ``#rrggbb`` as shares, fully opaque."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue, 1.0
