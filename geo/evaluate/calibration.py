"""How far confidence can be believed: what was claimed beside what came true, in ten bins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_BINS = 10


@dataclass(frozen=True, slots=True)
class Claim:
    """A confidence in [0, 1], and whether the place was right."""

    confidence: float
    right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The claims of one tenth of [0, 1]; ``high`` belongs to the next bin, but for the last."""

    low: float
    high: float
    count: int
    mean_confidence: float
    right_share: float


def calibration_bins(claims: Sequence[Claim]) -> tuple[Bin, ...]:
    """Return the ten bins from low to high; one without claims has means of 0."""
    sorted_in: list[list[Claim]] = [[] for _ in range(_BINS)]
    for claim in claims:
        sorted_in[min(_BINS - 1, int(claim.confidence * _BINS))].append(claim)
    return tuple(_bin(i, inside) for i, inside in enumerate(sorted_in))


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error of the bins (Naeini et al. 2015), 0 for no claims."""
    total = sum(b.count for b in bins)
    gaps = sum(abs(b.mean_confidence - b.right_share) * b.count for b in bins)
    return gaps / total if total else 0.0


def _bin(index: int, claims: Sequence[Claim]) -> Bin:
    count = len(claims)
    return Bin(
        low=index / _BINS,
        high=(index + 1) / _BINS,
        count=count,
        mean_confidence=sum(c.confidence for c in claims) / count if count else 0.0,
        right_share=sum(c.right for c in claims) / count if count else 0.0,
    )
