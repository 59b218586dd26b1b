"""The same pins as Folium's own markers and as our page: size, time, ready in a browser."""

from __future__ import annotations

import shutil
import statistics
import time
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import folium
import orjson
from playwright.sync_api import Browser, Route, sync_playwright
from postgis import MissingError
from synthetic import synthetic_places, synthetic_readings

from geo.dossier.load import load_dossier
from geo.export.documents import document_json
from geo.features.layers import layers
from geo.model.feature import Feature
from geo.model.query import DocumentQuery
from geo.model.run import ReadingList, Run
from geo.render.page import page_assets, single_page
from geo.store.open import open_store
from geo.store.write import write_store

ROOT = Path(__file__).resolve().parents[1]
_RUNS = 3
_PLACES = 1_500
_MENTIONS = 20_000
_JQUERY = """
window.$ = (html) => {
  const made = document.createElement("template");
  made.innerHTML = html.trim();
  return [made.content.firstChild];
};
"""
"""All that Folium's popups ask of jQuery."""
_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFigure:
    """What a page weighs and takes; of several runs the median."""

    name: str
    made_s: float
    kb: float
    ready_ms: float
    nodes: float
    heap_mb: float
    holds: str


def page_figures() -> list[PageFigure]:
    """Return the figures of Folium's markers and of our page; raises MissingError."""
    path = shutil.which("chromium")
    if path is None:
        msg = "chromium is not installed"
        raise MissingError(msg)
    readings = ReadingList(synthetic_readings(_MENTIONS, synthetic_places(_PLACES)))
    run = Run(readings=readings, skipped=(), lines=(), zones=(), posts=())
    with TemporaryDirectory() as name, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=_FLAGS)
        folder = Path(name)
        pins = _ours(folder / "ours.html", run)
        theirs = _folium(folder / "folium.html", pins[1])
        found = [
            _looked(browser, folder / "folium.html", theirs, _marked(len(pins[1]))),
            _looked(
                browser, folder / "ours.html", pins[0], "document.documentElement.dataset.ready"
            ),
        ]
        browser.close()
    return found


def _marked(count: int) -> str:
    return f"document.querySelectorAll('.leaflet-marker-icon').length >= {count}"


def _folium(path: Path, pins: list[Feature]) -> tuple[str, float, str]:
    began = time.process_time()
    page = folium.Map(location=(35.8, 36.7), zoom_start=8)
    for pin in pins:
        if pin.geometry is None:
            continue
        name, said = str(pin.properties["name"]), str(pin.properties["exact"])
        folium.Marker(
            (pin.geometry.y, pin.geometry.x),
            tooltip=name,
            popup=folium.Popup(f"<b>{name}</b><br>{said}", max_width=300),
        ).add_to(page)
    page.save(path)
    made_s = time.process_time() - began
    return f"Folium, {len(pins)} folium.Marker", made_s, "a name and one quote for each pin"


def _ours(path: Path, run: Run) -> tuple[tuple[str, float, str], list[Feature]]:
    dossier = load_dossier(ROOT / "layers" / "idlib-2018")
    began = time.process_time()
    made = layers(run, dossier.places)
    assets = page_assets(dossier, run, made)
    took_s = time.process_time() - began
    store_path = path.with_suffix(".sqlite")
    write_store(store_path, run, made, {}, assets)
    began = time.process_time()
    store = open_store(store_path, serving=False)
    texts = {
        d.id: document_json(
            d, store.texts.text(d.id)[0], store.texts.passages(d.id), store.texts.mentions(d.id)
        )
        for d in store.texts.documents(DocumentQuery(limit=_MENTIONS)).documents
    }
    path.write_text(single_page(dossier, orjson.loads(store.asset("page.json")), texts), "utf-8")
    took_s += time.process_time() - began
    pins = [f for f in next(m for m in made if m.id == "places").features if f.geometry]
    holds = (
        f"those pins, {_MENTIONS} mentions with evidence, {len(texts)} documents to read, Leaflet"
    )
    return (f"Dateline's page, {len(pins)} pins", took_s, holds), pins


def _looked(browser: Browser, path: Path, told: tuple[str, float, str], ready: str) -> PageFigure:
    runs = [_once(browser, path, ready) for _ in range(_RUNS)]
    ready_ms, nodes, heap_mb = (statistics.median(column) for column in zip(*runs, strict=True))
    name, made_s, holds = told
    return PageFigure(
        name=name,
        made_s=made_s,
        kb=path.stat().st_size / 1000,
        ready_ms=ready_ms,
        nodes=nodes,
        heap_mb=heap_mb,
        holds=holds,
    )


def _once(browser: Browser, path: Path, ready: str) -> tuple[float, float, float]:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.route(lambda url: url.startswith("http"), _local)
    page.goto(path.as_uri())
    page.wait_for_function(ready, polling=20, timeout=60_000)
    figures = (
        float(page.evaluate("performance.now()")),
        float(page.evaluate("document.querySelectorAll('*').length")),
        float(page.evaluate("performance.memory.usedJSHeapSize")) / 1e6,
    )
    page.close()
    return figures


def _local(route: Route) -> None:
    """Answer for the network at once: Leaflet from a package, nothing for what is not needed."""
    name = route.request.url.rpartition("/")[2]
    known = files("js_lib_leaflet").joinpath("static", "js_lib_leaflet", name)
    if name in {"leaflet.js", "leaflet.css"}:
        kind = "text/javascript" if name.endswith("js") else "text/css"
        route.fulfill(body=known.read_bytes(), content_type=kind)
    elif name.startswith("jquery"):
        route.fulfill(body=_JQUERY, content_type="text/javascript")
    else:
        route.fulfill(body="", status=200)
