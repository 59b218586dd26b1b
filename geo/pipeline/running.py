"""One run: every document read, the lines of their days, and what was skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from geo.model.run import Run
from geo.model.text import Document, Skipped
from geo.model.zone import ContactLine
from geo.pipeline.engine import Engine
from geo.pipeline.parallel import read_by_workers
from geo.pipeline.reading import dated_rules, line_on


def run(engine: Engine, items: Iterable[Document | Skipped], workers: int = 1) -> Run:
    """Read every document once; one whose text was read before is skipped and named."""
    skipped: list[Skipped] = []
    readings = tuple(read_by_workers(_new(items, skipped), engine, workers))
    return Run(
        readings=readings,
        skipped=tuple(skipped),
        lines=_lines(engine, [r.document for r in readings]),
        zones=engine.zones,
        posts=tuple(engine.dossier.posts.values()),
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


def _lines(engine: Engine, documents: Sequence[Document]) -> tuple[ContactLine, ...]:
    """Return the zones' own lines and the lines of the documents' days, each once."""
    lines = {zone.line.id: zone.line for zone in engine.zones if zone.line is not None}
    for rule in dated_rules(engine):
        days = {engine.dossier.day_for(d.published_on, rule) for d in documents}
        for day in sorted(d for d in days if d is not None):
            line = line_on(rule, engine, day)
            if line is not None:
                lines.setdefault(line.id, line)
    return tuple(lines[line_id] for line_id in sorted(lines))
