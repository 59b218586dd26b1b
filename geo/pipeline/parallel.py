"""Read documents in several processes; the answers come in the order of the documents."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from geo.dossier.load import load_dossier
from geo.model.run import Reading
from geo.model.text import Document
from geo.pipeline.engine import Engine, prepare
from geo.pipeline.reading import read_documents

_AT_ONCE = 64
_AHEAD = 2
"""Tasks that wait for each worker: enough to keep it busy, few enough to hold in memory."""


def read_by_workers(
    documents: Iterable[Document], engine: Engine, workers: int, *, explained: bool = True
) -> Iterator[Reading]:
    """Yield the readings of documents; with one worker in this process.

    Each worker loads the dossier anew; the pages of a compiled gazetteer are shared.
    """
    if workers <= 1:
        yield from read_documents(documents, engine, explained=explained)
        return
    root = engine.dossier.root
    rest = iter(documents)
    waiting: deque[Future[list[Reading]]] = deque()
    # Not fork: numpy and the server may hold threads.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        while task := list(islice(rest, _AT_ONCE)):
            waiting.append(pool.submit(_read, root, task, explained=explained))
            if len(waiting) >= _AHEAD * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


@cache
def _engine(root: Path) -> Engine:
    return prepare(load_dossier(root))


def _read(root: Path, documents: list[Document], *, explained: bool) -> list[Reading]:
    return list(read_documents(documents, _engine(root), explained=explained))
