"""Which sort of use a name is put to, once it is known whether the place itself is meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from geo.model.folding import name_key
from geo.model.hashing import Hashes, text_hash
from geo.model.text import Use
from geo.model.tokens import Flags, Index, Shape, Tokens
from geo.resolve import use_words

_EVEN, _CLEAR = 0.5, 0.8
"""What it takes where a sign beside the name agrees, and where none does."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Signs:
    """What stands beside each name: the longer name that it is part of, the noun it modifies.

    ``told`` are the names beside which stands anything that a rule of use looks at.
    """

    longer: Flags
    modifies: Flags
    told: Flags


_JOINTS = tuple(map(ord, "-–—'’"))


@cache
def _hashes(*, titles: bool) -> Hashes:
    small = use_words.FUNCTION_WORDS | use_words.SPEECH | use_words.ACTION | use_words.ADVERBS
    words = use_words.TITLES if titles else small
    return np.array(sorted(text_hash(name_key(word)) for word in words), dtype=np.uint64)


def use_signs(tokens: Tokens, first: Index, last: Index) -> Signs:
    """Return the signs of each name, from token ``first`` to ``last``."""

    def at(flags: Flags, row: Index) -> Flags:
        inside = (row >= 0) & (row < tokens.size)
        row = np.where(inside, row, 0)
        if tokens.size:
            inside &= tokens.sentence[row] == tokens.sentence[first]
        return np.asarray(inside & flags[row])

    title = np.isin(tokens.word, _hashes(titles=True))
    large = np.isin(tokens.shape, (Shape.TITLE, Shape.CAPITALS, Shape.MIXED))
    noun = (tokens.shape == Shape.LOWER) & ~np.isin(tokens.word, _hashes(titles=False))
    titled = at(title, first - 1) | at(tokens.word == np.uint64(text_hash("of")), first - 1)
    joined = at(np.isin(tokens.lead, _JOINTS), last + 1)
    longer = at(large, last + 1) | (at(large, first - 1) & ~at(title, first - 1))
    modifies = at(noun, last + 1)
    return Signs(longer=longer, modifies=modifies, told=longer | modifies | titled | joined)


def uses(associative: NDArray[np.float64], signs: Signs) -> Iterator[tuple[Use, str]]:
    """Yield the use of each name and its reason."""
    longer, modifies = signs.longer.tolist(), signs.modifies.tolist()
    for i, share in enumerate(associative.tolist()):
        if share < (_EVEN if longer[i] or modifies[i] else _CLEAR):
            yield Use.LITERAL, f"the place itself, with {1 - share:.0%} by the trained model"
            continue
        use, what = Use.METONYM, "stands for those who act in its name"
        if longer[i]:
            use, what = Use.EMBEDDED, "part of a longer name"
        elif modifies[i]:
            use, what = Use.DEMONYM, "modifies the word that follows"
        yield use, f"{what}, with {share:.0%} by the trained model"
