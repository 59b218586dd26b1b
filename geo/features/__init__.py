"""Features in layers, and the same as GeoDataFrames."""
