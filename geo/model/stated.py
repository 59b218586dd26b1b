"""What documents state of a zone, gathered: values, sentences, contradictions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geo.model.evidence import Agreement, Claim, Value
from geo.model.text import Span
from geo.model.zone import Citation, Parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A claim as one sentence of a document makes it, with all that is kept of that document.

    ``wording`` is a number of the sentence's words, the same in a reprint; ``span`` is that of the
    words which ``exact`` has.
    """

    claim: Claim
    wording: int
    sentence: str
    exact: str
    span: Span
    passage_id: str
    document_id: str
    source: str
    title: str
    publisher: str
    published_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One sentence, and where it stands: a reprint is no second witness.

    ``documents`` counts all that have it; ``said`` holds the first of them.
    """

    sentence: str
    said: tuple[Said, ...]
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedValue:
    """One value of a parameter with the first wordings that state it; ``event`` of dates only.

    ``passages`` counts all its wordings, ``documents`` all that state it.
    """

    parameter: Parameter
    event: str
    value: Value
    agrees: Agreement
    reason: str
    reading_id: str
    wordings: tuple[Wording, ...]
    passages: int
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleValue:
    """What the rule has for a parameter, and the sources that say so; ``event`` of dates only."""

    parameter: Parameter
    event: str
    label: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A stated value, and what it disagrees with: the rule, other stated values, or both.

    ``others`` holds the most frequent of those values, ``others_left_out`` counts the rest.
    """

    stated: StatedValue
    rule: RuleValue | None
    others: tuple[StatedValue, ...]
    others_left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneEvidence:
    """What a corpus states of one zone or group of posts, beside what its rule has."""

    zone_id: str
    rule: tuple[RuleValue, ...]
    values: tuple[StatedValue, ...]
    contradictions: tuple[Contradiction, ...]
