"""Say how far the detailed basemap reaches."""

from __future__ import annotations

import shapely

CLIP = shapely.box(33.5, 32.0, 42.6, 38.6)
"""Syria and what lies around it; beyond its edge the coarse world goes on."""
