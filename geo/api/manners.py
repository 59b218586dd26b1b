"""What every answer owes a client: HEAD, security headers, CORS."""

from __future__ import annotations

from starlette.responses import Response

from geo.api.answers import problem
from geo.api.asgi import Application, Message, Receive, Scope, Send, header

_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Content-Crs, Retry-After, X-Request-ID"),
)
_NAMES = frozenset(name for name, _ in _HEADERS)
_METHODS = ("GET", "HEAD", "POST")
_MAY_SEND = "If-None-Match, Content-Type"
"""Not Authorization: a page of another site can read, and never write."""
_DAY_S = "86400"


class Manners:
    """Layer that answers HEAD as GET without a body, adds headers, and answers preflights.

    Any page may read, none with credentials.
    """

    def __init__(self, app: Application) -> None:
        """Wrap ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with what it owes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["method"] == "HEAD":
            await self._head(scope, receive, send)
        elif _is_preflight(scope):
            await _preflight(scope)(scope, receive, _mannered(send))
        else:
            await self._app(scope, receive, _mannered(send))

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send no more than the first, empty, part: a server ends a stream when it has all."""
        polite = _mannered(send)
        ended = False

        async def bodiless(message: Message) -> None:
            nonlocal ended
            # The server looks here again, and would wait for the body that a GET has.
            scope["method"] = "HEAD"
            if message["type"] == "http.response.start":
                await polite(message)
            elif not ended:
                ended = True
                await send({"type": "http.response.body", "body": b""})

        # In the same scope, so that the layers around this one see the route that answered.
        scope["method"] = "GET"
        try:
            await self._app(scope, receive, bodiless)
        finally:
            scope["method"] = "HEAD"


def _mannered(send: Send) -> Send:
    async def polite(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            own = {name for name, _ in headers} & _NAMES
            headers += _HEADERS if not own else [h for h in _HEADERS if h[0] not in own]
            message["headers"] = headers
        await send(message)

    return polite


def _is_preflight(scope: Scope) -> bool:
    headers = scope["headers"]
    return (
        scope["method"] == "OPTIONS"
        and header(headers, b"origin") != b""
        and header(headers, b"access-control-request-method") != b""
    )


def _preflight(scope: Scope) -> Application:
    """Return the answer to a page that asks what it may send."""
    wanted = header(scope["headers"], b"access-control-request-method").decode("latin-1")
    methods = ", ".join(_METHODS)
    if wanted not in _METHODS:
        return problem(400, f"pages of other sites may use {methods}")
    allowed = {
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": _MAY_SEND,
        "Access-Control-Max-Age": _DAY_S,
    }
    return Response(status_code=200, headers=allowed)
