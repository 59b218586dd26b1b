"""Which decision holds for a mention: undone ones set aside, its own before those for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from geo.model.alike import alike_key
from geo.model.dossier import Correction, Scope


def decided_at(correction: Correction) -> datetime:
    """Return when it was decided; a time without a zone is taken as UTC."""
    time = correction.time
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def standing(corrections: Iterable[Correction]) -> tuple[Correction, ...]:
    """Return the decisions that nothing takes back, in order of time, then of rows.

    A row that stands twice, as after a merge, counts once.
    """
    rows = {c.id: c for c in corrections}
    undone = {c.undoes for c in rows.values() if c.undoes}
    held = (c for c in rows.values() if not c.undoes and c.id not in undone)
    return tuple(sorted(held, key=decided_at))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulings:
    """The decisions that stand, by the mention that each was made at, and by what is alike."""

    own: Mapping[str, Correction]
    alike: Mapping[int, Sequence[Correction]]

    def of(self, mention_id: str, key: int) -> Correction | None:
        """Return the decision for a mention; ``key`` is its ``alike_key``.

        What was decided at the mention itself comes first, else the last decision that reaches it.
        """
        own = self.own.get(mention_id)
        if own is not None:
            return own
        document_id = mention_id.rpartition(":")[0]
        reaching = (
            c
            for c in reversed(self.alike.get(key, ()))
            if c.scope is Scope.ALL or c.document_id == document_id
        )
        return next(reaching, None)


def rulings(corrections: Iterable[Correction]) -> Rulings:
    """Return which decisions hold."""
    held = standing(corrections)
    alike: defaultdict[int, list[Correction]] = defaultdict(list)
    for correction in held:
        if correction.scope is not Scope.ONE:
            alike[alike_key(correction.name, correction.candidates)].append(correction)
    return Rulings(own={c.mention_id: c for c in held}, alike=dict(alike))
