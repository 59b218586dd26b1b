"""Which use was taken for which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from geo.model.text import MentionKind, Use

NOTHING = "nothing"
_ORDER = (*Use, MentionKind.ZONE, MentionKind.LINE, MentionKind.EXPRESSION, NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """A square table: ``counts[i][j]`` mentions marked ``roles[i]`` were read as ``roles[j]``.

    ``nothing`` comes last: its row holds what was found too much, its column what was missed.
    """

    roles: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def use_accuracy(self) -> float:
        """Return the share of toponyms, marked and found as such, whose use is right."""
        uses = [i for i, role in enumerate(self.roles) if role in set(Use)]
        both = sum(self.counts[i][j] for i in uses for j in uses)
        return sum(self.counts[i][i] for i in uses) / both if both else 0.0


def confusion(roles: Iterable[tuple[str, str]]) -> Confusion:
    """Return the table of (marked, found) roles, in a fixed order, without roles that no one has.

    ``nothing`` stands for no mention.
    """
    counted = Counter(roles)
    present = {role for pair in counted for role in pair} | {NOTHING}
    shown = tuple(str(role) for role in _ORDER if role in present)
    return Confusion(
        roles=shown,
        counts=tuple(tuple(counted[marked, found] for found in shown) for marked in shown),
    )
