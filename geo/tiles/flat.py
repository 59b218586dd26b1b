"""Plain ground in thousands: the rings of many outlines in one array, thinned for a zoom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.tiles.cover import Rings
from geo.tiles.ragged import gather
from geo.tiles.raster_paths import MAP_ZOOM, TOLERANCE_PX

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FlatRings:
    """Rings on the map, outline after outline; ``counts`` are the vertices of each outline."""

    rings: Rings
    counts: NDArray[np.int64]

    def take(self, outlines: NDArray[np.int64]) -> Rings:
        """Return the rings of some outlines."""
        chosen = gather(self.counts, outlines)
        return Rings(xy_px=self.rings.xy_px[chosen], ring=self.rings.ring[chosen])


def flat_rings(geometries: NDArray[np.object_], zoom: int) -> FlatRings:
    """Return the rings of areas on the map, without the vertices that a zoom does not show."""
    parts, whole = shapely.get_parts(geometries, return_index=True)
    rings, part = shapely.get_rings(shapely.orient_polygons(parts), return_index=True)
    tolerance_px = TOLERANCE_PX * 2.0 ** (MAP_ZOOM - zoom)
    thin = shapely.simplify(rings, tolerance_px, preserve_topology=False)
    xy_px, ring = shapely.get_coordinates(thin, return_index=True)
    counts = np.bincount(whole[part][ring], minlength=len(geometries))
    return FlatRings(rings=Rings(xy_px=xy_px, ring=ring), counts=counts)
