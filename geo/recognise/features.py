"""What a tagger sees of each token, as numbers of slots in a table of weights.

Features are hashed into a table of fixed size (Weinberger et al. 2009): no dictionary is kept, and
training and reading share this one function.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.model.columns import PlaceColumns
from geo.model.hashing import Hashes, mix
from geo.model.tokens import Index, Shape, Tokens
from geo.recognise import lexicon
from geo.recognise.islands import Islands
from geo.recognise.known import Matches
from geo.recognise.named import NOWHERE, Named, Small

SLOT_BITS = 18
Slots = NDArray[np.uint32]
_REACH = 3


def slots(tokens: Tokens, islands: Islands, matches: Matches, places: PlaceColumns) -> Slots:
    """Return for each token of the islands the slots of its features, one row a token."""
    if islands.row.size == 0:
        return np.zeros((0, 1), dtype=np.uint32)
    sheet = _Sheet(tokens, islands, matches, places)
    sheet.add_own()
    sheet.add_known()
    sheet.add_neighbours()
    sheet.add_frame()
    return sheet.slots()


class _Sheet:
    """Columns over all tokens, and the features that are made of them, over the islands' rows."""

    def __init__(
        self, tokens: Tokens, islands: Islands, matches: Matches, places: PlaceColumns
    ) -> None:
        row = islands.row
        self._tokens, self._row = tokens, row
        self._known = Named(tokens, matches, places)
        self._columns: list[Small] = []
        word = tokens.word
        first, last = lexicon.first_names(word), lexicon.last_names(word)
        self._word = word
        self._shape = tokens.shape.astype(np.uint64)
        self._people = first.astype(np.uint64) * np.uint64(8) + last.astype(np.uint64)
        self._titled = np.where(tokens.shape == Shape.TITLE, self._people, np.uint64(0))
        self._category = lexicon.categories(word).astype(np.uint64)
        self._common = lexicon.common_words(word)[row].astype(np.uint64)
        self._tail = _tail(tokens, 3)
        self._tag = self._known.tag[row]
        self._levels = self._known.levels[row]
        self._beside = {by: self._neighbour(by) for by in range(-_REACH, _REACH + 1)}

    def add_own(self) -> None:
        """Add what a token is by itself."""
        row, shape = self._row, self._shape[self._row]
        self._add(np.zeros(row.size, dtype=np.uint64))
        self._add(self._word[row])
        self._add(shape)
        for letters in (2, 3):
            self._add(_head(self._tokens, letters)[row])
        for letters in (2, 3, 4):
            self._add(_tail(self._tokens, letters)[row])
        self._add(self._people[row], shape)
        opens = self._beside[-1][1].astype(np.uint64)
        self._add(self._common, shape, opens)

    def add_known(self) -> None:
        """Add what the gazetteer and the document say of it."""
        row, tag, levels = self._row, self._tag, self._levels
        shape, people = self._shape[row], self._people[row]
        lowered = _elsewhere_lower(self._tokens, row)
        self._add(tag, levels)
        self._add(tag, self._known.kinds[row], levels)
        self._add(tag, self._known.people[row], levels)
        self._add(tag, self._known.places_in[row], people)
        self._add(tag, self._known.share[row], self._known.people[row])
        self._add(tag, levels, self._common, lowered)
        self._add(tag, people)
        self._add(tag, self._category[row], shape)
        self._add(tag, lowered, shape)
        self._add(tag, self._word[row])
        self._add(tag, _capitals(self._tokens)[row], shape)
        self._add(tag, self._known.comma[row])

    def add_neighbours(self) -> None:
        """Add what stands beside it."""
        row, tag, levels = self._row, self._tag, self._levels
        shape, people = self._shape[row], self._people[row]
        word, known = self._word, self._known
        for by in (-2, -1, 1, 2):
            self._add(self._at(word, by))
            self._add(self._at(self._tail, by))
            self._add(self._at(self._shape, by), self._at(known.tag, by))
            self._add(self._at(known.tag, by), self._at(known.levels, by), tag, levels)
        for by in (-3, 3):
            self._add(self._at(self._shape, by), self._at(known.tag, by))
        for by in (-1, 1):
            self._add(self._at(word, by), tag, levels)
            self._add(self._at(self._shape, by), shape, tag)
            self._add(self._at(self._category, by), tag, shape)
            self._add(self._at(self._titled, by), tag, people)
            self._add(self._at(self._category, 2 * by), self._at(self._shape, by), tag)
            self._add(self._at(word, by), self._at(word, 2 * by))
        self._add(self._at(word, -1), self._at(word, 1))
        self._add(self._at(self._shape, -1), self._at(self._shape, 1), tag, shape)

    def add_frame(self) -> None:
        """Add what frames the whole known name, as each of its words sees it."""
        row, tag, levels, known = self._row, self._tag, self._levels, self._known
        for column in (self._word, self._category, self._titled, self._shape):
            self._add(known.before(column)[row], tag)
            self._add(known.after(column)[row], tag)
        self._add(known.before(self._word)[row], known.after(self._word)[row], tag)
        self._add(known.before(self._shape)[row], known.after(self._shape)[row], tag, levels)

    def slots(self) -> Slots:
        """Return the slots of all features added."""
        found = np.empty((self._row.size, len(self._columns)), dtype=np.uint32)
        for number, column in enumerate(self._columns):
            found[:, number] = column
        return found

    def _add(self, *parts: Small) -> None:
        value = parts[0]
        for part in parts[1:]:
            value = mix(value) ^ part
        salt = mix(np.array([len(self._columns)], dtype=np.uint64))
        self._columns.append(mix(value ^ salt) >> np.uint64(64 - SLOT_BITS))

    def _neighbour(self, by: int) -> tuple[Index, NDArray[np.bool_]]:
        """Return the rows ``by`` tokens on, and which of them lie outside the sentence."""
        sentence = self._tokens.sentence
        at = np.clip(self._row + by, 0, sentence.size - 1)
        outside = (self._row + by != at) | (sentence[at] != sentence[self._row])
        return at, outside

    def _at(self, column: Small, by: int) -> Small:
        at, outside = self._beside[by]
        return np.where(outside, np.uint64(NOWHERE), column[at])


def _head(tokens: Tokens, letters: int) -> Hashes:
    end = np.minimum(tokens.fold_start + letters, tokens.fold_end)
    return tokens.sums.between(tokens.fold_start, end)


def _tail(tokens: Tokens, letters: int) -> Hashes:
    start = np.maximum(tokens.fold_end - letters, tokens.fold_start)
    return tokens.sums.between(start, tokens.fold_end)


def _capitals(tokens: Tokens) -> Small:
    """Return how much of its sentence is written with capitals, in quarters."""
    large = np.isin(tokens.shape, (Shape.TITLE, Shape.CAPITALS))
    count = np.bincount(tokens.sentence, weights=large)
    words = np.bincount(tokens.sentence, weights=tokens.shape < Shape.SIGN)
    share = np.floor(4 * count / np.maximum(words, 1)).astype(np.uint64)
    return np.asarray(share[tokens.sentence])


def _elsewhere_lower(tokens: Tokens, row: Index) -> Small:
    """Tell which words their document also writes in lower case."""
    key = mix(tokens.word) ^ tokens.document.astype(np.uint64)
    lower = np.unique(key[tokens.shape == Shape.LOWER])
    if lower.size == 0:
        return np.zeros(row.size, dtype=np.uint64)
    at = np.minimum(np.searchsorted(lower, key[row]), lower.size - 1)
    return np.asarray(lower[at] == key[row], dtype=np.uint64)
