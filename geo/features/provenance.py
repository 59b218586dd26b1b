"""The way back to the sentence: W3C text quote and position selectors."""

from __future__ import annotations

from collections.abc import Mapping

from geo.model.feature import Json
from geo.model.text import Document, Span

CONTEXT_CHARS = 60
"""So much of the text is kept on either side of a quotation."""
NOWHERE: Mapping[str, Json] = dict.fromkeys(
    (
        "document_id",
        "document",
        "document_title",
        "publisher",
        "published_on",
        "exact",
        "prefix",
        "suffix",
        "start",
        "end",
        "link",
    )
)
"""The properties of what no passage names: there all the same, so that tables have one width."""


def provenance(document: Document, span: Span) -> dict[str, Json]:
    """Return the properties that every feature carries: where it stands, and what around it.

    These are the exact words, the words around them, and offsets in code points.
    """
    text, start, end = document.text, span.start, span.end
    day = document.published_on
    return {
        "document_id": document.id,
        "document": document.source,
        "document_title": document.title,
        "publisher": document.publisher,
        "published_on": day.isoformat() if day else None,
        "exact": text[start:end],
        "prefix": text[max(document.body_start, start - CONTEXT_CHARS) : start],
        "suffix": text[end : end + CONTEXT_CHARS],
        "start": start,
        "end": end,
        "link": link_to(document.id, span),
    }


def link_to(document_id: str, span: Span) -> str:
    """Return the address of words in a document."""
    return f"/documents/{document_id}#m{span.start}-{span.end}"
