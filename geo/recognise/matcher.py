"""Find known names in a text: one pass of an automaton over the folded text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import ahocorasick_rs

from geo.model.folding import Folded, fold, name_key
from geo.model.place import Name, NameKind
from geo.recognise.affixes import LANGUAGES, stems
from geo.recognise.inflected import InflectedNames

_ARTICLES = frozenset(
    "al el ul as ash at ad an ar az adh ath es the of de la le los du der den di da and wa bin "
    "i ibn on in y und".split()
)
_WORDS = re.compile(r"[^\W_]+")


class Sort(StrEnum):
    """What a known name is a name of."""

    PLACE = "place"
    DEMONYM = "demonym"
    ZONE = "zone"
    LINE = "line"
    ORGANISATION = "organisation"


_OF_PLACES = (Sort.PLACE, Sort.DEMONYM)
_APOSTROPHES = "'’"
_TANWIN = "\u064b"
"""The vowel sign that tells تركياً, an adjective, from تركيا, a country."""
_STEM = "name"
"""Any word: the table of endings tells which of its forms have it for a stem."""
_BY_PLACE, _BY_OTHER = 1, 2


@dataclass(frozen=True, slots=True)
class Found:
    """A known name at a half-open range of the text.

    ``name`` is the form that is listed, where the text has another; ``inflected`` tells that an
    affix had to be taken off to find it.
    """

    start: int
    end: int
    sort: Sort
    name: str = ""
    inflected: bool = False


class NameMatcher:
    """Finds the longest known names; whole words only, names capitalised as names are.

    Abbreviations must stand as written ("US", not "us"); phrases ("buffer zone") in any case,
    and in the plural too.
    """

    def __init__(self, names: Iterable[Name], phrases: Mapping[str, Sort]) -> None:
        """Build the automaton; ``phrases`` are names of anything but places."""
        names = tuple(names)
        self._exact: dict[str, set[str]] = {}
        self._sorts = {name_key(phrase): sort for phrase, sort in phrases.items()}
        self._cased: set[str] = set()
        self._lower_first: set[str] = set()
        self._any_case: set[str] = set()
        self._bare: dict[str, str] = {}
        for name in sorted(names, key=lambda n: n.kind is not NameKind.DEMONYM):
            key = name_key(name.text)
            self._sorts[key] = Sort.DEMONYM if name.kind is NameKind.DEMONYM else Sort.PLACE
            if name.kind is NameKind.ABBREVIATION:
                self._exact.setdefault(key, set()).add(name.text)
            else:
                self._cased.add(key)
                if not _is_capitalised(name.text):
                    of_people = name.kind is NameKind.DEMONYM
                    (self._any_case if of_people else self._lower_first).add(key)
            if name.language in LANGUAGES and _bare(name.text) != name.text:
                self._bare[key] = name.text
        self._keys = sorted(key for key in self._sorts if key)
        self._automaton = ahocorasick_rs.AhoCorasick(self._keys)
        self._inflected = InflectedNames(names, (p for p in phrases if not p.isascii()))

    def find(self, text: str, starts: Sequence[int] = (), language: str = "") -> list[Found]:
        """Return the names in reading order; a place may lie inside a name of another sort.

        ``starts`` are where passages begin: no name reaches from one into the next. ``language``
        is the text's, for the affixes that its names may bear.
        """
        folded = fold(text)
        every = [*self._candidates(folded, language), *self._forms(folded, language)]
        candidates = sorted(every, key=_longest_first)
        kept: list[Found] = []
        taken = bytearray(len(text))
        for found in candidates:
            if bisect_right(starts, found.start) != bisect_right(starts, found.end - 1):
                continue
            if _is_free(taken, found):
                kept.append(found)
                mark = _BY_PLACE if found.sort in _OF_PLACES else _BY_OTHER
                taken[found.start : found.end] = bytes((mark,)) * (found.end - found.start)
        return sorted(kept, key=lambda f: (f.start, -f.end))

    def _candidates(self, folded: Folded, language: str) -> Iterator[Found]:
        text = folded.source
        hits = self._automaton.find_matches_as_indexes(folded.text, overlapping=True)
        for index, first, last in hits:
            start, end = folded.source_range(first, last)
            key = self._keys[index]
            sort = self._sorts[key]
            if sort not in _OF_PLACES and text[end : end + 1] in {"s", "S"}:
                end += 1
            surface = text[start:end]
            if _is_word(text, start, end) and self._is_written_so(surface, key, sort):
                bare = _bare(surface)
                if key in self._bare and bare != surface:
                    yield Found(start, start + len(bare), sort, self._bare[key])
                elif language != "tr" or bare == surface or name_key(bare) not in self._sorts:
                    yield Found(start, _with_point(text, start, end), sort)

    def _forms(self, folded: Folded, language: str) -> Iterator[Found]:
        for form in self._inflected.find(folded, language):
            start, end = folded.source_range(form.start, form.end)
            surface = folded.source[start:end]
            sort = Sort.DEMONYM if form.is_demonym else self._sorts[form.name]
            free = form.is_demonym or form.is_adjective
            if free or self._is_written_so(surface, form.name, sort):
                yield Found(start, end, sort, form.name, inflected=True)

    def _is_written_so(self, surface: str, key: str, sort: Sort) -> bool:
        if sort is Sort.PLACE and _TANWIN in surface[-2:]:
            return False
        if sort in (Sort.ZONE, Sort.LINE):
            return True
        if surface in self._exact.get(key, ()) or f"{surface}." in self._exact.get(key, ()):
            return True
        if sort is Sort.DEMONYM and key in self._any_case:
            return True
        if key in self._lower_first:
            return _is_capitalised(surface.rsplit(maxsplit=1)[-1])
        return (sort is Sort.ORGANISATION or key in self._cased) and _is_capitalised(surface)


def _longest_first(found: Found) -> tuple[int, int, bool, bool, str, str]:
    """Order by length; of two readings of a word, a listed one and a place's come first."""
    people = found.sort is Sort.DEMONYM
    return found.start - found.end, found.start, found.inflected, people, found.sort, found.name


def _is_free(taken: bytearray, found: Found) -> bool:
    """Tell whether a range is free, or lies for a place inside a name of another sort."""
    stretch = taken[found.start : found.end]
    if not any(stretch):
        return True
    inside = stretch.count(_BY_OTHER) == len(stretch)
    return inside and found.sort in _OF_PLACES


def _bare(surface: str) -> str:
    """Return a name without the case ending that stands after its last apostrophe."""
    at = max(surface.rfind(sign) for sign in _APOSTROPHES)
    if at <= 0:
        return surface
    ending = name_key(surface[at + 1 :])
    return surface[:at] if _STEM in stems(_STEM + ending, "tr") else surface


def _is_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or after.isalnum())


@lru_cache(maxsize=65536)
def _is_capitalised(surface: str) -> bool:
    """Tell whether the first word that is no article begins like a name's."""
    words = _WORDS.findall(surface)
    first = next((w for w in words if w.casefold() not in _ARTICLES), words[0] if words else "")
    return bool(first) and not first[0].islower()


def _with_point(text: str, start: int, end: int) -> int:
    return end + 1 if "." in text[start:end] and text[end : end + 1] == "." else end
