"""Connections: given up where a head is too long or slow to come, or an answer is not taken."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from geo.api.answers import PROBLEM, problem

MOST_HEAD_BYTES = 65_536
HEAD_TIME_S = 10.0
READ_TIME_S = 60.0
"""A client that takes nothing of its answer for so long leaves the rest in memory."""


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which would keep heads of any length, and wait for clients for ever.

    What is refused here never was a request, so no layer of the application sees it.
    """

    _unused_bytes = 0
    """Received since the last part of a body: of a head, a trailer, or the size of a chunk."""
    _deadline: asyncio.TimerHandle | None = None
    _look: asyncio.TimerHandle | None = None
    _has_begun = False
    _is_too_long = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a first head."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._wait_no_more()
        self._look_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless it has become too much."""
        self._unused_bytes += len(data)
        super().data_received(data)
        if self._unused_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, _TOO_LONG)

    def pause_writing(self) -> None:
        """Look from time to time whether the client takes what waits for it."""
        super().pause_writing()
        self._look_at(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        """Let it: the client has taken enough."""
        self._look_no_more()
        super().resume_writing()

    def on_message_begin(self) -> None:
        """Wait for the head of a request."""
        super().on_message_begin()
        self._has_begun = True
        self._wait()

    def on_headers_complete(self) -> None:
        """Start the request; raises ValueError, for the parser to stop, where it is too long."""
        self._wait_no_more()
        self._has_begun = False
        if self._unused_bytes > MOST_HEAD_BYTES:
            self._is_too_long = True
            raise ValueError(_TOO_LONG)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a part of a body."""
        self._unused_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """End a request."""
        self._unused_bytes = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what the parser stopped at."""
        if self._is_too_long:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, _TOO_LONG)
        else:
            self._refuse(HTTPStatus.BAD_REQUEST, msg)

    def _wait(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(HEAD_TIME_S, self._give_up)

    def _wait_no_more(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _look_at(self, waiting_bytes: int) -> None:
        self._look = self.loop.call_later(READ_TIME_S, self._go_unless_taken, waiting_bytes)

    def _look_no_more(self) -> None:
        if self._look is not None:
            self._look.cancel()
            self._look = None

    def _go_unless_taken(self, before_bytes: int) -> None:
        left_bytes = self.transport.get_write_buffer_size()
        if left_bytes >= before_bytes:
            self.transport.abort()
        else:
            self._look_at(left_bytes)

    def _give_up(self) -> None:
        """Close a connection that says nothing; tell one that has begun to."""
        if self._has_begun:
            said = f"the head of a request may take {HEAD_TIME_S:g} s"
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, said)
        else:
            self.transport.close()

    def _refuse(self, status: HTTPStatus, said: str) -> None:
        """Answer and close; where another answer is being sent, only close."""
        self._wait_no_more()
        if self._is_free():
            body = bytes(problem(status, said).body)
            head = (
                f"HTTP/1.1 {status.value} {status.phrase}\r\ncontent-type: {PROBLEM}\r\n"
                f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
            )
            self.transport.write(head.encode() + body)
        self.transport.close()

    def _is_free(self) -> bool:
        """Tell whether nothing is being sent; what was to answer is told that nobody waits."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete:
            return True
        if self.pipeline or cycle.response_started:
            return False
        cycle.disconnected = True
        cycle.message_event.set()
        return True


_TOO_LONG = f"the head of a request may have {MOST_HEAD_BYTES:,} bytes"
