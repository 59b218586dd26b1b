"""One run in memory: every document read, the lines of their days, and what was skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from geo.model.expression import Region
from geo.model.line import ContactLine
from geo.model.run import Reading, ReadingList, Run, counts_of
from geo.model.text import Document, Skipped
from geo.pipeline.engine import Engine
from geo.pipeline.lines import changes_of, lines_of
from geo.pipeline.reading import read_documents
from geo.pipeline.stream import HasRegions, with_ground
from geo.zones.footprints import Grounds, seats_of
from geo.zones.regions import Regions


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
        undated=[r.document.source for r in readings if not r.document.published_on],
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


def built_regions(readings: Iterable[Reading], regions: HasRegions) -> dict[str, Region]:
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
