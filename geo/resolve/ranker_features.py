"""What speaks for each candidate, as columns of numbers between about 0 and 1."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.model.columns import KindOfName, Level, PlaceColumns, apart_km
from geo.model.tokens import Index
from geo.resolve.units import Units

Floats = NDArray[np.float64]

_MOST_AROUND = 40
"""A document's most often named units stand for the rest, so that the work grows linearly."""
_CLOSE_KM, _FAR_KM = 161.0, 20_000.0
_BESIDE = 3

NAMES = (
    "people",
    "share_of_people",
    "first_listed",
    "few_candidates",
    *(f"level_{level.name.lower()}" for level in Level),
    *(f"name_{kind.name.lower()}" for kind in KindOfName),
    "large",
    "national_capital",
    "regional_seat",
    "curated",
    "inside_parent",
    "not_inside_parent",
    "country_named_too",
    "share_of_country",
    "share_of_admin1",
    "admin1_named_too",
    "near_the_others",
    "near_the_neighbours",
    "share_close",
    "holds_others",
    "called_so",
    "called_otherwise",
    "people_if_settlement",
    "same_as_admin1",
    "lone_settlement",
    "in_named_country",
    "in_named_admin1",
)
"""The columns, in order."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Around:
    """Each candidate against each unit of its document that is not its own name."""

    candidate: Index
    other: Index


def features(units: Units, places: PlaceColumns, chosen: Index) -> Floats:
    """Return a row for each candidate; ``chosen`` is each unit's place so far, -1 for none."""
    owner, place = units.owner, units.place
    around = _around(units, chosen)
    level = places.level[place].astype(np.int64)
    people = np.log10(places.population[place] + 1.0) / 7
    count = np.diff(units.start)
    total = np.bincount(owner, weights=places.population[place] + 1.0, minlength=units.size)
    position = np.arange(place.size) - units.start[:-1][owner]
    settlement = level == Level.SETTLEMENT
    inside = _inside_parent(units, places)
    has_parent = units.parent[owner] >= 0
    called = units.called[owner]
    columns: dict[str, NDArray[np.generic]] = {
        "people": people,
        "share_of_people": (places.population[place] + 1.0) / total[owner],
        "first_listed": position == 0,
        "few_candidates": 1 / count[owner],
        **{f"level_{v.name.lower()}": level == v for v in Level},
        **{f"name_{k.name.lower()}": units.kind == k for k in KindOfName},
        "large": settlement & (places.population[place] > 1_000_000),  # noqa: PLR2004
        "national_capital": places.seat[place] == 2,  # noqa: PLR2004 - as PlaceColumns has it
        "regional_seat": places.seat[place] == 1,
        "curated": places.curated[place],
        "inside_parent": inside,
        "not_inside_parent": has_parent & ~inside,
        **_shared(units, places, chosen, around),
        "called_so": (called >= 0) & (called == level),
        "called_otherwise": (called >= 0) & (called != level),
        "people_if_settlement": np.where(settlement, people, 0.0),
        "same_as_admin1": settlement & _beside_own_unit(units, places),
        "lone_settlement": settlement & (count[owner] == 1),
    }
    return np.stack([columns[name].astype(np.float64) for name in NAMES], axis=1)


def prior(units: Units) -> Index:
    """Return each unit's place before anything else is known: the first listed, -1 for none."""
    found = np.full(units.size, -1, dtype=np.int64)
    named = units.start[1:] > units.start[:-1]
    found[named] = units.place[units.start[:-1][named]]
    return found


def _around(units: Units, chosen: Index) -> _Around:
    """Pair every candidate with the other units of its document that have a place."""
    settled = np.flatnonzero(chosen >= 0)
    order = np.lexsort((settled, -units.mentions[settled], units.document[settled]))
    settled = settled[order]
    document = units.document[settled]
    begin = np.searchsorted(document, document)
    settled = settled[np.arange(settled.size) - begin < _MOST_AROUND]
    document = units.document[settled]
    own = units.document[units.owner]
    low, high = np.searchsorted(document, own), np.searchsorted(document, own, side="right")
    counts = high - low
    candidate = np.repeat(np.arange(own.size), counts)
    offset = np.repeat(np.cumsum(counts) - counts, counts)
    other = settled[np.arange(candidate.size) - offset + np.repeat(low, counts)]
    foreign = units.key[other] != units.key[units.owner[candidate]]
    return _Around(candidate=candidate[foreign], other=other[foreign])


