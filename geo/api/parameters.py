"""Query parameters: read strictly, as OGC API – Features wants, and said plainly when wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Annotated

from fastapi import Query as QueryParameter
from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import WithJsonSchema

from geo.errors import InputError
from geo.model.calendar import Period
from geo.model.query import BBox

MAX_LIMIT = 10_000
_MAX_OFFSET = 2**31
OWN_WAY = frozenset(
    {
        "/",
        "/collections/{collection}/items",
        "/layers/{name}",
        "/search",
        "/reverse",
        "/lookup",
        "/status",
    }
)
"""Routes that look at the names themselves: other sites add parameters to the address of a page,
a collection and its download take its own properties, and a geocoder those of Nominatim.
"""
_PAGES = ("text/html", "application/xhtml+xml")
_QUALITY = re.compile(r"(?:^|;)\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)", re.ASCII)
_CORNERS = {4: (0, 1, 2, 3), 6: (0, 1, 3, 4)}

BBoxText = Annotated[
    str | None,
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "number"},
            "minItems": 4,
            "maxItems": 6,
            "example": [36.4, 35.3, 37.0, 36.0],
        }
    ),
    QueryParameter(
        alias="bbox",
        description="west,south,east,north in degrees of CRS84; with heights, six numbers. "
        "West greater than east crosses the antimeridian.",
    ),
]
_TIME = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2}))?"
)
DatetimeText = Annotated[
    str | None,
    QueryParameter(
        alias="datetime",
        description="A day, a time (RFC 3339), or an interval; .. leaves an end open.",
        examples=["2018-09-17/2019-05-31"],
        json_schema_extra={"pattern": rf"^({_TIME}|{_TIME}/({_TIME}|\.\.)?|(\.\.)?/{_TIME})$"},
    ),
]
Limit = Annotated[
    int,
    QueryParameter(
        ge=1,
        description=f"Features a page; for more than {MAX_LIMIT}, so many are given.",
        json_schema_extra={"maximum": MAX_LIMIT},
    ),
]
Offset = Annotated[int, QueryParameter(ge=0, le=_MAX_OFFSET, description="How many to pass over.")]
_FORMATS = ("json", "geojson", "html")
PageFormat = Annotated[
    str | None,
    QueryParameter(
        alias="f",
        description="json or html, over Accept.",
        json_schema_extra={"enum": [*_FORMATS]},
    ),
]


def wants_page(request: Request, f: str | None) -> bool:
    """Tell whether a browser asks, or somebody who wants HTML; raises InputError."""
    if f is not None and f not in _FORMATS:
        msg = f"f must be json or html, not {f[:20]!r}"
        raise InputError(msg)
    return f == "html" or (f is None and _prefers_html(request.headers.get("accept", "")))


def _prefers_html(accept: str) -> bool:
    """Tell whether HTML is named, above all JSON that is and not below what is not."""
    weights = {kind.strip(): _weight(rest) for kind, _, rest in _parts(accept)}
    html = max((weights.get(kind, 0.0) for kind in _PAGES), default=0.0)
    json = max((w for kind, w in weights.items() if kind.endswith("json")), default=0.0)
    return html > json and html >= weights.get("*/*", 0.0)


def _parts(accept: str) -> Iterator[tuple[str, str, str]]:
    return (part.partition(";") for part in accept.casefold().split(","))


def _weight(rest: str) -> float:
    found = _QUALITY.search(rest)
    return float(found[1]) if found else 1.0


async def refuse_unknown(request: Request) -> None:
    """Raise InputError for a query parameter that the route does not know.

    It waits for nothing, but FastAPI would give any other function a thread.
    """
    if request.scope["route"].path not in OWN_WAY:
        unknown(request, known_to(request))


def known_to(request: Request) -> set[str]:
    """Return the query parameters that a route and what it depends on declare."""
    route: APIRoute = request.scope["route"]
    return set(_declared(route.dependant))


def _declared(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _declared(inner)


def unknown(request: Request, known: set[str]) -> None:
    """Raise InputError for a query parameter that is not known, or given twice.

    Of two values a server in between may have looked at the other one.
    """
    given = [name for name, _ in request.query_params.multi_items()]
    for name in request.query_params:
        if name not in known:
            listed = ", ".join(sorted(known)) or "none"
            msg = f"unknown query parameter {name[:40]!r}; this resource knows: {listed}"
            raise InputError(msg)
        if given.count(name) > 1:
            msg = f"{name} is given twice"
            raise InputError(msg)


def read_equal(
    request: Request, queryables: Mapping[str, str]
) -> tuple[tuple[str, str | float | bool], ...]:
    """Return the properties that a request asks for; raises InputError for any other name."""
    declared = known_to(request)
    unknown(request, declared | set(queryables))
    return tuple(
        (name, _READERS[queryables[name]](name, raw))
        for name, raw in request.query_params.items()
        if name not in declared
    )


def _number(name: str, raw: str) -> float:
    try:
        value = float(raw)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        msg = f"{name} must be a number"
        raise InputError(msg)
    return value


def _boolean(name: str, raw: str) -> bool:
    if raw not in {"true", "false"}:
        msg = f"{name} must be true or false"
        raise InputError(msg)
    return raw == "true"


_READERS: Mapping[str, Callable[[str, str], str | float | bool]] = {
    "string": lambda _name, raw: raw,
    "number": _number,
    "boolean": _boolean,
}


def read_bbox(text: str) -> BBox:
    """Return the box; raises InputError for anything that is none."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in _CORNERS or not all(map(math.isfinite, numbers)):
        msg = "bbox must be four (or six) numbers, like 36.4,35.3,37.0,36.0"
        raise InputError(msg)
    west, south, east, north = (numbers[i] for i in _CORNERS[len(numbers)])
    if south > north:
        msg = f"bbox: its south {south:g} lies north of its north {north:g}"
        raise InputError(msg)
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:  # noqa: PLR2004 - the globe
        msg = "bbox reaches outside -180 to 180 and -90 to 90 degrees"
        raise InputError(msg)
    return BBox(west_deg=west, south_deg=south, east_deg=east, north_deg=north)


def read_period(text: str) -> Period:
    """Return the period; raises InputError for anything that is none."""
    parts = text.split("/")
    days = [_day(part) for part in parts]
    if len(parts) == 1 and days[0] is not None:
        return Period(start=days[0], end=days[0])
    if len(parts) != 2 or days == [None, None]:  # noqa: PLR2004 - two ends
        raise _no_period()
    period = Period(start=days[0], end=days[1])
    if period.start and period.end and period.start > period.end:
        msg = "datetime: the interval ends before it starts"
        raise InputError(msg)
    return period


def _day(text: str) -> date | None:
    if text in {"", ".."}:
        return None
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise _no_period() from None


def _no_period() -> InputError:
    return InputError(
        "datetime must be a day like 2018-09-17, a time like 2018-09-17T12:00:00Z, "
        "or an interval of two with a slash between"
    )
