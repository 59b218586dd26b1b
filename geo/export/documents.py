"""Documents and sentences as JSON, as the reader takes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

import orjson

from geo.model.query import DocumentRow, Found, MentionRow, PassageRow

_SNIPPET_CHARS = 280
_BEFORE_CHARS = 90
"""A sentence of the shipped dispatches has 150 characters in the middle; one in twenty is cut."""


def document_json(
    document: DocumentRow,
    text: str,
    passages: Iterable[PassageRow],
    mentions: Iterable[MentionRow],
) -> dict[str, object]:
    """Return a document with its sentences in order and its mentions; offsets are code points."""
    return {
        **asdict(document),
        "text": text,
        "passages": [asdict(p) for p in passages],
        "found": [_mention(m) for m in mentions],
    }


def passage_json(found: Found) -> dict[str, object]:
    """Return a sentence with the mentions that were asked for, and where it stands.

    ``hits`` are code points in the sentence, as are the ends of the ``snippet``: what of a long
    sentence stands around the first of them, else around its first mention.
    """
    text, start = found.passage.text, found.passage.start
    hits = [list(hit) for hit in found.hits]
    first = hits[0][0] if hits else found.mentions[0].start - start if found.mentions else 0
    return {
        **asdict(found.passage),
        "hits": hits,
        "snippet": snippet(text, first),
        "document": asdict(found.document),
        "found": [_mention(m) for m in found.mentions],
    }


def snippet(text: str, at: int) -> dict[str, object]:
    """Return the part of a text around a place in it, cut between words, with its two ends."""
    if len(text) <= _SNIPPET_CHARS:
        return {"text": text, "start": 0, "end": len(text)}
    start = max(0, min(at - _BEFORE_CHARS, len(text) - _SNIPPET_CHARS))
    end = start + _SNIPPET_CHARS
    if start:
        gap = text.find(" ", start, at)
        start = gap + 1 if gap >= 0 else start
    if end < len(text):
        gap = text.rfind(" ", at, end)
        end = gap if gap > at else end
    return {"text": text[start:end], "start": start, "end": end}


def _mention(mention: MentionRow) -> dict[str, object]:
    return {**asdict(mention), "candidates": orjson.loads(mention.candidates)}
