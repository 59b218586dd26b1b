"""Which sort of use a name is put to, once it is known whether the place itself is meant."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from geo.model.folding import name_key
from geo.model.hashing import Hashes, text_hash
from geo.model.text import Use
from geo.model.tokens import Flags, Index, Shape, Tokens
from geo.resolve import use_words

_TOLD, _BY_DEFAULT = 1.0, 0.3
"""What a rule weighs, in cross-validation on GeoWebNews and on our own marked texts."""
_MOST = 20.0
_CERTAIN = frozenset({Use.DATELINE, Use.DEMONYM, Use.OFFICE})


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


def varieties(signs: Signs) -> Iterator[tuple[Use, str]]:
    """Yield what each name would be used for, if not for the place, and that in words."""
    for longer, modifies in zip(signs.longer.tolist(), signs.modifies.tolist(), strict=True):
        if longer:
            yield Use.EMBEDDED, "part of a longer name"
        elif modifies:
            yield Use.DEMONYM, "modifies the word that follows"
        else:
            yield Use.METONYM, "stands for those who act in its name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """What the rules answer; ``told``: by words of the text, not for want of other signs."""

    use: Use = Use.LITERAL
    reason: str = "the name of a place that is no government's"
    told: bool = False


def blended(share: float, variety: tuple[Use, str], ruled: Ruled) -> tuple[Use, str]:
    """Return use and reason from the model's ``share`` for "no place" and the rules' answer.

    Each is a weight of evidence (a log odds ratio); what a rule reads off the very words stands.
    """
    if ruled.use in _CERTAIN:
        return ruled.use, ruled.reason
    weight = _TOLD if ruled.told else _BY_DEFAULT
    odds = math.log(share / (1 - share)) if 0 < share < 1 else math.copysign(_MOST, share - 0.5)
    odds += -weight if ruled.use.is_place else weight
    if (odds < 0) is ruled.use.is_place:
        return ruled.use, ruled.reason
    if odds < 0:
        return Use.LITERAL, f"the place itself, with {1 - share:.0%} by the trained model"
    use, what = variety
    return use, f"{what}, with {share:.0%} by the trained model"
