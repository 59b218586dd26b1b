"""What a picture of a tile holds, and who turns it into PNG.

Coordinates are CSS pixels from the tile's north-west corner, ``y`` downwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from geo.model.look import Area, Stroke

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
    """One feature's ground or line: the rings to fill, the lines to stroke, and how."""

    symbol: Area | Stroke
    opacity: float = 1.0
    rings_px: tuple[NDArray[np.float64], ...] = ()
    lines: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """Shapes in draw order; above them ``symbols``, a PNG of the same size, if there are any."""

    side_px: int
    scale: int
    shapes: tuple[Shape, ...]
    symbols: bytes | None = None


class Renderer(Protocol):
    """Whoever can turn a picture into PNG; the same picture gives the same bytes."""

    def png(self, picture: Picture) -> bytes:
        """Return the picture on a transparent ground, ``side_px * scale`` pixels wide."""
        ...
