"""One run in memory: every document read, the lines of their days, and what was skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from geo.model.expression import Expression, Region
from geo.model.line import ContactLine
from geo.model.resolution import Status
from geo.model.run import Reading, ReadingList, Run, counts_of
from geo.model.text import Document, Skipped, Undated
from geo.pipeline.engine import Engine
from geo.pipeline.lines import changes_of, lines_of
from geo.pipeline.reading import read_documents
from geo.zones.footprints import Grounds, seats_of
from geo.zones.regions import Regions

_NO_GROUND = (
    "no ground is left for these words: what they are measured from has no such part, its parts "
    "have none surely in common, or nothing of it is drawn on that day"
)


def run(engine: Engine, items: Iterable[Document | Skipped]) -> Run:
    """Read every document once; one whose text was read before is skipped and named."""
    skipped: list[Skipped] = []
    read = tuple(read_documents(_new(items, skipped), engine))
    lines = lines_of(engine, {r.document.published_on for r in read})
    regions = regions_of(engine, lines)
    readings = ReadingList(with_ground(reading, regions) for reading in read)
    return Run(
        readings=readings,
        skipped=tuple(skipped),
        lines=lines,
        zones=engine.zones,
        posts=tuple(engine.dossier.posts.values()),
        changes=changes_of(engine),
        yardsticks=engine.yardsticks,
        regions=built_regions(readings, regions),
        counts=counts_of(readings, skipped),
        undated=[_undated(r.document) for r in readings if not r.document.published_on],
    )


def _undated(document: Document) -> Undated:
    return Undated(source=document.source, why=document.dated_by)


def regions_of(engine: Engine, lines: Iterable[ContactLine]) -> Regions:
    """Return what builds the regions of a run's expressions; ``lines`` are those of its days."""
    return Regions(grounds=grounds_of(engine, {line.id: line for line in lines}), built={})


def grounds_of(engine: Engine, lines: Mapping[str, ContactLine]) -> Grounds:
    """Return where footprints come from; ``lines`` are those of the documents' days."""
    return Grounds(
        ground=engine.ground,
        zones={zone.rule.id: zone for zone in engine.zones},
        lines=lines,
        seats=seats_of(engine.dossier.places),
    )


def with_ground(reading: Reading, regions: Regions) -> Reading:
    """Return a reading whose vague places without a region are unplaced, each with the reason."""
    if not reading.expressions:
        return reading
    found = tuple(_placed(e, regions) for e in reading.expressions)
    return reading if found == reading.expressions else replace(reading, expressions=found)


def _placed(expression: Expression, regions: Regions) -> Expression:
    open_still = expression.status not in {Status.UNPLACED, Status.REJECTED}
    if not open_still or regions.of(expression) is not None:
        return expression
    reasons = (_NO_GROUND, *expression.reasons)
    return replace(expression, status=Status.UNPLACED, confidence=0.0, reasons=reasons)


def built_regions(readings: Iterable[Reading], regions: Regions) -> dict[str, Region]:
    """Return the regions of all expressions that have one, by the expression's id."""
    found = (expression for reading in readings for expression in reading.expressions)
    built = ((expression.mention.id, regions.of(expression)) for expression in found)
    return {mention_id: region for mention_id, region in built if region is not None}


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
