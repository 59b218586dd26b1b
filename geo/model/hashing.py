"""Hashes of stretches of text: one running sum gives the hash of any of them.

``hash(s) = sum(mix(s[j]) * BASE**j) mod 2**64``, so that the hash of ``s[a:b]`` is the difference
of two running sums times ``BASE**-a`` (Karp and Rabin 1987, with the powers rising). ``mix`` is
SplitMix64 (Steele, Lea and Flood 2014). Among a million names, two share a hash with a
probability of 3 in 100 million.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint32]
Hashes = NDArray[np.uint64]

_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 2**64)
_WHOLE = 2**64 - 1


def mix(values: NDArray[np.unsignedinteger]) -> Hashes:
    """Return values scattered over 64 bits; equal ones stay equal."""
    found = values.astype(np.uint64) + np.uint64(_BASE)
    found = (found ^ (found >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    found = (found ^ (found >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return found ^ (found >> np.uint64(31))


def codes_of(text: str) -> Codes:
    """Return the code points of a text; lone surrogates stay what they are."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def text_hash(text: str) -> int:
    """Return the hash of a whole text."""
    codes = codes_of(text)
    if codes.size == 0:
        return 0
    return int(Sums(codes).between(np.array([0]), np.array([codes.size]))[0])


class Sums:
    """Running sums over a text, from which the hash of any stretch follows."""

    def __init__(self, codes: Codes) -> None:
        """Sum up ``codes``."""
        self._powers = _powers(_BASE, codes.size)
        self._inverse = _powers(_INVERSE, codes.size + 1)
        self._sums = np.zeros(codes.size + 1, dtype=np.uint64)
        np.cumsum(mix(codes) * self._powers, out=self._sums[1:])

    def between(self, starts: NDArray[np.integer], ends: NDArray[np.integer]) -> Hashes:
        """Return the hashes of half-open stretches."""
        return np.asarray((self._sums[ends] - self._sums[starts]) * self._inverse[starts])


def _powers(base: int, count: int) -> Hashes:
    found = np.full(max(count, 1), base & _WHOLE, dtype=np.uint64)
    found[0] = 1
    return np.cumprod(found, dtype=np.uint64)[:count]
