"""Dateline in Python and in notebooks: ``run = geo.run("idlib-2018"); run.places; run.map()``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import folium
import geopandas

from geo.dossier.find import find_dossier
from geo.features.frames import frame
from geo.features.layers import layers
from geo.model.dossier import Dossier
from geo.model.feature import Layer
from geo.model.run import Run
from geo.pipeline.builds import plan, read_only
from geo.render.folium_map import plain_map


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookRun:
    """What a dossier and its documents gave, as GeoDataFrames in OGC:CRS84 and as a map."""

    dossier: Dossier
    result: Run
    layers: tuple[Layer, ...]

    @property
    def mentions(self) -> geopandas.GeoDataFrame:
        """Return one row a mention, each with its sentence."""
        return self._frame("mentions")

    @property
    def places(self) -> geopandas.GeoDataFrame:
        """Return one row for each place and role."""
        return self._frame("places")

    @property
    def zones(self) -> geopandas.GeoDataFrame:
        """Return one row for each part of a zone: extent, bands, core."""
        return self._frame("zones")

    @property
    def lines(self) -> geopandas.GeoDataFrame:
        """Return one row for each segment of a line."""
        return self._frame("lines")

    @property
    def changes(self) -> geopandas.GeoDataFrame:
        """Return one row for each part that changed hands, and one for each sum by holder."""
        return self._frame("changes")

    @property
    def expressions(self) -> geopandas.GeoDataFrame:
        """Return one row for each part of a vague place: extent, core."""
        return self._frame("expressions")

    def map(self) -> folium.Map:
        """Return the layers as a Folium map, which a notebook shows."""
        return plain_map(self.dossier.view, self.dossier.style, self.layers)

    def _frame(self, layer: str) -> geopandas.GeoDataFrame:
        return frame(next(found for found in self.layers if found.id == layer))


def run(dossier: str | Path, documents: str | Path | None = None) -> NotebookRun:
    """Read a dossier's documents, or others; raises Problems and InputError.

    ``documents`` is a folder, a file, or JSON Lines with ``id`` and ``text``.
    """
    job = plan(find_dossier(dossier), Path(documents) if documents else None, None)
    result = read_only(job, lambda _stage, _done, _total: None)
    made = layers(result, job.dossier.places)
    return NotebookRun(dossier=job.dossier, result=result, layers=made)
