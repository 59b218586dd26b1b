"""Build a dossier's store from its files and documents, unless it stands already."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from geo.curate.apply import orphans
from geo.dossier.load import load_dossier
from geo.features.layers import layers
from geo.gazetteer.cache import world_folder
from geo.gazetteer.kept import GAZETTEER, places_json
from geo.gazetteer.packages import world_files
from geo.model.dossier import WORLD, Dossier
from geo.model.feature import Json, Layer
from geo.model.run import Run
from geo.pipeline.engine import prepare
from geo.pipeline.running import run
from geo.pipeline.tiles import TILING, sweep_archives
from geo.pipeline.zones import told_zones
from geo.read.files import list_files, read_files
from geo.store.connection import store_meta
from geo.store.write import write_store
from geo.version import __version__

STORE_NAME = "dateline.sqlite"
_PACKAGE = Path(__file__).resolve().parents[1]
_CODE = ("py", "js", "css", "html", "json", "npz")

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What to build: a dossier, its documents, and the folder of the store."""

    dossier: Dossier
    documents: Path
    out: Path

    @property
    def store(self) -> Path:
        """Return the store's file."""
        return self.out / STORE_NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build did; ``run`` is None where the store was up to date."""

    store: Path
    run: Run | None
    orphans: tuple[str, ...] = ()


def plan(root: Path, documents: Path | None, out: Path | None) -> Job:
    """Load a dossier and settle where its documents and its store are; raises Problems."""
    dossier = load_dossier(root)
    chosen = documents if documents is not None else dossier.documents
    return Job(dossier=dossier, documents=chosen, out=out or default_out(dossier.id, documents))


def default_out(dossier_id: str, documents: Path | None, base: Path = Path("out")) -> Path:
    """Return the folder of a dossier's store; other documents make another store."""
    if documents is None:
        return base / dossier_id
    mark = hashlib.sha256(str(documents.resolve()).encode()).hexdigest()[:8]
    return base / f"{dossier_id}+{documents.resolve().stem}-{mark}"


def build(job: Job, progress: Progress, *, force: bool = False, workers: int = 1) -> Built:
    """Build a store if anything it comes from has changed; the last good one stays till then."""
    from geo.render.page import page_assets  # noqa: PLC0415 - serving what stands needs no Folium
    from geo.render.zone_sheets import zone_assets  # noqa: PLC0415 - the same

    files = list_files(job.documents)
    rules = _rules_digest(job.dossier)
    digest = _digest(rules, files)
    if not force and store_meta(job.store).get("digest") == digest:
        return Built(store=job.store, run=None)
    progress("zones", 0, 1)
    engine = prepare(job.dossier)
    items = read_files(_counted(files, progress), job.dossier.languages)
    told = told_zones(engine, rules)
    found = replace(run(engine, items, workers), told=told, zones=tuple(t.zone for t in told))
    progress("layers", 0, 1)
    made = layers(found, job.dossier.places)
    progress("store", 0, 1)
    assets = {
        **page_assets(job.dossier, found, made),
        **dict(zone_assets(job.dossier, told, _evidence(made))),
        GAZETTEER: places_json(job.dossier.places.values()),
    }
    write_store(job.store, found, made, _meta(job.dossier, found, digest), assets, TILING)
    sweep_archives(job.store)
    resolutions = [r for reading in found.readings for r in reading.resolutions]
    vague = [e for reading in found.readings for e in reading.expressions]
    lost = orphans([*resolutions, *vague], job.dossier.corrections)
    return Built(store=job.store, run=found, orphans=tuple(lost))


def _evidence(made: Iterable[Layer]) -> dict[str, Json]:
    """Return what is stated of each zone, which one of its features carries."""
    zones = next(layer for layer in made if layer.id == "zones")
    told = (f.properties for f in zones.features if f.properties["evidence"])
    return {str(properties["zone_id"]): properties["evidence"] for properties in told}


def read_only(job: Job, progress: Progress) -> Run:
    """Return a run without writing a store."""
    files = list_files(job.documents)
    engine = prepare(job.dossier)
    return run(engine, read_files(_counted(files, progress), job.dossier.languages))


def _counted(files: list[tuple[str, Path]], progress: Progress) -> Iterator[tuple[str, Path]]:
    for number, item in enumerate(files):
        progress("documents", number, len(files))
        yield item
    progress("documents", len(files), len(files))


def _rules_digest(dossier: Dossier) -> str:
    """Return what changes with the dossier or with the code."""
    digest = hashlib.sha256(f"{__version__} {dossier.id}".encode())
    code = sorted(p for suffix in _CODE for p in _PACKAGE.rglob(f"*.{suffix}"))
    for path in (*(p for p in code if "_data" not in p.parts), *dossier.files):
        digest.update(path.name.encode() + b"\x00" + path.read_bytes())
    if WORLD in dossier.compiled:
        digest.update(world_folder(world_files()).name.encode())
    return digest.hexdigest()


def _digest(rules: str, files: Iterable[tuple[str, Path]]) -> str:
    """Return what changes with the rules or with the documents."""
    digest = hashlib.sha256(rules.encode())
    for source, path in files:
        digest.update(source.encode("utf-8", "surrogateescape") + b"\x00")
        digest.update(_content(path))
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError as exc:
        return str(exc.errno).encode()


def _meta(dossier: Dossier, found: Run, digest: str) -> dict[str, str]:
    return {
        "digest": digest,
        "dossier": dossier.id,
        "title": dossier.title,
        "summary": dossier.summary,
        "counts": orjson.dumps(found.counts).decode(),
        "style": orjson.dumps(dossier.style).decode(),
        "view": orjson.dumps(dossier.view).decode(),
        "corrections": orjson.dumps([c.id for c in dossier.corrections]).decode(),
    }
