"""What is asked of documents and sentences: the parameters of both searches."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query as QueryParameter

from geo.api.parameters import (
    MAX_LIMIT,
    BBoxText,
    DatetimeText,
    Limit,
    Offset,
    read_bbox,
    read_period,
)
from geo.errors import InputError
from geo.model.query import DocumentQuery, PassageQuery
from geo.model.resolution import Status
from geo.model.text import Use

_MAX_CHARS = 500
_ROLES = ("literal", "associative")
_SORTS = ("date", "relevance")

Words = Annotated[
    str,
    QueryParameter(
        max_length=_MAX_CHARS,
        description='Words that must all stand in it; "a phrase" in quotation marks, -word for '
        "one that must not, begin* for a beginning of three letters or more. Case, accents and "
        "apostrophes do not count.",
        examples=['"buffer zone" -Aleppo'],
    ),
]
PlaceId = Annotated[
    str, QueryParameter(max_length=_MAX_CHARS, description="The id of a place that it names.")
]
Language = Annotated[
    str, QueryParameter(max_length=_MAX_CHARS, description="The document's, like en or ar.")
]
After = Annotated[
    str,
    QueryParameter(
        max_length=_MAX_CHARS,
        description="The id that the page follows, as the link next has it; over offset.",
    ),
]


def _one_of(*values: str) -> Any:  # noqa: ANN401 - as FastAPI types it
    said = f"One of {', '.join(filter(None, values))}."
    return QueryParameter(description=said, json_schema_extra={"enum": [*values]})


class PassageSelection:
    """The conditions and the order that a request gives for sentences; a dependency of routes."""

    def __init__(  # noqa: PLR0913, PLR0917 - the filters of a search
        self,
        q: Words = "",
        place: PlaceId = "",
        role: Annotated[str, _one_of("", *_ROLES)] = "",
        use: Annotated[str, _one_of("", *Use)] = "",
        status: Annotated[str, _one_of("", *Status)] = "",
        document: Annotated[str, QueryParameter(description="The id of its document.")] = "",
        language: Language = "",
        when: DatetimeText = None,
        bbox: BBoxText = None,
        sort: Annotated[str, _one_of(*_SORTS)] = "date",
        limit: Limit = 100,
        offset: Offset = 0,
        after: After = "",
    ) -> None:
        """Read what a request gives; raises InputError for what is wrong."""
        self.query = PassageQuery(
            words=q,
            place_id=place,
            role=_known("role", role, _ROLES),
            use=_known("use", use, tuple(Use)),
            status=_known("status", status, tuple(Status)),
            bbox=read_bbox(bbox) if bbox else None,
            document_id=document,
            language=language,
            period=read_period(when) if when else None,
            ranked=_known("sort", sort, _SORTS) == "relevance",
            after=after,
            limit=min(limit, MAX_LIMIT),
            offset=offset,
        )
        if self.query.ranked and after:
            msg = "after follows the order of dates; with sort=relevance pages go by offset"
            raise InputError(msg)


class DocumentSelection:
    """The conditions that a request gives for documents; a dependency of routes."""

    def __init__(  # noqa: PLR0913, PLR0917 - the filters of a search
        self,
        q: Words = "",
        place: PlaceId = "",
        language: Language = "",
        when: DatetimeText = None,
        limit: Limit = 100,
        offset: Offset = 0,
        after: After = "",
    ) -> None:
        """Read what a request gives; raises InputError for what is wrong."""
        self.query = DocumentQuery(
            words=q,
            place_id=place,
            language=language,
            period=read_period(when) if when else None,
            after=after,
            limit=min(limit, MAX_LIMIT),
            offset=offset,
        )


def _known(name: str, value: str, values: tuple[str, ...]) -> str:
    if value and value not in values:
        msg = f"{name} must be one of {', '.join(values)}, not {value[:20]!r}"
        raise InputError(msg)
    return value
