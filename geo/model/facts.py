"""What a zone holds: values of its facts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from geo.model.place import Place
from geo.model.zone import Segment


class Inside(StrEnum):
    """Whether a place lies in a zone."""

    YES = "yes"
    PROBABLY = "probably"
    PERHAPS = "perhaps"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRange:
    """An area that is known as a range, in km²."""

    least_km2: float
    nominal_km2: tuple[float, ...]
    greatest_km2: float

    @property
    def words(self) -> str:
        """Return the range in rounded figures, as a text may quote it."""
        low, high = rounded(self.nominal_km2[0]), rounded(self.nominal_km2[-1])
        stated = f"about {low:,} km²" if low == high else f"about {low:,}–{high:,} km²"
        least, greatest = rounded(self.least_km2), rounded(self.greatest_km2)
        return f"{stated} (surely {least:,}, perhaps {greatest:,})"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceInZone:
    """Where a place lies: in which part, how far from the line, and how sure that distance is."""

    place: Place
    inside: Inside
    distance_km: float
    error_km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneFacts:
    """Figures of one zone."""

    area: AreaRange
    by_unit_km2: tuple[tuple[str, float], ...]
    places: tuple[PlaceInZone, ...]
    line_km: float
    unsourced_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """Figures of one line: its widest segment, and who has how much ground beside it, in km².

    Ground counts as far as the word of a control table is taken; a drawn line has none.
    """

    widest: Segment
    held_km2: tuple[tuple[str, float], ...]


def rounded(km2: float) -> int:
    """Return a figure with two leading digits: an approximation must not look exact."""
    if km2 < 1:
        return 0
    step = 10 ** max(0, math.floor(math.log10(km2)) - 1)
    return int(round(km2 / step) * step)
