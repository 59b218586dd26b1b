"""Distances and bearings in a phrase: "some 15 kilometres", "between 10 and 15 km", "NE"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import takewhile

from geo.model.expression import Distance
from geo.recognise.expression_words import Grammar, hedges
from geo.recognise.phrase_items import Sentence

_SHARE = 0.1
_HEDGED = 1.5
"""A hedge ("some", "about") makes half as much again of how far a figure may be off."""
_DASHES = frozenset({"-", "–", "—"})
_TO = _DASHES | {"to", "or"}
_MOST_IN_BRACKETS = 6
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")


def distance(s: Sentence, at: int, grammar: Grammar) -> tuple[Distance, int] | None:
    """Return the distance stated at an index, and where its words end."""
    start = s.longest(at, hedges(grammar))
    hedge = s.said(at, start)
    between = s.word(start) in {"between", "from"}
    read = _vague(s, start, grammar) or _range(s, start + between, grammar, joined=between)
    if read is None:
        return None
    low, high, factor, end = read
    error = max(_error(value) for value in (low, high)) * factor
    if read[0] != read[1]:
        error = _SHARE * (high - low) * factor
    if hedge in grammar.hedges:
        error *= _HEDGED
    bounds: tuple[float | None, float | None] = (low * factor, high * factor)
    if hedge in grammar.at_most:
        bounds = (None, high * factor)
    elif hedge in grammar.at_least:
        bounds = (low * factor, None)
    found = Distance(low_km=bounds[0], high_km=bounds[1], error_km=round(error, 4))
    return found, _bracket_end(s, end, grammar)


def bearings(s: Sentence, at: int, table: Mapping[str, float]) -> tuple[tuple[float, ...], int]:
    """Return the bearings named at an index ("north and west"), and where their words end."""
    found: list[float] = []
    end = here = at
    while (read := s.lookup(here, table)) is not None:
        found.append(read[0])
        end = read[1]
        here = s.skip(end, {",", "and", "or", "&"})
        if here == end:
            break
    return tuple(dict.fromkeys(found)), end


def initials(s: Sentence, at: int, grammar: Grammar) -> tuple[tuple[float, ...], int]:
    """Return the bearing of capitals ("SE"), and where they end."""
    item = s.at(at)
    if item is None or item.text not in grammar.initials:
        return (), at
    return (grammar.initials[item.text],), at + 1


def _vague(s: Sentence, at: int, grammar: Grammar) -> tuple[float, float, float, int] | None:
    read = s.lookup(at, grammar.vague_numbers)
    unit = s.lookup(read[1], grammar.units) if read else None
    return (*read[0], *unit) if read and unit else None


def _range(
    s: Sentence, at: int, grammar: Grammar, *, joined: bool
) -> tuple[float, float, float, int] | None:
    first = _number(s, at, grammar)
    if first is None:
        return None
    low, end = first
    unit = _unit(s, end, grammar)
    after = unit[1] if unit else end
    links = _TO | {"and"} if joined else _TO
    second = _number(s, after + 1, grammar) if s.word(after) in links else None
    if second is not None and (last := _unit(s, second[1], grammar)) is not None:
        return low, max(low, second[0]), last[0], last[1]
    return (low, low, *unit) if unit and not joined else None


def _unit(s: Sentence, at: int, grammar: Grammar) -> tuple[float, int] | None:
    return s.lookup(at + (s.word(at) == "-"), grammar.units)


def _number(s: Sentence, at: int, grammar: Grammar) -> tuple[float, int] | None:
    word = s.word(at)
    if word[:1].isdecimal():
        return _digits(word), at + 1
    tens, _, ones = word.partition("-")
    if tens in grammar.numbers and ones in grammar.numbers:
        return grammar.numbers[tens] + grammar.numbers[ones], at + 1
    return s.lookup(at, grammar.numbers)


def _digits(word: str) -> float:
    """Return "1,500" and "2.5" as numbers."""
    whole, _, rest = _THOUSANDS.sub("", word).replace(",", ".").partition(".")
    digits = "".join(takewhile(str.isdecimal, rest))
    return float(f"{whole}.{digits or 0}")


def _error(value: float) -> float:
    """Return how far a figure may be off, in its own unit: a tenth, or half its last step.

    People state whole numbers below 20, fives below 100 and tens beyond, unless the figure itself
    is finer.
    """
    steps = ((100, 10.0), (20, 5.0), (1, 1.0))
    step = next((width for least, width in steps if value >= least and value % width == 0), 1.0)
    return max(_SHARE * value, min(step / 2, value / 2))


def _bracket_end(s: Sentence, at: int, grammar: Grammar) -> int:
    """Return where a conversion in brackets ends ("(18 miles)"), ``at`` where there is none."""
    if s.word(at) != "(":
        return at
    for end in range(at + 1, at + 1 + _MOST_IN_BRACKETS):
        if s.word(end) == ")":
            inside = (s.word(i) in grammar.units for i in range(at + 1, end))
            return end + 1 if any(inside) else at
    return at
