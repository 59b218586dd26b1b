"""Settings of a server, from the environment (``DATELINE_DOSSIER``, ``DATELINE_OUT``)."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What a server is told; each is read from ``DATELINE_`` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="DATELINE_", extra="ignore")

    dossier: str = "idlib-2018"
    documents: Path | None = None
    out: Path | None = None
    base_url: str = ""
