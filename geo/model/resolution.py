"""Which place a mention means, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geo.model.place import Place
from geo.model.text import Mention


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for or against a candidate, as a clause; weights add up to its score."""

    reason: str
    weight: float
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place that a mention may mean."""

    place: Place
    evidence: tuple[Evidence, ...] = ()

    @property
    def score(self) -> float:
        """Return the sum of the weights."""
        return sum([e.weight for e in self.evidence])


class Status(StrEnum):
    """What became of a mention."""

    RESOLVED = "resolved"
    AMBIGUOUS = "ambiguous"
    UNPLACED = "unplaced"
    REJECTED = "rejected"


DOUBTFUL_BELOW = 0.5
"""Below this confidence a place is drawn with a question mark, and put before a reviewer."""


def is_open(status: str, confidence: float) -> bool:
    """Tell whether an answer is one that a person should decide."""
    doubtful = status == Status.RESOLVED and confidence < DOUBTFUL_BELOW
    return doubtful or status in (Status.AMBIGUOUS, Status.UNPLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """A mention with its candidates, best first; none is ever left out.

    ``confidence`` lies in [0, 1] and is not yet calibrated: it ranks, it is no probability.
    ``read_as`` is the answer before a curator decided; None where nobody did.
    """

    mention: Mention
    candidates: tuple[Candidate, ...]
    status: Status
    confidence: float
    decided_by: str = ""
    read_as: Resolution | None = None

    @property
    def place(self) -> Place | None:
        """Return the best candidate's place, or None where there is none to draw."""
        if self.status in (Status.UNPLACED, Status.REJECTED) or not self.candidates:
            return None
        return self.candidates[0].place
