"""Words of a search as an expression of the full-text index, and the words that it found."""

from __future__ import annotations

import re

from geo.model.folding import fold, folded_text

_PIECE = re.compile(
    r"""(?P<minus>(?<!\S)-(?!-))?
    (?:["“”„](?P<phrase>[^"“”„]*)["“”] | (?P<word>[^\s"“”„]+))""",
    re.VERBOSE,
)
_LEAST_PREFIX_CHARS = 3
"""A shorter beginning of a word is that of half a vocabulary; with its star it is a plain word."""
OPENED, CLOSED = "\ufdd0", "\ufdd1"
"""Signs that no text holds, Unicode has it: around words that were found. A text that holds them
against the rule is found, but its words are not marked.
"""


def words_match(words: str) -> str | None:
    """Return the expression for words, "phrases", -words and beginnings*, None for no word in it.

    Every other sign is read as it stands, so that no text is a wrong expression.
    """
    wanted: dict[str, None] = {}
    unwanted: dict[str, None] = {}
    for piece in _PIECE.finditer(words.encode("utf-8", "replace").decode()):
        word = piece["phrase"] if piece["word"] is None else piece["word"]
        starred = piece["phrase"] is None and word.endswith("*")
        expression = _expression(word, beginning=starred)
        if expression:
            (unwanted if piece["minus"] else wanted)[expression] = None
    if not wanted and not unwanted:
        return None
    found = " AND ".join(wanted) if wanted else facet("all")
    return f"({found}) NOT ({' OR '.join(unwanted)})" if unwanted else found


def _expression(word: str, *, beginning: bool) -> str:
    """Return the expression for a word or phrase, as it stands or as names fold.

    "Maarrat" finds "Ma'arrat" by its fold, "Idlib" finds "Idlib's" as it stands.
    """
    plain, folded = _quoted(word), _quoted(folded_text(word))
    letters = sum(sign.isalnum() for sign in word)
    star = " *" if beginning and letters >= _LEAST_PREFIX_CHARS else ""
    if word.isascii() and word.rstrip("*").isalnum():
        return f"({{text folded}} : {folded}{star})"
    forms = (("text", plain), ("folded", folded))
    found = [f"{column} : {form}{star}" for column, form in forms if form]
    return f"({' OR '.join(found)})" if found else ""


def _quoted(text: str) -> str:
    if not any(sign.isalnum() for sign in text):
        return ""
    return f'"{text.replace(chr(0), " ")}"'


def facet(token: str) -> str:
    """Return the expression for a facet."""
    return f"(facets : {token})"


def place_facet(place_id: str, role: str = "") -> str:
    """Return the facet of what names a place, in a role if one is given."""
    return f"p{_hex(place_id)}{'x' + role if role else ''}"


def language_facet(language: str) -> str:
    """Return the facet of what is written in a language."""
    return f"l{_hex(language)}"


def _hex(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").hex()


def hits(text: str, marked: str, marked_fold: str) -> tuple[tuple[int, int], ...]:
    """Return where the marked words stand in a text, in order, as half-open ranges.

    ``marked_fold`` is marked in the folded text.
    """
    found = list(_ranges(marked, text))
    folded = fold(text)
    found += [folded.source_range(*span) for span in _ranges(marked_fold, folded.text)]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _ranges(marked: str, text: str) -> list[tuple[int, int]]:
    if marked.replace(OPENED, "").replace(CLOSED, "") != text:
        return []
    ranges, at, start = [], 0, 0
    for sign in marked:
        if sign == OPENED:
            start = at
        elif sign == CLOSED:
            ranges.append((start, at))
        else:
            at += 1
    return ranges
