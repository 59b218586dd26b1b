"""Read PNG back, by the PNG specification and not by what wrote it."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np


def pixels(png: bytes) -> Any:  # noqa: ANN401 - rows of RGBA, from 0 to 255
    """Return a picture of eight bits with alpha, as integers that can be taken apart."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, data, width, height = 8, b"", 0, 0
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + length]
        (checked,) = struct.unpack(">I", png[at + 8 + length : at + 12 + length])
        assert checked == zlib.crc32(kind + body)
        if kind == b"IHDR":
            width, height, depth, colours, *_, interlaced = struct.unpack(">IIBBBBB", body)
            assert (depth, colours, interlaced) == (8, 6, 0)
        data += body if kind == b"IDAT" else b""
        at += 12 + length
    return _unfiltered(zlib.decompress(data), width, height)


def _unfiltered(raw: bytes, width: int, height: int) -> Any:  # noqa: ANN401 - see pixels
    lines = np.frombuffer(raw, np.uint8).reshape(height, width * 4 + 1)
    found = np.zeros((height + 1, width, 4), dtype=int)
    for row, line in enumerate(lines, 1):
        values, above = line[1:].reshape(width, 4).astype(int), found[row - 1]
        simple = (values, values.cumsum(axis=0), values + above)
        found[row] = simple[line[0]] if line[0] < len(simple) else _guessed(line[0], values, above)
        found[row] %= 256
    return found[1:]


def _guessed(kind: int, values: Any, above: Any) -> Any:  # noqa: ANN401 - see pixels
    """Return a row filtered by the average (3) or by Paeth's guess (4)."""
    left, corner = np.zeros(4, dtype=int), np.zeros(4, dtype=int)
    found = np.zeros_like(values)
    for at, (value, up) in enumerate(zip(values, above, strict=True)):
        guess = (left + up) // 2 if kind == 3 else _paeth(left, up, corner)
        left, corner = (value + guess) % 256, up
        found[at] = left
    return found


def _paeth(left: Any, up: Any, corner: Any) -> Any:  # noqa: ANN401 - see pixels
    near = left + up - corner
    to_left, to_up, to_corner = abs(near - left), abs(near - up), abs(near - corner)
    first = (to_left <= to_up) & (to_left <= to_corner)
    return np.where(first, left, np.where(to_up <= to_corner, up, corner))


def over(picture: Any, ground: tuple[int, int, int] = (255, 255, 255)) -> Any:  # noqa: ANN401
    """Return a picture laid over a colour, as RGB."""
    alpha = picture[..., 3:] / 255
    return picture[..., :3] * alpha + np.array(ground) * (1 - alpha)
