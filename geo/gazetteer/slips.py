"""Names a few slips away from a word, among tens of thousands: letters are compared first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

_LETTERS = 32
_ONE = np.uint64(1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Names:
    names: tuple[str, ...]
    marks: NDArray[np.uint64]


class SlipIndex:
    """Folded names by length, each with a mark of 64 bits for the letters that it holds."""

    def __init__(self, names: Iterable[str]) -> None:
        """Index the names, each once, in the order of the alphabet."""
        by_length: dict[int, list[str]] = {}
        for name in sorted(set(names)):
            by_length.setdefault(len(name), []).append(name)
        self._by_length = {
            length: _Names(
                names=tuple(found), marks=np.array([_mark(n) for n in found], dtype=np.uint64)
            )
            for length, found in by_length.items()
        }

    def within(self, word: str, most: int) -> Iterator[tuple[str, int]]:
        """Yield the names that are at most so many slips away, with how many, by length.

        A slip is a letter left out, added, changed, or swapped with the next one.
        """
        mark = np.uint64(_mark(word))
        for length in range(len(word) - most, len(word) + most + 1):
            known = self._by_length.get(length)
            if known is None:
                continue
            # A letter more or less changes one bit of a mark, another letter two.
            bits = 2 * most - abs(length - len(word))
            near = [known.names[at] for at in _differing_by(known.marks ^ mark, bits)]
            found = process.extract(word, near, scorer=OSA.distance, score_cutoff=most, limit=None)
            yield from ((name, int(edits)) for name, edits, _ in found)


def _mark(name: str) -> int:
    """Return a bit for each letter that a name holds, and another for each that it holds twice.

    Letters whose code points are alike by 32 share their bits; those of one alphabet seldom do.
    """
    once = twice = 0
    for letter in name:
        bit = 1 << (ord(letter) % _LETTERS)
        twice |= once & bit
        once |= bit
    return twice << _LETTERS | once


def _differing_by(bits: NDArray[np.uint64], most: int) -> list[int]:
    """Return where at most so many bits are set; ``bits`` are used up."""
    for _ in range(most):
        bits &= bits - _ONE  # takes the lowest bit away
    found: list[int] = np.flatnonzero(bits == 0).tolist()
    return found
