"""Who may ask: the names a server answers to, and what a proxy in front of it says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from geo.api.answers import problem
from geo.api.asgi import Application, Receive, Scope, Send, header
from geo.api.settings import Network, Settings

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(?::\d{1,5})?")
ANY = "*"


def allowed_names(settings: Settings) -> frozenset[str]:
    """Return the names of hosts that a server answers to, in small letters."""
    own = urlsplit(settings.base_url).hostname
    names = (*_LOOPBACK, *([own] if own else []), *settings.allowed_hosts)
    return frozenset(name.strip("[]").casefold() for name in names)


def host_name(host: str) -> str:
    """Return the name in a Host header in small letters, "" for what is none."""
    found = _HOST.fullmatch(host)
    return found["name"].strip("[]").casefold() if found else ""


def is_loopback(client: str) -> bool:
    """Tell whether an address is this machine's own."""
    try:
        return ip_address(client).is_loopback
    except ValueError:
        return False


class Doors:
    """Layer that refuses hosts which are not served, and believes proxies that are trusted.

    A page elsewhere whose name is made to point at this machine (DNS rebinding) would read
    what only this machine may: its requests bear its own name.
    """

    def __init__(self, app: Application, settings: Settings) -> None:
        """Wrap ``app``."""
        self._app = app
        self._names = allowed_names(settings)
        self._proxies = settings.proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on as its client sent it, or refuse it."""
        if scope["type"] == "http":
            client = scope["client"]
            if self._proxies and client and _is_in(client[0], self._proxies):
                _believe(scope, self._proxies)
            why = self._why_refused([v for name, v in scope["headers"] if name == b"host"])
            if why:
                await problem(400, why)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _why_refused(self, hosts: list[bytes]) -> str:
        """Return why a request is for nobody here, "" where it is for this server.

        Of two hosts a proxy before this server may have looked at the other one.
        """
        if len(hosts) > 1:
            return "a request has one Host"
        host = hosts[0].decode("latin-1") if hosts else ""
        if ANY in self._names or host_name(host) in self._names:
            return ""
        return f"{_plain(host)} is not served here ({_HINT})"


_HINT = "the operator names hosts in DATELINE_BASE_URL or DATELINE_ALLOWED_HOSTS"


def _plain(host: str) -> str:
    name = host_name(host)
    return f"the host {name[:80]}" if name else "a request without the name of a host"


def _is_in(address: str, networks: Iterable[Network]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)


def _believe(scope: Scope, proxies: Iterable[Network]) -> None:
    """Take client, scheme and host from what trusted proxies say.

    The client is the last address that no trusted proxy has: what stands before it, anybody
    may have written.
    """
    headers = scope["headers"]
    through = b",".join(value for name, value in headers if name == b"x-forwarded-for")
    hops = [hop.strip() for hop in through.decode("latin-1").split(",") if hop.strip()]
    client = next((hop for hop in reversed(hops) if not _is_in(hop, proxies)), None)
    if client is not None:
        scope["client"] = (client[:60], 0)
    scheme = header(headers, b"x-forwarded-proto").decode("latin-1").casefold()
    if scheme in {"http", "https"}:
        scope["scheme"] = scheme
    host = header(headers, b"x-forwarded-host")
    if host:
        scope["headers"] = [*((n, v) for n, v in headers if n != b"host"), (b"host", host)]
