"""Build what is missing, then make the application."""

from __future__ import annotations

import logging

from fastapi import FastAPI

from geo.api.app import create_app
from geo.api.settings import Settings
from geo.dossier.find import find_dossier
from geo.pipeline.builds import build, plan
from geo.store.open import open_store

_LOG = logging.getLogger("uvicorn.error")


def app_from_settings(settings: Settings | None = None) -> FastAPI:
    """Return the application of the dossier that the environment names."""
    chosen = settings or Settings()
    job = plan(find_dossier(chosen.dossier), chosen.documents, chosen.out)
    built = build(job, _log_progress)
    return create_app(open_store(built.store), chosen, job.dossier)


def _log_progress(stage: str, done: int, total: int) -> None:
    if done == 0:
        _LOG.info("%s: %s to do", stage, total)
