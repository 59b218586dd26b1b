"""What a picture of a tile holds.

Coordinates are CSS pixels from the tile's north-west corner, ``y`` downwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.model.look import Area, Stroke
from geo.tiles.cover import Rings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Path:
    """A line; ``along_px`` is how much of the whole line lies before it, so that dashes join."""

    xy_px: NDArray[np.float64]
    along_px: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shape:
    """Ground or lines drawn alike: the rings to fill, the lines to stroke, and how.

    The rings of several grounds may stand in one: each of them adds its opacity.
    """

    symbol: Area | Stroke
    opacity: float = 1.0
    rings: Rings | None = None
    lines: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """Shapes in draw order; above them ``symbols``, if there are any: colours times alpha."""

    side_px: int
    scale: int
    shapes: tuple[Shape, ...]
    symbols: NDArray[np.float32] | None = None
