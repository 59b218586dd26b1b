"""The names of peoples out of a reference book's wording: "Frenchman(men), Frenchwoman(women)"."""

from __future__ import annotations

import re

_BREAK = re.compile(r"\s*[,;/]\s*(?:or\s+)?|\s+or\s+")
_BRACKET = re.compile(r"\s*\(([^)]*)\)")
_PLURALS = {"s": ("", "s"), "men": ("man", "men"), "women": ("woman", "women")}
_REMARK = re.compile(r"\s*\((?!s\)|men\)|women\))[^)]*\)")
_NO_PEOPLE = frozenset({"NA", "note"})


def demonyms(noun: str, adjective: str) -> list[str]:
    """Return the words for a people and what is theirs, plurals included, without remarks."""
    found: dict[str, None] = {}
    for words in (noun, adjective):
        for part in _BREAK.split(_REMARK.sub("", words)):
            found.update(dict.fromkeys(_forms(part)))
    return list(found)


def _forms(part: str) -> list[str]:
    word = _BRACKET.sub("", part).strip()
    if not word or word in _NO_PEOPLE or word.islower() or word.startswith(("note", "former")):
        return []
    forms = [word]
    for inside in _BRACKET.findall(part):
        ending, plural = _PLURALS.get(inside, ("", ""))
        if plural and word.endswith(ending):
            forms.append(word.removesuffix(ending) + plural)
    return forms
