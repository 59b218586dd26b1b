"""The sheet of small pictures that a map style refers to: symbols and hatches."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from geo.model.dossier import Style
from geo.model.look import Area, Marker
from geo.model.looks import looks
from geo.tiles.hatches import hatched
from geo.tiles.png import encode_png, straight
from geo.tiles.stamps import ink, stamp

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.model.feature import Json

SPRITE_DIAMETER_PX = 28
"""Between the smallest and the largest, so that strokes stay near their width when scaled."""
_GAP_PX = 1


@lru_cache(maxsize=8)
def sprite(style: Style, scale: int) -> tuple[bytes, dict[str, Json]]:
    """Return the sheet as PNG, and by name where each picture lies in it, as MapLibre wants."""
    pictures = dict(sorted(_pictures(style, scale).items()))
    gap = _GAP_PX * scale
    width = max(one.shape[1] for one in pictures.values())
    height = sum(one.shape[0] + gap for one in pictures.values())
    sheet = np.zeros((height, width, 4), dtype=np.float32)
    index: dict[str, Json] = {}
    top = 0
    for name, picture in pictures.items():
        tall, wide, _ = picture.shape
        sheet[top : top + tall, :wide] = picture
        index[name] = {"x": 0, "y": top, "width": wide, "height": tall, "pixelRatio": scale}
        top += tall + gap
    return encode_png(straight(sheet)), index


def _pictures(style: Style, scale: int) -> dict[str, NDArray[np.float32]]:
    found = {}
    for look in looks(style):
        symbol = look.symbol
        if isinstance(symbol, Marker):
            diameter_px = SPRITE_DIAMETER_PX if symbol.sized_by else round(symbol.diameter_px[0])
            found[look.id] = stamp(symbol, diameter_px, scale).premultiplied
        elif isinstance(symbol, Area) and symbol.hatch is not None:
            found[symbol.hatch.id] = ink(hatched(symbol, symbol.hatch, scale), symbol.colour, 1.0)
    return found
