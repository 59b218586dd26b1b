"""The way back to the sentence: W3C text quote and position selectors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a statement stands: exact words, the words around them, offsets in code points."""

    document: Document
    span: Span
    exact: str
    prefix: str
    suffix: str

    @classmethod
    def of(cls, document: Document, span: Span) -> Provenance:
        """Return the provenance of a span."""
        text = document.text
        return cls(
            document=document,
            span=span,
            exact=document.quote(span),
            prefix=text[max(document.body_start, span.start - CONTEXT_CHARS) : span.start],
            suffix=text[span.end : span.end + CONTEXT_CHARS],
        )

    def properties(self) -> dict[str, Json]:
        """Return the properties that every feature carries."""
        document = self.document
        day = document.published_on
        return {
            "document_id": document.id,
            "document": document.source,
            "document_title": document.title,
            "publisher": document.publisher,
            "published_on": day.isoformat() if day else None,
            "exact": self.exact,
            "prefix": self.prefix,
            "suffix": self.suffix,
            "start": self.span.start,
            "end": self.span.end,
            "link": link_to(document.id, self.span),
        }


def link_to(document_id: str, span: Span) -> str:
    """Return the address of words in a document."""
    return f"/documents/{document_id}#m{span.start}-{span.end}"
