"""The places around a point."""

from __future__ import annotations

import math

import numpy as np

from geo.gazetteer.layered import LayeredGazetteer, seen_through
from geo.model.columns import apart_km
from geo.model.place import EARTH_RADIUS_KM, Place

_SPOTS = frozenset("PS")


class Nearby:
    """Places with a point that says where they are, by latitude: areas are left out."""

    def __init__(self, gazetteer: LayeredGazetteer) -> None:
        """Sort all places of a gazetteer by latitude."""
        self._gazetteer = gazetteer
        self._curated = [p for p in gazetteer.curated.places.values() if not p.is_area]
        lon = [np.array([p.lon_deg for p in self._curated], dtype=np.float64)]
        lat = [np.array([p.lat_deg for p in self._curated], dtype=np.float64)]
        row = [np.arange(len(self._curated))]
        for layer, over in zip(gazetteer.layers, gazetteer.shadows, strict=True):
            is_spot = np.array([cls in _SPOTS for cls, _ in layer.features], dtype=bool)
            rows = np.flatnonzero(is_spot[layer.feature] & ~over.hidden)
            lon.append(layer.lon_deg[rows])
            lat.append(layer.lat_deg[rows])
            row.append(rows)
        number = np.repeat(np.arange(len(row)), [part.size for part in row])
        order = np.argsort(np.concatenate(lat), kind="stable")
        self._lat = np.concatenate(lat)[order]
        self._lon = np.concatenate(lon)[order]
        self._row, self._layer = np.concatenate(row)[order], number[order]

    def nearest(
        self, lon_deg: float, lat_deg: float, reach_km: float
    ) -> tuple[Place, float] | None:
        """Return the place nearest to a point and how far off it is (km), None beyond a reach."""
        half_deg = math.degrees(reach_km / EARTH_RADIUS_KM)
        first, last = np.searchsorted(self._lat, (lat_deg - half_deg, lat_deg + half_deg))
        if first == last:
            return None
        here = np.array([lon_deg]), np.array([lat_deg])
        off_km = apart_km(*here, self._lon[first:last], self._lat[first:last])
        least = float(off_km.min())
        if least > reach_km:
            return None
        tied = (np.flatnonzero(off_km == least) + first).tolist()
        return min((self._place(at) for at in tied), key=lambda p: p.id), least

    def _place(self, at: int) -> Place:
        number, row = int(self._layer[at]), int(self._row[at])
        if number == 0:
            return self._curated[row]
        return seen_through(
            self._gazetteer.layers[number - 1].place(row), self._gazetteer.shadows[number - 1]
        )
