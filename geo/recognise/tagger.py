"""Find names of places by how they stand in the text, whether a gazetteer has them or not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from geo.model.columns import NameColumns
from geo.model.tokens import Index, Shape, Tokens
from geo.recognise import lexicon
from geo.recognise.crf import BEGIN, INSIDE, OUTSIDE, Floats, Tagger
from geo.recognise.features import SLOT_BITS, slots
from geo.recognise.islands import Islands, find_islands
from geo.recognise.known import Matches, find_names

_USUAL = 2
"""Bucket of first names that more than 3 in 100,000 people bear."""
_BIAS = 0.2
"""A name is taken where this much short of being likelier than none: what the ranker then doubts
is shown as doubtful, what is not taken is lost."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spans:
    """Names in reading order, from token ``first`` to ``last``, and how likely each is a place."""

    first: Index
    last: Index
    probability: NDArray[np.float64]


@cache
def load_tagger() -> Tagger:
    """Return the trained tagger; how it was trained stands in ``data/MODELS.md``."""
    path = files("geo.recognise").joinpath("data", "tagger.npz")
    with path.open("rb") as file, np.load(file) as stored:
        weights = np.zeros((1 << SLOT_BITS, 3), dtype=np.float32)
        weights[stored["slot"]] = stored["weight"]
        return Tagger(weights=weights, moves=stored["moves"])


def find_spans(tokens: Tokens, names: NameColumns, tagger: Tagger) -> tuple[Spans, Matches]:
    """Return the names of places in the tokens, and all that the gazetteer knows."""
    matches = find_names(tokens, names)
    islands = find_islands(tokens)
    found = slots(tokens, islands, matches, names.places)
    likely = spans(islands, tagger.marginals(found, islands.island))
    return _without_people(tokens, likely), matches


def _without_people(tokens: Tokens, found: Spans) -> Spans:
    """Leave out "Mr. Washington" and "Jack London": one word after a title or a first name.

    Too few of them stand in the corpora for the tagger to learn all; none there is a place.
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
    person = beside & (found.first == found.last) & (lexicon.forms_of_address(word) | named)
    return Spans(
        first=found.first[~person],
        last=found.last[~person],
        probability=found.probability[~person],
    )


def spans(islands: Islands, marginals: Floats) -> Spans:
    """Return the stretches that are likelier inside a name than not, each as one name."""
    if islands.row.size == 0:
        none = np.zeros(0, dtype=np.int64)
        return Spans(first=none, last=none, probability=np.zeros(0))
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
