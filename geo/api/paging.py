"""Pages of features: by the last feature seen, or by an offset where an order is asked for."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query as QueryParameter
from fastapi import Request

from geo.api.answers import GEOJSON, link
from geo.api.html import HTML
from geo.errors import InputError
from geo.model.query import Page, Query

_CURSOR = re.compile(r"([0-9a-f]+)-([0-9]{1,12})", re.ASCII)
After = Annotated[
    str | None,
    QueryParameter(
        description="Where the page before ended; from its link to the next one. Unlike offset "
        "it costs the same on every page.",
        json_schema_extra={"pattern": f"^{_CURSOR.pattern}$"},
    ),
]


def following(query: Query, after: str | None, version: str) -> Query:
    """Return the query of the page that follows one; raises InputError."""
    if after is None:
        return query
    found = _CURSOR.fullmatch(after)
    if found is None or query.sort:
        msg = "after is taken from the link to the next page, and goes without sortby"
        raise InputError(msg)
    if found[1] != version:
        msg = "after: the collection was built anew since that page; start from the first again"
        raise InputError(msg)
    return replace(query, after=int(found[2]))


def page_links(
    request: Request, page: Page, query: Query, own: str, version: str
) -> list[dict[str, str]]:
    """Return the links of a page of ``own`` to itself, its neighbours and the collection."""
    asked = request.query_params.items()
    given = {k: v for k, v in asked if k not in {"limit", "offset", "after"}}
    given["limit"] = str(query.limit)

    def address(**where: int | str) -> str:
        return f"{own}?{urlencode({**given, **{k: v for k, v in where.items() if v}})}"

    links = [link(address(**_here(query, version)), "self", GEOJSON)]
    links.append(link(address(**_here(query, version), f="html"), "alternate", HTML, "to read"))
    if page.after is not None:
        links.append(link(address(after=f"{version}-{page.after}"), "next", GEOJSON))
    elif page.more:
        links.append(link(address(offset=query.offset + query.limit), "next", GEOJSON))
    if page.start:
        links.append(link(address(offset=max(0, page.start - query.limit)), "prev", GEOJSON))
    links.append(link(own.removesuffix("/items"), "collection", "application/json"))
    return links


def _here(query: Query, version: str) -> dict[str, int | str]:
    if query.after is not None:
        return {"after": f"{version}-{query.after}"}
    return {"offset": query.offset}
