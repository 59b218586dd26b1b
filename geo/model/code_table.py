"""A function of code points as a table for whole arrays of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from geo.model.hashing import Codes

_CODES = 0x110000


class CodeTable:
    """A function of code points, asked once for each that is met.

    Values are kept one higher, so that 0 is what was not met: memory of zeros is only taken where
    something is written.
    """

    def __init__(self, of: Callable[[int], int]) -> None:
        """Start with nothing met."""
        self._of = of
        self._known = np.zeros(_CODES, dtype=np.uint32)

    def __getitem__(self, codes: Codes) -> Codes:
        """Return the value of each code point."""
        found = self._known.take(codes)
        if not found.all():
            for code in np.unique(codes[found == 0]).tolist():
                self._known[code] = self._of(code) + 1
            found = self._known.take(codes)
        found -= np.uint32(1)
        return found
