"""Apply curators' decisions to the answers of the pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import repeat

from geo.curate.standing import Rulings, decided_at, standing
from geo.model.alike import alike_key
from geo.model.dossier import Correction, Scope
from geo.model.expression import Expression
from geo.model.place import Place
from geo.model.resolution import Candidate, Evidence, Resolution, Status
from geo.model.text import Use

CERTAIN = 10.0
"""The weight of a decision among the reasons for a place: above any that is weighed."""
STATUSES = {"not-a-place": Status.REJECTED, "unknown": Status.UNPLACED}
_REACHES = {Scope.ONE: "", Scope.DOCUMENT: " for this document", Scope.ALL: " for all alike"}


def apply_corrections(
    resolutions: Iterable[Resolution],
    ruled: Rulings,
    places: Mapping[str, Place],
) -> tuple[Resolution, ...]:
    """Return the resolutions with the decision that holds for each mention applied."""
    found = tuple(resolutions)
    if not ruled.own:
        return found
    # A key takes longer than all else here, and most decisions are for one mention alone.
    keys = map(key_of, found) if ruled.alike else repeat(0)
    return tuple(
        _decided(r, decision, places) if (decision := ruled.of(r.mention.id, key)) else r
        for r, key in zip(found, keys, strict=False)
    )


def apply_to_expressions(
    expressions: Iterable[Expression], ruled: Rulings
) -> tuple[Expression, ...]:
    """Return the expressions with the last decision for each applied.

    ``not-a-place`` and ``unknown`` are the decisions about one: its places are decided at the
    names in it.
    """
    own = ruled.own
    return tuple(
        _decided_expression(e, own[e.mention.id]) if own and e.mention.id in own else e
        for e in expressions
    )


def key_of(resolution: Resolution) -> int:
    """Return what alike resolutions share; a decided one counts as it was read."""
    read = resolution.read_as or resolution
    return alike_key(read.mention.surface, (c.place.id for c in read.candidates))


def orphans(
    found: Iterable[Resolution | Expression], corrections: Sequence[Correction]
) -> list[str]:
    """Return the mentions that were decided but are no longer found, nor any alike."""
    listed = list(found)
    known = {item.mention.id for item in listed}
    keys = {key_of(item) for item in listed if isinstance(item, Resolution)}
    return sorted(
        {
            c.mention_id
            for c in standing(corrections)
            if c.mention_id not in known
            and (c.scope is Scope.ONE or alike_key(c.name, c.candidates) not in keys)
        }
    )


def by_words(correction: Correction) -> str:
    """Return who decided, and when."""
    return f"{correction.author}, {decided_at(correction).date().isoformat()}"


def said_words(correction: Correction) -> str:
    """Return who decided, when, how far it reaches, and why."""
    said = f"decided by {by_words(correction)}{_REACHES[correction.scope]}"
    return f"{said}: {correction.reason}" if correction.reason else said


def _decided_expression(expression: Expression, correction: Correction) -> Expression:
    status = STATUSES.get(correction.decision)
    if status is None:
        return expression
    by = by_words(correction)
    return replace(expression, status=status, confidence=1.0, decided_by=by, read_as=expression)


def _decided(
    resolution: Resolution, correction: Correction, places: Mapping[str, Place]
) -> Resolution:
    by, said = by_words(correction), said_words(correction)
    decision = correction.decision
    before = resolution.read_as or resolution
    if decision in STATUSES:
        return replace(
            before,
            status=STATUSES[decision],
            confidence=1.0,
            decided_by=by,
            read_as=before,
        )
    if decision.startswith("use:"):
        use = Use(decision.removeprefix("use:"))
        mention = replace(before.mention, use=use, use_reason=said)
        return replace(before, mention=mention, decided_by=by, read_as=before)
    chosen = Candidate(place=places[decision], evidence=(Evidence(said, CERTAIN),))
    others = tuple(c for c in before.candidates if c.place.id != decision)
    return replace(
        before,
        candidates=(chosen, *others),
        status=Status.RESOLVED,
        confidence=1.0,
        decided_by=by,
        read_as=before,
    )
