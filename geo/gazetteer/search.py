"""Search by name as a geocoder does: exact names first, then slips of the pen and of the ear."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from geo.gazetteer.edits import most_edits, one_edit_away
from geo.gazetteer.keys import text_hashes
from geo.gazetteer.layered import COUNTRIES, LayeredGazetteer
from geo.gazetteer.slips import SlipIndex
from geo.gazetteer.sounds import SoundIndex
from geo.model.folding import name_key
from geo.model.place import NameKind, Place
from geo.model.query import BBox

_COMMAS = re.compile(r"[,،;]")
_MOST_WORDS = 6
_WEIGHTS = {"PPLC": 0.7, "PPLA": 0.6, "PPLA2": 0.55, "PPLA3": 0.55, "ADM1": 0.45}
_CLASS_WEIGHTS = {"P": 0.5, "A": 0.25}
_COUNTRY_WEIGHT, _OTHER_WEIGHT, _CURATED_WEIGHT = 0.8, 0.2, 0.05
_POWERS_OF_TEN = 60.0
"""So that ten thousand million people weigh less than the step from a town to a country."""
_UNITS_KEPT = 4096
_ALIKE_SCORE = 60
"""Of names that sound alike; "Bursa" sounds like "Paris" by its consonants."""
_Reading = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked for: a name, and what its place must lie in.

    ``within`` are names of units or countries, ``countries`` their codes in lower case. A ``box``
    that is not ``bounded`` only ranks. ``wanted`` tells whether a place is of the kind asked for.
    """

    name: str
    within: tuple[str, ...] = ()
    countries: frozenset[str] = frozenset()
    box: BBox | None = None
    bounded: bool = False
    wanted: Callable[[Place], bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A place that was found, and by how many slips its name differs."""

    place: Place
    edits: int
    importance: float


class NameSearch:
    """Searches the places of a gazetteer by name.

    Of equally near names the more important place comes first, then the lesser id.
    """

    def __init__(self, gazetteer: LayeredGazetteer) -> None:
        """Index the curated names, in which slips are looked for."""
        self.gazetteer = gazetteer
        curated = gazetteer.curated.places.values()
        self._curated = SlipIndex(
            name_key(n.text) for p in curated for n in p.names if n.kind is NameKind.NAME
        )
        self._sounds = SoundIndex(curated)
        # One cache a gazetteer: it goes when the gazetteer does.
        self.unit = lru_cache(_UNITS_KEPT)(gazetteer.place)
        self._countries = _countries(gazetteer)

    def search(self, asked: Asked) -> list[Match]:
        """Return what is found, the best first.

        What is written after commas (or at the end, where the whole is no name) is what the place
        lies in: "Idlib, Syria".
        """
        whole, parts = _readings(asked.name)
        for step, readings in (
            (self._exact, (*whole, *parts)),
            (self._slips, whole),
            (self._by_sound, whole),
        ):
            for name, within in readings:
                found = self._passing(step(name), asked, (*within, *asked.within))
                if found:
                    return sorted(found, key=lambda m: _order(m, asked.box))
        return []

    def containers(self, place: Place) -> dict[str, Place]:
        """Return what a place lies in as far as it is known: county, state, country."""
        country = self._countries.get(place.country_code)
        found = {
            "county": self.unit(place.admin2) if place.admin2 else None,
            "state": self.unit(place.admin1) if place.admin1 else None,
            "country": self.unit(country) if country else None,
        }
        return {k: p for k, p in found.items() if p is not None and p.id != place.id}

    def match(self, place: Place, edits: int = 0) -> Match:
        """Return a place as a match."""
        curated = place.id in self.gazetteer.curated.places
        return Match(place=place, edits=edits, importance=importance(place, curated=curated))

    def _exact(self, name: str) -> Iterator[Match]:
        for place, known in self.gazetteer.lookup(name):
            if known.kind is not NameKind.DEMONYM:
                yield self.match(place)

    def _slips(self, name: str) -> Iterator[Match]:
        """Yield places of similar names, the most similar first."""
        key = name_key(name)
        near = dict.fromkeys(self._spelt_below(key), 1)
        if most := most_edits(key):
            near |= dict(self._curated.within(key, most))
        for word in sorted(near, key=lambda w: (near[w], w)):
            for place, known in self.gazetteer.lookup(word):
                if known.kind is NameKind.NAME:
                    yield self.match(place, near[word])

    def _by_sound(self, name: str) -> Iterator[Match]:
        """Yield curated places whose Arabic names sound alike and look it too."""
        key = name_key(name)
        for place in self._sounds.like(name):
            if any(fuzz.ratio(key, name_key(n.text)) >= _ALIKE_SCORE for n in place.names):
                yield self.match(place, most_edits(key) + 1)

    def _spelt_below(self, key: str) -> list[str]:
        """Return the names of the compiled layers that are one slip away."""
        words = one_edit_away(key) if self.gazetteer.layers else []
        if not words:
            return []
        hashes = text_hashes(words)
        known = np.zeros(len(words), dtype=bool)
        for layer in self.gazetteer.layers:
            known |= layer.find(hashes) >= 0
        return [words[at] for at in np.flatnonzero(known).tolist()]

    def _passing(self, found: Iterable[Match], asked: Asked, within: Sequence[str]) -> list[Match]:
        by_id: dict[str, Match] = {}
        for match in found:
            if _is_wanted(match.place, asked) and self._lies_in(match.place, within):
                by_id.setdefault(match.place.id, match)
        return list(by_id.values())

    def _lies_in(self, place: Place, within: Sequence[str]) -> bool:
        """Tell whether every name is one of something that holds the place, or nearly one."""
        if not within:
            return True
        holders = self.containers(place).values()
        keys = {name_key(n.text) for holder in holders for n in holder.names}
        keys.add(place.country_code.casefold())
        return all(_is_near(name_key(name), keys) for name in within)


def importance(place: Place, *, curated: bool) -> float:
    """Return how likely a bare name means the place, 0 to 1: by what it is, then by people.

    Set on homonyms of the shipped gazetteers: a city comes before the province named after it
    even where its people are not counted; California and Georgia are no villages.
    """
    code = place.feature_code
    weight = _WEIGHTS.get(code, _CLASS_WEIGHTS.get(place.feature_class, _OTHER_WEIGHT))
    if code in COUNTRIES:
        weight = _COUNTRY_WEIGHT
    people = math.log10(1 + max(0, place.population)) / _POWERS_OF_TEN
    return min(1.0, weight + people + _CURATED_WEIGHT * curated)


def _countries(gazetteer: LayeredGazetteer) -> dict[str, str]:
    """Return the id of each country by its code; the curated one before a compiled one."""
    found: dict[str, str] = {}
    for place in gazetteer.curated.places.values():
        if place.feature_code in COUNTRIES:
            found.setdefault(place.country_code, place.id)
    for layer in gazetteer.layers:
        for code, row in zip(layer.countries, layer.country_row.tolist(), strict=True):
            if code and row >= 0:
                found.setdefault(code, layer.place_id(row))
    return found


def _readings(text: str) -> tuple[list[_Reading], list[_Reading]]:
    """Return the ways to tell a name from what it lies in: as it is punctuated, then by words."""
    parts = [part for part in _COMMAS.split(text) if part.strip()]
    if len(parts) > 1:
        return [(text, ()), (parts[0], tuple(parts[1:]))], []
    words = text.split()
    cuts = range(len(words) - 1, 0, -1) if len(words) <= _MOST_WORDS else ()
    return [(text, ())], [(" ".join(words[:at]), (" ".join(words[at:]),)) for at in cuts]


def _is_near(key: str, keys: Iterable[str]) -> bool:
    most = most_edits(key)
    return any(OSA.distance(key, other, score_cutoff=most) <= most for other in keys)


def _is_wanted(place: Place, asked: Asked) -> bool:
    if asked.countries and place.country_code.casefold() not in asked.countries:
        return False
    if asked.bounded and not _is_inside(place, asked.box):
        return False
    return asked.wanted is None or asked.wanted(place)


def _is_inside(place: Place, box: BBox | None) -> bool:
    return box is None or (
        box.south_deg <= place.lat_deg <= box.north_deg
        and any(west <= place.lon_deg <= east for west, east in box.ranges)
    )


def _order(match: Match, box: BBox | None) -> tuple[int, bool, float, str]:
    return match.edits, not _is_inside(match.place, box), -match.importance, match.place.id
