"""What the tiles of each layer carry, and the points of a layer on their way into them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import numpy as np
import orjson
from numpy.typing import NDArray

from geo.model.feature import Json

Scalar: TypeAlias = str | int | float | bool | None
TILES_FORMAT = b"tiles 2"
"""Changed with what tiles hold: a new version of every layer lets no cache keep the old ones."""
COUNT, MENTIONS, ID = "count", "mentions", "id"
_TEXT, _NUMBER, _YES_NO = "String", "Number", "Boolean"
_SPARE_BITS = 64 - 53  # of a digest: numbers above 2**53 are not exact in a browser


@dataclass(frozen=True, slots=True, kw_only=True)
class TileColumns:
    """The columns of a layer's tiles, each with its type in TileJSON.

    A layer of ``points`` is clustered: points of one ``category`` may come together, others never.
    What is ``single`` may be otherwise in each of them, so that only a point alone has it. Lines
    are joined into longer ones, far away, where they are the same in ``joined``.
    """

    fields: Mapping[str, str]
    points: bool = False
    category: tuple[str, ...] = ()
    single: frozenset[str] = frozenset()
    joined: tuple[str, ...] = ()


TILE_COLUMNS: Mapping[str, TileColumns] = {
    "places": TileColumns(
        fields={
            ID: _TEXT,
            "place_id": _TEXT,
            "name": _TEXT,
            "role": _TEXT,
            "kind": _TEXT,
            COUNT: _NUMBER,
            MENTIONS: _NUMBER,
            "doubtful": _NUMBER,
            "confidence": _NUMBER,
            "first_on": _TEXT,
            "last_on": _TEXT,
        },
        points=True,
        category=("role", "kind"),
        single=frozenset({"doubtful", "confidence", "first_on", "last_on"}),
    ),
    "mentions": TileColumns(
        fields={
            ID: _TEXT,
            "place_id": _TEXT,
            "name": _TEXT,
            "role": _TEXT,
            COUNT: _NUMBER,
            MENTIONS: _NUMBER,
            "use": _TEXT,
            "surface": _TEXT,
            "status": _TEXT,
            "confidence": _NUMBER,
            "document_id": _TEXT,
            "published_on": _TEXT,
        },
        points=True,
        category=("role",),
        single=frozenset(
            {ID, "use", "surface", "status", "confidence", "document_id", "published_on"}
        ),
    ),
    "posts": TileColumns(
        fields={
            ID: _TEXT,
            "group_id": _TEXT,
            "name": _TEXT,
            COUNT: _NUMBER,
            "number": _NUMBER,
            "in_force_from": _TEXT,
            "in_force_to": _TEXT,
        },
        points=True,
        category=("group_id", "in_force_from", "in_force_to"),
        single=frozenset({"number"}),
    ),
    "zones": TileColumns(
        fields={
            ID: _TEXT,
            "zone_id": _TEXT,
            "title": _TEXT,
            "rule": _TEXT,
            "part": _TEXT,
            "certainty": _TEXT,
            "band_km": _NUMBER,
            "band": _TEXT,
            "chance": _NUMBER,
            "area_km2": _NUMBER,
            "line_on": _TEXT,
            "in_force_from": _TEXT,
            "in_force_to": _TEXT,
        },
    ),
    "lines": TileColumns(
        fields={
            ID: _TEXT,
            "line_id": _TEXT,
            "title": _TEXT,
            "rule": _TEXT,
            "valid_on": _TEXT,
            "unsourced": _YES_NO,
            "pocket": _YES_NO,
            "half_gap_m": _NUMBER,
            COUNT: _NUMBER,
        },
        joined=("line_id", "title", "rule", "valid_on", "unsourced", "pocket"),
    ),
    "changes": TileColumns(
        fields={
            ID: _TEXT,
            "line_id": _TEXT,
            "since": _TEXT,
            "until": _TEXT,
            "gained_by": _TEXT,
            "lost_by": _TEXT,
            "area_km2": _NUMBER,
            "unsourced_share": _NUMBER,
            "gained_rank": _NUMBER,
            "lateness": _NUMBER,
        },
    ),
    "expressions": TileColumns(
        fields={
            ID: _TEXT,
            "mention_id": _TEXT,
            "relation": _TEXT,
            "part": _TEXT,
            "certainty": _TEXT,
            "status": _TEXT,
            "confidence": _NUMBER,
            "document_id": _TEXT,
            "published_on": _TEXT,
        },
    ),
}
"""Short columns only: a quote in every feature makes a tile seven times as large."""


def tile_number(feature_id: str) -> int:
    """Return the number of a feature in tiles: 53 bits of a digest, the same in every build."""
    digest = hashlib.blake2b(feature_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) >> _SPARE_BITS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PointColumns:
    """The points of a layer by column, in OGC:CRS84; all are of one length.

    Those of one ``category`` at one position are one, as its heaviest says: ``number`` is that
    feature's in tiles, ``weight`` its own mentions. ``count`` points have ``mentions`` together.
    """

    number: NDArray[np.int64]
    lon_deg: NDArray[np.float64]
    lat_deg: NDArray[np.float64]
    weight: NDArray[np.int64]
    count: NDArray[np.int64]
    mentions: NDArray[np.int64]
    category: NDArray[np.int64]
    columns: Mapping[str, Sequence[Scalar]]


@dataclass(slots=True)
class _Spot:
    """The points of one category at one position; the rest is the heaviest's, by ``row`` first."""

    category: tuple[Json, ...]
    lon_lat_deg: tuple[float, float]
    row: int = 0
    weight: int = -1
    count: int = 0
    mentions: int = 0
    number: int = 0
    values: list[Scalar] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class PointGatherer:
    """Gathers the points of a layer one by one; memory grows with positions alone."""

    wanted: TileColumns
    _spots: dict[tuple[object, ...], _Spot] = field(default_factory=dict)

    def add(
        self,
        row: int,
        feature_id: str,
        lon_lat_deg: tuple[float, float],
        properties: Mapping[str, Json],
    ) -> None:
        """Take one point; without a number of mentions it counts as one.

        Of points that weigh the same, that of the lowest ``row`` stands for their position.
        """
        mentions = properties.get(MENTIONS) if MENTIONS in self.wanted.fields else None
        weight = mentions if isinstance(mentions, int) else 1
        category = tuple(properties.get(name) for name in self.wanted.category)
        key = category, lon_lat_deg
        spot = self._spots.get(key)
        if spot is None:
            spot = self._spots[key] = _Spot(category, lon_lat_deg)
        spot.count += 1
        spot.mentions += weight
        if (weight, -row) > (spot.weight, -spot.row):
            spot.row, spot.weight, spot.number = row, weight, tile_number(feature_id)
            spot.values = self._values(feature_id, properties)

    @property
    def count(self) -> int:
        """Return how many points there are."""
        return sum(spot.count for spot in self._spots.values())

    def _values(self, feature_id: str, properties: Mapping[str, Json]) -> list[Scalar]:
        said = {**properties, ID: feature_id}
        values = (said.get(name) for name in self._names())
        return [None if isinstance(value, list | dict) else value for value in values]

    def _names(self) -> list[str]:
        return [name for name in self.wanted.fields if name not in {COUNT, MENTIONS}]

    def gathered(self) -> PointColumns:
        """Return what was added, in the order of the rows that stand for a position."""
        spots = sorted(self._spots.values(), key=lambda spot: spot.row)
        categories = sorted({repr(spot.category) for spot in spots})
        codes = {category: code for code, category in enumerate(categories)}
        lon_lat_deg = np.array([s.lon_lat_deg for s in spots], dtype=np.float64).reshape(-1, 2)
        names = enumerate(self._names())
        return PointColumns(
            number=np.array([s.number for s in spots], dtype=np.int64),
            lon_deg=lon_lat_deg[:, 0],
            lat_deg=lon_lat_deg[:, 1],
            weight=np.array([s.weight for s in spots], dtype=np.int64),
            count=np.array([s.count for s in spots], dtype=np.int64),
            mentions=np.array([s.mentions for s in spots], dtype=np.int64),
            category=np.array([codes[repr(s.category)] for s in spots], dtype=np.int64),
            columns={name: [s.values[n] for s in spots] for n, name in names},
        )

    def packed(self) -> bytes:
        """Return what was added, for others to be added to it later."""
        return orjson.dumps(list(self._spots.values()))

    def unpack(self, body: bytes) -> None:
        """Take what was packed."""
        for said in orjson.loads(body):
            spot = _Spot(**said)
            lon_deg, lat_deg = spot.lon_lat_deg
            spot.category, spot.lon_lat_deg = tuple(spot.category), (lon_deg, lat_deg)
            self._spots[spot.category, spot.lon_lat_deg] = spot


@dataclass(frozen=True, slots=True, kw_only=True)
class PyramidTile:
    """The points of one tile, made ready while a store is built; ``body`` is JSON by column."""

    z: int
    x: int
    y: int
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiling:
    """What is made for tiles while a store is written.

    ``pyramid`` returns the tiles of a large layer of points; ``archives`` writes, before a draft
    takes its place, the archives that belong beside a store at the path named second.
    """

    pyramid: Callable[[str, PointColumns], Iterable[PyramidTile]]
    archives: Callable[[Path, Path], None]
