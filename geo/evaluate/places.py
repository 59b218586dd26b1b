"""When a place that was found is the one that was meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from geo.evaluate.gold import UNPLACED, GoldMention
from geo.model.place import Place, distance_km
from geo.model.protocols import Gazetteer

NEAR_KM = 161.0
"""100 miles: the distance at which toponym resolution is customarily scored (Leidner 2008)."""

_GEONAMES = "gn"


def same_place(gold_id: str, found: Place | None) -> bool:
    """Tell whether a place is the one that a mark names.

    ``gn-2643743`` names the GeoNames entry of that number, whatever a gazetteer calls its row;
    ``?`` is right where no place was found.
    """
    if found is None:
        return gold_id == UNPLACED
    if found.id == gold_id:
        return True
    prefix, _, number = gold_id.partition("-")
    from_geonames = found.source.startswith("GeoNames") and prefix == _GEONAMES
    return from_geonames and number != "" and found.source_id.rpartition(":")[2] == number


def near_place(gold_id: str, found: Place | None, meant: Mapping[str, Place]) -> bool:
    """Tell whether a place is the one meant, or lies within ``NEAR_KM`` of it.

    A place without an entry in ``meant`` has no known point: only its id counts.
    """
    if same_place(gold_id, found):
        return True
    at = meant.get(gold_id)
    return at is not None and found is not None and distance_km(at, found) <= NEAR_KM


def places_meant(
    gold: Iterable[GoldMention], known: Mapping[str, Place], gazetteer: Gazetteer
) -> dict[str, Place]:
    """Return the places that marks name, by the marks' ids, as far as a gazetteer has them.

    A place that is not ``known`` by its id is looked up by the words that are marked.
    """
    meant: dict[str, Place] = {}
    for mention in gold:
        place_id = mention.place_id
        if place_id in meant or place_id == UNPLACED:
            continue
        place = known.get(place_id)
        if place is None:
            named = (p for p, _ in gazetteer.lookup(mention.surface))
            place = next((p for p in named if same_place(place_id, p)), None)
        if place is not None:
            meant[place_id] = place
    return meant
