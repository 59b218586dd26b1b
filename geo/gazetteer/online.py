"""Ask public geocoders, through geopy: nothing here runs unless the user asks for it.

One of the two files that use geopy: its (lat, lon) order stays in here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit

from geopy.adapters import URLLibAdapter
from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderQuotaExceeded,
    GeocoderTimedOut,
    GeocoderUnavailable,
    GeopyError,
)
from geopy.geocoders import GeoNames, Nominatim, Photon

from geo.errors import InputError
from geo.version import __version__

Answer = Mapping[str, Any]
"""One answer as the service gave it."""

USER_AGENT = f"dateline/{__version__} (gazetteer suggest)"
"""Names the program, as the usage policies of Nominatim and Photon ask."""
_TIMEOUT_S = 10


class Service(StrEnum):
    """A public geocoder."""

    NOMINATIM = "nominatim"
    GEONAMES = "geonames"
    PHOTON = "photon"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A geocoder's server: the public one, or another at ``scheme`` and ``domain``."""

    service: Service
    scheme: str = ""
    domain: str = ""

    def __str__(self) -> str:
        """Return the words for the user, and for the cache's key."""
        return f"{self.service} at {self.domain}" if self.domain else str(self.service)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Who asks: ``username`` is GeoNames' account."""

    user_agent: str = USER_AGENT
    username: str = ""


def read_server(words: str) -> Server:
    """Return the server that ``nominatim`` or ``nominatim=http://127.0.0.1:8088`` names.

    Raises InputError for another service, or an address without scheme or host.
    """
    name, _, address = words.partition("=")
    known = [service.value for service in Service]
    if name not in known:
        msg = f"--online {name}: is no geocoder known here; write {', '.join(known)}"
        raise InputError(msg)
    parts = urlsplit(address)
    if address and not (parts.scheme in {"http", "https"} and parts.netloc):
        msg = f"--online {words}: {address!r} is no address; write {name}=http://127.0.0.1:8088"
        raise InputError(msg)
    domain = (parts.netloc + parts.path).strip("/")
    return Server(service=Service(name), scheme=parts.scheme, domain=domain)


def check_client(server: Server, client: Client) -> None:
    """Raise InputError where the service would refuse the client."""
    if server.service is Service.GEONAMES and not client.username:
        msg = (
            "geonames: needs an account's name (free, at geonames.org/login): "
            "--username NAME, or set DATELINE_GEONAMES_USERNAME"
        )
        raise InputError(msg)
    if not client.user_agent.strip():
        msg = f"{server}: --user-agent is empty; name who asks, like {USER_AGENT!r}"
        raise InputError(msg)


def ask(server: Server, client: Client, query: str, limit: int) -> list[Answer]:
    """Return up to ``limit`` answers of a service in its own order.

    Raises InputError, which names the service, where none comes or it refuses.
    """
    check_client(server, client)
    try:
        found = _ASK[server.service](server, client, query, limit)
    except GeopyError as exc:
        msg = f"{server}: {_reason(exc)}"
        raise InputError(msg) from exc
    return [location.raw for location in (found or [])][:limit]


def _settings(server: Server, client: Client) -> dict[str, Any]:
    """Return what every geocoder of geopy is told; no address for the public server."""
    address = {"scheme": server.scheme, "domain": server.domain} if server.domain else {}
    # Which adapter geopy takes would otherwise hang on what else is installed.
    adapter = {"adapter_factory": URLLibAdapter}
    return {"user_agent": client.user_agent, "timeout": _TIMEOUT_S, **adapter, **address}


def _nominatim(server: Server, client: Client, query: str, limit: int) -> Any:  # noqa: ANN401 - geopy has no types
    geocoder = Nominatim(**_settings(server, client))
    wanted = {"addressdetails": True, "namedetails": True}
    return geocoder.geocode(query, exactly_one=False, limit=limit, **wanted)


def _photon(server: Server, client: Client, query: str, limit: int) -> Any:  # noqa: ANN401 - the same
    geocoder = Photon(**_settings(server, client))
    return geocoder.geocode(query, exactly_one=False, limit=limit)


def _geonames(server: Server, client: Client, query: str, _limit: int) -> Any:  # noqa: ANN401 - the same
    geocoder = GeoNames(client.username, **_settings(server, client))
    return geocoder.geocode(query, exactly_one=False)


_ASK: Mapping[Service, Callable[[Server, Client, str, int], Any]] = {
    Service.NOMINATIM: _nominatim,
    Service.GEONAMES: _geonames,
    Service.PHOTON: _photon,
}
"""Add a geocoder: one function, one entry here, and its reading in answers.py."""


def _reason(exc: GeopyError) -> str:
    """Return what went wrong and what the user can do."""
    if isinstance(exc, GeocoderQuotaExceeded):
        return f"refuses more questions for now ({exc}); wait, what was answered is kept"
    if isinstance(exc, GeocoderAuthenticationFailure | GeocoderInsufficientPrivileges):
        return f"refuses this client ({exc}); check --username and --user-agent"
    if isinstance(exc, GeocoderTimedOut):
        return f"did not answer within {_TIMEOUT_S} s ({exc}); try again later"
    if isinstance(exc, GeocoderUnavailable) or isinstance(exc.__context__, URLError):
        return f"cannot be reached ({exc}); is there a network? Without --online none is needed"
    return f"gave no usable answer ({exc})"
