"""Layers as GeoDataFrames."""

from __future__ import annotations

import geopandas

from geo.model.feature import Layer


def frame(layer: Layer) -> geopandas.GeoDataFrame:
    """Return a layer in OGC:CRS84, indexed by the features' ids; without place: None."""
    return geopandas.GeoDataFrame(
        [dict(feature.properties) for feature in layer.features],
        index=[feature.id for feature in layer.features],
        geometry=[feature.geometry for feature in layer.features],
        crs="OGC:CRS84",
    )
