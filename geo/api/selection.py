"""What a client asks of a collection: filters, order, systems of coordinates."""

from __future__ import annotations

import math
from typing import Annotated, Any

from fastapi import Query as QueryParameter
from fastapi import Request
from pydantic import WithJsonSchema

from geo.api.cql.operators import box, placed
from geo.api.cql.read import LANGUAGES, MAX_BYTES, read_filter
from geo.api.parameters import (
    MAX_LIMIT,
    BBoxText,
    DatetimeText,
    read_bbox,
    read_equal,
    read_period,
)
from geo.errors import InputError
from geo.geodesy.reference import CRS84, CRS_BY_NAME, SYSTEMS, Crs
from geo.model.filter import Node, Operation, Property, Shape
from geo.model.query import BBox, LayerInfo, Query, SortKey

_SYSTEMS = "one of " + ", ".join(crs.uri for crs in SYSTEMS)

FilterText = Annotated[
    str | None,
    QueryParameter(
        alias="filter",
        json_schema_extra={"minLength": 1, "maxLength": MAX_BYTES},
        description=f"A condition in CQL2, at most {MAX_BYTES} bytes: comparison, BETWEEN, IN, "
        "LIKE, IS NULL, AND, OR, NOT, CASEI, ACCENTI, S_INTERSECTS and its kin, S_DWITHIN (with "
        "a distance and m or km), T_AFTER and its kin. Features are dated by the day.",
        examples=["role = 'literal' AND S_DWITHIN(geometry, POINT(36.63 35.93), 20, 'km')"],
    ),
]
FilterLanguage = Annotated[
    str,
    QueryParameter(
        alias="filter-lang",
        description=" or ".join(LANGUAGES),
        json_schema_extra={"enum": [*LANGUAGES]},
    ),
]
_NAMES: dict[str, Any] = {"enum": [*CRS_BY_NAME]}
CrsText = Annotated[
    str,
    QueryParameter(
        alias="crs", description=f"Of the answer: {_SYSTEMS}.", json_schema_extra=_NAMES
    ),
]
BBoxCrs = Annotated[
    str,
    QueryParameter(
        alias="bbox-crs", description=f"Of bbox: {_SYSTEMS}.", json_schema_extra=_NAMES
    ),
]
FilterCrs = Annotated[
    str,
    QueryParameter(
        alias="filter-crs",
        description=f"Of shapes in filter: {_SYSTEMS}.",
        json_schema_extra=_NAMES,
    ),
]
_PLAIN = frozenset({"bbox", "limit", "offset", "after", "f"})
_LISTED: dict[str, Any] = {"type": "array", "items": {"type": "string", "minLength": 1}}
SortBy = Annotated[
    str | None,
    WithJsonSchema({**_LISTED, "minItems": 1, "example": ["-mentions", "name"]}),
    QueryParameter(
        alias="sortby",
        description="Properties to put the features in order by, each after + or - for its "
        "direction; features without it come last.",
    ),
]
Chosen = Annotated[
    str | None,
    WithJsonSchema({**_LISTED, "example": ["name", "role"]}),
    QueryParameter(
        alias="properties",
        description="The properties wanted, with commas between; all where it is not given.",
    ),
]


class Selection:
    """The conditions and the order that a request gives; a dependency of routes."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parameters of the standard
        self,
        request: Request,
        bbox: BBoxText = None,
        when: DatetimeText = None,
        filter_text: FilterText = None,
        filter_language: FilterLanguage = "cql2-text",
        bbox_crs: BBoxCrs = CRS84.uri,
        filter_crs: FilterCrs = CRS84.uri,
        sortby: SortBy = None,
    ) -> None:
        """Take what a request gives as it stands."""
        self._request = request
        self._bbox = bbox
        self._when = when
        self._filter = filter_text
        self._language = filter_language
        self._bbox_crs = bbox_crs
        self._filter_crs = filter_crs
        self._sortby = sortby

    def is_plain(self) -> bool:
        """Tell whether a request asks for a page of a box, or of the whole, and no more."""
        return self._request.query_params.keys() <= _PLAIN

    def query(self, layer: LayerInfo, limit: int, offset: int) -> Query:
        """Return the query of a layer that the request states; raises InputError."""
        bbox, where = read_box(self._bbox, read_crs(self._bbox_crs, "bbox-crs"))
        crs = read_crs(self._filter_crs, "filter-crs")
        if self._filter is not None:
            where = (*where, read_filter(self._filter, self._language, crs))
        elif self._language not in LANGUAGES:
            read_filter("", self._language, crs)
        return Query(
            equal=read_equal(self._request, layer.queryables),
            bbox=bbox,
            where=where,
            period=read_period(self._when) if self._when is not None else None,
            sort=read_sort(self._sortby),
            limit=min(limit, MAX_LIMIT),
            offset=offset,
        )


def read_crs(text: str, parameter: str) -> Crs:
    """Return the system that a parameter names; raises InputError."""
    if text not in CRS_BY_NAME:
        msg = f"{parameter}: {text[:60]!r} is not served; it may be {_SYSTEMS}"
        raise InputError(msg)
    return CRS_BY_NAME[text]


def read_box(text: str | None, crs: Crs) -> tuple[BBox | None, tuple[Node, ...]]:
    """Return the box in degrees, or where its edges bend there, the condition that it is.

    Raises InputError for anything that is no box.
    """
    if text is None or crs == CRS84:
        return (None if text is None else read_bbox(text)), ()
    try:
        corners = [float(part) for part in text.split(",")]
        drawn = box(corners, crs)
    except ValueError:
        corners, drawn = [], None
    if drawn is None or not all(map(math.isfinite, corners)):
        msg = f"bbox must be the least, then the greatest coordinates as {crs.code} orders them"
        raise InputError(msg)
    if crs.latitude_first:
        half = len(corners) // 2
        order = [*range(half), *range(half, 2 * half)]
        order[0], order[1], order[half], order[half + 1] = 1, 0, half + 1, half
        return read_bbox(",".join(repr(corners[n]) for n in order)), ()
    shape = Shape(geometry=placed(drawn, crs, "bbox"))
    return None, (Operation(op="s_intersects", args=(Property(name="geometry"), shape)),)


def read_sort(text: str | None) -> tuple[SortKey, ...]:
    """Return the order that is asked for; which properties there are, the store knows.

    A plus that came as a space, as the encoding of forms has it, is one.
    """
    if text is None:
        return ()
    return tuple(
        SortKey(name=part.lstrip("+- "), descending=part.startswith("-"))
        for part in text.split(",")
    )


def read_chosen(text: str | None, names: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the properties wanted, None for all; raises InputError for unknown ones."""
    if text is None:
        return None
    wanted = tuple(part.strip() for part in text.split(",")) if text else ()
    for name in wanted:
        if name not in names:
            msg = f"properties: unknown property {name[:40]!r}; known: {', '.join(names)}"
            raise InputError(msg)
    return wanted
