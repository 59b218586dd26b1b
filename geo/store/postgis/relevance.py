"""How well sentences answer a search: BM25 as SQLite's index reckons it, over PostgreSQL's."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geo.store.postgis.tokens import Phrase, Word

_K1, _B = 1.2, 0.75
_LEAST = 1e-6
"""The weight of what more than half of all rows hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """All rows of an index: how many, how many words they have, and which hold each phrase."""

    rows: int
    words: int
    holding: Mapping[Phrase, int]

    def weight(self, phrase: Phrase) -> float:
        """Return what a phrase weighs: much where it is rare."""
        holding = self.holding[phrase]
        weight = math.log((self.rows - holding + 0.5) / (holding + 0.5))
        return weight if weight > 0 else _LEAST


def best_first(
    found: Iterable[Word], sizes: Mapping[int, int], phrases: Sequence[Phrase], corpus: Corpus
) -> list[int]:
    """Return rows, the best first; ``sizes`` are all their words, ``found`` those of the texts."""
    placed: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for word in found:
        placed[word.row][word.column].append(word.term)
    mean = corpus.words / corpus.rows
    scores = {}
    for row, size in sizes.items():
        counts = Counter({phrase: _count(phrase, placed[row]) for phrase in phrases})
        longer = _K1 * (1 - _B + _B * size / mean)
        scores[row] = sum(
            corpus.weight(phrase) * ((counts[phrase] * (_K1 + 1.0)) / (counts[phrase] + longer))
            for phrase in phrases
        )
    return sorted(scores, key=lambda row: (-scores[row], row))


def _count(phrase: Phrase, texts: Mapping[str, Sequence[str]]) -> int:
    width = len(phrase.terms)
    return sum(
        phrase.stands(terms[start : start + width])
        for column in phrase.columns
        for terms in (texts.get(column, ()),)
        for start in range(len(terms) - width + 1)
    )
