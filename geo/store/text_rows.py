"""A document as rows of a store, made wherever there is a processor to spare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import orjson

from geo.model.alike import alike_key
from geo.model.candidates import candidate_json
from geo.model.evidence import Statement
from geo.model.expression import Expression
from geo.model.folding import folded_text
from geo.model.resolution import Resolution, Status, is_open
from geo.model.run import Reading
from geo.model.text import Passage, Use
from geo.store.feature_rows import iso
from geo.store.words import language_facet, place_facet

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRows:
    """What the tables of texts take of one document.

    Rows lack their numbers; each of ``mentions`` comes with that of its sentence in the document.
    ``alike`` has a key, a mention, and whether that is open. ``words`` and ``heading`` are what
    is indexed: text, folded text, facets; ``facets`` how many of these rows have each.
    ``places`` are those named, with how often.
    """

    before: Row
    after: Row
    passages: tuple[Row, ...]
    mentions: tuple[tuple[int, Row], ...]
    words: tuple[Row, ...]
    heading: Row
    facets: tuple[tuple[str, str, int], ...]
    alike: tuple[tuple[int, str, bool], ...]
    read_as: tuple[Row, ...]
    places: tuple[tuple[str, str, float, float, int], ...]


def text_rows(reading: Reading) -> TextRows:
    """Return the rows of a document with all that was found in it."""
    quotes = [reading.document.quote(passage.span) for passage in reading.passages]
    numbers = {passage.ordinal: number for number, passage in enumerate(reading.passages)}
    found = sorted(_every(reading), key=_place_in_text)
    facets = _facets(reading)
    words = zip(quotes, reading.passages, strict=True)
    indexed = tuple(_indexed(quote, facets[passage.ordinal]) for quote, passage in words)
    document = reading.document
    every = _general(reading).union(*facets.values())
    counted = Counter(token for tokens in facets.values() for token in tokens)
    return TextRows(
        before=_before(reading),
        after=_after(reading),
        passages=tuple(
            _passage_row(passage, quote)
            for passage, quote in zip(reading.passages, quotes, strict=True)
        ),
        mentions=tuple((numbers[f.mention.passage.ordinal], _mention_row(f)) for f in found),
        words=indexed,
        heading=_indexed(f"{document.title}\n{document.publisher}", every),
        facets=(
            *(("document", token, 1) for token in sorted(every)),
            *(("passage", token, count) for token, count in sorted(counted.items())),
        ),
        alike=tuple(_alike(r) for r in reading.resolutions),
        read_as=tuple(_read_as_rows(reading)),
        places=tuple(_places(reading)),
    )


def answer_cells(resolution: Resolution) -> Row:
    """Return what is answered, from ``use_reason`` on, as the table of mentions has it."""
    mention, place = resolution.mention, resolution.place
    return (
        mention.use_reason,
        "literal" if mention.use.is_place else "associative",
        resolution.status.value,
        resolution.confidence,
        resolution.decided_by,
        place.id if place else None,
        orjson.dumps([candidate_json(c) for c in resolution.candidates]),
    )


def _every(reading: Reading) -> Iterator[Resolution | Expression]:
    yield from reading.resolutions
    yield from reading.expressions


def _place_in_text(found: Resolution | Expression) -> tuple[int, int]:
    span = found.mention.span
    return span.start, -span.end


def _general(reading: Reading) -> frozenset[str]:
    return frozenset({"all", language_facet(reading.document.language)})


def _facets(reading: Reading) -> dict[int, set[str]]:
    """Return the facets of each sentence, by its ordinal."""
    general = _general(reading)
    facets = {passage.ordinal: set(general) for passage in reading.passages}
    for found in _every(reading):
        facets[found.mention.passage.ordinal].update(_facets_of(found))
    return facets


def _indexed(text: str, facets: set[str] | frozenset[str]) -> Row:
    return text, folded_text(text), " ".join(sorted(facets))


def _facets_of(found: Resolution | Expression) -> tuple[str, ...]:
    place = found.place if isinstance(found, Resolution) else None
    return _facets_for(found.mention.use, found.status, place.id if place else "")


@lru_cache(maxsize=65_536)
def _facets_for(use: Use, status: Status, place_id: str) -> tuple[str, ...]:
    said = f"u{use.value}", f"s{status.value}"
    if not place_id:
        return said
    role = "literal" if use.is_place else "associative"
    return *said, f"r{role}", place_facet(place_id), place_facet(place_id, role)


def _before(reading: Reading) -> Row:
    """Return the columns of a document up to the number of its first sentence."""
    document = reading.document
    return (
        document.id,
        document.title,
        document.publisher,
        iso(document.published_on),
        document.dated_by,
        document.language,
        document.source,
        len(reading.resolutions),
    )


def _after(reading: Reading) -> Row:
    document = reading.document
    statements = orjson.dumps([_statement(s) for s in reading.statements])
    return len(reading.passages), statements, document.body_start, document.text


def _statement(statement: Statement) -> dict[str, object]:
    return {
        "zone_id": statement.zone_id,
        "parameter": statement.parameter.value,
        "label": statement.value.label,
        "agrees": statement.agrees.value,
        "reason": statement.reason,
        "passage_id": statement.passage.id,
        "start": statement.span.start,
        "end": statement.span.end,
        "surface": statement.surface,
    }


def _passage_row(passage: Passage, quote: str) -> Row:
    span = passage.span
    return passage.id, passage.document_id, passage.paragraph, span.start, span.end, quote


def _mention_row(found: Resolution | Expression) -> Row:
    mention = found.mention
    return (
        mention.id,
        mention.passage.document_id,
        mention.span.start,
        mention.span.end,
        mention.surface,
        mention.kind.value,
        mention.use.value,
        *(answer_cells(found) if isinstance(found, Resolution) else _expression_cells(found)),
    )


def _expression_cells(expression: Expression) -> Row:
    """Return a vague place as a mention without a place: its ground is in its own layer."""
    reasons = "; ".join(expression.reasons)
    by = expression.decided_by
    status = expression.status.value
    return (reasons, "literal", status, expression.confidence, by, None, b"[]")


def _alike(resolution: Resolution) -> tuple[int, str, bool]:
    read = resolution.read_as or resolution
    key = alike_key(read.mention.surface, (c.place.id for c in read.candidates))
    return key, read.mention.id, is_open(read.status, read.confidence)


def _read_as_rows(reading: Reading) -> Iterator[Row]:
    for resolution in reading.resolutions:
        read = resolution.read_as
        if read is not None:
            yield (read.mention.id, read.mention.use.value, *answer_cells(read))
    for expression in reading.expressions:
        before = expression.read_as
        if before is not None:
            said = (before.status.value, before.confidence, "", None, b"[]")
            use = before.mention.use.value
            yield (before.mention.id, use, "; ".join(before.reasons), "literal", *said)


def _places(reading: Reading) -> Iterator[tuple[str, str, float, float, int]]:
    """Yield the places that are named, with how often."""
    placed = [place for r in reading.resolutions if (place := r.place) is not None]
    named = {place.id: place for place in placed}
    counts = Counter(place.id for place in placed)
    for place_id, place in named.items():
        yield place_id, place.name, place.lon_deg, place.lat_deg, counts[place_id]
