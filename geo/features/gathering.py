"""What the readings of a run add up to, gathered in one pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from geo.features.provenance import provenance
from geo.features.roles import role_of
from geo.features.stated import Stated, said_in
from geo.model.feature import Json
from geo.model.place import Place
from geo.model.resolution import Resolution, Status
from geo.model.run import Reading
from geo.model.stated import Said
from geo.model.text import Document, MentionKind, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class PinCount:
    """How one document names a place in one role; ``first`` is where."""

    place: Place
    role: str
    mentions: int
    doubtful: int
    confidence: float
    first: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCount:
    """How often one document names something, and where first."""

    place_id: str
    mentions: int
    first: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What one document adds, in the order of its text; it says a claim in the same words once."""

    day: date | None
    pins: tuple[PinCount, ...]
    named: tuple[NamedCount, ...]
    said: tuple[Said, ...]


def counted(reading: Reading) -> Counted:
    """Return what a reading adds."""
    placed = [(r.place, r) for r in reading.resolutions if r.place is not None]
    pins: dict[tuple[str, str], list[tuple[Place, Resolution]]] = {}
    named: dict[str, list[Span]] = {}
    for place, resolution in placed:
        named.setdefault(place.id, []).append(resolution.mention.span)
        if resolution.mention.kind is MentionKind.TOPONYM:
            pins.setdefault((place.id, role_of(resolution)), []).append((place, resolution))
    return Counted(
        day=reading.document.published_on,
        pins=tuple(_pin_count(role, found) for (_, role), found in pins.items()),
        named=tuple(
            NamedCount(place_id=place_id, mentions=len(spans), first=spans[0])
            for place_id, spans in named.items()
        ),
        said=tuple(said_in(reading)),
    )


def _pin_count(role: str, found: Sequence[tuple[Place, Resolution]]) -> PinCount:
    return PinCount(
        place=found[0][0],
        role=role,
        mentions=len(found),
        doubtful=sum(r.status is Status.AMBIGUOUS for _, r in found),
        confidence=max(r.confidence for _, r in found),
        first=found[0][1].mention.span,
    )


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

    def add(self, count: PinCount, day: date | None) -> None:
        """Count a document in."""
        self.mentions += count.mentions
        self.documents += 1
        if day is not None:
            self.start = day if self.start is None else min(day, self.start)
            self.end = day if self.end is None else max(day, self.end)
        self.confidence = max(self.confidence, count.confidence)
        self.doubtful += count.doubtful


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
    said: defaultdict[str, Stated] = field(default_factory=lambda: defaultdict(Stated))

    def add(self, found: Counted, document: Callable[[], Document]) -> None:
        """Count a document in; it is asked for where it is the first to name something."""
        for one in found.said:
            self.said[one.claim.zone_id].add(one)
        for count in found.named:
            named = self.named.get(count.place_id)
            if named is None:
                named = self.named[count.place_id] = Named(_first(document(), count.first))
            named.mentions += count.mentions
        for own in found.pins:
            key = (own.place.id, own.role)
            pin = self.pins.get(key)
            if pin is None:
                first = _first(document(), own.first)
                pin = self.pins[key] = Pin(own.place, own.role, first)
            pin.add(own, found.day)


def gather(readings: Iterable[Reading]) -> Gathered:
    """Return what readings add up to."""
    gathered = Gathered()
    for reading in readings:
        gathered.add(counted(reading), partial(getattr, reading, "document"))
    return gathered


def _first(document: Document, span: Span) -> Mapping[str, Json]:
    return provenance(document, span)
