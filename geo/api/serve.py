"""Build what is missing, then make the application."""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from multiprocessing import parent_process
from pathlib import Path

from fastapi import FastAPI
from uvicorn.config import STARTUP_FAILURE

from geo.api.app import create_app
from geo.api.logs import SERVER, configure_logs
from geo.api.settings import Settings, read_settings
from geo.dossier.find import find_dossier
from geo.dossier.load import load_dossier
from geo.errors import DatelineError, InputError
from geo.model.dossier import Dossier
from geo.pipeline.builds import STORE_NAME, build, plan
from geo.pipeline.databases import open_in_database
from geo.store.open import open_store

_MENDABLE = 2
"""The status of the command line for input that the user can mend."""


def app_from_settings(settings: Settings | None = None) -> FastAPI:
    """Return the application of the dossier that the environment names; raises InputError.

    Of several workers one builds, and the others wait for it.
    """
    chosen = settings or read_settings()
    configure_logs(chosen)
    if chosen.store:
        return _database_app(chosen)
    job = plan(find_dossier(chosen.dossier), chosen.documents, chosen.out)
    built = build(job, _log_progress)
    return create_app(
        open_store(built.store, query_limit_s=chosen.query_time_s), chosen, job.dossier
    )


def worker_app() -> FastAPI:
    """Return the application of one of several workers, over what their parent has built.

    The dossier is left out where it is broken and an earlier build of it is served.
    """
    chosen = read_settings()
    configure_logs(chosen)
    if chosen.store:
        return _database_app(chosen)
    if chosen.out is None:
        msg = "DATELINE_OUT: must be the folder of a build"
        raise InputError(msg)
    store = open_store(chosen.out / STORE_NAME, query_limit_s=chosen.query_time_s)
    return create_app(store, chosen, dossier_or_none(chosen.dossier))


def _database_app(chosen: Settings) -> FastAPI:
    """Return the application over what stands in a database, whoever built it."""
    dossier = dossier_or_none(chosen.dossier)
    name = dossier.id if dossier else Path(chosen.dossier).name
    store = open_in_database(chosen.store, name, chosen.query_time_s)
    return create_app(store, chosen, dossier)


def dossier_or_none(dossier: str) -> Dossier | None:
    """Return a dossier, None where it is not here or broken."""
    with suppress(InputError):
        return load_dossier(find_dossier(dossier))
    return None


def app_or_exit() -> FastAPI:
    """Return the application; say what the operator can mend, and leave with its status.

    The parent of several workers would start one that leaves with any other status again.
    """
    try:
        return app_from_settings()
    except DatelineError as exc:
        print(f"dateline: {exc}", file=sys.stderr)  # noqa: T201 - there may be no log yet
        raise SystemExit(STARTUP_FAILURE if parent_process() else _MENDABLE) from None


def _log_progress(stage: str, done: int, total: int) -> None:
    if done == 0 and SERVER.isEnabledFor(logging.INFO):
        SERVER.info("%s: %s to do", stage, total)
