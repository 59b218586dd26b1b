"""Search by name and by point in Nominatim's formats, over the gazetteer of the build."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from geo.api.answers import GEOJSON, JSON, cached
from geo.api.asking import (
    LOOKUP,
    REVERSE,
    SEARCH,
    STATUS,
    ReverseRequest,
    definition,
    read_lookup,
    read_reverse,
    read_search,
    read_status,
)
from geo.api.nominatim import Style, Told, answer, single
from geo.api.quick import quick
from geo.gazetteer.columns import Columns
from geo.gazetteer.index import MemoryGazetteer
from geo.gazetteer.kept import GAZETTEER, places_of
from geo.gazetteer.layered import LayeredGazetteer
from geo.gazetteer.nearby import Nearby
from geo.gazetteer.search import Match, NameSearch
from geo.model.place import Place
from geo.store.protocol import Store
from geo.version import __version__

_REACH_KM = 50.0
"""Farther off, the nearest place of a curated gazetteer says nothing of a point."""
_FORMATS: dict[int | str, dict[str, Any]] = {200: {"content": {GEOJSON: {}}}}
_COUNTRY_ZOOM, _STATE_ZOOM, _COUNTY_ZOOM = 4, 7, 9


class Geocoder:
    """The gazetteer of a store, and of the compiled layers below it.

    It is indexed when it is first asked, and anew where another build stands.
    """

    def __init__(self, store: Store, layers: Callable[[], Sequence[Columns]]) -> None:
        """Keep what gives the places; ``layers`` is asked again where a new build stands."""
        self._store, self._layers = store, layers

    def names(self) -> NameSearch:
        """Return the search by name of the build that stands now."""
        return self._indexed()[0]

    def told(self, match: Match, distance_m: float | None = None) -> Told:
        """Return a match with what it lies in."""
        holders = self.names().containers(match.place)
        return Told(match=match, containers=holders, distance_m=distance_m)

    def reverse(self, asked: ReverseRequest) -> Told | None:
        """Return the place nearest to a point, or what that lies in where less is wanted."""
        names, nearby = self._indexed()
        found = nearby.nearest(asked.lon_deg, asked.lat_deg, _REACH_KM)
        if found is None:
            return None
        nearest, off_km = found
        place = _seen_from(asked.zoom, nearest, names)
        if place is None or place is not nearest:
            return self.told(names.match(place)) if place else None
        return self.told(names.match(place), off_km * 1000)

    def _indexed(self) -> tuple[NameSearch, Nearby]:
        return self._store.kept("geocoder", self._index)

    def _index(self) -> tuple[NameSearch, Nearby]:
        places = places_of(self._store.asset(GAZETTEER))
        gazetteer = LayeredGazetteer(MemoryGazetteer(places), self._layers())
        return NameSearch(gazetteer), Nearby(gazetteer)


def geocoder_router(store: Store, geocoder: Geocoder) -> APIRouter:
    """Return the routes of a geocoder over a store."""
    router = APIRouter(tags=["Geocoder"])

    @quick(
        router,
        "/search",
        summary="Places by name, as Nominatim gives them",
        openapi_extra=definition(SEARCH),
        responses=_FORMATS,
    )
    async def search(request: Request) -> Response:
        asked = read_search(request)
        found = geocoder.names().search(asked.asked)[: asked.limit]
        told = [geocoder.told(match) for match in found]
        return _answered(request, answer(told, asked.style), asked.style)

    @quick(
        router,
        "/reverse",
        summary="The place nearest to a point, as Nominatim gives it",
        openapi_extra=definition(REVERSE),
        responses=_FORMATS,
    )
    async def reverse(request: Request) -> Response:
        asked = read_reverse(request)
        return _answered(request, single(geocoder.reverse(asked), asked.style), asked.style)

    @quick(
        router,
        "/lookup",
        summary="Places by id; those that are not there are left out",
        openapi_extra=definition(LOOKUP),
        responses=_FORMATS,
    )
    async def lookup(request: Request) -> Response:
        ids, style = read_lookup(request)
        names = geocoder.names()
        places = [place for place in map(names.unit, ids) if place is not None]
        told = [geocoder.told(names.match(place)) for place in places]
        return _answered(request, answer(told, style), style)

    @router.get(
        "/status",
        summary="Whether the geocoder answers",
        openapi_extra=definition(STATUS),
        responses={200: {"content": {"text/plain": {}}}},
    )
    def status(request: Request) -> Response:
        if read_status(request) == "text":
            return Response("OK", media_type="text/plain")
        body = {
            "status": 0,
            "message": "OK",
            "software_version": __version__,
            "database_version": store.meta()["digest"],
        }
        return cached(request, orjson.dumps(body), JSON, "status")

    return router


def _seen_from(zoom: int, place: Place, names: NameSearch) -> Place | None:
    """Return a place or the unit around it, by Nominatim's zoom; None for an unknown unit."""
    if zoom > _COUNTY_ZOOM:
        return place
    kind = "country" if zoom <= _COUNTRY_ZOOM else "state" if zoom <= _STATE_ZOOM else "county"
    return names.containers(place).get(kind)


def _answered(request: Request, found: object, style: Style) -> Response:
    is_geojson = style.format == "geojson" and "error" not in found  # type: ignore[operator]
    headers = {"Vary": "Accept-Language"}
    return cached(
        request, orjson.dumps(found), GEOJSON if is_geojson else JSON, "geocoder", headers
    )
