"""Cut texts into words and marks, many texts at once and no step for a single character.

A word is a run of letters, digits and marks; an apostrophe inside belongs to it (O'Brien,
Ma'arrat), a possessive 's is a token of its own, and so is every other sign. The points of
"U.S." belong to the word.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geo.model.characters import Sign, signs
from geo.model.folding import fold_codes
from geo.model.hashing import Codes, Sums, codes_of
from geo.model.text import Span
from geo.model.tokens import Flags, Index, Shape, Tokens

_APOSTROPHES = np.array([ord(c) for c in "'’ʼʻ‘`´"], dtype=np.uint32)
_UNSEEN = np.array([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF], dtype=np.uint32)
"""Soft hyphens, joiners and spaces without width: a word goes on behind them."""
_POINT = ord(".")
_PAD = 3


def tokenise(texts: Sequence[str], sentences: Sequence[Sequence[Span]]) -> Tokens:
    """Return the tokens inside the sentences of each text; what lies outside is left out."""
    text = "\n".join(texts)
    lengths = np.array([len(t) + 1 for t in texts], dtype=np.int64)
    offset = np.concatenate(([0], np.cumsum(lengths)))[:-1].astype(np.int64)
    codes = codes_of(text)
    kinds = signs(codes)
    start, end = _bounds(codes, kinds)
    owner, begins, ends = _sentence_bounds(sentences, offset)
    sentence = np.searchsorted(begins, start, side="right") - 1
    inside = sentence >= 0
    inside[inside] &= end[inside] <= ends[sentence[inside]]
    start, end, sentence = start[inside], end[inside], sentence[inside]
    folded, origin = fold_codes(codes)
    sums = Sums(folded)
    fold_start = np.searchsorted(origin, start)
    fold_end = np.searchsorted(origin, end)
    return Tokens(
        text=text,
        offset=offset,
        start=start,
        end=end,
        folded=folded,
        sums=sums,
        fold_start=fold_start,
        fold_end=fold_end,
        sentence=sentence,
        document=owner[sentence] if sentence.size else sentence,
        word=sums.between(fold_start, fold_end),
        lead=codes[start],
        shape=_shapes(kinds, start, end),
    )


def _sentence_bounds(
    sentences: Sequence[Sequence[Span]], offset: Index
) -> tuple[Index, Index, Index]:
    counts = [len(spans) for spans in sentences]
    owner = np.repeat(np.arange(len(counts)), counts)
    flat = [(span.start, span.end) for spans in sentences for span in spans]
    bounds = np.array(flat, dtype=np.int64).reshape(-1, 2) + offset[owner][:, None]
    return owner, bounds[:, 0], bounds[:, 1]


def _bounds(codes: Codes, kinds: NDArray[np.uint8]) -> tuple[Index, Index]:
    """Return where tokens start and end."""
    size = codes.size
    code = np.pad(codes, _PAD)
    kind = np.pad(kinds, _PAD)
    here = np.arange(size) + _PAD
    word = (kind > Sign.SPACE) & (kind < Sign.OTHER)
    upper = kind == Sign.UPPER
    between = word[here - 1] & word[here + 1]
    owned = np.isin(code[here], _APOSTROPHES) & between
    inner = owned | (np.isin(code[here], _UNSEEN) & between)
    owning = owned & ((code[here + 1] | 32) == ord("s")) & ~word[here + 2]
    single = (code[here] == _POINT) & upper[here - 1] & ~word[here - 2]
    chained = (upper[here + 1] & (code[here + 2] == _POINT)) | (
        (code[here - 2] == _POINT) & upper[here - 3]
    )
    joined = np.zeros(size + 2 * _PAD, dtype=bool)
    joined[here] = word[here] | inner | (single & chained)
    breaks = np.zeros(size, dtype=bool) | owning
    starts = joined[here] & (~joined[here - 1] | breaks)
    ends = joined[here] & (~joined[here + 1] | np.append(breaks[1:], False))
    alone = (kind[here] == Sign.OTHER) & ~joined[here]
    return np.flatnonzero(starts | alone), np.flatnonzero(ends | alone) + 1


def _shapes(kinds: NDArray[np.uint8], start: Index, end: Index) -> NDArray[np.uint8]:
    """Return how each token is written, as one of the eight shapes."""

    def count(flags: Flags) -> Index:
        sums = np.concatenate(([0], np.cumsum(flags)))
        return np.asarray(sums[end] - sums[start], dtype=np.int64)

    upper, lower = count(kinds == Sign.UPPER), count(kinds == Sign.LOWER)
    letters = upper + lower
    first = kinds[start]
    title = (first == Sign.UPPER) & (upper == 1)
    return np.select(
        [
            first == Sign.OTHER,
            (letters == 0) & (first == Sign.CASELESS),
            letters == 0,
            upper == 0,
            (upper == 1) & (letters == 1),
            lower == 0,
            title,
        ],
        [
            Shape.SIGN,
            Shape.CASELESS,
            Shape.DIGITS,
            Shape.LOWER,
            Shape.LETTER,
            Shape.CAPITALS,
            Shape.TITLE,
        ],
        Shape.MIXED,
    ).astype(np.uint8)
