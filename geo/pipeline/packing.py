"""Make of a document what the merge takes up: rows of the store, and what is counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from geo.features.expressions import expression_features
from geo.features.gathering import counted
from geo.features.mentions import document_features, mention_features
from geo.model.expression import Expression, Region
from geo.model.feature import Feature
from geo.model.line import ContactLine
from geo.model.run import Reading
from geo.pipeline.engine import Engine
from geo.pipeline.lines import lines_of
from geo.pipeline.memory import Memory, Recent
from geo.pipeline.records import Kind
from geo.pipeline.running import grounds_of, with_ground
from geo.pipeline.saved import Saver
from geo.render.page_tallies import marks_of
from geo.store.feature_rows import RowMaker
from geo.store.text_rows import text_rows
from geo.zones.regions import Key, Regions


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A document on its way into a part: what was read, its mentions, and its records."""

    reading: Reading
    mentions: tuple[Feature, ...]
    records: Mapping[Kind, bytes]


class Packer:
    """Packs documents; what they have in common is built and written once."""

    def __init__(self, engine: Engine, memory: Memory) -> None:
        """Start with no region."""
        self.engine = engine
        self._saver = Saver(engine.dossier.places)
        self._built = Recent[Key, Region | None](most=memory.regions)
        self._days: set[date | None] = set()
        self._lines: dict[str, ContactLine] = {}
        self._turn()

    def packed(self, readings: Sequence[Reading]) -> list[Packed]:
        """Return documents as they go into a part, in their order."""
        days = {reading.document.published_on for reading in readings if reading.expressions}
        if days - self._days:
            self._days |= days
            self._lines |= {line.id: line for line in lines_of(self.engine, days)}
        return [self._pack(with_ground(reading, self._regions)) for reading in readings]

    def _pack(self, reading: Reading) -> Packed:
        if self._built.is_full:
            self._turn()
        rows = self._maker.rows
        mentions = tuple(mention_features([reading]))
        records: dict[Kind, object] = {
            Kind.READING: reading,
            Kind.TEXTS: text_rows(reading),
            Kind.MENTIONS: rows(mentions),
            Kind.DOCUMENTS: rows(document_features([reading])),
            Kind.COUNTED: counted(reading),
            Kind.MARKS: marks_of(reading),
        }
        if reading.expressions:
            records[Kind.EXPRESSIONS] = rows(self._expressions(reading))
        bodies = {kind: self._saver.saved(value) for kind, value in records.items()}
        return Packed(reading=reading, mentions=mentions, records=bodies)

    def _expressions(self, reading: Reading) -> Iterable[Feature]:
        by_id: dict[str, Expression] = {e.mention.id: e for e in reading.expressions}

        def region_of(mention_id: str) -> Region | None:
            return self._regions.of(by_id[mention_id])

        return expression_features([reading], region_of, self._areas_km2)

    def _turn(self) -> None:
        """Keep the regions in use; what is known by the ids of their geometries goes."""
        self._built.turn()
        self._regions = Regions(grounds=grounds_of(self.engine, self._lines), built=self._built)
        self._areas_km2: dict[int, float] = {}
        self._maker = RowMaker()
