"""How much a client may ask in a minute: what costs more, counts for more."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from geo.api.answers import problem
from geo.api.asgi import Application, Receive, Scope, Send, header
from geo.api.doors import is_loopback

COSTS: Mapping[str, int] = MappingProxyType(
    {"/layers/": 100, "/parse": 50, "/corrections": 5, "/search": 5, "/passages": 5}
)
"""Units by how an address begins: about the milliseconds that the shipped dossier takes."""
_FILTERED = 5
_FILTERS = (b"filter=", b"bbox=", b"datetime=", b"sortby=")
_FREE = frozenset({"/healthz", "/readyz", "/metrics"})
_EXTRA = "dateline.extra_cost"
_MINUTE_S = 60


def charge(scope: Scope, units: int) -> None:
    """Let a request count for more than its address says, as for a tile that was made."""
    scope[_EXTRA] = scope.get(_EXTRA, 0) + units


class Rates:
    """Layer that answers 429 to a client that has asked too much in the last minute.

    This machine's own clients may ask what they like, unless a proxy speaks for others. Each
    worker counts for itself.
    """

    def __init__(self, app: Application, units_a_minute: int) -> None:
        """Wrap ``app``; 0 is no limit."""
        self._app, self._units = app, units_a_minute
        self._item = RateLimitItemPerMinute(units_a_minute)
        self._limiter: SlidingWindowCounterRateLimiter | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or tell its client to wait."""
        if scope["type"] != "http" or not self._units or not _is_counted(scope):
            await self._app(scope, receive, send)
            return
        client = scope["client"][0] if scope["client"] else ""
        cost = min(cost_of(scope), self._units)
        if not await self._take(client, cost):
            wait_s = math.ceil(cost / self._units * _MINUTE_S)
            said = f"{self._units} units a minute are given; this one costs {cost}: wait"
            await problem(429, said, {"Retry-After": str(wait_s)})(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        finally:
            if extra := scope.get(_EXTRA, 0):
                await self._take_up_to(client, extra)

    async def _take(self, client: str, units: int) -> bool:
        """Take units from what a client has left; False, and none, where that is less."""
        return await self._limit().hit(self._item, client, cost=units)

    async def _take_up_to(self, client: str, units: int) -> None:
        """Take units that are spent already, or all that is left."""
        left = (await self._limit().get_window_stats(self._item, client)).remaining
        if left > 0:
            await self._take(client, min(units, left))

    def _limit(self) -> SlidingWindowCounterRateLimiter:
        if self._limiter is None:  # made here, because its storage belongs to a running loop
            self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        return self._limiter


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
