"""The places of all layers as one set of columns, numbered through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.gazetteer.columns import Columns
from geo.gazetteer.layered import LayeredGazetteer
from geo.model.columns import Level, PlaceColumns
from geo.model.place import Place
from geo.model.tokens import Index

_SEATS = {"PPLC": 2, "PPLA": 1}
_FIRST_ORDER = ("ADM1", "ADM1H")
_BY_CLASS = {
    "P": Level.SETTLEMENT,
    "S": Level.SITE,
    "R": Level.SITE,
    "H": Level.NATURE,
    "T": Level.NATURE,
    "L": Level.NATURE,
    "U": Level.NATURE,
    "V": Level.NATURE,
}


def place_columns(layered: LayeredGazetteer, renumbered: Sequence[Index]) -> PlaceColumns:
    """Return the columns; ``renumbered`` has for each row of each layer its number among all."""
    curated = tuple(layered.curated.places.values())
    layers = layered.layers
    numbers = _countries(curated, layers)
    row_of = {place.id: row for row, place in enumerate(curated)}

    def joined(own: Sequence[Any], theirs: Sequence[Any], kind: type) -> Any:  # noqa: ANN401 - any
        return np.concatenate([np.array(own, dtype=kind), *theirs]).astype(kind)

    own_levels = [_level(p.feature_class, p.feature_code) for p in curated]
    levels = [_of_features(c, [_level(*f) for f in c.features]) for c in layers]
    own_seats = [_SEATS.get(p.feature_code, 0) for p in curated]
    seats = [_of_features(c, [_SEATS.get(code, 0) for _, code in c.features]) for c in layers]
    own_countries = [numbers[p.country_code] for p in curated]
    countries = [np.array([numbers[k] for k in c.countries])[c.country] for c in layers]
    first = [_followed(c.admin1, r) for c, r in zip(layers, renumbered, strict=True)]
    second = [_followed(c.admin2, r) for c, r in zip(layers, renumbered, strict=True)]
    people = [c.population for c in layers]
    level = joined(own_levels, levels, np.uint8)
    return PlaceColumns(
        lon_deg=joined([p.lon_deg for p in curated], [c.lon_deg for c in layers], np.float64),
        lat_deg=joined([p.lat_deg for p in curated], [c.lat_deg for c in layers], np.float64),
        population=joined([p.population for p in curated], people, np.int64),
        level=level,
        seat=joined(own_seats, seats, np.uint8),
        country=joined(own_countries, countries, np.int64),
        admin1=joined([row_of.get(p.admin1, -1) for p in curated], first, np.int64),
        admin2=joined([row_of.get(p.admin2, -1) for p in curated], second, np.int64),
        curated=np.arange(level.size) < len(curated),
    )


def _countries(curated: Sequence[Place], layers: Sequence[Columns]) -> Mapping[str, int]:
    """Return a number for each country code, 0 for none."""
    codes = [p.country_code for p in curated] + [code for c in layers for code in c.countries]
    return {code: number for number, code in enumerate(dict.fromkeys(["", *codes]))}


def _of_features(columns: Columns, values: Sequence[int]) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64)[columns.feature]


def _followed(rows: NDArray[np.int32], renumbered: Index) -> Index:
    return np.where(rows >= 0, renumbered[np.maximum(rows, 0)], -1)


def _level(feature_class: str, code: str) -> Level:
    if code == "CONT":
        return Level.CONTINENT
    if code.startswith("PCL") or code == "TERR":
        return Level.COUNTRY
    if code in _FIRST_ORDER:
        return Level.ADMIN1
    if feature_class == "A":
        return Level.ADMIN2
    return _BY_CLASS.get(feature_class, Level.SITE)
