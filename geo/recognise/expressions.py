"""Find vague places around the names of a document: "20 km south of Idlib", "near Ariha"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from geo.model.expression import Clause, Facet, Phrase
from geo.model.text import Document, Mention, Passage
from geo.recognise.expression_words import GRAMMARS, Grammar
from geo.recognise.phrase_clauses import RULES
from geo.recognise.phrase_items import Sentence


def phrases(
    document: Document, passages: Sequence[Passage], mentions: Sequence[Mention]
) -> tuple[Phrase, ...]:
    """Return the expressions of a document in reading order; none overlaps another.

    ``mentions`` are its names with what each is used for. A language without a grammar has none.
    """
    grammar = GRAMMARS.get(document.language)
    if grammar is None:
        return ()
    named = _by_passage(mentions)
    trigger = _trigger(document.language)
    return tuple(
        phrase
        for passage in passages
        if passage.ordinal in named
        and trigger.search(document.text, passage.span.start, passage.span.end)
        for phrase in _in_sentence(Sentence(document, passage, named[passage.ordinal]), grammar)
    )


@cache
def _trigger(language: str) -> re.Pattern[str]:
    words = sorted(GRAMMARS[language].triggers, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)


def _by_passage(mentions: Sequence[Mention]) -> Mapping[int, list[Mention]]:
    found = defaultdict(list)
    for mention in mentions:
        found[mention.passage.ordinal].append(mention)
    return found


def _in_sentence(sentence: Sentence, grammar: Grammar) -> Iterator[Phrase]:
    at = 0
    while at < len(sentence.items):
        clauses, end = _clauses(sentence, at, grammar)
        if clauses:
            yield Phrase(passage=sentence.passage, clauses=clauses)
        at = max(at + 1, end)


def _clauses(sentence: Sentence, at: int, grammar: Grammar) -> tuple[tuple[Clause, ...], int]:
    """Return the clauses that follow each other without a word between, and where they end."""
    found: list[Clause] = []
    end = at
    while (read := _longest(sentence, end, grammar)) is not None:
        found.append(read[0])
        end = read[1]
    if len(found) == 1 and found[0].facet is Facet.ON:
        return (), at
    return tuple(found), end


def _longest(sentence: Sentence, at: int, grammar: Grammar) -> tuple[Clause, int] | None:
    read = [answer for rule in RULES if (answer := rule(sentence, at, grammar)) is not None]
    return max(read, key=lambda answer: answer[1], default=None)
