"""Hashes of the keys of many names at once: ``text_hash(name_key(name))``, without a loop."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geo.model.folding import folds
from geo.model.hashing import Codes, Hashes, Sums, codes_of

_SPACE = ord(" ")


def text_hashes(texts: Sequence[str]) -> Hashes:
    """Return ``text_hash`` of each text; 0 for an empty one."""
    return _hashes(codes_of("".join(texts)), _lengths(texts))


def key_hashes(names: Sequence[str]) -> Hashes:
    """Return ``text_hash(name_key(name))`` of each name; 0 where nothing of it is left."""
    owner = np.repeat(np.arange(len(names), dtype=np.int64), _lengths(names))
    codes = folds(codes_of("".join(names)))
    codes, owner = _kept(codes, owner, codes != 0)
    space = codes == _SPACE
    after_space = np.ones(codes.size, dtype=bool)
    after_space[1:] = space[:-1] | (owner[1:] != owner[:-1])
    codes, owner = _kept(codes, owner, ~(space & after_space))
    last = np.ones(codes.size, dtype=bool)
    last[:-1] = owner[1:] != owner[:-1]
    codes, owner = _kept(codes, owner, ~((codes == _SPACE) & last))
    return _hashes(codes, np.bincount(owner, minlength=len(names)))


def _lengths(texts: Sequence[str]) -> NDArray[np.int64]:
    return np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))


def _kept(
    codes: Codes, owner: NDArray[np.int64], keep: NDArray[np.bool_]
) -> tuple[Codes, NDArray[np.int64]]:
    return codes[keep], owner[keep]


def _hashes(codes: Codes, lengths: NDArray[np.int64]) -> Hashes:
    ends = np.cumsum(lengths)
    return Sums(codes).between(ends - lengths, ends)
