"""Compare what was found with what people marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geo.evaluate.gold import UNPLACED, GoldMention
from geo.model.resolution import Resolution, Status
from geo.model.text import MentionKind, Span, Use

_BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """Precision, recall and F1 of one role."""

    hits: int
    found: int
    gold: int

    @property
    def precision(self) -> float:
        """Return the share of what was found that is right."""
        return self.hits / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Return the share of the gold that was found."""
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """One difference between gold and what was found, to be read by a person."""

    source: str
    start: int
    surface: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The outcome: by role, of places, and how far confidence can be believed."""

    by_role: dict[str, Ratio]
    recognition: Ratio
    placed_right: Ratio
    calibration_error: float
    misses: tuple[Miss, ...]


def role_of(kind: MentionKind, use: str) -> str:
    """Return the role that a mention is scored in: zone, line, or the use of a toponym."""
    return use if kind is MentionKind.TOPONYM else kind.value


Pair = tuple[str, "GoldMention | None", "Resolution | None"]


def pair_up(source: str, gold: Sequence[GoldMention], found: Sequence[Resolution]) -> list[Pair]:
    """Pair gold and found mentions: same span first, then any overlap of the same sort."""
    kept = [r for r in found if r.status is not Status.REJECTED]
    options = sorted(
        (_rank(g, r), i, j)
        for i, g in enumerate(gold)
        for j, r in enumerate(kept)
        if g.span.overlaps(r.mention.span)
    )
    of_gold: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in options:
        if i not in of_gold and j not in taken:
            of_gold[i] = j
            taken.add(j)
    pairs: list[Pair] = [
        (source, g, kept[of_gold[i]] if i in of_gold else None) for i, g in enumerate(gold)
    ]
    rest = [r for j, r in enumerate(kept) if j not in taken and not _inside_zone(r, gold)]
    return pairs + [(source, None, r) for r in rest]


def score(pairs: Iterable[Pair]) -> Scores:
    """Return the scores of paired mentions."""
    listed = list(pairs)
    roles = sorted({role for pair in listed for role in _roles(pair)})
    both = [(g, r) for _, g, r in listed if g is not None and r is not None]
    gold_count = sum(g is not None for _, g, _ in listed)
    found_count = sum(r is not None for _, _, r in listed)
    placed = [(g, r) for g, r in both if g.place_id != UNPLACED]
    right = sum(_right(g, r) for g, r in placed)
    return Scores(
        by_role={role: _ratio(role, listed) for role in roles},
        recognition=Ratio(hits=len(both), found=found_count, gold=gold_count),
        placed_right=Ratio(hits=right, found=len(placed), gold=len(placed)),
        calibration_error=_calibration(placed),
        misses=tuple(m for pair in listed if (m := _miss(pair))),
    )


def _rank(gold: GoldMention, found: Resolution) -> tuple[bool, bool, int]:
    same_kind = found.mention.kind is gold.kind
    return not same_kind, found.mention.span != gold.span, found.mention.span.start


def _inside_zone(found: Resolution, gold: Sequence[GoldMention]) -> bool:
    """Tell whether a place is part of a zone's marked name: marks cannot stand in marks."""
    return found.mention.use is Use.EMBEDDED and any(
        g.kind is not MentionKind.TOPONYM and g.span.covers(found.mention.span) for g in gold
    )


def _roles(pair: Pair) -> set[str]:
    _, gold, found = pair
    roles = set()
    if gold is not None:
        roles.add(role_of(gold.kind, gold.use.value))
    if found is not None:
        roles.add(role_of(found.mention.kind, found.mention.use.value))
    return roles


def _ratio(role: str, pairs: list[Pair]) -> Ratio:
    def is_gold(g: GoldMention | None) -> bool:
        return g is not None and role_of(g.kind, g.use.value) == role

    def is_found(r: Resolution | None) -> bool:
        return r is not None and role_of(r.mention.kind, r.mention.use.value) == role

    return Ratio(
        hits=sum(
            is_gold(g) and is_found(r) and g is not None and r is not None and _right(g, r)
            for _, g, r in pairs
        ),
        found=sum(is_found(r) for _, _, r in pairs),
        gold=sum(is_gold(g) for _, g, _ in pairs),
    )


def _right(gold: GoldMention, found: Resolution) -> bool:
    place = found.place
    return (place.id if place else UNPLACED) == gold.place_id


def _calibration(placed: Sequence[tuple[GoldMention, Resolution]]) -> float:
    """Return the expected calibration error over ten bins (Naeini et al. 2015)."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for gold, found in placed:
        index = min(_BINS - 1, int(found.confidence * _BINS))
        bins[index].append((found.confidence, _right(gold, found)))
    error = 0.0
    for items in bins:
        if items:
            mean = sum(c for c, _ in items) / len(items)
            share = sum(ok for _, ok in items) / len(items)
            error += abs(mean - share) * len(items) / len(placed)
    return error


def _miss(pair: Pair) -> Miss | None:
    source, gold, found = pair
    expected = f"{role_of(gold.kind, gold.use.value)} {gold.place_id}" if gold else "nothing"
    got, surface = "nothing", gold.surface if gold else ""
    if found is not None:
        place = found.place
        role = role_of(found.mention.kind, found.mention.use.value)
        got, surface = f"{role} {place.id if place else UNPLACED}", found.mention.surface
    if expected == got:
        return None
    span = gold.span if gold else found.mention.span if found else Span(0, 1)
    return Miss(source=source, start=span.start, surface=surface, expected=expected, got=got)
