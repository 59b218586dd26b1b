"""``serve``."""

from __future__ import annotations

import getpass
import os
import re
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.cli.served import Served, served_of
from geo.cli.shared import (
    DocumentsOption,
    DossierArgument,
    OutOption,
    say,
)
from geo.dossier.corrections_csv import CORRECTIONS
from geo.dossier.find import find_dossier
from geo.errors import InputError, ReadOnlyError
from geo.store.decisions import check_writable
from geo.store.open import open_store

if TYPE_CHECKING:
    from geo.api.settings import Settings
    from geo.cli.watching import Watch
    from geo.model.dossier import Dossier

HostOption = Annotated[str, typer.Option(help="Address to listen on.")]
PortOption = Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)]
WorkersOption = Annotated[int | None, typer.Option(help="Processes that answer.", min=1, max=64)]
WatchOption = Annotated[
    bool, typer.Option("--watch", help="Build again when dossier or documents change.")
]
ServedStoreOption = Annotated[
    str,
    typer.Option(
        "--store",
        metavar="ADDRESS",
        envvar="DATELINE_STORE",
        show_envvar=False,
        help="Serve what stands in PostGIS: postgresql://USER@HOST/DATABASE; "
        "with --watch, build here and load there.",
    ),
]
_ALL_ADDRESSES = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not listened on
_NO_NAME = re.compile(r"[^\w.-]+")


def serve_command(  # noqa: PLR0913, PLR0917 - the options of the command
    dossier: DossierArgument,
    documents: DocumentsOption = None,
    out: OutOption = None,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    workers: WorkersOption = None,
    watch: WatchOption = False,  # noqa: FBT002 - a flag of the command line
    store: ServedStoreOption = "",
) -> None:
    """Build what is missing, then serve map, downloads and API; DATELINE_… settings hold."""
    from geo.api.logs import configure_logs  # noqa: PLC0415 - only a server needs it
    from geo.api.settings import read_settings  # noqa: PLC0415 - the same
    from geo.cli.watching import watching  # noqa: PLC0415 - the same

    with listening(host, port) as listener:
        settings = _at(host, read_settings(**({"workers": workers} if workers else {})))
        configure_logs(settings)
        settings = settings.model_copy(update={"store": store}) if store else settings
        served = served_of(settings, dossier, documents, out, watch=watch)
        watcher = _watcher(dossier, documents, served) if watch else None
        settings = _with_token(settings, host, served.dossier)
        address = _address(host, listener)
        say(f"{served.store.meta()['title']}: {address} (Ctrl+C stops)")
        sys.stderr.flush()
        with watching(watcher, served.out):
            if settings.workers > 1:
                _run_workers(_told_workers(settings, dossier, documents, served), listener)
            else:
                _run(settings, served, listener)


def _watcher(dossier: str, documents: Path | str | None, served: Served) -> Watch:
    from geo.cli.watching import Watch, build_command_line  # noqa: PLC0415 - only a watch needs it

    root = find_dossier(dossier)
    command = build_command_line(root, documents, served.out)
    read = documents or (served.dossier.documents if served.dossier else root)
    return Watch(command, [root, Path(read)], served.out)


def _address(host: str, listener: socket.socket) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{listener.getsockname()[1]}/"


def _at(host: str, settings: Settings) -> Settings:
    """Return the settings of a server that also answers to the address it listens on."""
    if host in _ALL_ADDRESSES:
        return settings
    return settings.model_copy(update={"allowed_hosts": (*settings.allowed_hosts, host)})


def _with_token(settings: Settings, host: str, dossier: Dossier | None) -> Settings:
    """Return settings by which this machine's user may write, and say how; or why nobody may.

    A token even here: other users of the machine, and pages in their browsers, reach the
    address too.
    """
    from geo.api.doors import is_loopback  # noqa: PLC0415 - only a server needs it
    from geo.api.writing import new_secret  # noqa: PLC0415 - the same

    own = host == "localhost" or is_loopback(host)
    if dossier is None or settings.tokens or settings.tokens_file or not own:
        return settings
    try:
        check_writable(dossier.root / CORRECTIONS)
    except ReadOnlyError as exc:
        say(f"no decisions are taken: {exc}")
        return settings
    secret, user = new_secret(), _NO_NAME.sub("-", getpass.getuser())
    say(f"decisions are written as {user} with this run's token: {secret}")
    return settings.model_copy(update={"tokens": (f"{user}:{secret}",)})


def _uvicorn_options(settings: Settings) -> dict[str, Any]:
    from geo.api.connections import BoundedProtocol  # noqa: PLC0415 - only a server needs it

    return {
        "http": BoundedProtocol,
        "log_config": None,
        "access_log": False,
        "ws": "none",
        "server_header": False,
        "proxy_headers": False,
        "timeout_graceful_shutdown": settings.stop_time_s,
    }


def _run(settings: Settings, served: Served, listener: socket.socket) -> None:
    import uvicorn  # noqa: PLC0415 - only a server needs it

    from geo.api.app import create_app  # noqa: PLC0415 - the same

    store = served.store
    if store.file is not None:
        store = open_store(store.file, query_limit_s=settings.query_time_s)
    app = create_app(store, settings, served.dossier)
    server = uvicorn.Server(uvicorn.Config(app, **_uvicorn_options(settings)))
    # uvicorn raises the signal again when all is answered: then it has done its work.
    signal.signal(signal.SIGTERM, lambda *_: None)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def _told_workers(
    settings: Settings, dossier: str, documents: Path | str | None, served: Served
) -> Settings:
    """Return settings that say all that the command line says."""
    here = str(find_dossier(dossier)) if served.dossier or not settings.store else dossier
    told = {"dossier": here, "documents": documents, "out": served.out}
    return settings.model_copy(update=told)


def _run_workers(settings: Settings, listener: socket.socket) -> None:
    import uvicorn  # noqa: PLC0415 - only a server needs it
    from uvicorn.supervisors import Multiprocess  # noqa: PLC0415 - the same

    from geo.api.settings import as_environment  # noqa: PLC0415 - the same

    with TemporaryDirectory(prefix="dateline-metrics-") as folder:
        os.environ |= as_environment(settings)
        # Read by the Prometheus client as soon as a worker imports it.
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", folder)
        config = uvicorn.Config(
            "geo.api.serve:worker_app",
            factory=True,
            workers=settings.workers,
            **_uvicorn_options(settings),
        )
        Multiprocess(config, sockets=[listener]).run()


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens, before anything is built; raises InputError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
        # asyncio does this only for sockets it made itself; without it, every second small
        # answer of a connection waits 40 ms for the client's acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as exc:
        # Python adds the address in its own notation, which stands before already.
        reason = (exc.strerror or str(exc)).partition(" (while ")[0]
        msg = f"{host} port {port}: cannot listen there: {reason}; try another --port or --host"
        raise InputError(msg) from exc
    return listener
