"""The words of a sentence as a search asks for them; the page folds what is typed alike."""

from __future__ import annotations

import re
import unicodedata

from geo.model.folding import folded_text

_WORD = re.compile(r"[^\W_]+")


class _Apart(dict[int, int]):
    """Each letter, figure and mark as it is, a space for every other sign."""

    def __missing__(self, code: int) -> int:
        """Find and keep what stands for ``code``."""
        is_in_word = unicodedata.category(chr(code))[0] in "LNM"
        self[code] = code if is_in_word else ord(" ")
        return self[code]


_APART = _Apart()


def words_of(text: str) -> set[str]:
    """Return the folded words of a text: "Idlib's" is found as "idlibs" and as "idlib"."""
    forms = (text, text.translate(_APART))
    return {word for form in forms for word in _WORD.findall(folded_text(form))}
