"""Errors as RFC 9457 has them, whatever raised them."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from geo.api.answers import problem
from geo.errors import InputError, NotFoundError, TooSlowError


def answer_errors(app: FastAPI) -> None:
    """Let ``app`` answer what is raised on purpose with a problem."""
    app.add_exception_handler(NotFoundError, _not_found)
    app.add_exception_handler(InputError, _bad_request)
    app.add_exception_handler(TooSlowError, _too_slow)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def _not_found(_: Request, exc: Exception) -> Response:
    return problem(404, str(exc))


def _too_slow(_: Request, exc: Exception) -> Response:
    return problem(503, str(exc), {"Retry-After": "1"})


def _bad_request(_: Request, exc: Exception) -> Response:
    return problem(400, str(exc))


def _invalid(_: Request, exc: Exception) -> Response:
    errors = exc.errors() if isinstance(exc, RequestValidationError) else []
    in_path = any(e["loc"][0] == "path" for e in errors)
    said = "; ".join(f"{e['loc'][-1]}: {e['msg']}" for e in errors)
    return problem(404 if in_path else 400, said)


def _http(request: Request, exc: Exception) -> Response:
    status = exc.status_code if isinstance(exc, HTTPException) else 500
    headers = getattr(exc, "headers", None)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {"Allow": ", ".join(sorted(_allowed(request)))}
    return problem(status, str(getattr(exc, "detail", "")), headers)


def _allowed(request: Request) -> set[str]:
    """Return the methods of all routes at an address: each route knows only its own."""
    found: set[str] = set()
    for route in (*request.app.state.routes, *request.app.routes):
        if route.matches(request.scope)[0] != Match.NONE:
            found |= getattr(route, "methods", None) or set()
    return found | ({"HEAD"} if "GET" in found else set())
