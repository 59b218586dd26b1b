"""What is told of each request: its log line, its figures, its id; and faults of ours."""

from __future__ import annotations

import logging
import re
import secrets
from time import perf_counter
from typing import Any

from starlette.requests import ClientDisconnect

from geo.api.answers import problem
from geo.api.asgi import Application, Message, Receive, Scope, Send, header
from geo.api.logs import ACCESS, FAULTS
from geo.api.metrics import Metrics

_SANE_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_NO_ROUTE = "(none)"
_TILE = "dateline.tile_kept"
_ID = "dateline.request_id"
_FAULT = 500
_BAD = 400
_MOST_SHOWN = 500


def note_tile(scope: Scope, *, kept: bool) -> None:
    """Tell that a request's tile was kept from before, or was made."""
    scope[_TILE] = kept


class Observing:
    """Layer that gives each request an id, logs it and counts it."""

    def __init__(self, app: Application, metrics: Metrics) -> None:
        """Wrap ``app``."""
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and tell of it when its answer has ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, send)
        self._metrics.in_flight.inc()
        try:
            await self._app(scope, receive, answer.send)
        finally:
            self._metrics.in_flight.dec()
            self._tell(scope, answer)

    def _tell(self, scope: Scope, answer: _Answer) -> None:
        seconds = perf_counter() - answer.started
        route = getattr(scope.get("route"), "path", None) or _NO_ROUTE
        self._metrics.answered(scope["method"], route, answer.status, seconds)
        if _TILE in scope:
            self._metrics.tile(kept=scope[_TILE])
        if ACCESS.isEnabledFor(logging.INFO):
            _log(scope, answer, route, seconds)


class Faults:
    """Layer that logs what fails with its request's id, and answers with that id alone."""

    def __init__(self, app: Application) -> None:
        """Wrap ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; a fault after the answer began ends the connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except ClientDisconnect:
            if not begun:
                await problem(_BAD, "the body ended before it was whole")(scope, receive, send)
        except Exception:
            request_id = scope[_ID]
            told = (scope["method"], path_of(scope), request_id)
            FAULTS.exception("%s %s failed (%s)", *told, extra={"request_id": request_id})
            if begun:
                raise
            said = f"a fault of ours: please report it with the id {request_id}"
            await problem(_FAULT, said)(scope, receive, send)


class _Answer:
    """An answer as it is sent: its status and its bytes."""

    __slots__ = ("_send", "bytes", "request_id", "started", "status")

    def __init__(self, scope: Scope, send: Send) -> None:
        self.started = perf_counter()
        self.status = 0
        self.bytes = 0
        given = header(scope["headers"], b"x-request-id")
        self.request_id = given.decode() if _SANE_ID.fullmatch(given) else secrets.token_hex(8)
        scope[_ID] = self.request_id
        self._send = send

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            mark = (b"x-request-id", self.request_id.encode())
            message["headers"] = [*message.get("headers", ()), mark]
        elif message["type"] == "http.response.body":
            self.bytes += len(message.get("body", b""))
        await self._send(message)


def path_of(scope: Scope) -> str:
    """Return a request's path as it came, encoded: no line of a log can be forged with it."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode("unicode_escape")
    return raw.partition(b"?")[0][:_MOST_SHOWN].decode("ascii", "backslashreplace")


def _log(scope: Scope, answer: _Answer, route: str, seconds: float) -> None:
    """Log one line; never the query, which may hold words of a search."""
    client = scope["client"]
    told: dict[str, Any] = {
        "method": scope["method"],
        "path": path_of(scope),
        "route": route,
        "status": answer.status,
        "ms": round(seconds * 1000, 2),
        "bytes": answer.bytes,
        "client": client[0] if client else "",
        "request_id": answer.request_id,
    }
    ACCESS.info(
        "%(client)s %(method)s %(path)s %(status)s %(ms)s ms %(bytes)s B %(request_id)s",
        told,
        extra=told,
    )
