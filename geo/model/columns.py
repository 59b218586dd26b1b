"""Gazetteers of any size as arrays: what reads many texts at once asks of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from geo.model.hashing import Hashes
from geo.model.place import EARTH_RADIUS_KM, Place
from geo.model.tokens import Index

Floats = NDArray[np.float64]


class Level(IntEnum):
    """How much ground a place covers, from a continent to a site."""

    CONTINENT = 0
    COUNTRY = 1
    ADMIN1 = 2
    ADMIN2 = 3
    SETTLEMENT = 4
    NATURE = 5
    SITE = 6


class KindOfName(IntEnum):
    """How a name refers to its place, as a column holds it."""

    NAME = 0
    ALTERNATE = 1
    ABBREVIATION = 2
    DEMONYM = 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PlaceColumns:
    """All places, one row each: curated ones first.

    ``seat`` is 2 for a national capital, 1 for the seat of a first-order unit, else 0;
    ``country`` is a number that places of one country share, 0 for none; ``admin1`` and
    ``admin2`` are rows of the units that hold the place, -1 for none.
    """

    lon_deg: NDArray[np.float64]
    lat_deg: NDArray[np.float64]
    population: Index
    level: NDArray[np.uint8]
    seat: NDArray[np.uint8]
    country: Index
    admin1: Index
    admin2: Index
    curated: NDArray[np.bool_]

    def holds(self, outer: Index, inner: Index) -> NDArray[np.bool_]:
        """Tell for pairs of places (rows, broadcast) whether the first holds the second."""
        level = self.level[outer]
        country = (level == Level.COUNTRY) & (self.country[outer] == self.country[inner])
        units = (self.admin1[inner] == outer) | (self.admin2[inner] == outer)
        return np.asarray((self.level[inner] > level) & (country | units))


def apart_km(lon_a: Floats, lat_a: Floats, lon_b: Floats, lat_b: Floats) -> Floats:
    """Return great-circle distances of points in degrees, by the haversine formula."""
    south, north = np.radians(lat_a), np.radians(lat_b)
    chord = np.sin((north - south) / 2) ** 2
    chord += np.cos(south) * np.cos(north) * np.sin(np.radians(lon_b - lon_a) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(chord, 1.0))))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Readings:
    """The places that names may mean: those of name ``i`` are ``start[i]:start[i + 1]``.

    ``place`` are rows of ``PlaceColumns``, curated ones first, then by falling population;
    ``kind`` says how the name refers to each (``KindOfName``).
    """

    start: Index
    place: Index
    kind: NDArray[np.uint8]

    @property
    def owner(self) -> Index:
        """Return for each reading the name that it is a reading of."""
        counts = np.diff(self.start)
        return np.repeat(np.arange(counts.size), counts)


class NameColumns(Protocol):
    """Looks many names up at once."""

    @property
    def places(self) -> PlaceColumns:
        """Return all places."""
        ...

    def known(self, hashes: Hashes) -> NDArray[np.bool_]:
        """Tell which hashes are those of a name."""
        ...

    def readings(self, hashes: Hashes) -> Readings:
        """Return the places that go by each name."""
        ...

    def place(self, row: int) -> Place:
        """Return one place."""
        ...
