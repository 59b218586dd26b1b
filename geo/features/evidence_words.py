"""Evidence in words."""

from __future__ import annotations

from collections.abc import Iterator

from geo.model.calendar import day_words
from geo.model.evidence import Agreement
from geo.model.stated import Contradiction, StatedValue, ZoneEvidence

_MARKS = {Agreement.YES: "=", Agreement.NO: "≠", Agreement.OTHER: "·"}
_MOST_SAID = 3


def evidence_words(evidence: ZoneEvidence) -> Iterator[str]:
    """Yield every value with its counts, then both sides of each contradiction."""
    yield "  stated in the texts (= agrees, ≠ differs, · neither):"
    if not evidence.values:
        yield "    nothing"
    for value in evidence.values:
        said = f"{_MARKS[value.agrees]} {value.value.label} ({_counts(value)})"
        yield f"    {value.parameter}: {said}"
        yield f"      {value.reason}"
    if evidence.contradictions:
        yield "  contradictions:"
    for found in evidence.contradictions:
        yield f"    {found.stated.parameter}: {found.stated.value.label}"
        yield from (f"      says {line}" for line in _sentences(found.stated))
        yield from _against(found)


def _against(found: Contradiction) -> Iterator[str]:
    if found.rule is not None:
        sources = "; ".join(f"“{c.text}” {c.source}" for c in found.rule.citations)
        yield f"      the rule: {found.rule.label}{f' – {sources}' if sources else ''}"
    for other in found.others:
        yield from (f"      but {line}" for line in _sentences(other))
    if found.others_left_out:
        yield f"      and {found.others_left_out} more values"


def _counts(value: StatedValue) -> str:
    passages = value.passages
    return (
        f"{passages} passage{'s' * (passages != 1)} in "
        f"{value.documents} document{'s' * (value.documents != 1)}"
    )


def _sentences(value: StatedValue) -> Iterator[str]:
    for wording in value.wordings[:_MOST_SAID]:
        first, others = wording.said[0], wording.documents - 1
        day = day_words(first.published_on) if first.published_on else "undated"
        sentence = " ".join(wording.sentence.split())
        reprints = f", and {others} more" if others else ""
        yield f"“{sentence}” {first.source}, {day}{reprints}"
    left = value.passages - min(len(value.wordings), _MOST_SAID)
    if left > 0:
        yield f"{left} more passages alike"
