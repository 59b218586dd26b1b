"""From probabilities of tokens to names: what is taken, taken again, and left to people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.model.hashing import Hashes, mix
from geo.model.tokens import Index, Shape, Tokens
from geo.recognise import lexicon
from geo.recognise.crf import BEGIN, INSIDE, OUTSIDE, Floats
from geo.recognise.islands import Islands
from geo.recognise.known import Matches

_BIAS = 0.2
"""A name is taken where this much short of being likelier than none: what the ranker then doubts
is shown as doubtful, what is not taken is lost."""
_STRONG, _POSSIBLE = 0.5, 0.02
_MOST_SIGNS = 3
_USUAL = 2
"""Bucket of names that more than 3 in 100,000 people bear."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spans:
    """Names in reading order, from token ``first`` to ``last``, and how likely each is a place."""

    first: Index
    last: Index
    probability: NDArray[np.float64]

    def only(self, kept: NDArray[np.bool_]) -> Spans:
        """Return some of the names."""
        return Spans(
            first=self.first[kept], last=self.last[kept], probability=self.probability[kept]
        )


def find_in(tokens: Tokens, islands: Islands, matches: Matches, marginals: Floats) -> Spans:
    """Return the names that marginals of the islands' tokens speak for."""
    if islands.row.size == 0:
        none = np.zeros(0, dtype=np.int64)
        return Spans(first=none, last=none, probability=np.zeros(0))
    likely = _without_others(tokens, _without_signs(tokens, _likely(islands, marginals)))
    likely = likely.only(~_full_names(tokens, likely, matches))
    inside = np.zeros(tokens.size)
    inside[islands.row] = marginals[:, BEGIN] + marginals[:, INSIDE]
    return _without_others(tokens, _again(tokens, matches, likely, inside))


def _likely(islands: Islands, marginals: Floats) -> Spans:
    """Return the stretches that are likelier inside a name than not, each as one name."""
    inside = marginals[:, BEGIN] + marginals[:, INSIDE]
    on = inside > marginals[:, OUTSIDE] - _BIAS
    new = np.diff(islands.island, prepend=-1) != 0
    follows = np.concatenate(([False], on[:-1])) & ~new
    begins = on & (~follows | (marginals[:, BEGIN] >= marginals[:, INSIDE]))
    first = np.flatnonzero(begins)
    rows = np.flatnonzero(on)
    last = np.zeros(first.size, dtype=np.int64)
    np.maximum.at(last, (np.cumsum(begins) - 1)[rows], rows)
    row = islands.row
    return Spans(first=row[first], last=row[last], probability=inside[first])


def _without_signs(tokens: Tokens, found: Spans) -> Spans:
    """Take commas and the like off the ends of names."""
    first, last = found.first.copy(), found.last.copy()
    for _ in range(_MOST_SIGNS):
        last -= (tokens.shape[last] == Shape.SIGN) & (last > first)
        first += (tokens.shape[first] == Shape.SIGN) & (last > first)
    named = tokens.shape[first] != Shape.SIGN
    return Spans(first=first, last=last, probability=found.probability).only(named)


def _again(tokens: Tokens, matches: Matches, found: Spans, inside: Floats) -> Spans:
    """Add the names that their document elsewhere names as a place beyond doubt.

    A name that opens a sentence looks like any word; that it was a place before tells.
    """
    if found.first.size == 0:
        return found
    strong = np.unique(_named(tokens, found.first, found.last)[found.probability >= _STRONG])
    taken = np.zeros(tokens.size + 1, dtype=np.int64)
    np.add.at(taken, found.first, 1)
    np.add.at(taken, found.last + 1, -1)
    covered = np.concatenate(([0], np.cumsum(np.cumsum(taken[:-1]) > 0)))
    free = covered[matches.last + 1] == covered[matches.first]
    possible = inside[matches.first] >= _POSSIBLE
    known = np.isin(_named(tokens, matches.first, matches.last), strong)
    added = free & possible & known
    first = np.concatenate([found.first, matches.first[added]])
    last = np.concatenate([found.last, matches.last[added]])
    probability = np.concatenate([found.probability, inside[matches.first[added]]])
    order = np.argsort(first)
    return Spans(first=first[order], last=last[order], probability=probability[order])


def _full_names(tokens: Tokens, found: Spans, matches: Matches) -> NDArray[np.bool_]:
    """Tell which are two words that no gazetteer has, the second a usual family name."""
    known = np.isin(found.first * tokens.size + found.last, _cells(tokens, matches))
    two = (found.last == found.first + 1) & (tokens.shape[found.last] == Shape.TITLE)
    word = tokens.word[found.last]
    family = (lexicon.last_names(word) >= _USUAL) & (lexicon.categories(word) == 0)
    return np.asarray(two & family & ~known)


def _cells(tokens: Tokens, matches: Matches) -> Index:
    return matches.first * tokens.size + matches.last


def _named(tokens: Tokens, first: Index, last: Index) -> Hashes:
    """Return a hash of each name and its document."""
    return mix(tokens.hashes(first, last)) ^ tokens.document[first].astype(np.uint64)


def _without_others(tokens: Tokens, found: Spans) -> Spans:
    """Leave out "Mr. Washington" and "Jack London", and a direction alone ("North").

    Too few of them stand in the corpora for the tagger to learn all.
    """
    if found.first.size == 0:
        return found
    before = np.maximum(found.first - 1, 0)
    pointed = tokens.is_point[before]
    before = np.where(pointed, np.maximum(found.first - 2, 0), before)
    beside = (found.first > 0) & (tokens.sentence[before] == tokens.sentence[found.first])
    word = tokens.word[before]
    named = ~pointed & (tokens.shape[before] == Shape.TITLE)
    named &= lexicon.first_names(word) >= _USUAL
    person = beside & (lexicon.forms_of_address(word) | named)
    direction = lexicon.directions(tokens.word[found.first])
    return found.only((found.first != found.last) | ~(person | direction))
