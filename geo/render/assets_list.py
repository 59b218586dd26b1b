"""The files that a page needs: the table of what ``/static`` serves."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import orjson

from geo.render.bundle import bundle
from geo.render.packed import packed_collection

MODULES = (
    "basemap.js",
    "changes.js",
    "cite.js",
    "data.js",
    "documents.js",
    "dom.js",
    "evidence.js",
    "expressions.js",
    "far.js",
    "fetched.js",
    "filters.js",
    "fresh.js",
    "header.js",
    "hover.js",
    "keys.js",
    "labels.js",
    "ledger.js",
    "legend.js",
    "lines.js",
    "main.js",
    "map.js",
    "panel.js",
    "passages.js",
    "phrases.js",
    "pins.js",
    "places.js",
    "reader.js",
    "review.js",
    "review_data.js",
    "review_form.js",
    "review_map.js",
    "review_question.js",
    "review_token.js",
    "search.js",
    "selected.js",
    "sentences.js",
    "source.js",
    "state.js",
    "tally.js",
    "timeline.js",
    "unpack.js",
    "view.js",
    "words.js",
    "zones.js",
)
_ANSWERS, _SITE = "source.js", "site.js"
SITE_MODULES = (
    _SITE,
    "site_files.js",
    "site_passages.js",
    "site_phrases.js",
    "site_pins.js",
    "site_postings.js",
    "site_tally.js",
    "site_texts.js",
    "site_view.js",
    "site_words.js",
)
"""What the page of a published site has instead of the module that asks a server."""
STYLES = ("frame.css", "map.css", "panel.css", "modes.css", "review.css")
_OWN = ("zone.css", "catalogue.css", "basemap.json", "world.json")
_LEAFLET = ("leaflet.js", "leaflet.css")
_SCRIPT, _STYLE = "page.js", "page.css"
ASSETS = (_SCRIPT, _STYLE, *_OWN, *_LEAFLET)
"""Everything that may be asked for by name."""

MEDIA_TYPES = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "json": "application/json",
}


@lru_cache(maxsize=32)
def asset_bytes(name: str) -> bytes:
    """Return an asset; ``name`` is one of ``ASSETS``."""
    own = _own_files()
    if name == _STYLE:
        return b"".join(own.joinpath(style).read_bytes() for style in STYLES)
    if name == _SCRIPT:
        return bundle({m: own.joinpath(m).read_text("utf-8") for m in MODULES}).encode()
    if name in _LEAFLET:
        folder = files("js_lib_leaflet").joinpath("static", "js_lib_leaflet")
        return folder.joinpath(name).read_bytes()
    if name.endswith(".json"):
        return orjson.dumps(packed_collection(orjson.loads(own.joinpath(name).read_bytes())))
    return own.joinpath(name).read_bytes()


def site_script() -> bytes:
    """Return the script of a published page, to which files answer what a server would."""
    own = _own_files()
    named = {m: own.joinpath(m).read_text("utf-8") for m in (*MODULES, *SITE_MODULES)}
    named[_ANSWERS] = named.pop(_SITE)
    return bundle(named).encode()


def _own_files() -> Traversable:
    return files("geo.render").joinpath("assets")
