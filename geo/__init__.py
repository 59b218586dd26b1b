"""Dateline: from a folder of dispatches to a map you can cite.

``run`` reads a dossier and its documents; ``CuratedGazetteer`` is a geopy geocoder over a
dossier's gazetteer. Both are imported when first used, so that ``import geo`` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from geo.version import __version__

if TYPE_CHECKING:
    from geo.gazetteer.geocoder import CuratedGazetteer
    from geo.notebook import run

__all__ = ["CuratedGazetteer", "__version__", "run"]

_HOMES = {"CuratedGazetteer": "geo.gazetteer.geocoder", "run": "geo.notebook"}


def __getattr__(name: str) -> object:
    """Import what the package offers when it is first asked for."""
    if name not in _HOMES:
        msg = f"module 'geo' has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(_HOMES[name]), name)
