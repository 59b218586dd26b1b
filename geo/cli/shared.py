"""What several commands share: their arguments, progress, and the words about a run."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from geo.model.text import Skipped, Undated
from geo.pipeline.builds import Built, Job, Progress, build, plan
from geo.pipeline.databases import load_into_database
from geo.store.open import Store, open_store

DossierArgument = Annotated[
    str,
    typer.Argument(metavar="DOSSIER", help="A dossier's folder, or the name of a shipped one."),
]
DocumentsOption = Annotated[
    str | None,
    typer.Option("--documents", metavar="PATH", help="A folder, a file, or an address to read."),
]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="DIR", help="Where the build goes: out/DOSSIER.")
]
StoreOption = Annotated[
    str,
    typer.Option(
        "--store",
        metavar="ADDRESS",
        envvar="DATELINE_STORE",
        show_envvar=False,
        help="Keep the build in PostGIS too: postgresql://USER@HOST/DATABASE.",
    ),
]
WorkersOption = Annotated[
    int, typer.Option("--workers", min=1, help="Processes that read documents.")
]
_MOST_NAMED = 20
_FEW_NAMED = 3


def say(words: str) -> None:
    """Write a message to standard error."""
    print(words, file=sys.stderr)


@contextmanager
def progress() -> Iterator[Progress]:
    """Show progress on a terminal; elsewhere say nothing."""
    if not sys.stderr.isatty():
        yield lambda _stage, _done, _total: None
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import Progress as Bars  # noqa: PLC0415 - the same

    with Bars(console=Console(stderr=True), transient=True) as bars:
        tasks = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield report


def built_store(job: Job, *, serving: bool = False) -> Store:
    """Build what is missing, say what was skipped, and open the store."""
    with progress() as report:
        built = build(job, report)
    tell(built)
    return open_store(built.store, serving=serving)


def load_built(address: str, job: Job) -> None:
    """Load the build into a database, unless it stands there, and say its number."""
    number, new = load_into_database(address, job)
    say(f"build {number} of {job.dossier.id} {'stands' if new else 'stood already'} in PostGIS")


def planned(dossier: str, documents: Path | str | None, out: Path | None) -> Job:
    """Return the job that the arguments describe; raises InputError."""
    from geo.dossier.find import find_dossier  # noqa: PLC0415

    return plan(find_dossier(dossier), documents, out)


def tell(built: Built) -> None:
    """Say what the build that stands holds, and name what it left out; of an older one too."""
    told, counts = built.told, built.told.counts
    state = "up to date: " if built.run is None else ""
    say(f"{built.store}: {state}{counts_words(counts)}")
    if counts["unplaced"]:
        say("which, and rows for them: dateline gazetteer suggest --unplaced DOSSIER")
    _tell_undated(told.undated, counts["undated"])
    tell_skipped(told.skipped, counts["skipped"])
    for mention_id in told.orphans:
        say(f"corrections.csv: {mention_id}: decided once, but no such mention is found any more")
    if not counts["documents"]:
        say("no document could be read: the map will be empty")


def counts_words(counts: Mapping[str, int]) -> str:
    """Return what a build counts, in the words of the page."""
    parts = [
        f"{counts['of_places']} of places",
        f"{counts['of_zones']} of zones",
        f"{counts['of_lines']} of lines",
        f"{counts['unplaced']} unplaced",
        *([f"{counts['rejected']} rejected"] if counts["rejected"] else []),
    ]
    words = (
        f"{counted(counts['documents'], 'document')}, "
        f"{counted(counts['mentions'], 'mention')}: {', '.join(parts)}"
    )
    return f"{words} ({counts['ambiguous']} ambiguous)" if counts["ambiguous"] else words


def _tell_undated(undated: Sequence[Undated], count: int) -> None:
    """Name the documents whose day could not be read with the reason, and count all."""
    if not count:
        return
    wrong = [one for one in undated if one.why]
    for one in wrong[:_MOST_NAMED]:
        say(f"undated {one.source}: {one.why}")
    named = ", ".join(one.source for one in undated[:_FEW_NAMED])
    named += " …" if count > _FEW_NAMED else ""
    say(f"{count} without a date ({named}): write a first line DATE: 17 September 2018")


def counted(number: int, one: str, more: str = "") -> str:
    """Return a number with its noun: ``1 line``, ``3 lines``."""
    return f"{number} {one if number == 1 else more or one + 's'}"


def tell_skipped(skipped: Sequence[Skipped], count: int) -> None:
    """Name what was not read, and why; ``skipped`` are the first of so many."""
    for item in skipped[:_MOST_NAMED]:
        say(f"skipped {item.source}: {item.reason}")
    if count > _MOST_NAMED:
        say(f"skipped {count - _MOST_NAMED} more; all are listed at /documents")
