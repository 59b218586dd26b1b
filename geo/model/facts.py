"""What a zone holds: values of its facts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from geo.model.line import Segment
from geo.model.place import Place
from geo.model.zone import AlternativeReading, Zone


class Inside(StrEnum):
    """Whether a place lies in a zone: on any reading of the errors, likelier than not, at most."""

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
    """Where a place lies: in which part, how far from what the zone is measured from.

    ``band_km`` is the depth of the first band that holds it, None outside all of them.
    ``error_km`` is how far that distance may be off, ``chance`` the share of realisations of the
    line's error and the depth in which the place, somewhere within its precision, lies inside.
    """

    place: Place
    inside: Inside
    band_km: float | None
    distance_km: float
    error_km: float
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingFacts:
    """What an alternative reading changes: its area, and the places that come in or fall out."""

    reading: AlternativeReading
    area: AreaRange
    gained: tuple[Place, ...]
    lost: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneFacts:
    """Figures of one zone; ``posts`` are those of its places that belong to a group of posts.

    A zone that follows no line has ``line_km`` 0.
    """

    area: AreaRange
    by_unit: tuple[tuple[str, AreaRange], ...]
    places: tuple[PlaceInZone, ...]
    posts: tuple[PlaceInZone, ...]
    readings: tuple[ReadingFacts, ...]
    line_km: float
    unsourced_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneReport:
    """A zone, with its contours, and its facts."""

    zone: Zone
    facts: ZoneFacts


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
