"""What the readings of a run add up to, gathered in one pass; memory grows with places alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from geo.features.provenance import Provenance
from geo.features.roles import role_of
from geo.model.evidence import Said
from geo.model.feature import Json
from geo.model.place import Place
from geo.model.resolution import Resolution, Status
from geo.model.run import Reading
from geo.model.text import Document, MentionKind


@dataclass(slots=True)
class Pin:
    """What the mentions of one place in one role add up to."""

    place: Place
    role: str
    first: Mapping[str, Json]
    mentions: int = 0
    documents: int = 0
    start: date | None = None
    end: date | None = None
    confidence: float = 0.0
    doubtful: int = 0
    last_document: str = ""

    def add(self, document: Document, resolution: Resolution) -> None:
        """Count a mention in; those of one document come together."""
        self.mentions += 1
        if document.id != self.last_document:
            self.documents += 1
            self.last_document = document.id
        day = document.published_on
        if day is not None:
            self.start = day if self.start is None else min(day, self.start)
            self.end = day if self.end is None else max(day, self.end)
        self.confidence = max(self.confidence, resolution.confidence)
        self.doubtful += resolution.status is Status.AMBIGUOUS


@dataclass(slots=True)
class Named:
    """How often something is named, and where first."""

    first: Mapping[str, Json]
    mentions: int = 0


@dataclass(slots=True)
class Gathered:
    """Pins by place and role, mentions by place, statements by zone."""

    pins: dict[tuple[str, str], Pin] = field(default_factory=dict)
    named: dict[str, Named] = field(default_factory=dict)
    said: defaultdict[str, list[Said]] = field(default_factory=lambda: defaultdict(list))

    def add(self, reading: Reading) -> None:
        """Count a reading in."""
        document = reading.document
        for statement in reading.statements:
            self.said[statement.zone_id].append(Said(document=document, statement=statement))
        for resolution in reading.resolutions:
            place = resolution.place
            if place is None:
                continue
            named = self.named.get(place.id)
            if named is None:
                named = self.named[place.id] = Named(_first(document, resolution))
            named.mentions += 1
            if resolution.mention.kind is MentionKind.TOPONYM:
                self._pin(document, resolution, place)

    def _pin(self, document: Document, resolution: Resolution, place: Place) -> None:
        key = (place.id, role_of(resolution))
        pin = self.pins.get(key)
        if pin is None:
            pin = self.pins[key] = Pin(place, key[1], _first(document, resolution))
        pin.add(document, resolution)


def gather(readings: Iterable[Reading]) -> Gathered:
    """Return what readings add up to."""
    gathered = Gathered()
    for reading in readings:
        gathered.add(reading)
    return gathered


def _first(document: Document, resolution: Resolution) -> Mapping[str, Json]:
    return Provenance.of(document, resolution.mention.span).properties()
