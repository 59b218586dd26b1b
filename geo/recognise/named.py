"""What the gazetteer says of each token."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.model.columns import PlaceColumns
from geo.model.tokens import Index, Tokens
from geo.recognise.known import Matches

NOWHERE = 0xFFFF
_PLACES_IN = np.array([1, 2, 8])
_PEOPLE_IN = np.array([10_000, 100_000, 1_000_000])
_SHARES = np.array([0.02, 0.1, 0.25, 0.5])
_LIKELIEST = 8

Small = NDArray[np.uint64]
Numbers = NDArray[np.signedinteger]


class Named:
    """Columns over the tokens of what the names that cover them may mean; 0 where none does.

    ``tag`` is 1 at the first word of a known name and 2 at the others; ``levels`` and ``kinds``
    are sets of bits; ``people``, ``places_in`` and ``share`` are buckets that begin at 1;
    ``comma`` is 1 for X and 2 for Y of "X, Y" where some Y holds some X.
    """

    def __init__(self, tokens: Tokens, matches: Matches, places: PlaceColumns) -> None:
        """Work the columns out."""
        count = matches.first.size
        words = matches.last - matches.first + 1
        self._tokens, self._matches = tokens, matches
        self._rows = np.repeat(matches.first, words) + _ramp(words)
        self._match = np.repeat(np.arange(count), words)
        self.tag = np.zeros(tokens.size, dtype=np.uint64)
        self.tag[self._rows] = np.where(_ramp(words) == 0, 1, 2)
        readings = matches.readings
        level = np.left_shift(1, places.level[readings.place].astype(np.int64))
        kind = np.left_shift(1, readings.kind.astype(np.int64))
        most = _reduce(np.maximum, places.population[readings.place], readings.start)
        share = _country_shares(tokens, matches, places)
        self.levels = self._spread(_reduce(np.bitwise_or, level, readings.start))
        self.kinds = self._spread(_reduce(np.bitwise_or, kind, readings.start))
        self.people = self._spread(np.searchsorted(_PEOPLE_IN, most) + 1)
        self.places_in = self._spread(np.searchsorted(_PLACES_IN, np.diff(readings.start)) + 1)
        self.share = self._spread(np.searchsorted(_SHARES, share) + 1)
        self.comma = self._spread(_encloses(tokens, matches, places))

    def before(self, column: NDArray[np.unsignedinteger]) -> Small:
        """Return what stands before the name that a token belongs to."""
        return self._beside(column, self._matches.first - 1)

    def after(self, column: NDArray[np.unsignedinteger]) -> Small:
        """Return what stands after the name that a token belongs to."""
        return self._beside(column, self._matches.last + 1)

    def _beside(self, column: NDArray[np.unsignedinteger], at: Index) -> Small:
        sentence = self._tokens.sentence
        inside = (at >= 0) & (at < sentence.size)
        at = np.where(inside, at, 0)
        inside &= sentence[at] == sentence[self._matches.first]
        return self._spread(np.where(inside, column[at], NOWHERE))

    def _spread(self, values: NDArray[np.integer]) -> Small:
        """Return a value of each match as a column of the tokens."""
        found = np.zeros(self._tokens.size, dtype=np.uint64)
        found[self._rows] = values[self._match]
        return found


def _reduce(how: np.ufunc, values: Numbers, start: Index) -> Numbers:
    if start.size <= 1:
        return values[:0]
    return np.asarray(how.reduceat(values, start[:-1]))


def _ramp(counts: Index) -> Index:
    """Return 0, 1, … for each of the counts, one after the other."""
    ends = np.cumsum(counts)
    return np.arange(int(counts.sum())) - np.repeat(ends - counts, counts)


def _country_shares(tokens: Tokens, matches: Matches, places: PlaceColumns) -> NDArray[np.float64]:
    """Return how much of the document's other names lies in a country that a name may lie in."""
    readings, count = matches.readings, matches.first.size
    if count == 0:
        return np.zeros(0)
    span = int(places.country.max()) + 1
    pair = np.unique(readings.owner * span + places.country[readings.place])
    name, country = pair // span, pair % span
    weight = 1.0 / np.bincount(name, minlength=count)[name]
    document = tokens.document[matches.first][name]
    _, where = np.unique(document * span + country, return_inverse=True)
    others = np.bincount(where, weights=weight)[where] - weight
    whole = np.bincount(document, weights=weight)
    share = np.where(country > 0, others / np.maximum(whole[document] - 1, 1), 0.0)
    best = np.zeros(count)
    np.maximum.at(best, name, share)
    return best


def _encloses(tokens: Tokens, matches: Matches, places: PlaceColumns) -> Index:
    found = np.zeros(matches.first.size, dtype=np.int64)
    gap = matches.first[1:] - matches.last[:-1] == 2  # noqa: PLR2004 - one token between
    comma = np.zeros(gap.size, dtype=bool)
    comma[gap] = tokens.lead[matches.last[:-1][gap] + 1] == ord(",")
    start = matches.readings.start
    for i in np.flatnonzero(comma).tolist():
        inner = matches.readings.place[start[i] : start[i + 1]]
        outer = matches.readings.place[start[i + 1] : start[i + 2]][:_LIKELIEST]
        if places.holds(outer[:, None], inner[None, :]).any():
            found[i] |= 1
            found[i + 1] |= 2
    return found
