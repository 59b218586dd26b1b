"""Cut documents into pieces of bounded size, so that reading takes bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from geo.model.text import Document, Passage, Span

_PIECE_CHARS = 100_000
_BATCH_CHARS = 200_000
"""Enough for the arrays to pay, little enough for some 30 MB of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Sentences of one document that follow each other.

    ``text`` begins at code point ``start`` of the document; ``spans`` are the sentences in
    ``text``, ``passages`` the same ones as passages.
    """

    document: Document
    start: int
    text: str
    spans: tuple[Span, ...]
    passages: tuple[Passage, ...]


def pieces(document: Document, passages: Sequence[Passage]) -> Iterator[Piece]:
    """Yield a document in pieces; nearly every document is one."""
    group: list[Passage] = []
    for passage in passages:
        if group and passage.span.end - group[0].span.start > _PIECE_CHARS:
            yield _piece(document, group)
            group = []
        group.append(passage)
    if group:
        yield _piece(document, group)


def batches(found: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Yield the pieces in groups that are read at once."""
    batch: list[Piece] = []
    chars = 0
    for piece in found:
        if batch and chars + len(piece.text) > _BATCH_CHARS:
            yield batch
            batch, chars = [], 0
        batch.append(piece)
        chars += len(piece.text)
    if batch:
        yield batch


def _piece(document: Document, group: Sequence[Passage]) -> Piece:
    start, end = group[0].span.start, group[-1].span.end
    return Piece(
        document=document,
        start=start,
        text=document.text[start:end],
        spans=tuple(Span(p.span.start - start, p.span.end - start) for p in group),
        passages=tuple(group),
    )
