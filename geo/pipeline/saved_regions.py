"""Regions of vague places out of the rows that were made of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import orjson
import shapely

from geo.features.expressions import CORE, EXTENT
from geo.model.expression import Region
from geo.model.run import Reading
from geo.pipeline.stream import PartReadings
from geo.store.feature_rows import FeatureRows


class SavedRegions(Mapping[str, Region]):
    """The regions of a build by their expression's id, read when one is first asked for."""

    def __init__(self, readings: PartReadings) -> None:
        """Read none yet."""
        self._readings = readings

    def __getitem__(self, mention_id: str) -> Region:
        """Return the region of an expression."""
        return self._found[mention_id]

    def __iter__(self) -> Iterator[str]:
        """Yield the ids of expressions that have one, in reading order."""
        return iter(self._found)

    def __len__(self) -> int:
        """Return how many expressions have one."""
        return len(self._found)

    @cached_property
    def _found(self) -> dict[str, Region]:
        read = zip(self._readings.vague(), self._readings.vague_rows(), strict=True)
        return {name: region for reading, rows in read for name, region in _of(reading, rows)}


def _of(reading: Reading, rows: FeatureRows) -> Iterator[tuple[str, Region]]:
    """Yield the regions of a document: a row a part, with the reasons of phrase and region."""
    parts = {row[0]: row for row in rows.rows}
    for expression in reading.expressions:
        core, extent = (parts.get(f"{expression.mention.id}~{part}") for part in (CORE, EXTENT))
        if core is not None and extent is not None:
            reasons = orjson.loads(extent[1])["reasons"][len(expression.reasons) :]
            geometries = shapely.from_wkb([rows.wkb(core), rows.wkb(extent)])
            yield (
                expression.mention.id,
                Region(core=geometries[0], extent=geometries[1], reasons=tuple(reasons)),
            )
