"""Encode map features as Mapbox Vector Tiles on the WebMercatorQuad grid."""
