"""Arrays written as ``.npy`` piece by piece, for those that need not fit into memory."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.lib import format as npy_format
from numpy.typing import NDArray

_ROWS_AT_ONCE = 1_000_000
_MOST_UINT32 = 2**32 - 1


def as_npy(raw: Path, path: Path, dtype: str) -> None:
    """Write a file of bare numbers as an array of one dimension."""
    count = raw.stat().st_size // np.dtype(dtype).itemsize
    with raw.open("rb") as source, path.open("wb") as target:
        header = {"descr": dtype, "fortran_order": False, "shape": (count,)}
        npy_format.write_array_header_1_0(target, header)
        shutil.copyfileobj(source, target, 1 << 20)


def save_npy(path: Path, parts: Iterable[NDArray[np.generic]], dtype: str) -> int:
    """Write the parts one after another as one array; return how many numbers it has."""
    raw = path.with_suffix(".raw")
    count = 0
    with raw.open("wb") as file:
        for part in parts:
            count += part.size
            file.write(part.astype(dtype).tobytes())
    as_npy(raw, path, dtype)
    raw.unlink()
    return count


def save_starts(lengths: NDArray[np.generic], path: Path) -> None:
    """Write where each of the lengths starts, and where the last one ends.

    uint32, or uint64 where that is too small.
    """
    total = int(lengths.sum(dtype=np.int64))
    dtype = "<u4" if total <= _MOST_UINT32 else "<u8"

    def starts() -> Iterable[NDArray[np.generic]]:
        before = 0
        yield np.zeros(1, dtype=np.int64)
        for start in range(0, lengths.size, _ROWS_AT_ONCE):
            ends = before + np.cumsum(lengths[start : start + _ROWS_AT_ONCE], dtype=np.int64)
            before = int(ends[-1])
            yield ends

    save_npy(path, starts(), dtype)
