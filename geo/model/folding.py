"""The form under which spellings of one name meet, with the way back to the text.

Case, accents, apostrophes, quotation marks and brackets do not tell names apart; a hyphen is a
space: "Ma'arrat al-Nu‘mān" and "Maarrat al Numan" fold alike, as do "demilitarized (buffer)
zone" and "demilitarized buffer zone". Arabic loses its vowel signs and the forms of alef, ya
and ta marbuta.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from geo.model.code_table import CodeTable
from geo.model.hashing import Codes, codes_of

_DELETED = 0
_SPACE = ord(" ")
_SILENT = frozenset("'’‘‛`´ʻʼʽʾʿˈ′″\"“”„‟«»‹›()[]{}.ـ")
_MARKS = frozenset({"Mn", "Me"})
_FIRST_MARK = "\u0300"
_JOINTS = frozenset("-‐‑‒–_")
_LETTERS = {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "t", "ى": "ي", "ة": "ه"}


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """A folded text; ``offsets[i]`` is where its character ``i`` stands in ``source``."""

    source: str
    text: str
    offsets: NDArray[np.int64]

    def source_range(self, start: int, end: int) -> tuple[int, int]:
        """Return the half-open range of ``source`` behind the folded range, marks included."""
        first, last = self.offsets.item(start), self.offsets.item(end - 1) + 1
        while (
            last < len(self.source)
            and self.source[last] >= _FIRST_MARK
            and unicodedata.category(self.source[last]) in _MARKS
        ):
            last += 1
        return first, last


def fold(text: str) -> Folded:
    """Fold ``text``; runs of spaces and hyphens become one space."""
    kept, offsets = fold_codes(codes_of(text))
    return Folded(text, kept.tobytes().decode("utf-32-le", "surrogatepass"), offsets)


def fold_codes(codes: Codes) -> tuple[Codes, NDArray[np.int64]]:
    """Return code points folded as ``fold`` does, and the index that each comes from."""
    folded = folds(codes)
    offsets = np.flatnonzero(folded != _DELETED)
    kept = folded[offsets]
    blank = kept == _SPACE
    repeated = np.zeros(kept.size, dtype=bool)
    repeated[1:] = blank[1:] & blank[:-1]
    return kept[~repeated], offsets[~repeated]


def folds(codes: Codes) -> Codes:
    """Return what each code point folds to, 0 for one that vanishes."""
    return _FOLDS[codes]


def folded_text(text: str) -> str:
    """Return the folded form without the way back, spaces as they were; faster than ``fold``."""
    return text.translate(_TABLE)


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """Return the folded form of a name, without spaces at its ends."""
    return " ".join(folded_text(name).split())


class _Table(dict[int, int | None]):
    """What each character folds to, found when it is first met."""

    def __missing__(self, code: int) -> int | None:
        """Find and keep what ``code`` folds to."""
        self[code] = fold_code(code) or None
        return self[code]


_TABLE = _Table()


@lru_cache(maxsize=8192)
def fold_code(code: int) -> int:
    """Return what a code point folds to, 0 for one that vanishes."""
    char = chr(code)
    plain = unicodedata.normalize("NFKD", char)[0].casefold()[0]
    if {char, plain} & _SILENT or unicodedata.category(char) in {*_MARKS, "Cf"}:
        return _DELETED
    if {char, plain} & _JOINTS or char.isspace():
        return _SPACE
    return ord(_LETTERS.get(plain, plain))


_FOLDS = CodeTable(fold_code)
