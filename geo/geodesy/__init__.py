"""Distances, areas and metric frames: the only user of pyproj."""
