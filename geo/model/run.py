"""What one run of the pipeline produced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from geo.model.change import ChangeStep
from geo.model.evidence import Statement, Yardsticks
from geo.model.expression import Expression, Region
from geo.model.feature import Json
from geo.model.line import ContactLine
from geo.model.resolution import Resolution
from geo.model.text import Document, Passage, Skipped
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Everything that a dossier and its documents gave.

    ``told`` is there only where it is served; ``regions`` go by their expression's id.
    """

    readings: tuple[Reading, ...]
    skipped: tuple[Skipped, ...]
    lines: tuple[ContactLine, ...]
    zones: tuple[Zone, ...]
    posts: tuple[PostGroup, ...]
    told: tuple[ToldZone, ...] = ()
    changes: tuple[ChangeStep, ...] = ()
    yardsticks: Yardsticks = field(default_factory=Yardsticks)
    regions: Mapping[str, Region] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """Return how many documents, mentions by status, and skipped files there are."""
        statuses = Counter(
            r.status.value for reading in self.readings for r in reading.resolutions
        )
        return {
            "documents": len(self.readings),
            "mentions": sum(statuses.values()),
            **dict(sorted(statuses.items())),
            "expressions": sum(len(reading.expressions) for reading in self.readings),
            "skipped": len(self.skipped),
        }
