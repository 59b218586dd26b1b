"""The files that a page needs: the table of what ``/static`` serves."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

MODULES = (
    "main.js",
    "state.js",
    "data.js",
    "dom.js",
    "words.js",
    "basemap.js",
    "labels.js",
    "map.js",
    "zones.js",
    "lines.js",
    "changes.js",
    "expressions.js",
    "reader.js",
    "ledger.js",
    "evidence.js",
    "panel.js",
    "controls.js",
    "timeline.js",
    "review.js",
    "review_data.js",
    "review_form.js",
    "review_map.js",
    "review_question.js",
)
_OWN = ("page.css", "review.css", "zone.css", "basemap.json", "world.json")
_LEAFLET = ("leaflet.js", "leaflet.css")
ASSETS = (*MODULES, *_OWN, *_LEAFLET)
"""Everything that may be asked for by name."""

MEDIA_TYPES = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "json": "application/json",
}


@lru_cache(maxsize=32)
def asset_bytes(name: str) -> bytes:
    """Return an asset; ``name`` is one of ``ASSETS``."""
    if name in _LEAFLET:
        folder = files("js_lib_leaflet").joinpath("static", "js_lib_leaflet")
        return folder.joinpath(name).read_bytes()
    return files("geo.render").joinpath("assets", name).read_bytes()
