"""Words of a search as an expression of the full-text index, and the words that it found."""

from __future__ import annotations

import re
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A word or phrase, as it stands and as names fold; either is "" where it has no letter.

    "Maarrat" finds "Ma'arrat" by its fold, "Idlib" finds "Idlib's" as it stands. Of a
    ``beginning`` the last word goes on.
    """

    plain: str
    folded: str
    beginning: bool

    @property
    def is_plain(self) -> bool:
        """Tell whether it is one word of plain letters, which folds to itself."""
        return self.plain == self.folded and self.plain.isascii() and self.plain.isalnum()


def pieces(words: str) -> tuple[list[Piece], list[Piece]]:
    """Return the words, "phrases" and beginnings* that are wanted, and the -words that are not.

    Every other sign is read as it stands.
    """
    wanted: dict[Piece, None] = {}
    unwanted: dict[Piece, None] = {}
    for found in _PIECE.finditer(words.encode("utf-8", "replace").decode()):
        word = found["phrase"] if found["word"] is None else found["word"]
        starred = found["phrase"] is None and word.endswith("*")
        letters = sum(sign.isalnum() for sign in word)
        bare = word.rstrip("*") if starred else word
        folded = _lettered(folded_text(bare))
        piece = Piece(
            plain=folded if bare.isascii() and bare.isalnum() else _lettered(bare),
            folded=folded,
            beginning=starred and letters >= _LEAST_PREFIX_CHARS,
        )
        if piece.plain or piece.folded:
            (unwanted if found["minus"] else wanted)[piece] = None
    return list(wanted), list(unwanted)


def words_match(words: str) -> str | None:
    """Return the expression for the pieces of a search, None for no word in it."""
    wanted, unwanted = pieces(words)
    if not wanted and not unwanted:
        return None
    found = " AND ".join(map(_expression, wanted)) if wanted else facet("all")
    return f"({found}) NOT ({' OR '.join(map(_expression, unwanted))})" if unwanted else found


def _expression(piece: Piece) -> str:
    star = " *" if piece.beginning else ""
    if piece.is_plain:
        return f'({{text folded}} : "{piece.folded}"{star})'
    forms = (("text", piece.plain), ("folded", piece.folded))
    found = [f'{column} : "{form}"{star}' for column, form in forms if form]
    return f"({' OR '.join(found)})"


def _lettered(text: str) -> str:
    return text.replace("\0", " ") if any(sign.isalnum() for sign in text) else ""


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
