"""Pixels as PNG: eight bits, with alpha, byte for byte the same each time."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_UP = 2  # the row filter: each byte less the one above
_RGBA = 6
_LEVEL = 6


def straight(premultiplied: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return rows of RGBA from 0 to 1, colours times alpha, as bytes with colours by themselves."""
    alpha = premultiplied[..., 3:]
    colour = premultiplied[..., :3] / np.maximum(alpha, 1 / 512)
    both = np.concatenate((colour, alpha), axis=-1)
    return (np.clip(both, 0, 1) * 255 + 0.5).astype(np.uint8)


def encode_png(rgba: NDArray[np.uint8]) -> bytes:
    """Return rows of RGBA as PNG."""
    height, width, _ = rgba.shape
    rows = rgba.reshape(height, width * 4)
    filtered = np.full((height, width * 4 + 1), _UP, dtype=np.uint8)
    filtered[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])
    header = struct.pack(">IIBBBBB", width, height, 8, _RGBA, 0, 0, 0)
    body = zlib.compress(filtered.tobytes(), _LEVEL)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
