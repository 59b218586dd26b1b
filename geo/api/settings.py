"""Settings of a server, from the environment: ``DATELINE_`` and a name in capitals."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from geo.errors import InputError
from geo.store.connection import RUNAWAY_S

_PREFIX = "DATELINE_"
Network = IPv4Network | IPv6Network


def _parted(value: object) -> object:
    """Return the parts of a list with commas."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_parted)]


class Settings(BaseSettings):
    """What a server is told; docs/serving.md says what each is good for."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="ignore", frozen=True)

    dossier: str = "idlib-2018"
    documents: Path | None = None
    out: Path | None = None
    store: str = Field(default="", repr=False)
    base_url: str = ""
    allowed_hosts: Listed = ()
    trusted_proxies: Listed = ()
    workers: int = Field(default=1, ge=1, le=64)
    log_format: Literal["text", "json"] = "text"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    tokens: Listed = Field(default=(), repr=False)
    tokens_file: Path | None = None
    rate_limit: int = Field(default=6000, ge=0)
    body_limit_bytes: int = Field(default=2_000_000, ge=1)
    body_time_s: float = Field(default=20.0, gt=0)
    query_time_s: float = Field(default=RUNAWAY_S, gt=0)
    stop_time_s: int = Field(default=30, ge=1)

    @property
    def rate_counts(self) -> Path | None:
        """Return where several workers count together, None where one is alone."""
        return self.out / ".rates" if self.out and self.workers > 1 else None

    @field_validator("base_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        """Return an address without a stroke at its end."""
        found = urlsplit(value)
        if value and (found.scheme not in {"http", "https"} or not found.hostname or found.query):
            msg = "must be a whole address: https:// (or http://), a host, perhaps a path"
            raise ValueError(msg)
        return value.rstrip("/")

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for part in value:
            ip_network(part)
        return value

    @property
    def proxies(self) -> tuple[Network, ...]:
        """Return the networks whose ``X-Forwarded-`` headers are believed."""
        return tuple(ip_network(part) for part in self.trusted_proxies)


def read_settings(**given: object) -> Settings:
    """Return the settings, those ``given`` over the environment's; raises InputError."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as exc:
        said = [
            f"{_PREFIX}{str(error['loc'][0]).upper()}: {_plain(error['msg'])}"
            f"{_shown(error['loc'][0], error['input'])}"
            for error in exc.errors()
        ]
        raise InputError("\n".join(said)) from None


def as_environment(settings: Settings) -> dict[str, str]:
    """Return what another process reads these settings from."""
    return {
        f"{_PREFIX}{name.upper()}": ",".join(value) if isinstance(value, tuple) else str(value)
        for name, value in settings
        if value is not None
    }


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ").replace("Input should be", "must be")


def _shown(name: object, value: object) -> str:
    return "" if name in {"tokens", "store"} else f", not {str(value)[:60]!r}"
