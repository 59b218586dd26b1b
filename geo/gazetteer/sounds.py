"""Arabic names in Latin letters by how they sound: "Khan Sheikhun" finds "Khan Shaykhun"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from geo.model.folding import name_key
from geo.model.place import NameKind, Place

_ARTICLES = frozenset("al el ul il as es ash esh ad ed an en at et ar er az ez ath adh l".split())
_ALIKE = (
    ("kh", "x"),
    ("gh", "g"),
    ("sh", "$"),
    ("ch", "$"),
    ("dh", "d"),
    ("th", "t"),
    ("ph", "f"),
    ("q", "k"),
    ("c", "k"),
    ("v", "f"),
    ("p", "b"),
)
"""Letters that Latin spellings of one Arabic consonant exchange."""
_LEAST_LETTERS = 3
"""Fewer consonants sound like too many places."""
_VOWELS = re.compile(r"[aeiouwy]")
_TWICE = re.compile(r"(.)\1+")
_LATIN = re.compile(r"[a-z ]+")


def sound(name: str) -> str:
    """Return the consonants of an Arabic name in Latin letters, "" where too few are left.

    The article, vowels, doubled letters and a final h are dropped: spellers disagree on them.
    """
    words = [word for word in name_key(name).split() if word not in _ARTICLES]
    key = " ".join(words)
    if not _LATIN.fullmatch(key):
        return ""
    for written, letter in _ALIKE:
        key = key.replace(written, letter)
    parts = []
    for word in key.split():
        start = "a" if _VOWELS.match(word) else word[0]
        rest = _VOWELS.sub("", word[1:].removesuffix("h"))
        parts.append(_TWICE.sub(r"\1", start + rest))
    found = "".join(parts)
    return found if len(found) >= _LEAST_LETTERS else ""


class SoundIndex:
    """Places with an Arabic name, by the sound of every Latin spelling."""

    def __init__(self, places: Iterable[Place]) -> None:
        """Index the places, first come first listed."""
        self._by_sound: dict[str, list[Place]] = {}
        for place in places:
            if any(name.language == "ar" for name in place.names):
                for key in dict.fromkeys(self._sounds(place)):
                    self._by_sound.setdefault(key, []).append(place)

    @property
    def sounds(self) -> Mapping[str, Sequence[Place]]:
        """Return the places by sound."""
        return self._by_sound

    def like(self, surface: str) -> Sequence[Place]:
        """Return the places whose names sound like a word of a text."""
        return tuple(self._by_sound.get(sound(surface), ()))

    @staticmethod
    def _sounds(place: Place) -> list[str]:
        named = (n.text for n in place.names if n.kind is NameKind.NAME)
        return [key for text in named if (key := sound(text))]
