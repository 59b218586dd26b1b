"""``check`` and ``build``."""

from __future__ import annotations

from typing import Annotated

import typer

from geo.cli.shared import (
    DocumentsOption,
    DossierArgument,
    OutOption,
    StoreOption,
    WorkersOption,
    counted,
    load_built,
    planned,
    progress,
    say,
    tell,
)
from geo.dossier.find import find_dossier
from geo.dossier.load import load_dossier
from geo.pipeline.builds import WorkersOf, build
from geo.pipeline.databases import check_database
from geo.pipeline.memory import DEFAULT_MIB, LEAST_MIB, Memory
from geo.pipeline.workers import DaskCluster, OneProcess, Processes


def check_command(dossier: DossierArgument) -> None:
    """Check every file of a dossier; all problems in one report."""
    from geo.pipeline.engine import prepare  # noqa: PLC0415 - loads the geometry libraries

    loaded = load_dossier(find_dossier(dossier))
    engine = prepare(loaded)
    say(
        f"{loaded.root}: no problems. {counted(len(loaded.places), 'place')}, "
        f"{counted(sum(map(len, loaded.holdings.values())), 'holding')}, "
        f"{counted(len(loaded.lines), 'line')}, {counted(len(engine.zones), 'zone')}, "
        f"{counted(len(loaded.posts), 'group of posts', 'groups of posts')}, "
        f"{counted(len(loaded.corrections), 'correction')}"
    )


def build_command(  # noqa: PLR0913, PLR0917 - the options of the command
    dossier: DossierArgument,
    documents: DocumentsOption = None,
    out: OutOption = None,
    workers: WorkersOption = 1,
    scheduler: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="Read by a Dask cluster instead: tcp://HOST:8786."),
    ] = "",
    store: StoreOption = "",
    memory: Annotated[
        int,
        typer.Option(
            "--memory", metavar="MIB", min=LEAST_MIB, help="What each process may hold, about."
        ),
    ] = DEFAULT_MIB,
    force: Annotated[bool, typer.Option("--force", help="Build even what is up to date.")] = False,  # noqa: FBT002 - a flag of the command line
) -> None:
    """Read the documents of a dossier into a store, unless it is up to date."""
    job = planned(dossier, documents, out)
    if store:
        check_database(store)
    crew, each = _workers(workers, scheduler), Memory(mib=memory)
    with progress() as report:
        built = build(job, report, force=force, workers=crew, memory=each)
    tell(built)
    if store:
        load_built(store, job)


def _workers(count: int, scheduler: str) -> WorkersOf:
    if scheduler:
        return lambda _engine: DaskCluster(address=scheduler)
    if count > 1:
        return lambda _engine: Processes(count=count)
    return lambda engine: OneProcess(engine=engine)
