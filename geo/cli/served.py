"""What ``serve`` serves: a build in a file or in a database, made first where it is missing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geo.cli.shared import built_store, load_built, planned, say
from geo.errors import InputError, Problems
from geo.model.dossier import Dossier
from geo.pipeline.builds import STORE_NAME, default_out
from geo.pipeline.databases import open_in_database
from geo.store.connection import store_meta
from geo.store.open import open_store
from geo.store.protocol import Store

if TYPE_CHECKING:
    from geo.api.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What is served: a store, and the dossier it comes from where that is sound."""

    store: Store
    out: Path
    dossier: Dossier | None


def served_of(
    settings: Settings,
    dossier: str,
    documents: Path | str | None,
    out: Path | None,
    *,
    watch: bool,
) -> Served:
    """Return what is served, by the settings in PostGIS; raises InputError."""
    if settings.store:
        return _in_database(settings, dossier, documents, out, watch=watch)
    return _store_or_last_good(dossier, documents, out)


def _in_database(
    settings: Settings,
    dossier: str,
    documents: Path | str | None,
    out: Path | None,
    *,
    watch: bool,
) -> Served:
    """Return what stands in the database; to watch, load there first what is missing."""
    if not watch:
        if documents or out:
            msg = (
                "--documents and --out are for who builds: with --store add --watch, or drop them"
            )
            raise InputError(msg)
        return _standing(settings, dossier, default_out(Path(dossier).resolve().name, None))
    os.environ["DATELINE_STORE"] = settings.store  # the builds of the watch load there too
    try:
        job = planned(dossier, documents, out)
        built_store(job, serving=True)
        load_built(settings.store, job)
    except InputError as exc:
        folder = out or default_out(Path(dossier).resolve().name, documents)
        served = _standing(settings, dossier, folder)
        say(f"{exc}\nserving meanwhile what stands in the database")
        return served
    return _standing(settings, dossier, job.out)


def _standing(settings: Settings, dossier: str, out: Path) -> Served:
    """Return what stands in the database, with the dossier where that is here and sound."""
    from geo.api.serve import dossier_or_none  # noqa: PLC0415 - only a server needs it

    found = dossier_or_none(dossier)
    name = found.id if found else Path(dossier).resolve().name
    store = open_in_database(settings.store, name, settings.query_time_s)
    if found is None:
        say(f"{dossier}: no sound dossier is here, so no decisions are taken")
    return Served(store=store, out=out, dossier=found)


def _store_or_last_good(dossier: str, documents: Path | str | None, out: Path | None) -> Served:
    """Return store and dossier; where that is broken now, the last good store alone. Say which."""
    try:
        job = planned(dossier, documents, out)
        return Served(store=built_store(job, serving=True), out=job.out, dossier=job.dossier)
    except InputError as exc:
        folder = out or default_out(Path(dossier).resolve().name, documents)
        last = folder / STORE_NAME
        if not store_meta(last):
            raise
        count = f"{len(exc.problems)} problems" if isinstance(exc, Problems) else "a problem"
        say(f"{exc}\n{count} to mend; serving the last good build meanwhile: {last}")
        return Served(store=open_store(last), out=folder, dossier=None)
