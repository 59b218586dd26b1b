"""Apply curators' decisions to the answers of the pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from geo.model.dossier import Correction
from geo.model.expression import Expression
from geo.model.place import Place
from geo.model.resolution import Candidate, Evidence, Resolution, Status
from geo.model.text import Use

_CERTAIN = 10.0
_STATUSES = {"not-a-place": Status.REJECTED, "unknown": Status.UNPLACED}


def apply_corrections(
    resolutions: Iterable[Resolution],
    corrections: Sequence[Correction],
    places: Mapping[str, Place],
) -> tuple[Resolution, ...]:
    """Return the resolutions with the last decision for each mention applied."""
    last = {c.mention_id: c for c in sorted(corrections, key=_time)}
    return tuple(
        _decided(r, last[r.mention.id], places) if r.mention.id in last else r for r in resolutions
    )


def apply_to_expressions(
    expressions: Iterable[Expression], corrections: Sequence[Correction]
) -> tuple[Expression, ...]:
    """Return the expressions with the last decision for each applied.

    ``not-a-place`` and ``unknown`` are the decisions about one: its places are decided at the
    names in it.
    """
    last = {c.mention_id: c for c in sorted(corrections, key=_time)}
    return tuple(
        _decided_expression(e, last[e.mention.id]) if e.mention.id in last else e
        for e in expressions
    )


def _decided_expression(expression: Expression, correction: Correction) -> Expression:
    status = _STATUSES.get(correction.decision)
    if status is None:
        return expression
    by = f"{correction.author}, {correction.time.date().isoformat()}"
    return replace(expression, status=status, confidence=1.0, decided_by=by)


def _time(correction: Correction) -> datetime:
    """Return when it was decided; a time without a zone is taken as UTC."""
    time = correction.time
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def orphans(
    found: Iterable[Resolution | Expression], corrections: Sequence[Correction]
) -> list[str]:
    """Return the mentions that were decided but are no longer found."""
    known = {item.mention.id for item in found}
    return sorted({c.mention_id for c in corrections} - known)


def _decided(
    resolution: Resolution, correction: Correction, places: Mapping[str, Place]
) -> Resolution:
    by = f"{correction.author}, {correction.time.date().isoformat()}"
    said = f"decided by {by}: {correction.reason}" if correction.reason else f"decided by {by}"
    decision = correction.decision
    if decision == "not-a-place":
        return replace(resolution, status=Status.REJECTED, confidence=1.0, decided_by=by)
    if decision == "unknown":
        return replace(resolution, status=Status.UNPLACED, confidence=1.0, decided_by=by)
    if decision.startswith("use:"):
        use = Use(decision.removeprefix("use:"))
        mention = replace(resolution.mention, use=use, use_reason=said)
        return replace(resolution, mention=mention, decided_by=by)
    chosen = Candidate(place=places[decision], evidence=(Evidence(said, _CERTAIN),))
    others = tuple(c for c in resolution.candidates if c.place.id != decision)
    return replace(
        resolution,
        candidates=(chosen, *others),
        status=Status.RESOLVED,
        confidence=1.0,
        decided_by=by,
    )
