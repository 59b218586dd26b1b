"""Who makes the parts of a build: this process, others beside it, or a Dask cluster."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

from geo.dossier.load import load_dossier
from geo.errors import InputError
from geo.pipeline.engine import Engine, prepare
from geo.pipeline.memory import Memory
from geo.pipeline.packing import Packer
from geo.pipeline.parts import make_part
from geo.pipeline.rules import rules_digest
from geo.pipeline.shards import Shard

_AHEAD = 2
"""Shards that wait for each worker: enough to keep it busy, few enough to hold in memory."""
_ANSWERS_WITHIN_S = 10
_COLLECTED_AFTER = 20_000
"""New objects between two looks for garbage: readings hold no cycles, and leave next to none."""
_MOST_DEATHS = 3
_KEPT = "what was read is kept: the same command goes on from there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where parts are made, and with how much memory each process.

    ``dossier`` is its folder, ``digest`` changes with its rules, ``folder`` is that of parts.
    """

    dossier: Path
    digest: str
    folder: Path
    memory: Memory = field(default_factory=Memory)


class Workers(Protocol):
    """Makes parts; the seam between a build and what runs it."""

    @property
    def count(self) -> int:
        """Return how many processes of this machine a build may keep busy."""
        ...

    def parts(self, shards: Iterable[Shard], site: Site) -> Iterator[str]:
        """Yield the names of the shards' parts as they are done; ``shards`` is read as needed."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OneProcess:
    """This process alone, with the engine that it has."""

    engine: Engine
    count: int = 1

    def parts(self, shards: Iterable[Shard], site: Site) -> Iterator[str]:
        """Yield the names of the parts in the order of their shards."""
        packer = Packer(self.engine, site.memory)
        return (make_part(shard, packer, site.folder) for shard in shards)


@dataclass(frozen=True, slots=True, kw_only=True)
class Processes:
    """Processes on this machine; each loads the dossier anew."""

    count: int

    def parts(self, shards: Iterable[Shard], site: Site) -> Iterator[str]:
        """Yield the names of the parts; the shards of a process that dies are given to others.

        Raises InputError after the third death.
        """
        rest, held, deaths = iter(shards), list[Shard](), 0
        while True:
            # Not fork: numpy and the server may hold threads.
            with ProcessPoolExecutor(self.count, mp_context=get_context("spawn")) as pool:
                try:
                    yield from _spread(pool, held, rest, site, _AHEAD * self.count)
                except BrokenProcessPool as exc:
                    deaths += 1
                    if deaths == _MOST_DEATHS:
                        msg = f"{deaths} processes that read documents were killed; {_KEPT}"
                        raise InputError(msg) from exc
                else:
                    return


@dataclass(frozen=True, slots=True, kw_only=True)
class DaskCluster:
    """A Dask scheduler and its workers, which see the same folders as this process."""

    address: str
    count: int = 1

    def parts(self, shards: Iterable[Shard], site: Site) -> Iterator[str]:
        """Yield the names of the parts; Dask gives the shards of a dead worker to others.

        Raises InputError where there is no scheduler, and where it goes away.
        """
        try:
            dask: Any = import_module("distributed")
        except ImportError as exc:
            msg = "--scheduler needs Dask: pip install 'dateline[dask]'"
            raise InputError(msg) from exc
        try:
            client = dask.Client(self.address, timeout=_ANSWERS_WITHIN_S, set_as_default=False)
        except (OSError, ValueError) as exc:
            msg = f"{self.address}: no Dask scheduler answers there ({exc})"
            raise InputError(msg) from exc
        with client:
            rest = iter(shards)
            room = _AHEAD * max(1, sum(client.nthreads().values()))
            first = [_sent(client, shard, site) for shard in islice(rest, room)]
            flight = dask.as_completed(first, loop=client.loop)
            for future in flight:
                yield self._name(future)
                following = next(rest, None)
                if following is not None:
                    flight.add(_sent(client, following, site))

    def _name(self, future: Any) -> str:  # noqa: ANN401 - Dask has no types
        if future.status in {"cancelled", "lost"}:
            msg = f"{self.address}: the scheduler went away; {_KEPT}"
            raise InputError(msg)
        try:
            return str(future.result())
        except InputError:
            raise
        except Exception as exc:
            msg = f"{self.address}: a worker failed ({type(exc).__name__}: {exc}); {_KEPT}"
            raise InputError(msg) from exc


def make_part_there(shard: Shard, site: Site) -> str:
    """Make a part in a process of its own; raises InputError where its rules are others."""
    return make_part(shard, _packer(site.dossier, site.digest, site.memory), site.folder)


def _spread(
    pool: ProcessPoolExecutor, held: list[Shard], rest: Iterator[Shard], site: Site, room: int
) -> Iterator[str]:
    """Yield the names of parts; ``held`` are the shards that are given out and not yet done."""
    flight: dict[Future[str], Shard] = {}
    held += islice(rest, room - len(held))
    try:
        flight |= {pool.submit(make_part_there, shard, site): shard for shard in held}
        while flight:
            for future in wait(flight, return_when=FIRST_COMPLETED).done:
                name = future.result()
                held.remove(flight.pop(future))
                yield name
                for shard in islice(rest, 1):
                    held.append(shard)
                    flight[pool.submit(make_part_there, shard, site)] = shard
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _sent(client: Any, shard: Shard, site: Site) -> Any:  # noqa: ANN401 - Dask has no types
    return client.submit(make_part_there, shard, site, key=f"part-{shard.name}", pure=False)


@lru_cache(maxsize=1)
def _packer(root: Path, digest: str, memory: Memory) -> Packer:
    dossier = load_dossier(root)
    if rules_digest(dossier) != digest:
        msg = f"{root}: a worker has another version of it, or of this program, than the build"
        raise InputError(msg)
    engine = prepare(dossier)
    # What is loaded stays: to look for garbage in it takes a process 7 % of its time.
    gc.freeze()
    gc.set_threshold(_COLLECTED_AFTER)
    return Packer(engine, memory)
