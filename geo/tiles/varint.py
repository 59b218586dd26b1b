"""Protocol Buffers varints: seven bits a byte, least significant first, from whole arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LONGEST_BYTES = 10
_MORE = np.uint64(0x80)
_LOW_BITS = np.uint64(0x7F)
_SINGLE = tuple(bytes((value,)) for value in range(0x80))


def varint(value: int) -> bytes:
    """Return one unsigned integer below 2**64."""
    if value < len(_SINGLE):
        return _SINGLE[value]
    out = bytearray()
    while value >= len(_SINGLE):
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def sizes_bytes(values: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return how many bytes each value takes."""
    sizes = np.ones(len(values), dtype=np.int64)
    largest = int(values.max(initial=0))
    for byte in range(1, _LONGEST_BYTES):
        if largest < 1 << 7 * byte:
            break
        sizes += values >= np.uint64(1 << 7 * byte)
    return sizes


def varints(values: NDArray[np.uint64]) -> bytes:
    """Return the values one after the other."""
    sizes = sizes_bytes(values)
    begin = np.cumsum(sizes) - sizes
    out = np.empty(int(sizes.sum()), dtype=np.uint8)
    while len(values):
        longer = values > _LOW_BITS
        out[begin] = values & _LOW_BITS | longer * _MORE
        values, begin = values[longer] >> np.uint64(7), begin[longer] + 1
    return out.tobytes()


def zigzag(values: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return signed integers so that those near 0 stay small."""
    return (values << 1 ^ values >> 63).astype(np.uint64)
