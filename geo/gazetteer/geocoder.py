"""A dossier's gazetteer as a geopy geocoder.

One of the two files that use geopy: its (lat, lon) order stays in here.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from geo.dossier.find import find_dossier
from geo.dossier.load import load_dossier
from geo.gazetteer.cache import open_layers
from geo.gazetteer.columns import Columns
from geo.gazetteer.index import MemoryGazetteer
from geo.gazetteer.layered import LayeredGazetteer
from geo.gazetteer.search import Asked, NameSearch
from geo.model.place import Place, distance_km

_DEFAULT_LIMIT = 10


class CuratedGazetteer(Geocoder):  # type: ignore[misc] # geopy has no types
    """Geocodes against a curated gazetteer: nothing leaves the machine.

    ``raw`` of a location holds the gazetteer's id, feature code, precision in metres, source,
    source id and licence.
    """

    def __init__(
        self, dossier: str | Path = "idlib-2018", *, places: Iterable[Place] = ()
    ) -> None:
        """Load a dossier's places, or take the given ones; raises Problems and InputError.

        A dossier with the world gazetteer answers from it too.
        """
        super().__init__(timeout=DEFAULT_SENTINEL)
        given, layers = list(places), tuple[Columns, ...]()
        if not given:
            loaded = load_dossier(find_dossier(dossier))
            given, layers = list(loaded.places.values()), open_layers(loaded)
        self._gazetteer = LayeredGazetteer(MemoryGazetteer(given), layers)
        self._search = NameSearch(self._gazetteer)

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        limit: int = _DEFAULT_LIMIT,
        timeout: object = DEFAULT_SENTINEL,
    ) -> Location | list[Location] | None:
        """Return the best place by that name, or up to ``limit``; None where there is none.

        Case, accents and hyphens do not matter; without an exact match a small typo is forgiven.
        What the place lies in may follow: "Idlib, Syria".
        ``timeout`` is there as everywhere in geopy; nothing is asked that could take its time.
        """
        del timeout
        found = [match.place for match in self._search.search(Asked(name=query))]
        return _answer(found, exactly_one=exactly_one, limit=limit)

    def reverse(
        self,
        query: object,
        *,
        exactly_one: bool = True,
        limit: int = _DEFAULT_LIMIT,
        timeout: object = DEFAULT_SENTINEL,
    ) -> Location | list[Location] | None:
        """Return the places nearest to a point; (lat, lon), as everywhere in geopy.

        Areas are left out: their point says little. Raises geopy's GeocoderQueryError.
        """
        del timeout
        try:
            # geopy takes None for (0, 0): a gap in a table would lie in the Gulf of Guinea.
            at = Point(query if query is not None else "none")
        except (TypeError, ValueError) as exc:
            msg = f"{query!r} is no point; write (lat, lon)"
            raise GeocoderQueryError(msg) from exc
        here = Place(
            id="",
            names=(),
            feature_class="",
            feature_code="",
            lon_deg=at.longitude,
            lat_deg=at.latitude,
            precision_m=1.0,
        )
        curated = self._gazetteer.curated.places.values()
        spots = [p for p in curated if not p.is_area]
        spots += self._gazetteer.near(at.longitude, at.latitude, max(1, limit))
        found = sorted(spots, key=lambda p: (distance_km(here, p), p.id))
        return _answer(found, exactly_one=exactly_one, limit=limit)


def _answer(
    places: list[Place], *, exactly_one: bool, limit: int
) -> Location | list[Location] | None:
    if not places:
        return None
    found = [_location(place) for place in places[: max(1, limit)]]
    return found[0] if exactly_one else found


def _location(place: Place) -> Location:
    raw = {
        "id": place.id,
        "feature_code": place.feature_code,
        "country_code": place.country_code,
        "precision_m": place.precision_m,
        "source": place.source,
        "source_id": place.source_id,
        "licence": place.licence,
    }
    return Location(place.name, (place.lat_deg, place.lon_deg), raw)
