"""Pixels as PNG: eight bits, with alpha, byte for byte the same each time."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_RGBA = 6
_LEVEL = 4
"""With rows as they are: on crowded tiles 58 kB in 3 ms, where 6 makes 54 kB in 9; differences to
the row above or the pixel before, as PNG could have them, come out a third larger.
"""


def straight(premultiplied: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return rows of RGBA from 0 to 1, colours times alpha, as bytes, colours by themselves."""
    found = premultiplied.copy()
    found[..., :3] /= np.maximum(premultiplied[..., 3:], 1 / 512)
    np.clip(found, 0, 1, out=found)
    found *= 255
    found += 0.5
    return found.astype(np.uint8)


def encode_png(rgba: NDArray[np.uint8]) -> bytes:
    """Return rows of RGBA as PNG."""
    height, width, _ = rgba.shape
    rows = np.zeros((height, width * 4 + 1), dtype=np.uint8)
    rows[:, 1:] = rgba.reshape(height, width * 4)
    header = struct.pack(">IIBBBBB", width, height, 8, _RGBA, 0, 0, 0)
    body = zlib.compress(rows.tobytes(), _LEVEL)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
