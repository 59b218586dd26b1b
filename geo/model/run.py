"""What one run of the pipeline produced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from geo.model.change import ChangeStep
from geo.model.evidence import Statement, Yardsticks
from geo.model.expression import Expression, Region
from geo.model.feature import Json
from geo.model.line import ContactLine
from geo.model.resolution import Resolution, Status
from geo.model.text import Document, MentionKind, Passage, Skipped, Undated
from geo.model.zone import PostGroup, Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldZone:
    """A zone with its contours, and its facts as they are served."""

    zone: Zone
    facts: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One document, read: its sentences, and every mention with its answer, in reading order."""

    document: Document
    passages: tuple[Passage, ...]
    resolutions: tuple[Resolution, ...]
    statements: tuple[Statement, ...] = ()
    expressions: tuple[Expression, ...] = ()


class Readings(Protocol):
    """The readings of a run; each pass over them may read them anew from disk."""

    def __len__(self) -> int:
        """Return how many documents there are."""
        ...

    def __iter__(self) -> Iterator[Reading]:
        """Yield the readings in reading order."""
        ...

    def by_time(self) -> Iterable[Reading]:
        """Return the readings by their documents' days, undated ones last."""
        ...

    def vague(self) -> Iterable[Reading]:
        """Return those that hold vague places, in reading order."""
        ...


class ReadingList(tuple[Reading, ...]):
    """Readings in memory."""

    __slots__ = ()

    def by_time(self) -> Iterable[Reading]:
        """Return the readings by their documents' days, undated ones last."""
        return sorted(self, key=_time)

    def vague(self) -> Iterable[Reading]:
        """Return those that hold vague places, in reading order."""
        return (reading for reading in self if reading.expressions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Everything that a dossier and its documents gave.

    ``counts`` are those of ``counts_of``. ``told`` is there only where it is
    served; ``regions`` go by their expression's id.
    """

    readings: Readings
    skipped: tuple[Skipped, ...]
    lines: tuple[ContactLine, ...]
    zones: tuple[Zone, ...]
    posts: tuple[PostGroup, ...]
    told: tuple[ToldZone, ...] = ()
    changes: tuple[ChangeStep, ...] = ()
    yardsticks: Yardsticks = field(default_factory=Yardsticks)
    regions: Mapping[str, Region] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    undated: Sequence[Undated] = ()


_KINDS = {
    MentionKind.TOPONYM: "of_places",
    MentionKind.ZONE: "of_zones",
    MentionKind.LINE: "of_lines",
}
COUNTED = (*(status.value for status in Status), *_KINDS.values(), "expressions")
"""Counted in each document: mentions by status, those with a place by kind, vague places."""


def counts_in(reading: Reading) -> dict[str, int]:
    """Return what a document counts of each of ``COUNTED``."""
    found = Counter(r.status.value for r in reading.resolutions)
    found.update(_KINDS[r.mention.kind] for r in reading.resolutions if r.place is not None)
    found["expressions"] = len(reading.expressions)
    return {name: found[name] for name in COUNTED}


def summed(documents: int, sums: Mapping[str, int], skipped: int, undated: int) -> dict[str, int]:
    """Return the counts of a run, from the sums of ``COUNTED`` over its documents."""
    return {
        "documents": documents,
        "mentions": sum(sums[status.value] for status in Status),
        **sums,
        "skipped": skipped,
        "undated": undated,
    }


def counts_of(readings: Iterable[Reading], skipped: Sequence[Skipped]) -> dict[str, int]:
    """Return the counts of a run in memory."""
    documents = undated = 0
    sums: Counter[str] = Counter()
    for reading in readings:
        documents += 1
        undated += reading.document.published_on is None
        sums.update(counts_in(reading))
    return summed(documents, {name: sums[name] for name in COUNTED}, len(skipped), undated)


def _time(reading: Reading) -> tuple[bool, str]:
    day = reading.document.published_on
    return day is None, day.isoformat() if day else ""
