"""``check``, ``build`` and ``serve``."""

from __future__ import annotations

import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from geo.cli.shared import (
    DocumentsOption,
    DossierArgument,
    OutOption,
    WorkersOption,
    built_store,
    planned,
    progress,
    say,
    tell,
)
from geo.dossier.find import find_dossier
from geo.dossier.load import load_dossier
from geo.errors import InputError, Problems
from geo.model.dossier import Dossier
from geo.pipeline.builds import STORE_NAME, build, default_out
from geo.store.connection import store_meta
from geo.store.open import Store, open_store


def check_command(dossier: DossierArgument) -> None:
    """Check every file of a dossier; all problems in one report."""
    from geo.pipeline.engine import prepare  # noqa: PLC0415 - loads the geometry libraries

    loaded = load_dossier(find_dossier(dossier))
    engine = prepare(loaded)
    say(
        f"{loaded.root}: no problems. {len(loaded.places)} places, "
        f"{sum(map(len, loaded.holdings.values()))} holdings, {len(loaded.lines)} lines, "
        f"{len(engine.zones)} zones, {len(loaded.posts)} groups of posts, "
        f"{len(loaded.corrections)} corrections"
    )


def build_command(
    dossier: DossierArgument,
    documents: DocumentsOption = None,
    out: OutOption = None,
    workers: WorkersOption = 1,
    force: Annotated[bool, typer.Option("--force", help="Build even what is up to date.")] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Read the documents of a dossier into a store, unless it is up to date."""
    job = planned(dossier, documents, out)
    with progress() as report:
        built = build(job, report, force=force, workers=workers)
    tell(built)


def serve_command(
    dossier: DossierArgument,
    documents: DocumentsOption = None,
    out: OutOption = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8000,
) -> None:
    """Build what is missing, then serve map, downloads and API."""
    import uvicorn  # noqa: PLC0415 - only a server needs it

    from geo.api.app import create_app  # noqa: PLC0415 - the same
    from geo.api.settings import Settings  # noqa: PLC0415 - the same

    with _listening(host, port) as listener:
        store, loaded = _store_or_last_good(dossier, documents, out)
        app = create_app(store, Settings(), loaded)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
        name = f"[{host}]" if ":" in host else host
        address = f"http://{name}:{listener.getsockname()[1]}/"
        say(f"{store.meta()['title']}: {address} (Ctrl+C stops)")
        sys.stderr.flush()
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens, before anything is built; raises InputError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
        # asyncio does this only for sockets it made itself; without it, every second small
        # answer of a connection waits 40 ms for the client's acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as exc:
        msg = f"{host} port {port}: cannot listen there ({exc}); try another --port or --host"
        raise InputError(msg) from exc
    return listener


def _store_or_last_good(
    dossier: str, documents: Path | None, out: Path | None
) -> tuple[Store, Dossier | None]:
    """Return store and dossier; where that is broken now, the last good store alone. Say which."""
    try:
        job = planned(dossier, documents, out)
        return built_store(job, serving=True), job.dossier
    except InputError as exc:
        last = (out or default_out(Path(dossier).resolve().name, documents)) / STORE_NAME
        if not store_meta(last):
            raise
        count = f"{len(exc.problems)} problems" if isinstance(exc, Problems) else "a problem"
        say(f"{exc}\n{count} to mend; serving the last good build meanwhile: {last}")
        return open_store(last), None
