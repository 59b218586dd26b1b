"""The index of a compiled gazetteer: which names fold to a key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.gazetteer.npy import as_npy
from geo.gazetteer.spool import Spool
from geo.model.hashing import Hashes

_NAMES_AT_ONCE = 1_000_000
_HASHES = 2**64


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Part:
    keys: Hashes
    counts: NDArray[np.int64]
    names: NDArray[np.int64]


def save_postings(spooled: Spool, name_place: NDArray[np.int32], folder: Path) -> int:
    """Write ``key``, ``posting_start`` and ``posting``; return how many keys there are.

    Within a key each place stands once, with its best kind of name; the most populous first.
    """
    files = {n: (folder / f"{n}.raw").open("wb") for n in ("key", "posting_start", "posting")}
    before, keys = 0, 0
    files["posting_start"].write(np.zeros(1, dtype="<u4").tobytes())
    for part in _parts(spooled, name_place):
        ends = before + np.cumsum(part.counts)
        before, keys = before + part.names.size, keys + part.keys.size
        files["key"].write(part.keys.astype("<u8").tobytes())
        files["posting_start"].write(ends.astype("<u4").tobytes())
        files["posting"].write(part.names.astype("<u4").tobytes())
    for name, file in files.items():
        file.close()
        raw = folder / f"{name}.raw"
        as_npy(raw, folder / f"{name}.npy", "<u8" if name == "key" else "<u4")
        raw.unlink()
    return keys


def _parts(spooled: Spool, name_place: NDArray[np.int32]) -> Iterator[_Part]:
    """Yield the index in ranges of hashes, each small enough to be sorted in memory."""
    hashes = spooled.column("name_hash")
    count = 1 + hashes.size // _NAMES_AT_ONCE
    for number in range(count):
        low = max(1, _HASHES * number // count)
        high = _HASHES * (number + 1) // count - 1
        names = np.concatenate(
            [
                start + np.flatnonzero((part >= np.uint64(low)) & (part <= np.uint64(high)))
                for start in range(0, hashes.size, _NAMES_AT_ONCE)
                for part in (hashes[start : start + _NAMES_AT_ONCE],)
            ]
        )
        if names.size:
            yield _sorted(names, spooled, name_place)


def _sorted(names: NDArray[np.int64], spooled: Spool, name_place: NDArray[np.int32]) -> _Part:
    key = spooled.column("name_hash")[names]
    place = name_place[names]
    kind = spooled.column("name_kind")[names]
    fewer = -spooled.column("population")[place].astype(np.int64)
    order = np.lexsort((names, kind, place, fewer, key))
    key, place, names = key[order], place[order], names[order]
    first = np.ones(key.size, dtype=bool)
    first[1:] = (key[1:] != key[:-1]) | (place[1:] != place[:-1])
    keys, counts = np.unique(key[first].astype(np.uint64), return_counts=True)
    return _Part(keys=keys, counts=counts, names=names[first])
