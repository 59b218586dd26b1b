"""Ground that passed from one holder to another between two days."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from geo.model.line import Holding

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class TownChange:
    """A place whose ground changed hands: its rows on the first and on the second day.

    ``pocket`` where the rows do not say so: on one of the days its ground was a small enclave,
    which the line leaves to the holder around it.
    """

    before: Holding
    after: Holding
    pocket: bool

    @property
    def place_id(self) -> str:
        """Return the place's id."""
        return self.after.place_id

    @property
    def on(self) -> date | None:
        """Return the day of the change as the table has it, None where it has none."""
        return None if self.pocket else self.after.start

    @property
    def unsourced(self) -> bool:
        """Tell whether one of the two rows rests on general knowledge only."""
        return self.before.unsourced or self.after.unsourced


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One connected part of the ground that one holder lost to another; OGC:CRS84."""

    geometry: BaseGeometry
    lost_by: str
    gained_by: str
    start: date
    end: date
    area_km2: float
    unsourced_share: float
    towns: tuple[TownChange, ...]

    @property
    def id(self) -> str:
        """Return the two days and the first place: a place lies in one part."""
        return f"{self.start.isoformat()}~{self.end.isoformat()}~{self.towns[0].place_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What one holder gained and lost, in km²."""

    holder: str
    gained_km2: float
    lost_km2: float

    @property
    def net_km2(self) -> float:
        """Return what was gained less what was lost."""
        return self.gained_km2 - self.lost_km2


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeStep:
    """What changed hands from one day to a later one, by the table behind one line.

    ``left_out`` are places that the table speaks of on only one of the days: what became of their
    ground it does not say.
    """

    line_id: str
    title: str
    start: date
    end: date
    parts: tuple[Change, ...]
    left_out: tuple[str, ...]

    @property
    def id(self) -> str:
        """Return the line's id and the two days."""
        return f"{self.line_id}~{self.start.isoformat()}~{self.end.isoformat()}"

    @property
    def balances(self) -> tuple[Balance, ...]:
        """Return the sums by holder, of those that gained or lost anything, by name."""
        gained: Counter[str] = Counter()
        lost: Counter[str] = Counter()
        for part in self.parts:
            gained[part.gained_by] += part.area_km2  # type: ignore[assignment]
            lost[part.lost_by] += part.area_km2  # type: ignore[assignment]
        return tuple(
            Balance(holder=h, gained_km2=gained[h], lost_km2=lost[h])
            for h in sorted({*gained, *lost})
        )
