"""Which spellings of a place are kept, and which are made from others."""

from __future__ import annotations

import re
from collections.abc import Iterable

from geo.gazetteer.entry import Spelling
from geo.model.columns import KindOfName

_LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]")
_TAILS = (
    "county|province|governorate|district|state|region|municipality|oblast|prefecture|"
    "department|parish|borough|voivodeship|raion|krai|kray|republic|canton|division|"
    "metropolitan city|autonomous region|autonomous oblast|autonomous okrug|okrug|"
    "special administrative region|census area|autonomous community"
)
_TAIL = re.compile(rf"\s+(?:{_TAILS})$", re.IGNORECASE)
_HEAD = re.compile(
    r"^(?:(?:autonomous )?(?:province|state|governorate|county|department|region|republic) of|"
    r"muḩāfaz̧at|muhafazat|provincia d[ei]|departamento d[eo]|estado d[eo]|wilaya d[eu]|"
    r"région d[eu]|oblast['’]?|powiat|محافظة|ولاية)\s+(?:the )?",
    re.IGNORECASE,
)
_FOREIGN = re.compile(
    r"\b(?:oblast['’]?|respublika|sheng|shi|zizhiqu|kraj|županija|novads|län|voblasć|okrug|kray)"
    r"(?:\W|$)",
    re.IGNORECASE,
)
_NO_NAME = frozenset(
    "autonomous capital central city coast coastal east eastern federal first islands jewish "
    "lakes lower metropolitan middle national new north northern old river second south southern "
    "third union unity upper west western".split()
)
"""Words that stand for no unit once the word for its kind is gone: "Eastern Province"."""
_FEWEST_LETTERS = 3


def kept(names: Iterable[str]) -> list[Spelling]:
    """Return the alternate names that can stand in a text.

    Codes (Latin, all capitals, one word) and machine transliterations (no capital where the
    script has them) are left out: "MOW" and "mwskw" for Moscow.
    """
    return [Spelling(n, KindOfName.ALTERNATE) for n in names if _is_name(n)]


def _is_name(name: str) -> bool:
    if not any(map(str.isalpha, name)):
        return False
    if name.islower():
        return False
    return not (name.isupper() and " " not in name and _LATIN.search(name))


def without_generic(names: Iterable[Spelling], kind: KindOfName) -> list[Spelling]:
    """Return the names of a unit without the word for its kind: "Idlib" of "Idlib Governorate".

    ``kind`` is how good a bare name is: a state goes by it, a county seldom.
    """
    found = []
    for name in names:
        bare = _HEAD.sub("", _TAIL.sub("", name.text)).strip()
        if bare != name.text and _stands_alone(bare):
            found.append(Spelling(bare, kind))
    return found


def _stands_alone(bare: str) -> bool:
    words = [w for w in bare.casefold().split() if w != "the"]
    telling = any(w not in _NO_NAME and not w[0].isdigit() for w in words)
    return telling and len(bare) >= _FEWEST_LETTERS


def in_english_first(names: list[Spelling]) -> list[Spelling]:
    """Return the names, the English one first where the first bears another language's generic.

    "Lviv Oblast" before "Lvivska oblast".
    """
    if not _FOREIGN.search(names[0].text):
        return names
    english = next((n for n in names[1:] if _TAIL.search(n.text)), None)
    return names if english is None else [Spelling(english.text), *names]


def distinct(names: Iterable[Spelling]) -> tuple[Spelling, ...]:
    """Return the names in their order, each text once with its best kind."""
    best: dict[str, KindOfName] = {}
    for name in names:
        text = name.text.strip()
        if text:
            best[text] = min(best.get(text, name.kind), name.kind)
    return tuple(Spelling(text, kind) for text, kind in best.items())
