"""Readings that lie in parts, as often as they are asked for, a window of them in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from geo.errors import InputError
from geo.model.expression import Expression, Region
from geo.model.line import ContactLine
from geo.model.place import Place
from geo.model.resolution import Status
from geo.model.run import Reading
from geo.pipeline.corpus import Settled
from geo.pipeline.saved import NO_READING, loaded

WINDOW_BYTES = 64_000_000
"""Of saved readings that wait in memory for their turn; each part is opened once a window."""
_FIRST_DOCUMENTS = 256
_NO_GROUND = (
    "no ground is left for these words: what they are measured from has no such part, its parts "
    "have none surely in common, or nothing of it is drawn on that day"
)


class HasRegions(Protocol):
    """Tells the regions of vague places."""

    def of(self, expression: Expression) -> Region | None:
        """Return an expression's region, None where it has none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PartReadings:
    """The readings of a build in reading order; vague places without ground are unplaced."""

    found: Settled
    places: Mapping[str, Place]
    lines: tuple[ContactLine, ...]
    regions: HasRegions
    window_bytes: int = WINDOW_BYTES

    def __len__(self) -> int:
        """Return how many documents there are."""
        return len(self.found.part)

    def __iter__(self) -> Iterator[Reading]:
        """Yield the readings in reading order."""
        return self.at(np.arange(len(self), dtype=np.int64))

    def by_time(self) -> Iterator[Reading]:
        """Yield the readings by their documents' days, undated ones last."""
        return self.at(self.found.by_time)

    def vague(self) -> Iterator[Reading]:
        """Yield those that hold vague places, in reading order."""
        return self.at(self.found.vague)

    def decided(self) -> Iterator[Reading]:
        """Yield the readings of documents about which curators decided."""
        return self.at(self.found.decided)

    def at(self, positions: NDArray[np.int64]) -> Iterator[Reading]:
        """Yield the readings at positions of the reading order."""
        start, documents = 0, _FIRST_DOCUMENTS
        while start < len(positions):
            window = positions[start : start + documents]
            bodies = self._bodies(window)
            mean_bytes = max(1, sum(map(len, bodies)) // len(bodies))
            start += len(window)
            documents = max(1, self.window_bytes // mean_bytes)
            for position, body in zip(window, bodies, strict=True):
                yield with_ground(self._loaded(int(position), body), self.regions)

    def _bodies(self, window: NDArray[np.int64]) -> list[bytes]:
        bodies = [b""] * len(window)
        part, row = self.found.part[window], self.found.row[window]
        for number in np.unique(part):
            saved = self.found.parts[number].readings()
            for at in np.flatnonzero(part == number):
                bodies[at] = saved[int(row[at])].as_py()
        return bodies

    def _loaded(self, position: int, body: bytes) -> Reading:
        try:
            return loaded(body, self.places)
        except NO_READING as exc:
            path = self.found.parts[self.found.part[position]].path
            msg = f"{path}: holds what is no reading: remove that folder, and build again"
            raise InputError(msg) from exc


def with_ground(reading: Reading, regions: HasRegions) -> Reading:
    """Return a reading whose vague places without a region are unplaced, each with the reason."""
    if not reading.expressions:
        return reading
    found = tuple(_placed(e, regions) for e in reading.expressions)
    return reading if found == reading.expressions else replace(reading, expressions=found)


def _placed(expression: Expression, regions: HasRegions) -> Expression:
    open_still = expression.status not in {Status.UNPLACED, Status.REJECTED}
    if not open_still or regions.of(expression) is not None:
        return expression
    reasons = (_NO_GROUND, *expression.reasons)
    return replace(expression, status=Status.UNPLACED, confidence=0.0, reasons=reasons)
