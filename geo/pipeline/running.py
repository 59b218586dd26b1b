"""One run: every document read, the lines of their days, and what was skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from geo.model.run import Run
from geo.model.text import Document, Skipped
from geo.pipeline.engine import Engine
from geo.pipeline.lines import changes_of, lines_of
from geo.pipeline.parallel import read_by_workers


def run(engine: Engine, items: Iterable[Document | Skipped], workers: int = 1) -> Run:
    """Read every document once; one whose text was read before is skipped and named."""
    skipped: list[Skipped] = []
    readings = tuple(read_by_workers(_new(items, skipped), engine, workers))
    return Run(
        readings=readings,
        skipped=tuple(skipped),
        lines=lines_of(engine, [r.document for r in readings]),
        zones=engine.zones,
        posts=tuple(engine.dossier.posts.values()),
        changes=changes_of(engine),
        yardsticks=engine.yardsticks,
    )


def _new(items: Iterable[Document | Skipped], skipped: list[Skipped]) -> Iterator[Document]:
    """Yield each text once; note the others in ``skipped``."""
    first: dict[str, str] = {}
    for item in items:
        if isinstance(item, Skipped):
            skipped.append(item)
        elif item.id in first:
            same = f"has the same text as {first[item.id]}"
            skipped.append(Skipped(source=item.source, reason=same))
        else:
            first[item.id] = item.source
            yield item
