"""What the tiles of each layer carry, and the points of a layer on their way into them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from geo.model.feature import Json

Scalar: TypeAlias = str | int | float | bool | None
TILES_FORMAT = b"tiles 1"
"""Changed with what tiles hold: a new version of every layer lets no cache keep the old ones."""
COUNT, MENTIONS, ID = "count", "mentions", "id"
_TEXT, _NUMBER, _YES_NO = "String", "Number", "Boolean"


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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PointColumns:
    """The points of a layer by column, in OGC:CRS84; all are of one length.

    ``row`` numbers the features in the store; points of another ``category`` stay apart.
    """

    row: NDArray[np.int64]
    lon_deg: NDArray[np.float64]
    lat_deg: NDArray[np.float64]
    mentions: NDArray[np.int64]
    category: NDArray[np.int64]
    columns: Mapping[str, Sequence[Scalar]]


@dataclass(slots=True, kw_only=True)
class PointGatherer:
    """Gathers the points of a layer one by one into columns."""

    wanted: TileColumns
    _rows: array[int] = field(default_factory=lambda: array("q"))
    _positions_deg: array[float] = field(default_factory=lambda: array("d"))
    _mentions: array[int] = field(default_factory=lambda: array("q"))
    _category: array[int] = field(default_factory=lambda: array("q"))
    _codes: dict[tuple[Json, ...], int] = field(default_factory=dict)
    _columns: dict[str, list[Scalar]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Start with an empty list for each column that a feature has a value for."""
        self._columns = {n: [] for n in self.wanted.fields if n not in {COUNT, MENTIONS}}

    def add(
        self,
        row: int,
        feature_id: str,
        lon_lat_deg: tuple[float, float],
        properties: Mapping[str, Json],
    ) -> None:
        """Take one point; without a number of mentions it counts as one."""
        self._rows.append(row)
        self._positions_deg.extend(lon_lat_deg)
        mentions = properties.get(MENTIONS) if MENTIONS in self.wanted.fields else None
        self._mentions.append(mentions if isinstance(mentions, int) else 1)
        key = tuple(properties.get(name) for name in self.wanted.category)
        self._category.append(self._codes.setdefault(key, len(self._codes)))
        for name, values in self._columns.items():
            value = feature_id if name == ID else properties.get(name)
            values.append(None if isinstance(value, list | dict) else value)

    def gathered(self) -> PointColumns:
        """Return what was added, in that order."""
        lon_lat_deg = np.array(self._positions_deg, dtype=np.float64).reshape(-1, 2)
        return PointColumns(
            row=np.array(self._rows, dtype=np.int64),
            lon_deg=lon_lat_deg[:, 0],
            lat_deg=lon_lat_deg[:, 1],
            mentions=np.array(self._mentions, dtype=np.int64),
            category=np.array(self._category, dtype=np.int64),
            columns=self._columns,
        )


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
