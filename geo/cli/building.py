"""``check`` and ``build``."""

from __future__ import annotations

from typing import Annotated

import typer

from geo.cli.shared import (
    DocumentsOption,
    DossierArgument,
    OutOption,
    WorkersOption,
    planned,
    progress,
    say,
    tell,
)
from geo.dossier.find import find_dossier
from geo.dossier.load import load_dossier
from geo.pipeline.builds import build


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
