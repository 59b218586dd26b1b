"""Find the names of a gazetteer in tokens: the longest at each place, by their hashes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.model.columns import KindOfName, NameColumns, Readings
from geo.model.tokens import Flags, Index, Shape, Tokens
from geo.recognise.islands import NAMELIKE

_MOST_WORDS = 6
_SHORT = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Matches:
    """Known names in reading order, without overlaps, from token ``first`` to ``last``."""

    first: Index
    last: Index
    readings: Readings


def find_names(tokens: Tokens, names: NameColumns) -> Matches:
    """Return the names in the tokens: whole words that are written as names are."""
    namelike = NAMELIKE[tokens.shape]
    first, last = _longest(tokens, names, namelike)
    first, last = _leftmost(first, last)
    readings = names.readings(tokens.hashes(first, last))
    kept = written_so(tokens, first, last, readings)
    return Matches(first=first[kept], last=last[kept], readings=_only(readings, kept))


def _longest(tokens: Tokens, names: NameColumns, namelike: Flags) -> tuple[Index, Index]:
    """Return for each token that begins a name the last token of the longest."""
    open_at = np.flatnonzero(namelike)
    firsts, lasts = [], []
    for words in range(_MOST_WORDS, 0, -1):
        end = open_at + words - 1
        fits = end < tokens.size
        fits[fits] = namelike[end[fits]] & (
            tokens.sentence[end[fits]] == tokens.sentence[open_at[fits]]
        )
        tried = np.flatnonzero(fits)
        known = names.known(tokens.hashes(open_at[tried], end[tried]))
        found = tried[known]
        firsts.append(open_at[found])
        lasts.append(end[found])
        open_at = np.delete(open_at, found)
    first, last = np.concatenate(firsts), np.concatenate(lasts)
    order = np.argsort(first)
    return first[order], last[order]


def _leftmost(first: Index, last: Index) -> tuple[Index, Index]:
    """Return the matches without those that begin inside an earlier one."""
    kept = np.ones(first.size, dtype=bool)
    until = -1
    for i, (begin, end) in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
        if begin <= until:
            kept[i] = False
        else:
            until = end
    return first[kept], last[kept]


def written_so(tokens: Tokens, first: Index, last: Index, readings: Readings) -> Flags:
    """Tell which names are written as they are listed: "US" and "Calif.", not "Us" or "ME".

    Every name has a reading.
    """
    length = tokens.fold_end[last] - tokens.fold_start[first]
    capitals = tokens.shape[first] == Shape.CAPITALS
    short = readings.kind == KindOfName.ABBREVIATION
    shortened = np.logical_or.reduceat(short, readings.start[:-1]) if first.size else capitals
    only = np.logical_and.reduceat(short, readings.start[:-1]) if first.size else capitals
    pointed = np.zeros(first.size, dtype=bool)
    follows = last + 1 < tokens.size
    pointed[follows] = tokens.is_point[last[follows] + 1]
    tiny = length <= _SHORT
    small = tiny & ~shortened & (capitals | (length < _SHORT))
    small |= tiny & shortened & ~capitals & ~pointed
    return np.asarray(~small & (~only | capitals | pointed))


def _only(readings: Readings, kept: Flags) -> Readings:
    counts = np.diff(readings.start)
    inside = np.repeat(kept, counts)
    start = np.concatenate(([0], np.cumsum(counts[kept])))
    return Readings(start=start, place=readings.place[inside], kind=readings.kind[inside])
