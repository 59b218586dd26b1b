"""Read the documents of a build shard by shard, and take up what an earlier build left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing

from geo.errors import InputError
from geo.model.dossier import Dossier
from geo.model.raw import Raw
from geo.model.run import Run
from geo.model.text import Skipped
from geo.pipeline.corpus import Corpus, Settled
from geo.pipeline.engine import Engine
from geo.pipeline.lines import changes_of, lines_of
from geo.pipeline.memory import Memory
from geo.pipeline.numbering import Numbering
from geo.pipeline.parts import Part, good_parts, made_part
from geo.pipeline.records import Records
from geo.pipeline.rules import reading_digest
from geo.pipeline.saved_regions import SavedRegions
from geo.pipeline.shards import Decisions, Shard, ShardMaker
from geo.pipeline.stream import PartReadings
from geo.pipeline.workers import Site, Workers

_FEW_DOCUMENTS, _MOST_SMALL_PARTS = 64, 64
"""So many parts of so few documents are read anew into large ones: a year of daily builds would
leave thousands."""


def read_corpus(
    dossier: Dossier, items: Iterable[Raw | Skipped], workers: Workers, site: Site
) -> Settled:
    """Return the documents of a build; those are read that no good part holds.

    Raises InputError where the disk takes no more, or where workers die again and again; what
    was read stays.
    """
    rules, decisions = reading_digest(dossier), Decisions(dossier)
    with closing(Corpus(decisions)) as corpus:
        for part in _kept(list(good_parts(site.folder, rules))):
            corpus.add_part(part)
        maker = ShardMaker(rules, decisions.every)
        for name in workers.parts(_shards(items, corpus, maker), site):
            made = made_part(site.folder / name, rules)
            if made is not None:
                corpus.add_part(made)
        if corpus.unread():
            msg = f"{site.folder}: {corpus.unread()} documents are missing there; build again"
            raise InputError(msg)
        return corpus.settled()


def readings_of(
    engine: Engine, found: Settled, numbering: Numbering, memory: Memory, *, beside: bool
) -> PartReadings:
    """Return the readings of documents that lie in parts; texts are written ``beside``."""
    return PartReadings(
        found=found,
        numbering=numbering,
        places=engine.dossier.places,
        records=Records([part.path for part in found.parts]),
        rules=reading_digest(engine.dossier),
        memory=memory,
        beside=beside,
    )


def streamed_run(engine: Engine, readings: PartReadings) -> Run:
    """Return the run of readings that lie in parts."""
    found = readings.found
    return Run(
        readings=readings,
        skipped=found.skipped,
        lines=lines_of(engine, found.days),
        zones=engine.zones,
        posts=tuple(engine.dossier.posts.values()),
        changes=changes_of(engine),
        yardsticks=engine.yardsticks,
        regions=SavedRegions(readings),
        counts=found.counts,
        undated=found.undated,
    )


def _kept(parts: list[Part]) -> list[Part]:
    small = [part for part in parts if part.documents < _FEW_DOCUMENTS]
    many = len(small) > _MOST_SMALL_PARTS
    return [part for part in parts if part not in small] if many else parts


def _shards(items: Iterable[Raw | Skipped], corpus: Corpus, maker: ShardMaker) -> Iterator[Shard]:
    """Yield the shards of what is new."""
    for item in items:
        if corpus.is_new(item) and isinstance(item, Raw):
            shard = maker.add(item)
            if shard is not None:
                yield shard
    shard = maker.rest()
    if shard is not None:
        yield shard
