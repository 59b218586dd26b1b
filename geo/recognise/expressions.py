"""Find vague places around the names of a document: "20 km south of Idlib", "near Ariha"."""

from __future__ import annotations

import string
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence

from geo.model.expression import Clause, Facet, Phrase
from geo.model.text import Document, Mention, Passage
from geo.recognise.expression_words import GRAMMARS, Grammar, triggers
from geo.recognise.phrase_clauses import AT_NAME, AT_NUMBER, rules_at
from geo.recognise.phrase_items import Sentence

_FARTHEST = 16
"""Words between a clause's first and its first name, at most: a conversion in brackets is six."""
_BLANKS = str.maketrans(dict.fromkeys(string.punctuation + string.digits + "–—“”‘’«»…", " "))


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
    words = triggers(grammar)
    return tuple(
        phrase
        for passage in passages
        if passage.ordinal in named and not words.isdisjoint(_words(document.quote(passage.span)))
        for phrase in _in_sentence(Sentence(document, passage, named[passage.ordinal]), grammar)
    )


def _by_passage(mentions: Sequence[Mention]) -> Mapping[int, list[Mention]]:
    found = defaultdict(list)
    for mention in mentions:
        found[mention.passage.ordinal].append(mention)
    return found


def _words(text: str) -> list[str]:
    return text.casefold().translate(_BLANKS).split()


def _in_sentence(sentence: Sentence, grammar: Grammar) -> Iterator[Phrase]:
    end = 0
    for at in _starts(sentence, rules_at(grammar)):
        if at < end:
            continue
        clauses, end = _clauses(sentence, at, grammar)
        if clauses:
            yield Phrase(passage=sentence.passage, clauses=clauses)


def _starts(sentence: Sentence, known: Container[str]) -> list[int]:
    """Return where a clause may begin: a word, a number or a name, with a name in reach."""
    found: list[int] = []
    reach = -1
    for at in range(len(sentence.items) - 1, -1, -1):
        item = sentence.items[at]
        if item.mention is not None:
            reach = at
        elif not (item.word in known or item.word[0].isdecimal() or "-" in item.word):
            continue
        if 0 <= reach - at <= _FARTHEST:
            found.append(at)
    return found[::-1]


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
    item = sentence.at(at)
    if item is None:
        return None
    if item.mention is not None:
        rules = AT_NAME
    elif item.word[0].isdecimal() or item.word.split("-")[0] in grammar.numbers:
        rules = AT_NUMBER
    else:
        rules = rules_at(grammar).get(item.word, ())
    read = [answer for rule in rules if (answer := rule(sentence, at, grammar)) is not None]
    return max(read, key=lambda answer: answer[1], default=None)
