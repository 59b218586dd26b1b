"""What each character is and folds to, as tables for whole arrays of code points."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from geo.model.folding import fold_code
from geo.model.hashing import Codes

_CODES = 0x110000


class Sign(IntEnum):
    """What sort of character it is."""

    SPACE = 0
    LOWER = 1
    UPPER = 2
    CASELESS = 3
    DIGIT = 4
    MARK = 5
    OTHER = 6


class _Table:
    """A function of code points, asked once for each that is met.

    Values are kept one higher, so that 0 is what was not met: memory of zeros is only taken where
    something is written.
    """

    def __init__(self, of: Callable[[int], int]) -> None:
        self._of = of
        self._known = np.zeros(_CODES, dtype=np.uint32)

    def __getitem__(self, codes: Codes) -> Codes:
        found = self._known[codes]
        new = found == 0
        if new.any():
            for code in np.unique(codes[new]).tolist():
                self._known[code] = self._of(code) + 1
            found = self._known[codes]
        return found - np.uint32(1)


def signs(codes: Codes) -> NDArray[np.uint8]:
    """Return the ``Sign`` of each code point."""
    return _SIGNS[codes].astype(np.uint8)


def folds(codes: Codes) -> Codes:
    """Return what each code point folds to, 0 for one that vanishes."""
    return _FOLDS[codes]


def _sign(code: int) -> int:
    char = chr(code)
    category = unicodedata.category(char)
    if char.isspace():
        return Sign.SPACE
    if category[0] == "L":
        if category in {"Lu", "Lt"}:
            return Sign.UPPER
        return Sign.LOWER if category == "Ll" else Sign.CASELESS
    if category[0] == "N":
        return Sign.DIGIT
    return Sign.MARK if category[0] == "M" else Sign.OTHER


_SIGNS = _Table(_sign)
_FOLDS = _Table(fold_code)
