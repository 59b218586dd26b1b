"""A curated gazetteer on top of compiled ones: what the curator wrote wins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from geo.gazetteer.columns import Columns
from geo.gazetteer.index import MemoryGazetteer
from geo.gazetteer.keys import key_hashes
from geo.model.columns import apart_km
from geo.model.place import Name, Place

_GEONAMES_ID = re.compile(r"(?:gn|geonames)?[:-]?(\d+)", re.IGNORECASE)
_SAME_KM = 25.0
_SPOTS = frozenset("PS")
_SAME_AREA_KM = {"ADM1": 100.0, "CONT": 2000.0}
"""Two points of one province lie farther apart than two points of one town."""
COUNTRIES = frozenset({"PCL", "PCLI", "PCLD", "PCLF", "PCLIX", "TERR"})
"""Codes of which a country code has one; not of breakaway or former countries."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shadow:
    """Which rows of compiled columns are places of a layer above.

    ``hidden`` and ``curated`` have one value a row; ``curated`` is the number of the curated
    place that the row is too, -1 for none. ``stand_ins`` maps ids of such rows to curated ids.
    """

    hidden: NDArray[np.bool_]
    curated: Rows
    stand_ins: Mapping[str, str]


def shadow(columns: Columns, places: Iterable[Place]) -> Shadow:
    """Return which rows are curated places too.

    The same GeoNames id; the same country, for a country; or the same country and class (for a
    unit: level) with a shared folded name, and less than 25 km apart (first-order units 100 km,
    continents 2,000 km).
    """
    curated = tuple(places)
    numbers, rows = (
        np.concatenate(parts)
        for parts in zip(
            _same_id(columns, curated),
            _same_country(columns, curated),
            _same_name(columns, curated),
            strict=True,
        )
    )
    over = np.full(columns.lon_deg.size, -1, dtype=np.int64)
    # The first reason counts, an id before a name: assigned last, it overwrites the others.
    over[rows[::-1]] = numbers[::-1]
    hidden = over >= 0
    stand_ins = {
        columns.place_id(row): curated[int(over[row])].id
        for row in np.flatnonzero(hidden).tolist()
    }
    return Shadow(hidden=hidden, curated=over, stand_ins=stand_ins)


def geonames_id(place: Place) -> int:
    """Return the GeoNames id of a curated place, 0 where its source is another."""
    found = _GEONAMES_ID.fullmatch(place.source_id)
    return int(found[1]) if found and "geonames" in place.source.casefold() else 0


def _same_id(columns: Columns, curated: Sequence[Place]) -> tuple[Rows, Rows]:
    ids = np.array([geonames_id(p) for p in curated], dtype=np.int64)
    numbers = np.flatnonzero(ids)
    rows = np.flatnonzero(np.isin(columns.source_id, ids[numbers]) & (columns.source_id > 0))
    order = np.argsort(ids[numbers], kind="stable")
    at = np.searchsorted(ids[numbers][order], columns.source_id[rows])
    return numbers[order][at], rows


def _same_country(columns: Columns, curated: Sequence[Place]) -> tuple[Rows, Rows]:
    row_of = dict(zip(columns.countries, columns.country_row.tolist(), strict=True))
    pairs = [
        (number, row_of[place.country_code])
        for number, place in enumerate(curated)
        if place.feature_code in COUNTRIES and row_of.get(place.country_code, -1) >= 0
    ]
    found = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _same_name(columns: Columns, curated: Sequence[Place]) -> tuple[Rows, Rows]:
    """Return the curated places and the rows that share a name, are alike and lie near."""
    counts = [len(p.names) for p in curated]
    owner = np.repeat(np.arange(len(curated)), counts)
    at = columns.find(key_hashes([n.text for p in curated for n in p.names]))
    owner, at = owner[at >= 0], at[at >= 0]
    begins = columns.posting_start[at].astype(np.int64)
    lengths = columns.posting_start[at + 1].astype(np.int64) - begins
    owner = np.repeat(owner, lengths)
    skipped = np.repeat(begins - (np.cumsum(lengths) - lengths), lengths)
    names = columns.posting[np.arange(owner.size) + skipped]
    rows = columns.name_place[names].astype(np.int64)
    near = _alike(columns, curated, owner, rows)
    return owner[near], rows[near]


