"""Signs of a language other than English: what stands around a name, and what it tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from geo.model.text import Use
from geo.resolve.class_words import PlaceClass

_UNREAD = (0x640, 0x670, *range(0x64B, 0x660), *range(0x200E, 0x2010))
_ARABIC = {ord(alef): "ا" for alef in "أإآٱ"} | {ord("ى"): "ي"} | dict.fromkeys(_UNREAD, "")
"""Alef without hamza, ya for its form without points; no tatweel, vowel signs, direction marks."""
_TURKISH = str.maketrans({"İ": "i", "I": "ı"})
_RUSSIAN = str.maketrans({"ё": "е"})


class Of(StrEnum):
    """Whose names a sign speaks of."""

    ANY = "any name"
    GOVERNMENT = "a name that can stand for a government"
    CAPITAL = "a capital's or a seat's name"
    COUNTRY = "a country's name"
    SITE = "any name but a country's"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """What the words before and after a name, or its list, say of its use.

    ``before`` must match at the end of what stands before, ``after`` at the start of what
    follows; both patterns are of the language's plain spelling, and either may be missing. With
    ``name``, the sign speaks of names that match it only.
    """

    use: Use
    why: str
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    of: Of = Of.GOVERNMENT
    name: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassSign:
    """What the words before or after a name call it; ``called`` is firmer than a hint."""

    kind: PlaceClass
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    called: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """What is known of one language: its signs of use and of class, asked in their order."""

    signs: tuple[Sign, ...]
    classes: tuple[ClassSign, ...]


def before(words: str) -> re.Pattern[str]:
    """Return a pattern of whole words that end right before a name."""
    return re.compile(rf"(?:^|(?<=\W))(?P<words>{words})$")


def after(words: str) -> re.Pattern[str]:
    """Return a pattern of what begins right after a name."""
    return re.compile(rf"(?P<words>{words})")


@lru_cache(maxsize=4096)
def plain(text: str, language: str) -> str:
    """Return text as the patterns of a language spell it: lower case, no vowel signs, е for ё."""
    if language == "ar":
        return text.translate(_ARABIC)
    if language == "tr":
        return text.translate(_TURKISH).lower()
    return text.lower().translate(_RUSSIAN)
