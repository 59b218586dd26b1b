"""Write documents, sentences and mentions, numbered in the order of time."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import orjson

from geo.model.evidence import Statement
from geo.model.expression import Expression
from geo.model.folding import folded_text
from geo.model.place import Place
from geo.model.resolution import Resolution
from geo.model.run import Reading
from geo.model.text import Mention, Passage
from geo.store.queue import QueueWriter, answer_cells
from geo.store.words import language_facet, place_facet
from geo.store.write_layers import Row, insert, iso


def write_readings(connection: sqlite3.Connection, readings: Iterable[Reading]) -> None:
    """Write texts with all that was found in them, and the index of their words.

    ``readings`` is gone through once: oldest first, undated ones last.
    """
    totals, queue = _Totals(), QueueWriter(connection)
    for number, reading in enumerate(readings, start=1):
        _write_reading(connection, number, reading, totals)
        queue.add(reading)
    queue.close()
    insert(connection, "place", totals.place_rows())
    insert(connection, "facet", totals.facet_rows())


@dataclass(slots=True)
class _Totals:
    """What is counted over all documents."""

    passages: int = 0
    mentions: int = 0
    facets: Counter[tuple[str, str]] = field(default_factory=Counter)
    places: dict[str, Place] = field(default_factory=dict)
    named: Counter[str] = field(default_factory=Counter)

    def place_rows(self) -> Iterator[Row]:
        """Yield the places that are named, with how often."""
        for place_id, place in sorted(self.places.items()):
            yield place_id, place.name, place.lon_deg, place.lat_deg, self.named[place_id]

    def facet_rows(self) -> Iterator[Row]:
        """Yield the facets, with how many rows have each."""
        return ((of, token, rows) for (of, token), rows in sorted(self.facets.items()))

    def number(self) -> int:
        """Return the number of the next mention."""
        self.mentions += 1
        return self.mentions


def _write_reading(
    connection: sqlite3.Connection, number: int, reading: Reading, totals: _Totals
) -> None:
    first = totals.passages + 1
    insert(connection, "document", [_document_row(number, reading, first)])
    rows = {p.id: first + n for n, p in enumerate(reading.passages)}
    insert(connection, "passage", (_passage_row(rows[p.id], reading, p) for p in reading.passages))
    totals.passages += len(rows)
    for resolution in reading.resolutions:
        if resolution.place is not None:
            totals.places[resolution.place.id] = resolution.place
            totals.named[resolution.place.id] += 1
    found = sorted(_every(reading), key=_place_in_text)
    insert(connection, "mention", (_mention_row(totals.number(), rows, f) for f in found))
    _index(connection, number, reading, rows, totals)


def _every(reading: Reading) -> Iterator[Resolution | Expression]:
    yield from reading.resolutions
    yield from reading.expressions


def _place_in_text(found: Resolution | Expression) -> tuple[int, int]:
    span = found.mention.span
    return span.start, -span.end


def _index(
    connection: sqlite3.Connection,
    number: int,
    reading: Reading,
    rows: dict[str, int],
    totals: _Totals,
) -> None:
    document = reading.document
    general = {"all", language_facet(document.language)}
    facets: dict[str, set[str]] = {p.id: set(general) for p in reading.passages}
    for found in _every(reading):
        facets[found.mention.passage.id].update(_facets(found))
    texts = [
        _indexed(totals, "passage", row, document.quote(passage.span), facets[passage.id])
        for passage, row in zip(reading.passages, rows.values(), strict=True)
    ]
    connection.executemany(_INDEX.format(of="passage"), texts)
    heading = f"{document.title}\n{document.publisher}"
    every = general.union(*facets.values())
    connection.execute(
        _INDEX.format(of="document"), _indexed(totals, "document", number, heading, every)
    )


_INDEX = "INSERT INTO {of}_text (rowid, text, folded, facets) VALUES (?, ?, ?, ?)"


def _indexed(totals: _Totals, of: str, row: int, text: str, facets: set[str]) -> Row:
    totals.facets.update((of, token) for token in facets)
    return row, text, folded_text(text), " ".join(sorted(facets))


def _facets(found: Resolution | Expression) -> Iterator[str]:
    yield f"u{found.mention.use.value}"
    yield f"s{found.status.value}"
    place = found.place if isinstance(found, Resolution) else None
    if place is not None:
        role = _role(found.mention)
        yield from (f"r{role}", place_facet(place.id), place_facet(place.id, role))


def _role(mention: Mention) -> str:
    return "literal" if mention.use.is_place else "associative"


def _document_row(number: int, reading: Reading, first_passage: int) -> Row:
    document = reading.document
    return (
        number,
        document.id,
        document.title,
        document.publisher,
        iso(document.published_on),
        document.dated_by,
        document.language,
        document.source,
        len(reading.resolutions),
        first_passage,
        len(reading.passages),
        orjson.dumps([_statement(s) for s in reading.statements]),
        document.body_start,
        document.text,
    )


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


def _passage_row(row: int, reading: Reading, passage: Passage) -> Row:
    span = passage.span
    place = (passage.document_id, passage.paragraph, span.start, span.end)
    return row, passage.id, *place, reading.document.quote(span)


def _mention_row(number: int, rows: dict[str, int], found: Resolution | Expression) -> Row:
    mention = found.mention
    return (
        number,
        mention.id,
        rows[mention.passage.id],
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
