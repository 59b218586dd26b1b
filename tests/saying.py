"""What one sentence states, for tests: read by the shipped dossier on a day."""

from __future__ import annotations

from datetime import date

from conftest import document

from geo.model.evidence import Statement
from geo.pipeline.engine import Engine
from geo.pipeline.reading import read_document

SOCHI, WINTER, SAFE = date(2018, 9, 20), date(2019, 2, 12), date(2019, 8, 9)
DMZ, AREA, NORTHEAST, POSTS = (
    "idlib-dmz",
    "idlib-deescalation",
    "ne-safe-zone-2019",
    "turkish-posts",
)


def stated(engine: Engine, text: str, day: date | None = SOCHI) -> tuple[Statement, ...]:
    """Return what a text of a day states."""
    return read_document(document(text, published_on=day), engine).statements


def said(engine: Engine, text: str, day: date | None = SOCHI) -> list[tuple[str, str, str]]:
    """Return zone, label and agreement of what a text states, in reading order."""
    return [(s.zone_id, s.value.label, s.agrees.value) for s in stated(engine, text, day)]
