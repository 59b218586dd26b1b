"""Features as a client wants them: in another system, with fewer properties."""

from __future__ import annotations

from dataclasses import replace

import orjson
import shapely
from numpy import float64
from numpy.typing import NDArray

from geo.geodesy.reference import CRS84, Crs, into_crs
from geo.model.query import StoredFeature

_METRIC_DIGITS = 2
_DEGREE_DIGITS = 7
"""Both about 1 cm, as the store has it."""


def shaped(
    features: tuple[StoredFeature, ...], crs: Crs, names: tuple[str, ...] | None
) -> tuple[StoredFeature, ...]:
    """Return features in another system, with the named properties alone; None names all."""
    if crs == CRS84 and names is None:
        return features
    return tuple(with_only(in_crs(feature, crs), names) for feature in features)


def in_crs(feature: StoredFeature, crs: Crs) -> StoredFeature:
    """Return a feature in another system; its geometry is null where that does not reach it."""
    if crs == CRS84 or feature.geometry == b"null":
        return feature
    found = into_crs(shapely.from_geojson(feature.geometry), crs)
    if found is None:
        return replace(feature, geometry=b"null")
    digits = _METRIC_DIGITS if crs.metric else _DEGREE_DIGITS

    def rounded(xy: NDArray[float64]) -> NDArray[float64]:
        return xy.round(digits)

    written = shapely.to_geojson(shapely.transform(found, rounded))
    return replace(feature, geometry=written.encode().replace(b" ", b""))


def with_only(feature: StoredFeature, names: tuple[str, ...] | None) -> StoredFeature:
    """Return a feature with these properties alone, with all for None."""
    if names is None:
        return feature
    properties = orjson.loads(feature.properties)
    chosen = {name: properties[name] for name in names if name in properties}
    return replace(feature, properties=orjson.dumps(chosen))


def out_of_reach(before: tuple[StoredFeature, ...], after: tuple[StoredFeature, ...]) -> list[str]:
    """Return the ids of the features that lost their geometry to a system."""
    return [
        new.id
        for old, new in zip(before, after, strict=True)
        if new.geometry == b"null" != old.geometry
    ]
