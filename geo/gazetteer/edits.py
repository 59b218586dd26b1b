"""Every word one slip away from a name, to be looked up where there are too many names to scan."""

from __future__ import annotations

from collections.abc import Iterator

_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz ",
    "абвгдежзиклмнопрстуфхцчшщъыьэюя ",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي ",
)
"""Folded letters: accents and the forms of alef, ya and ta marbuta are gone."""
_FEWEST_CHARS, _MOST_CHARS = 4, 40
_TWO_SLIPS_CHARS = 8


def most_edits(key: str) -> int:
    """Return how many slips a folded name may hold: short names are too near to each other.

    Two names of the shipped gazetteer of up to seven letters often differ in two of them.
    """
    if len(key) < _FEWEST_CHARS:
        return 0
    return 1 if len(key) < _TWO_SLIPS_CHARS else 2


def one_edit_away(key: str) -> list[str]:
    """Return what one letter left out, added, changed or swapped makes of a folded name, sorted.

    The name itself is not among it. A name of more than 40 characters or fewer than four gives
    nothing, nor does one in letters other than Latin, Cyrillic and Arabic.
    """
    if not _FEWEST_CHARS <= len(key) <= _MOST_CHARS:
        return []
    return sorted({*_shorter(key), *_changed(key)} - {key})


def _shorter(key: str) -> Iterator[str]:
    for at in range(len(key)):
        yield key[:at] + key[at + 1 :]
        yield key[:at] + key[at + 1 : at + 2] + key[at] + key[at + 2 :]


def _changed(key: str) -> Iterator[str]:
    letters = "".join(a for a in _ALPHABETS if set(a.strip()) & set(key))
    for at in range(len(key) + 1):
        head, tail, rest = key[:at], key[at:], key[at + 1 :]
        for letter in letters:
            yield head + letter + tail
            yield head + letter + rest
