"""Routes for the requests that come by the thousand: documented as others, answered faster."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi._compat import ModelField
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.routing import Route

from geo.api.parameters import OWN_WAY, unknown
from geo.errors import InputError, NotFoundError

Endpoint = Callable[..., Awaitable[Response]]


class QuickRoute(APIRoute):
    """A route whose function is ``async`` and takes the request, texts and numbers.

    So may what it depends on. They are read here, in the event loop: neither a thread nor
    FastAPI's way through dependencies is asked, which would cost more than the answer. FastAPI
    documents the route. What it does in the loop must take under 5 ms.
    """

    def plain(self) -> Route:
        """Return the route that answers."""
        path = {field.alias: _reader(field) for field in self.dependant.path_params}
        own, parts = _Taken(self.dependant), [*map(_Taken, self.dependant.dependencies)]
        known = {alias for taken in (own, *parts) for alias in taken.fields}
        is_strict = self.path not in OWN_WAY
        answer: Endpoint = self.endpoint

        async def quick(request: Request) -> Response:
            request.scope["route"] = self  # FastAPI's own say so too; logs ask it
            given = {name: read(request.path_params[name]) for name, read in path.items()}
            if is_strict and request.scope["query_string"]:
                unknown(request, known)
            for part in parts:
                given[part.name] = part.made(request)
            return await answer(**given, **own.read(request))

        return Route(self.path, quick, methods=sorted(self.methods or ()), include_in_schema=False)


class _Taken:
    """What a function takes of a request, besides parts of its path."""

    def __init__(self, dependant: Dependant) -> None:
        """Look at its parameters."""
        self.name, self._call = dependant.name or "", dependant.call
        self._request = dependant.request_param_name
        self.fields = {f.alias: (f.name, _query_reader(f)) for f in dependant.query_params}

    def read(self, request: Request) -> dict[str, Any]:
        """Return its arguments; raises RequestValidationError that names all wrong ones."""
        given: dict[str, Any] = {self._request: request} if self._request else {}
        if not request.scope["query_string"]:
            return given
        asked, wrong = request.query_params, []
        for alias, (name, read) in self.fields.items():
            if alias in asked:
                given[name], errors = read(asked[alias])
                wrong += errors
        if wrong:
            raise RequestValidationError(wrong)
        return given

    def made(self, request: Request) -> Any:  # noqa: ANN401 - whatever is depended on
        """Return what it makes of its arguments."""
        return self._call(**self.read(request)) if self._call else None


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


def _reader(field: ModelField) -> Callable[[str], Any]:
    return _whole if field.field_info.annotation is int else str


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        msg = f"{text[:40]!r} is no whole number"
        raise NotFoundError(msg) from None


def _query_reader(field: ModelField) -> Callable[[str], tuple[Any, list[Any]]]:
    """Return what reads a text, and says what is wrong with it as FastAPI does."""
    if field.field_info.metadata:  # it has bounds
        return lambda text: field.validate(text, loc=("query", field.alias))
    read, alias = _reader(field), field.alias

    def asked(text: str) -> tuple[Any, list[Any]]:
        try:
            return read(text), []
        except NotFoundError as exc:
            msg = f"{alias}: {exc}"
            raise InputError(msg) from None

    return asked
