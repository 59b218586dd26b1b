"""Documents and sentences as JSON, as the reader takes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

import orjson

from geo.model.query import DocumentRow, Found, MentionRow, PassageRow


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
    """Return a sentence with the mentions that were asked for."""
    return {**asdict(found.passage), "found": [_mention(m) for m in found.mentions]}


def _mention(mention: MentionRow) -> dict[str, object]:
    return {**asdict(mention), "candidates": orjson.loads(mention.candidates)}
