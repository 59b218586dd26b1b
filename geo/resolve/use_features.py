"""What tells a place from those who act in its name, as slots of a table of weights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from geo.model.columns import PlaceColumns, Readings
from geo.model.folding import name_key
from geo.model.hashing import Hashes, mix, text_hash
from geo.model.tokens import Index, Shape, Tokens
from geo.resolve import use_words

SLOT_BITS = 17
NOTHING = 1 << SLOT_BITS
"""The slot of what is not there; its weight is 0."""
_OUTSIDE = np.uint64(0xFFFF)
_WINDOW, _RUN = 6, 5
_LARGE = (Shape.TITLE, Shape.CAPITALS, Shape.MIXED)
_PEOPLE_IN = np.array([1e4, 1e5, 1e6, 1e7])
_STOPS = "FUNCTION_WORDS DETERMINERS PLACE_PREPOSITIONS COPULA PRONOUNS CONJUNCTIONS".split()

Slots = NDArray[np.uint32]
Small = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Classes:
    """The classes of words that ``use_words`` lists: for each word (its hash) a set of bits."""

    names: tuple[str, ...]
    word: Hashes
    bits: Small

    def of(self, words: Hashes) -> Small:
        """Return the classes of each word."""
        at = np.minimum(np.searchsorted(self.word, words), self.word.size - 1)
        return np.where(self.word[at] == words, self.bits[at], np.uint64(0))


@cache
def _classes() -> _Classes:
    found = {n: v for n, v in sorted(vars(use_words).items()) if isinstance(v, frozenset)}
    bits: dict[int, int] = {}
    for number, words in enumerate(found.values()):
        for word in words:
            key = text_hash(name_key(word))
            bits[key] = bits.get(key, 0) | 1 << number
    word = np.array(sorted(bits), dtype=np.uint64)
    sets = np.array([bits[int(key)] for key in word], dtype=np.uint64)
    return _Classes(names=tuple(found), word=word, bits=sets)


def use_slots(
    tokens: Tokens, first: Index, last: Index, readings: Readings, places: PlaceColumns
) -> Slots:
    """Return for each name, from token ``first`` to ``last``, the slots of its features."""
    if first.size == 0:
        return np.zeros((0, 1), dtype=np.uint32)
    sheet = _Sheet(tokens, first, last)
    sheet.add_name(readings, places)
    sheet.add_neighbours()
    sheet.add_pairs()
    sheet.add_run()
    sheet.add_classes()
    return sheet.slots()


class _Sheet:
    def __init__(self, tokens: Tokens, first: Index, last: Index) -> None:
        self._tokens, self._first, self._last = tokens, first, last
        self._columns: list[Small] = []
        self._blocks: list[Small] = []
        self._word = tokens.word
        self._shape = tokens.shape.astype(np.uint64)
        start = np.maximum(tokens.fold_end - 3, tokens.fold_start)
        self._tail = tokens.sums.between(start, tokens.fold_end)
        classes = _classes()
        self._class = classes.of(tokens.word)
        self._numbers = np.arange(len(classes.names), dtype=np.uint64)
        stops = sum(1 << classes.names.index(name) for name in _STOPS)
        self._stop = ((self._class & np.uint64(stops)) > 0) | (tokens.shape == Shape.SIGN)

    def add_name(self, readings: Readings, places: PlaceColumns) -> None:
        """Add what the name may mean, and where it stands in its sentence."""
        first, last = self._first, self._last
        level = _bits(readings, places.level[readings.place], first.size)
        kind = _bits(readings, readings.kind, first.size)
        seat = _bits(readings, places.seat[readings.place], first.size)
        people = np.zeros(first.size, dtype=np.int64)
        np.maximum.at(people, readings.owner, places.population[readings.place])
        size = np.searchsorted(_PEOPLE_IN, people).astype(np.uint64)
        self._kind, self._level, self._seat = kind, level, seat
        self._both = level * np.uint64(16) + kind
        begins = np.searchsorted(self._tokens.sentence, self._tokens.sentence[first])
        place = np.minimum(first - begins, 3).astype(np.uint64)
        self._add(np.zeros(first.size, dtype=np.uint64))
        for column in (self._both, kind, seat, level, self._shape[last], self._tail[last]):
            self._add(column)
        self._add(self._tokens.hashes(first, last))
        self._add(self._both, size)
        self._add(self._both, seat)
        self._add(place)
        for column in (self._shape, self._word, self._class, self._tail):
            self._add(place, self._at(column, 1))
        self._add(place, self._at(self._class, 1), level)
        many = np.minimum(np.diff(readings.start), 9).astype(np.uint64)
        self._add(many)
        self._add(size)
        self._add(_repeats(self._tokens, first, last))
        sets = np.stack([level, kind << np.uint64(8), seat << np.uint64(16)]).sum(axis=0)
        bits = np.arange(20, dtype=np.uint64)
        self._add_flags(15, ((sets[:, None] >> bits) & np.uint64(1)).astype(bool))

    def add_neighbours(self) -> None:
        """Add the words beside it, and the kinds of words farther off."""
        word, shape, tail, group = self._word, self._shape, self._tail, self._class
        for by in (-4, -3, -2, -1, 1, 2, 3, 4):
            self._add(self._at(word, by))
            self._add(self._at(group, by))
            self._add(self._at(group, by), self._kind)
            self._add(self._at(group, by), self._level)
        for by in (-3, -2, -1, 1, 2, 3):
            self._add(self._at(shape, by))
            self._add(self._at(tail, by))
            self._add(self._at(word, by), self._kind)
            self._add(self._at(word, by), self._both)
        for by in (-2, -1, 1, 2):
            self._add(self._at(shape, by), self._both)
            self._add(self._at(group, by), self._seat)
        for by in range(1, _WINDOW + 1):
            self._add(self._at(word, by), salt=901)
            self._add(self._at(word, -by), salt=902)
            self._add(self._at(group, by), salt=903)
            self._add(self._at(group, -by), salt=904)

    def add_pairs(self) -> None:
        """Add what stands on both sides of it, and two words of one side."""
        word, shape, tail, group = self._word, self._shape, self._tail, self._class
        for left, right in ((word, word), (shape, shape), (group, group), (word, shape)):
            self._add(self._at(left, -1), self._at(right, 1))
            self._add(self._at(left, -1), self._at(right, 1), self._kind)
        self._add(self._at(shape, -1), self._at(word, 1))
        self._add(self._at(word, -1), self._at(tail, 1))
        self._add(self._at(group, -1), self._at(group, 1), self._both)
        self._add(self._at(group, -1), self._at(shape, 1), self._both)
        for by in (-1, 1):
            self._add(self._at(word, by), self._at(word, 2 * by))
            self._add(self._at(shape, by), self._at(shape, 2 * by), self._kind)
            self._add(self._at(group, by), self._at(group, 2 * by))
            self._add(self._at(group, by), self._at(group, 2 * by), self._both)

    def add_run(self) -> None:
        """Add the capitals that it stands among, and the noun that it may modify."""
        begin, end = self._run()
        first, last = self._first, self._last
        left = np.minimum(first - begin, 3).astype(np.uint64)
        right = np.minimum(end - last, 3).astype(np.uint64)
        self._add(left, right)
        self._add(left, right, self._kind)
        self._add(np.where(end > last, self._word[end], np.uint64(0)))
        self._add(np.where(begin < first, self._word[begin], np.uint64(0)))
        for column in (self._class, self._word):
            self._add(self._there(column, begin - 1))
            self._add(self._there(column, end + 1))
        self._add(self._there(self._class, end + 1), self._level)
        self._add(self._there(self._class, begin - 1), self._level)
        head = self._head()
        none = head < 0
        for column in (self._word, self._tail, self._class):
            value = np.where(none, np.uint64(0), column[np.maximum(head, 0)])
            self._add(value)
            self._add(value, self._kind)
        self._add(none.astype(np.uint64), self._kind)

    def add_classes(self) -> None:
        """Add each class of words by itself: beside the name, near it, at the ends of the run."""
        begin, end = self._run()
        for number, by in enumerate((-3, -2, -1, 1, 2, 3)):
            self._add_flags(number, self._flags_at((self._last if by > 0 else self._first) + by))
        before = [self._flags_at(self._first - by) for by in range(1, _WINDOW + 1)]
        after = [self._flags_at(self._last + by) for by in range(1, _WINDOW + 1)]
        self._add_flags(10, np.logical_or.reduce(before))
        self._add_flags(11, np.logical_or.reduce(after))
        self._add_flags(12, self._flags(end) & (end > self._last)[:, None])
        self._add_flags(13, self._flags(begin) & (begin < self._first)[:, None])
        head = self._head()
        self._add_flags(14, self._flags(np.maximum(head, 0)) & (head >= 0)[:, None])

    def slots(self) -> Slots:
        """Return the slots of all features added."""
        return np.concatenate([np.stack(self._columns, axis=1), *self._blocks], axis=1).astype(
            np.uint32
        )

    def _flags_at(self, at: Index) -> NDArray[np.bool_]:
        inside = (at >= 0) & (at < self._tokens.size)
        at = np.where(inside, at, 0)
        inside &= self._tokens.sentence[at] == self._tokens.sentence[self._first]
        return np.asarray(self._flags(at) & inside[:, None])

    def _flags(self, at: Index) -> NDArray[np.bool_]:
        """Return the classes of tokens, one column a class."""
        return ((self._class[at][:, None] >> self._numbers) & np.uint64(1)).astype(bool)

    def _add_flags(self, block: int, flags: NDArray[np.bool_]) -> None:
        number = np.arange(flags.shape[1], dtype=np.uint64) + np.uint64(10_000 + 100 * block)
        slot = mix(mix(number)) >> np.uint64(64 - SLOT_BITS)
        self._blocks.append(np.where(flags, slot[None, :], np.uint64(NOTHING)))

    def _add(self, *parts: Small, salt: int | None = None) -> None:
        value = parts[0]
        for part in parts[1:]:
            value = mix(value) ^ part
        number = np.array([len(self._columns) if salt is None else salt], dtype=np.uint64)
        self._columns.append(mix(value ^ mix(number)) >> np.uint64(64 - SLOT_BITS))

    def _at(self, column: Small, by: int) -> Small:
        return self._there(column, (self._last if by > 0 else self._first) + by)

    def _there(self, column: Small, at: Index) -> Small:
        inside = (at >= 0) & (at < self._tokens.size)
        at = np.where(inside, at, 0)
        inside &= self._tokens.sentence[at] == self._tokens.sentence[self._first]
        return np.where(inside, column[at], _OUTSIDE)

    def _run(self) -> tuple[Index, Index]:
        """Return the first and last token of the capitalised words around each name."""
        large = np.isin(self._tokens.shape, _LARGE)
        begin, end = self._first.copy(), self._last.copy()
        top = self._tokens.size - 1
        sentence = self._tokens.sentence
        for _ in range(_RUN):
            at = np.maximum(begin - 1, 0)
            grows = (begin > 0) & large[at] & (sentence[at] == sentence[self._first])
            begin = np.where(grows, at, begin)
            at = np.minimum(end + 1, top)
            grows = (end < top) & large[at] & (sentence[at] == sentence[self._first])
            end = np.where(grows, at, end)
        return begin, end

    def _head(self) -> Index:
        """Return the last of the words right behind each name before the next small one, or -1."""
        size = self._tokens.size
        stops = np.where(self._stop, np.arange(size), size)
        nearest = np.append(np.minimum.accumulate(stops[::-1])[::-1], size)
        stop = nearest[np.minimum(self._last + 1, size)]
        close = np.searchsorted(
            self._tokens.sentence, self._tokens.sentence[self._last], side="right"
        )
        stop = np.minimum(np.minimum(stop, close), self._last + _RUN)
        return np.where(stop - 1 > self._last, stop - 1, -1)


def _repeats(tokens: Tokens, first: Index, last: Index) -> Small:
    """Return how often each name stands in its document, as a bucket."""
    key = mix(tokens.hashes(first, last)) ^ tokens.document[first].astype(np.uint64)
    _, where, count = np.unique(key, return_inverse=True, return_counts=True)
    return np.asarray(np.searchsorted([1, 2, 4, 8], count[where]).astype(np.uint64))


def _bits(readings: Readings, values: NDArray[np.uint8], count: int) -> Small:
    """Return the set of a value over the readings of each name, as bits."""
    found = np.zeros(count, dtype=np.int64)
    np.bitwise_or.at(found, readings.owner, np.left_shift(1, values.astype(np.int64)))
    return found.astype(np.uint64)
