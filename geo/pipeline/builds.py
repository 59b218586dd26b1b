"""Build a dossier's store from its files and documents, unless it stands already."""

from __future__ import annotations

import errno
import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from geo.curate.apply import orphans
from geo.dossier.load import load_dossier
from geo.errors import InputError
from geo.model.dossier import Dossier
from geo.model.run import Run
from geo.pipeline.build_lock import build_lock, sweep
from geo.pipeline.engine import Engine, prepare
from geo.pipeline.memory import Memory
from geo.pipeline.numbering import from_nothing, going_on
from geo.pipeline.parts import PARTS, sweep_parts
from geo.pipeline.rules import rules_digest
from geo.pipeline.running import run
from geo.pipeline.sharding import read_corpus, readings_of, streamed_run
from geo.pipeline.storing import store_run
from geo.pipeline.stream import PartReadings
from geo.pipeline.telling import TOLD, Told, told_of
from geo.pipeline.tiles import sweep_archives
from geo.pipeline.workers import OneProcess, Site, Workers
from geo.pipeline.zones import told_zones
from geo.read.files import File, list_files, raw_files, read_files
from geo.read.remote import is_remote
from geo.store.connection import store_meta

STORE_NAME = "dateline.sqlite"

Progress = Callable[[str, int, int], None]
_FULL = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT})
_PRIMARY = 0xFF
"""Of SQLite's codes: the kind of error, without what was done when it came."""
_MEMORY = Memory()
WorkersOf = Callable[[Engine], Workers]
"""Who reads the documents; the engine is that of this process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to build: a dossier, its documents, and the folder of the store."""

    dossier: Dossier
    documents: Path | str
    out: Path

    @property
    def store(self) -> Path:
        """Return the store's file."""
        return self.out / STORE_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The build that stands and what it tells; ``run`` is None where it was up to date."""

    store: Path
    run: Run | None
    told: Told


def plan(root: Path, documents: Path | str | None, out: Path | None) -> Job:
    """Load a dossier and settle where its documents and its store are; raises Problems."""
    dossier = load_dossier(root)
    chosen = documents if documents is not None else dossier.documents
    return Job(dossier=dossier, documents=chosen, out=out or default_out(dossier.id, documents))


def default_out(dossier_id: str, documents: Path | str | None, base: Path = Path("out")) -> Path:
    """Return the folder of a dossier's store; other documents make another store."""
    if documents is None:
        return base / dossier_id
    path = Path(documents) if is_remote(str(documents)) else Path(documents).resolve()
    mark = hashlib.sha256(str(path).encode()).hexdigest()[:8]
    return base / f"{dossier_id}+{path.stem}-{mark}"


def build(
    job: Job,
    progress: Progress,
    *,
    force: bool = False,
    workers: WorkersOf | None = None,
    memory: Memory = _MEMORY,
) -> Built:
    """Build a store if anything it comes from has changed; the last good one stays till then.

    Documents that were read by the same rules before are not read again, also by a build that
    was killed. Where only documents came in, a few beside those that stand, they are added to the
    store; with ``force`` it is written anew. Of processes that build in one folder at once, one
    builds and the others find it done.
    """
    if not force and _is_up_to_date(job):
        return _stands(job)
    with build_lock(job.out):
        sweep(job.out, STORE_NAME)
        if not force and _is_up_to_date(job):
            return _stands(job)
        try:
            crew = workers or (lambda engine: OneProcess(engine=engine))
            return _build(job, progress, crew, memory, anew=force)
        except (OSError, sqlite3.OperationalError) as exc:
            if not _is_full(exc):
                raise
            msg = (
                f"{job.out}: the disk takes no more ({exc}); make room and build again: what was "
                "read is kept, and the last good build stands"
            )
            raise InputError(msg) from exc


def _is_full(exc: OSError | sqlite3.OperationalError) -> bool:
    if isinstance(exc, OSError):
        return exc.errno in _FULL
    return exc.sqlite_errorcode & _PRIMARY in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}


def _is_up_to_date(job: Job) -> bool:
    digest = _digest(rules_digest(job.dossier), list_files(job.documents))
    return store_meta(job.store).get("digest") == digest


def _build(
    job: Job, progress: Progress, workers: WorkersOf, memory: Memory, *, anew: bool
) -> Built:
    dossier, files = job.dossier, list_files(job.documents)
    rules = rules_digest(dossier)
    digest = _digest(rules, files)
    progress("zones", 0, 1)
    engine = prepare(dossier)
    site = Site(
        dossier=dossier.root.resolve(),
        digest=rules,
        folder=(job.out / PARTS).resolve(),
        memory=memory,
    )
    items = raw_files(_counted(files, progress))
    crew = workers(engine)
    found = read_corpus(dossier, items, crew, site)
    numbering = from_nothing(found) if anew else going_on(found, job.store, rules)
    readings = readings_of(engine, found, numbering, memory, beside=crew.count > 1)
    progress("layers", 0, 1)
    zones = told_zones(engine, rules)
    ran = replace(streamed_run(engine, readings), told=zones, zones=tuple(z.zone for z in zones))
    told = told_of(ran, _orphans(readings, dossier))
    progress("store", 0, 1)
    said = {"digest": digest, "rules": rules, TOLD: told.packed()}
    store_run(job.store, dossier, ran, readings, said)
    sweep_archives(job.store)
    sweep_parts(site.folder, found.used)
    return Built(store=job.store, run=ran, told=told)


def _stands(job: Job) -> Built:
    return Built(store=job.store, run=None, told=Told.unpacked(store_meta(job.store)[TOLD]))


def _orphans(readings: PartReadings, dossier: Dossier) -> list[str]:
    """Return the mentions that were decided but are no longer found."""
    decided = list(readings.decided())
    known = [r for reading in decided for r in reading.resolutions]
    vague = [e for reading in decided for e in reading.expressions]
    return orphans([*known, *vague], dossier.corrections)


def read_only(job: Job, progress: Progress) -> Run:
    """Return a run without writing a store."""
    files = list_files(job.documents)
    engine = prepare(job.dossier)
    return run(engine, read_files(_counted(files, progress), job.dossier.languages))


def _counted(files: list[tuple[str, File]], progress: Progress) -> Iterator[tuple[str, File]]:
    for number, item in enumerate(files):
        progress("documents", number, len(files))
        yield item
    progress("documents", len(files), len(files))


def _digest(rules: str, files: Iterable[tuple[str, File]]) -> str:
    """Return what changes with the rules or with the documents."""
    digest = hashlib.sha256(rules.encode())
    for source, path in files:
        digest.update(source.encode("utf-8", "surrogateescape") + b"\x00")
        digest.update(_content(path))
    return digest.hexdigest()


def _content(path: File) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()  # type: ignore[arg-type]
    except OSError as exc:
        return str(exc.errno).encode()
