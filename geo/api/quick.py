"""Routes for the requests that come by the thousand: documented as others, answered faster."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.routing import Route

from geo.api.parameters import unknown
from geo.errors import InputError, NotFoundError

Endpoint = Callable[..., Awaitable[Response]]


class QuickRoute(APIRoute):
    """A route whose function is ``async`` and takes the request, texts and whole numbers.

    They are read here, in the event loop: neither a thread nor a validator is asked, which would
    cost more than the answer. FastAPI documents the route. Its work must take under 5 ms.
    """

    def plain(self) -> Route:
        """Return the route that answers."""
        path = {field.alias: _reader(field) for field in self.dependant.path_params}
        query = {field.alias: _reader(field) for field in self.dependant.query_params}
        names = {field.alias: field.name for field in self.dependant.query_params}
        takes_request = self.dependant.request_param_name
        answer: Endpoint = self.endpoint

        async def quick(request: Request) -> Response:
            request.scope["route"] = self  # FastAPI's own say so too; logs ask it
            given = {name: read(request.path_params[name]) for name, read in path.items()}
            if request.scope["query_string"]:
                unknown(request, set(query))
                for alias, value in request.query_params.items():
                    given[names[alias]] = _asked(alias, value, query[alias])
            if takes_request:
                given[takes_request] = request
            return await answer(**given)

        return Route(self.path, quick, methods=sorted(self.methods or ()), include_in_schema=False)


def quick(router: APIRouter, path: str, **options: Any) -> Callable[[Endpoint], Endpoint]:  # noqa: ANN401 - as FastAPI takes them
    """Return a decorator that adds a quick route, with what ``router.get`` takes too."""

    def add(endpoint: Endpoint) -> Endpoint:
        router.add_api_route(
            path, endpoint, methods=["GET"], route_class_override=QuickRoute, **options
        )
        return endpoint

    return add


def quick_routes(routers: Iterable[APIRouter]) -> list[Route]:
    """Return the quick routes of routers, to stand before all others."""
    return [
        route.plain()
        for router in routers
        for route in router.routes
        if isinstance(route, QuickRoute)
    ]


def _reader(field: Any) -> Callable[[str], Any]:  # noqa: ANN401 - a field of FastAPI's
    return _whole if field.field_info.annotation is int else str


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        msg = f"{text[:40]!r} is no whole number"
        raise NotFoundError(msg) from None


def _asked(alias: str, text: str, read: Callable[[str], Any]) -> Any:  # noqa: ANN401 - as read
    try:
        return read(text)
    except NotFoundError as exc:
        msg = f"{alias}: {exc}"
        raise InputError(msg) from None
