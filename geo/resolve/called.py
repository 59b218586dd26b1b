"""What kind of place the words beside a name call it, for many names at once."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from geo.model.columns import Level
from geo.model.folding import name_key
from geo.model.hashing import Hashes, text_hash
from geo.model.tokens import Index, Tokens

_WORDS = {
    Level.COUNTRY: "republic kingdom sultanate emirate",
    Level.ADMIN1: "province provinces governorate governorates oblast oblasts state states "
    "prefecture prefectures wilaya krai region",
    Level.ADMIN2: "county counties district districts raion raions subdistrict municipality",
    Level.SETTLEMENT: "city cities town towns village villages suburb suburbs hamlet capital "
    "township port",
    Level.NATURE: "river rivers lake lakes sea ocean gulf bay strait mountain mountains valley "
    "desert peninsula island islands plateau plain",
    Level.SITE: "airport airbase crossing camp dam",
}
_BEFORE_ONLY = frozenset("capital port republic kingdom state states".split())
"""Words that call the name before them nothing ("Kyiv state", "Odesa port" are no such units)."""
_NONE = -1


@cache
def _table(*, after: bool) -> tuple[Hashes, NDArray[np.int8]]:
    found = {
        text_hash(name_key(word)): level
        for level, words in _WORDS.items()
        for word in words.split()
        if not (after and word in _BEFORE_ONLY)
    }
    keys = np.array(sorted(found), dtype=np.uint64)
    return keys, np.array([found[int(k)] for k in keys], dtype=np.int8)


def called(tokens: Tokens, first: Index, last: Index) -> NDArray[np.int8]:
    """Return the ``Level`` that each name is called by, -1 for none: "X province", "city of X"."""
    of = np.uint64(text_hash("of"))
    found = _level(tokens, last + 1, first, after=True)
    behind = first - 1
    linked = (behind >= 0) & (tokens.word[np.maximum(behind, 0)] == of)
    at = np.where(linked, first - 2, behind)
    before = _level(tokens, at, first, after=False)
    return np.where(found != _NONE, found, before)


def _level(tokens: Tokens, at: Index, near: Index, *, after: bool) -> NDArray[np.int8]:
    keys, levels = _table(after=after)
    inside = (at >= 0) & (at < tokens.size)
    at = np.where(inside, at, 0)
    if tokens.size:
        inside &= tokens.sentence[at] == tokens.sentence[near]
    word = tokens.word[at]
    where = np.minimum(np.searchsorted(keys, word), keys.size - 1)
    return np.where(inside & (keys[where] == word), levels[where], _NONE).astype(np.int8)
