"""How much a client may ask in a minute: what costs more, counts for more."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from types import MappingProxyType

from geo.api.answers import problem
from geo.api.asgi import Application, Receive, Scope, Send, header
from geo.api.doors import is_loopback
from geo.api.rate_counts import MINUTE_S, RateCounts

COSTS: Mapping[str, int] = MappingProxyType(
    {"/layers/": 100, "/parse": 50, "/corrections": 5, "/search": 5, "/passages": 5}
)
"""Units by how an address begins: about the milliseconds that the shipped dossier takes."""
_FILTERED = 5
_FILTERS = (b"filter=", b"bbox=", b"datetime=", b"sortby=")
_FREE = frozenset({"/healthz", "/readyz", "/metrics"})
_EXTRA = "dateline.extra_cost"


def charge(scope: Scope, units: int) -> None:
    """Let a request count for more than its address says, as for a tile that was made."""
    scope[_EXTRA] = scope.get(_EXTRA, 0) + units


class Rates:
    """Layer that answers 429 to a client that has asked too much in the last minute.

    This machine's own clients may ask what they like, unless a proxy speaks for others.
    """

    def __init__(self, app: Application, units_a_minute: int, counts: RateCounts) -> None:
        """Wrap ``app``; 0 is no limit."""
        self._app, self._units, self._counts = app, units_a_minute, counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or tell its client to wait."""
        if scope["type"] != "http" or not self._units or not _is_counted(scope):
            await self._app(scope, receive, send)
            return
        client = scope["client"][0] if scope["client"] else ""
        cost = min(cost_of(scope), self._units)
        if not self._counts.take(client, cost, self._units, time.time()):
            wait_s = math.ceil(cost / self._units * MINUTE_S)
            said = f"{self._units} units a minute are given; this one costs {cost}: wait"
            await problem(429, said, {"Retry-After": str(wait_s)})(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        finally:
            if extra := scope.get(_EXTRA, 0):
                left = self._counts.left(client, self._units, time.time())
                self._counts.take(client, min(extra, left), self._units, time.time())


def cost_of(scope: Scope) -> int:
    """Return the units that a request costs, by its address."""
    path: str = scope["path"]
    cost = next((units for start, units in COSTS.items() if path.startswith(start)), 1)
    asked: bytes = scope["query_string"]
    return cost + (_FILTERED if any(name in asked for name in _FILTERS) else 0)


def _is_counted(scope: Scope) -> bool:
    if scope["path"] in _FREE:
        return False
    client = scope["client"]
    forwarded = header(scope["headers"], b"x-forwarded-for") != b""
    return forwarded or client is None or not is_loopback(client[0])
