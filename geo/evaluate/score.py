"""Compare what was found with what people marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geo.evaluate.calibration import Bin, Claim, calibration_bins, calibration_error
from geo.evaluate.confusion import NOTHING, Confusion, confusion
from geo.evaluate.gold import UNPLACED, GoldMention
from geo.evaluate.places import near_place, same_place
from geo.model.place import Place
from geo.model.resolution import Resolution, Status
from geo.model.text import MentionKind, Span, Use


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
    """The outcome: by role, of places, and how far confidence can be believed.

    ``placed_right`` and ``placed_near`` count the marked places that were found as mentions:
    those with the right id, and those within 161 km of the right point besides.
    """

    by_role: dict[str, Ratio]
    recognition: Ratio
    placed_right: Ratio
    placed_near: Ratio
    confusion: Confusion
    calibration: tuple[Bin, ...]
    misses: tuple[Miss, ...]

    @property
    def use_accuracy(self) -> float:
        """Return the share of toponyms, marked and found, whose use is right."""
        return self.confusion.use_accuracy

    @property
    def calibration_error(self) -> float:
        """Return how far confidence is off on average, in [0, 1]."""
        return calibration_error(self.calibration)


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


def score(pairs: Iterable[Pair], meant: Mapping[str, Place] | None = None) -> Scores:
    """Return the scores of paired mentions.

    ``meant`` gives the points of the marked places by id, for ``placed_near``; without it only
    ids count.
    """
    listed = list(pairs)
    told = [_told(pair) for pair in listed]
    roles = sorted({role for pair in told for role in pair} - {NOTHING})
    both = [(g, r) for _, g, r in listed if g is not None and r is not None]
    placed = [(g, r) for g, r in both if g.place_id != UNPLACED]
    return Scores(
        by_role={role: _ratio(role, listed) for role in roles},
        recognition=Ratio(
            hits=len(both),
            found=sum(r is not None for _, _, r in listed),
            gold=sum(g is not None for _, g, _ in listed),
        ),
        placed_right=_share([_right(g, r) for g, r in placed]),
        placed_near=_share([near_place(g.place_id, r.place, meant or {}) for g, r in placed]),
        confusion=confusion(told),
        calibration=calibration_bins([Claim(r.confidence, _right(g, r)) for g, r in placed]),
        misses=tuple(m for pair in listed if (m := _miss(pair))),
    )


def _share(right: Sequence[bool]) -> Ratio:
    return Ratio(hits=sum(right), found=len(right), gold=len(right))


def _rank(gold: GoldMention, found: Resolution) -> tuple[bool, bool, int]:
    same_kind = found.mention.kind is gold.kind
    return not same_kind, found.mention.span != gold.span, found.mention.span.start


def _inside_zone(found: Resolution, gold: Sequence[GoldMention]) -> bool:
    """Tell whether a place is part of a zone's marked name: marks cannot stand in marks."""
    return found.mention.use is Use.EMBEDDED and any(
        g.kind is not MentionKind.TOPONYM and g.span.covers(found.mention.span) for g in gold
    )


def _told(pair: Pair) -> tuple[str, str]:
    """Return the role that was marked and the role that was read."""
    _, gold, found = pair
    return (
        role_of(gold.kind, gold.use.value) if gold else NOTHING,
        role_of(found.mention.kind, found.mention.use.value) if found else NOTHING,
    )


def _ratio(role: str, pairs: list[Pair]) -> Ratio:
    told = [_told(pair) for pair in pairs]
    same = [pair for pair, roles in zip(pairs, told, strict=True) if roles == (role, role)]
    return Ratio(
        hits=sum(g is not None and r is not None and _right(g, r) for _, g, r in same),
        found=sum(found == role for _, found in told),
        gold=sum(marked == role for marked, _ in told),
    )


def _right(gold: GoldMention, found: Resolution) -> bool:
    return same_place(gold.place_id, found.place)


def _miss(pair: Pair) -> Miss | None:
    source, gold, found = pair
    marked, read = _told(pair)
    if marked == read and gold and found and _right(gold, found):
        return None
    place = found.place if found else None
    span = gold.span if gold else found.mention.span if found else Span(0, 1)
    return Miss(
        source=source,
        start=span.start,
        surface=found.mention.surface if found else gold.surface if gold else "",
        expected=f"{marked} {gold.place_id}" if gold else NOTHING,
        got=f"{read} {place.id if place else UNPLACED}" if found else NOTHING,
    )