def _shared(
    units: Units, places: PlaceColumns, chosen: Index, around: _Around
) -> dict[str, Floats]:
    """Return what a candidate shares with the other places of its document."""
    size = units.place.size
    own, other = units.place[around.candidate], chosen[around.other]
    weight = np.sqrt(units.mentions[around.other].astype(np.float64))
    whole = np.maximum(_summed(around, weight, size), 1e-9)
    country = (places.country[own] == places.country[other]) & (places.country[own] > 0)
    admin1 = (places.admin1[own] == places.admin1[other]) & (places.admin1[own] >= 0)
    km = apart_km(
        places.lon_deg[own], places.lat_deg[own], places.lon_deg[other], places.lat_deg[other]
    )
    solid = places.level[other] > Level.CONTINENT
    close = np.where(solid, km, _FAR_KM)
    beside = np.abs(around.other - units.owner[around.candidate]) <= _BESIDE
    holding = places.holds(own, other)
    held_by = places.holds(other, own)
    by_country = held_by & (places.level[other] == Level.COUNTRY)
    by_admin1 = held_by & (places.level[other] == Level.ADMIN1)
    return {
        "country_named_too": _any(around, country, size),
        "share_of_country": _summed(around, weight * country, size) / whole,
        "share_of_admin1": _summed(around, weight * admin1, size) / whole,
        "admin1_named_too": _any(around, admin1, size),
        "near_the_others": _nearness(around, close, size),
        "near_the_neighbours": _nearness(around, np.where(beside, close, _FAR_KM), size),
        "share_close": _summed(around, weight * (close <= _CLOSE_KM), size) / whole,
        "holds_others": _summed(around, weight * holding, size) / whole,
        "in_named_country": _any(around, by_country, size),
        "in_named_admin1": _any(around, by_admin1, size),
    }


def _inside_parent(units: Units, places: PlaceColumns) -> NDArray[np.bool_]:
    """Tell which candidates lie in a place that the name after their comma may mean."""
    found = np.zeros(units.place.size, dtype=bool)
    for unit in np.flatnonzero(units.parent >= 0).tolist():
        parent = units.parent[unit]
        outer = units.place[units.start[parent] : units.start[parent + 1]][:8]
        own = slice(units.start[unit], units.start[unit + 1])
        inner = units.place[own]
        held = places.holds(outer[:, None], inner[None, :])
        found[own] = held.any(axis=0)
    return found


def _beside_own_unit(units: Units, places: PlaceColumns) -> NDArray[np.bool_]:
    """Tell which candidates lie in an admin unit that is a candidate of the same name."""
    owner = units.owner
    area = np.isin(places.level[units.place], (Level.ADMIN1, Level.COUNTRY))
    pairs = np.unique(owner[area] * (places.level.size + 1) + units.place[area])
    holder = places.admin1[units.place]
    return np.asarray(np.isin(owner * (places.level.size + 1) + holder, pairs) & (holder >= 0))


def _summed(around: _Around, values: NDArray[np.generic], size: int) -> Floats:
    return np.bincount(around.candidate, weights=values, minlength=size).astype(np.float64)


def _any(around: _Around, flags: NDArray[np.bool_], size: int) -> Floats:
    return (_summed(around, flags, size) > 0).astype(np.float64)


def _nearness(around: _Around, km: Floats, size: int) -> Floats:
    """Return 1 for a place beside another, 0 for one that is 20,000 km from all."""
    least = np.full(size, _FAR_KM)
    np.minimum.at(least, around.candidate, km)
    return np.asarray(1 - np.log1p(least / 10) / np.log1p(_FAR_KM / 10))
