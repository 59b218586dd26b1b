"""Put the page together: the Folium map, the modules, and the data."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterable, Mapping
from importlib.resources import files

import orjson
from jinja2 import Environment, StrictUndefined

from geo.model.dossier import Dossier
from geo.model.feature import Layer
from geo.model.run import Run
from geo.model.tally import TALLY
from geo.render.assets_list import ASSETS, asset_bytes, site_script
from geo.render.folium_map import map_parts
from geo.render.page_data import page_data
from geo.render.page_tallies import Marks, is_large, marks_of, tally

NONCE, BUILD = "@@nonce@@", "@@build@@"
"""Stand in a stored page where the server writes the nonce of each answer, and the build."""
DATA, WHOLE = "page.json", "whole.json"
_LISTING = "/documents"
MOST_IN_FILE = 2_000
"""Documents in a page that is one file: of the length of dispatches they weigh 10 MB."""
_TEMPLATE = Environment(autoescape=True, undefined=StrictUndefined).from_string(
    files("geo.render").joinpath("assets", "page.html").read_text("utf-8")
)


def page_assets(
    dossier: Dossier, run: Run, layers: Iterable[Layer], marks: Iterable[Marks] | None = None
) -> dict[str, bytes]:
    """Return the page and its data as a server sends them.

    Of a large corpus the places stay with the server, which counts them by ``TALLY``; unless
    there are far too many for one file, ``WHOLE`` has them for a page without a server. ``marks``
    are those of the documents of the run, where they were made before.
    """
    made = tuple(layers)
    places = tuple(next(layer.features for layer in made if layer.id == "places"))
    assets = {"page.html": served_page(dossier).encode()}
    if not is_large(run, places):
        return {**assets, DATA: orjson.dumps(page_data(dossier, run, made))}
    counted = tally(marks if marks is not None else map(marks_of, run.readings), places)
    assets |= {
        DATA: orjson.dumps(page_data(dossier, run, made, counted)),
        TALLY: counted.packed(),
    }
    if len(run.readings) <= MOST_IN_FILE:
        assets[WHOLE] = orjson.dumps(page_data(dossier, run, made))
    return assets


def served_page(dossier: Dossier) -> str:
    """Return the page of a server: assets by address, ``NONCE`` and ``BUILD`` where those go."""
    parts = map_parts(dossier.view)
    return _TEMPLATE.render(
        title=dossier.title,
        nonce=NONCE,
        build=BUILD,
        policy="",
        stylesheets=[f"/static/{name}" for name in ("leaflet.css", "page.css")],
        styles=[],
        scripts=["/static/leaflet.js"],
        inline_scripts=[],
        module="/static/page.js",
        inline_module="",
        map_html=parts.html,
        map_script=parts.script,
        packed="",
        listing=_LISTING,
    )


def site_page(dossier: Dossier, build: str) -> dict[str, bytes]:
    """Return the page of a published site by file name, with the files of its code and looks.

    They lie in the folder of the ``build``, but for the page itself, which points there.
    """
    parts, folder = map_parts(dossier.view), f"build/{build}"
    page = _TEMPLATE.render(
        title=dossier.title,
        nonce="",
        build=build,
        policy=(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            "connect-src 'self'; base-uri 'none'; form-action 'none'"
        ),
        stylesheets=[f"{folder}/{name}" for name in ("leaflet.css", "page.css")],
        styles=[],
        scripts=[f"{folder}/{name}" for name in ("leaflet.js", "map.js")],
        inline_scripts=[],
        module=f"{folder}/page.js",
        inline_module="",
        map_html=parts.html,
        map_script="",
        packed="",
        listing="documents/index.html",
    )
    looks = {name: asset_bytes(name) for name in ASSETS if name != "page.js"}
    code = {"map.js": parts.script.encode(), "page.js": site_script()}
    made = {f"{folder}/{name}": body for name, body in {**looks, **code}.items()}
    return {"index.html": page.encode(), **made}


def single_page(
    dossier: Dossier, data: Mapping[str, object], documents: Mapping[str, object]
) -> str:
    """Return the page as one file that needs neither server nor network.

    ``documents`` are the reader's documents by id, as the server's ``/documents/{id}`` has them.
    """
    parts = map_parts(dossier.view)
    inlined = {
        "page": data,
        "documents": documents,
        **{n: orjson.loads(asset_bytes(n)) for n in ASSETS if n.endswith(".json")},
    }
    return _TEMPLATE.render(
        title=dossier.title,
        nonce="dateline",
        build="",
        policy=(
            "default-src 'none'; script-src 'nonce-dateline'; style-src 'nonce-dateline'; "
            "img-src data:; base-uri 'none'; form-action 'none'"
        ),
        stylesheets=[],
        styles=[asset_bytes(n).decode() for n in ("leaflet.css", "page.css")],
        scripts=[],
        inline_scripts=[_inlined("leaflet.js")],
        module="",
        inline_module=_inlined("page.js"),
        map_html=parts.html,
        map_script=parts.script,
        packed=_packed(inlined),
        listing=_LISTING,
    )


def _packed(value: object) -> str:
    """Return JSON, gzipped without a date, in base64: the page unpacks it."""
    return base64.b64encode(gzip.compress(orjson.dumps(value), mtime=0)).decode()


def _inlined(name: str) -> str:
    """Return a script that can stand inside a script element."""
    return asset_bytes(name).decode().replace("</script", "<\\/script")
