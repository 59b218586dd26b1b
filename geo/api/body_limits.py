"""Bodies of requests: bounded in length, and in the time that they may take."""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException

from geo.api.answers import problem
from geo.api.asgi import Application, Message, Receive, Scope, Send, header

_CLOSE = {"Connection": "close"}
_BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})
_DIGITS = 20


class BodyLimits:
    """Layer that refuses bodies which are too long (413) or too slow (408).

    What a client announces is believed only where it is too much; all else is counted.
    """

    def __init__(self, app: Application, most_bytes: int, most_s: float) -> None:
        """Wrap ``app``; a whole body may take ``most_s``."""
        self._app, self._most_bytes, self._most_s = app, most_bytes, most_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on whose body is counted and timed as it is read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = header(scope["headers"], b"content-length")
        if announced and (not announced.isdigit() or self._is_over(int(announced[:_DIGITS]))):
            await self._too_long()(scope, receive, send)
        elif scope["method"] in _BODILESS and not announced:
            await self._app(scope, receive, send)
        else:
            await self._app(scope, self._counted(receive), send)

    def _is_over(self, length: int) -> bool:
        return length > self._most_bytes

    def _too_long(self) -> Application:
        return problem(413, f"a body may have {self._most_bytes:,} bytes", _CLOSE)

    def _counted(self, receive: Receive) -> Receive:
        read = 0
        until: float | None = None
        ended = False

        async def counted() -> Message:
            nonlocal read, until, ended
            if ended:
                return await receive()
            loop = asyncio.get_running_loop()
            until = until or loop.time() + self._most_s
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                said = f"the body took over {self._most_s:g} s"
                raise HTTPException(408, said, _CLOSE) from None
            read += len(message.get("body", b""))
            ended = not message.get("more_body", False)
            if self._is_over(read):
                raise HTTPException(413, f"a body may have {self._most_bytes:,} bytes", _CLOSE)
            return message

        return counted
