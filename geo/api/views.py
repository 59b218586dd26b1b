"""What the page asks of a large corpus: the places in its view, and places by name."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Request, Response
from fastapi import Query as QueryParameter

from geo.api.answers import JSON, cached
from geo.api.corrections import Desk
from geo.api.parameters import BBoxText, Limit, Offset, read_bbox
from geo.errors import InputError
from geo.model.tally import LAYERS, TYPES, USES, Sieve
from geo.pipeline.views import Asked, Views

_MOST_LISTED = 200
_MOST_CHARS = 500
_DEEPEST_ZOOM = 22
_SHOWN = "point.area.vague"

Text = Annotated[str, QueryParameter(max_length=_MOST_CHARS)]


class PageFilters:
    """The page's filters, by the names that they have in its address; a dependency of routes."""

    def __init__(  # noqa: PLR0913, PLR0917 - the filters of the page
        self,
        doc: Text = "",
        since: Annotated[str, QueryParameter(alias="from")] = "",
        until: Annotated[str, QueryParameter(alias="to")] = "",
        nouse: Text = "",
        notype: Text = "",
        sure: Text = "",
        review: Text = "",
        show: Text = _SHOWN,
    ) -> None:
        """Read what a request gives; raises InputError for what is wrong."""
        self._document = doc
        self._since, self._until = _day("from", since), _day("to", until)
        self._uses = _listed("nouse", nouse, USES)
        self._types = _listed("notype", notype, TYPES)
        self._sure = _number("sure", sure, ("", "1", "2"))
        self._review = _number("review", review, ("", "0", "1", "2"))
        self._layers = _listed("show", show, LAYERS)

    def asked(self, views: Views) -> Asked:
        """Return what is asked of the build that stands now."""
        sieve = Sieve(
            document=views.sieve_document(self._document) if self._document else None,
            since=self._since,
            until=self._until,
            without_uses=self._uses,
            without_types=self._types,
            sure=self._sure or 0,
            review=self._review,
        )
        return Asked(sieve=sieve, layers=self._layers)


def views_router(desk: Desk) -> APIRouter:
    """Return the routes that the page alone asks, where it does not carry its places."""
    router = APIRouter(include_in_schema=False)
    views = Views(desk.store, lambda: desk.decided().changes)

    @router.get("/view")
    def view(
        request: Request,
        filters: Annotated[PageFilters, Depends()],
        bbox: BBoxText = "-180,-90,180,90",
        zoom: Annotated[float, QueryParameter(ge=0, le=_DEEPEST_ZOOM)] = 2,
        sel: Text = "",
    ) -> Response:
        box = read_bbox(bbox or "")
        found = views.view(filters.asked(views), box, zoom, sel)
        return cached(request, orjson.dumps(found), JSON, "view")

    @router.get("/view/places")
    def places(
        request: Request,
        filters: Annotated[PageFilters, Depends()],
        q: Text = "",
        bbox: BBoxText = None,
        limit: Limit = 40,
        offset: Offset = 0,
    ) -> Response:
        box = read_bbox(bbox) if bbox else None
        asked = filters.asked(views)
        found = views.places(asked, box, q, min(limit, _MOST_LISTED), offset)
        return cached(request, orjson.dumps(found), JSON, "places")

    return router


def _day(name: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        msg = f"{name} must be a day like 2018-09-17, not {text[:20]!r}"
        raise InputError(msg) from None


def _listed(name: str, text: str, known: Collection[str]) -> frozenset[str]:
    found = frozenset(filter(None, text.split(".")))
    if strange := sorted(found - set(known)):
        msg = f"{name}: {strange[0][:20]!r} is none of {', '.join(known)}; a full stop parts them"
        raise InputError(msg)
    return found


def _number(name: str, text: str, known: Collection[str]) -> int | None:
    if text not in known:
        msg = f"{name} must be one of {', '.join(filter(None, known))}, not {text[:20]!r}"
        raise InputError(msg)
    return int(text) if text else None
