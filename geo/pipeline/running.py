"""One run: every document read, the lines of their days, and what was skipped."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from geo.model.expression import Expression, Region
from geo.model.line import ContactLine
from geo.model.resolution import Status
from geo.model.run import Reading, Run
from geo.model.text import Document, Skipped
from geo.pipeline.engine import Engine
from geo.pipeline.lines import changes_of, lines_of
from geo.pipeline.parallel import read_by_workers
from geo.pipeline.reading_cache import ReadingCache
from geo.zones.footprints import Grounds, seats_of
from geo.zones.regions import Regions

_NO_GROUND = (
    "no ground is left for these words: what they are measured from has no such part, its parts "
    "have none surely in common, or nothing of it is drawn on that day"
)


def run(
    engine: Engine,
    items: Iterable[Document | Skipped],
    workers: int = 1,
    kept: ReadingCache | None = None,
) -> Run:
    """Read every document once; one whose text was read before is skipped and named.

    Readings that were ``kept`` by an earlier build are not made again.
    """
    skipped: list[Skipped] = []
    documents = _new(items, skipped)
    read = partial(read_by_workers, engine=engine, workers=workers)
    readings = tuple(kept.readings(documents, read) if kept else read(documents))
    lines = lines_of(engine, [r.document for r in readings])
    regions = _regions(engine, readings, lines)
    return Run(
        readings=tuple(_with_ground(reading, regions) for reading in readings),
        skipped=tuple(skipped),
        lines=lines,
        zones=engine.zones,
        posts=tuple(engine.dossier.posts.values()),
        changes=changes_of(engine),
        yardsticks=engine.yardsticks,
        regions=regions,
    )


def regions_of(engine: Engine, lines: Iterable[ContactLine]) -> Regions:
    """Return what builds the regions of a run's expressions; ``lines`` are those of its days."""
    grounds = Grounds(
        ground=engine.ground,
        zones={zone.rule.id: zone for zone in engine.zones},
        lines={line.id: line for line in lines},
        seats=seats_of(engine.dossier.places),
    )
    return Regions(grounds=grounds, built={})


def _regions(
    engine: Engine, readings: Sequence[Reading], lines: Iterable[ContactLine]
) -> dict[str, Region]:
    """Return the regions of all expressions that have one, by the expression's id."""
    found = [expression for reading in readings for expression in reading.expressions]
    if not found:
        return {}
    regions = regions_of(engine, lines)
    built = ((expression.mention.id, regions.of(expression)) for expression in found)
    return {mention_id: region for mention_id, region in built if region is not None}


def _with_ground(reading: Reading, regions: Container[str]) -> Reading:
    """Return a reading whose vague places without a region are unplaced, each with the reason."""
    found = tuple(_placed(e, regions) for e in reading.expressions)
    return reading if found == reading.expressions else replace(reading, expressions=found)


def _placed(expression: Expression, regions: Container[str]) -> Expression:
    open_still = expression.status not in {Status.UNPLACED, Status.REJECTED}
    if not open_still or expression.mention.id in regions:
        return expression
    reasons = (_NO_GROUND, *expression.reasons)
    return replace(expression, status=Status.UNPLACED, confidence=0.0, reasons=reasons)


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
