"""What each character is and folds to, as tables for whole arrays of code points."""

from __future__ import annotations

import unicodedata
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from geo.model.code_table import CodeTable
from geo.model.hashing import Codes


class Sign(IntEnum):
    """What sort of character it is."""

    SPACE = 0
    LOWER = 1
    UPPER = 2
    CASELESS = 3
    DIGIT = 4
    MARK = 5
    OTHER = 6


def signs(codes: Codes) -> NDArray[np.uint8]:
    """Return the ``Sign`` of each code point."""
    return _SIGNS[codes].astype(np.uint8)


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


_SIGNS = CodeTable(_sign)
