"""Hatched ground as pixels: half a tile of it repeats, in pictures and in sprites alike."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geo.model.look import TILE_PX, Area, Hatch

if TYPE_CHECKING:
    from numpy.typing import NDArray


@lru_cache(maxsize=32)
def hatched(area: Area, hatch: Hatch, scale: int) -> NDArray[np.float32]:
    """Return the opacity of half a tile of hatched ground: a whole number of its strokes."""
    axis = (np.arange(TILE_PX // 2 * scale) + 0.5) / scale
    x, y = np.meshgrid(axis, axis)
    across = (x + y) / hatch.step_px
    away_px = np.abs(across - np.round(across)) * hatch.step_px / np.sqrt(2)
    cover = np.clip(0.5 + (hatch.width_px / 2 - away_px) * scale, 0, 1).astype(np.float32)
    inked = cover * np.float32(hatch.opacity)
    found: NDArray[np.float32] = inked + np.float32(area.opacity) * (1 - inked)
    return found