def _alike(
    columns: Columns, curated: Sequence[Place], owner: Rows, rows: Rows
) -> NDArray[np.bool_]:
    country_of = {code: number for number, code in enumerate(columns.countries)}
    countries = np.array([country_of.get(p.country_code, -1) for p in curated], dtype=np.int64)
    sort_of: dict[str, int] = {}
    sorts = [
        sort_of.setdefault(code if cls == "A" else cls, len(sort_of))
        for cls, code in columns.features
    ]
    own_sorts = np.array(
        [
            sort_of.get(p.feature_code if p.feature_class == "A" else p.feature_class, -1)
            for p in curated
        ],
        dtype=np.int64,
    )
    reach_km = np.array([_SAME_AREA_KM.get(p.feature_code, _SAME_KM) for p in curated])[owner]
    lon = np.array([p.lon_deg for p in curated])[owner]
    lat = np.array([p.lat_deg for p in curated])[owner]
    near: NDArray[np.bool_] = (
        apart_km(lon, lat, columns.lon_deg[rows], columns.lat_deg[rows]) < reach_km
    )
    same_sort: NDArray[np.bool_] = (
        np.array(sorts, dtype=np.int64)[columns.feature[rows]] == own_sorts[owner]
    )
    same_country: NDArray[np.bool_] = columns.country[rows] == countries[owner]
    return near & same_sort & same_country


class LayeredGazetteer:
    """Looks into the curated places first, then adds those of the compiled layers in turn.

    A place of a lower layer that an upper one has too is not given twice: its names lead to the
    curated place, and what lies in it or stands for it bears the id of the curated one.
    """

    def __init__(self, curated: MemoryGazetteer, layers: Sequence[Columns]) -> None:
        """Find out which rows of the layers are hidden."""
        self.curated = curated
        self.layers = tuple(layers)
        self._places = tuple(curated.places.values())
        self.shadows = shadows(self._places, self.layers)

    def names(self) -> Iterable[Name]:
        """Yield every name of every layer."""
        return chain(self.curated.names(), *(layer.names() for layer in self.layers))

    def lookup(self, surface: str) -> Sequence[tuple[Place, Name]]:
        """Return every place that goes by a name: curated ones, then by population."""
        curated, compiled = list(self.curated.lookup(surface)), []
        for layer, over in zip(self.layers, self.shadows, strict=True):
            for name_row in layer.name_rows(surface).tolist():
                row = int(layer.name_place[name_row])
                number = int(over.curated[row])
                if number >= 0 and all(p.id != self._places[number].id for p, _ in curated):
                    curated.append((self._places[number], layer.name(name_row)))
                elif not over.hidden[row]:
                    compiled.append((seen_through(layer.place(row), over), layer.name(name_row)))
        return (*curated, *compiled)

    def place(self, place_id: str) -> Place | None:
        """Return the place of an id, None where no layer has it."""
        if place_id in self.curated.places:
            return self.curated.places[place_id]
        for layer, over in zip(self.layers, self.shadows, strict=True):
            row = layer.row(place_id)
            if row >= 0:
                return seen_through(layer.place(row), over)
        return None

    def near(self, lon_deg: float, lat_deg: float, count: int) -> list[Place]:
        """Return the compiled settlements and sites nearest to a point, the nearest first."""
        found: list[tuple[float, Place]] = []
        for layer, over in zip(self.layers, self.shadows, strict=True):
            spots = np.array([cls in _SPOTS for cls, _ in layer.features])[layer.feature]
            rows = np.flatnonzero(spots & ~over.hidden)
            here = np.full(rows.size, lon_deg), np.full(rows.size, lat_deg)
            off_km = apart_km(*here, layer.lon_deg[rows], layer.lat_deg[rows])
            for at in np.argsort(off_km, kind="stable")[:count].tolist():
                place = seen_through(layer.place(int(rows[at])), over)
                found.append((float(off_km[at]), place))
        return [p for _, p in sorted(found, key=lambda f: (f[0], f[1].id))[:count]]


def shadows(curated: Sequence[Place], layers: Sequence[Columns]) -> tuple[Shadow, ...]:
    """Return the shadow over each layer, of the curated places and of the layers before it."""
    found = []
    above = np.empty(0, dtype=np.int64)
    for layer in layers:
        over = shadow(layer, curated)
        again = (layer.source_id > 0) & np.isin(layer.source_id, above)
        found.append(replace(over, hidden=over.hidden | again))
        above = np.concatenate((above, layer.source_id))
    return tuple(found)


def seen_through(place: Place, over: Shadow) -> Place:
    """Return a place whose units and government bear the ids of the layer above."""
    ids = over.stand_ins
    return replace(
        place,
        admin1=ids.get(place.admin1, place.admin1),
        admin2=ids.get(place.admin2, place.admin2),
        stands_for=ids.get(place.stands_for, place.stands_for),
    )
