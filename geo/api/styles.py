"""Styles: how other maps draw the layers as the page does (after OGC API – Styles)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache, partial
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from geo.api.answers import JSON, cached, cached_json, link
from geo.api.catalogue import base_of
from geo.api.parameters import DatetimeText, read_period
from geo.api.style_maplibre import maplibre_style
from geo.api.style_qgis import qlr, qml
from geo.errors import NotFoundError
from geo.model.calendar import Period
from geo.model.dossier import Style, View
from geo.model.line import LineKind
from geo.model.looks import looks_of
from geo.model.query import LayerInfo, Query
from geo.store.protocol import Store
from geo.tiles.sprites import sprite

MAPBOX = "application/vnd.mapbox.style+json"
SHEETS = {"sprite": 1, "sprite@2x": 2}
QML, QLR = "application/vnd.qgis.style+xml", "application/vnd.qgis.layer+xml"


class StyleDocument(Response):
    """A style document for MapLibre GL."""

    media_type = MAPBOX


class QgisStyle(Response):
    """A style for QGIS."""

    media_type = QML


class QgisLayer(Response):
    """A layer with its style for QGIS."""

    media_type = QLR


class Sprite(Response):
    """A sheet of symbols and hatches."""

    media_type = "image/png"


def styles_router(store: Store, base_url: str) -> APIRouter:
    """Return the routes that give styles."""
    router = APIRouter(tags=["Styles"])

    @router.get("/styles", summary="The styles")
    def styles(request: Request) -> Response:
        base = base_of(request, base_url)
        found = [_maplibre_entry(base), *(_qgis_entry(i, base) for i in drawn_layers(store))]
        return cached_json(request, {"default": "maplibre", "styles": found})

    @router.get(
        "/styles/maplibre.json", summary="A style for MapLibre GL", response_class=StyleDocument
    )
    def maplibre(request: Request, at: DatetimeText = None) -> Response:
        body = maplibre_style(
            store.meta()["title"],
            _view_of(store),
            style_of(store),
            [info.id for info in drawn_layers(store)],
            base_of(request, base_url),
            day_shown(store, read_period(at) if at is not None else None),
        )
        return cached(request, orjson.dumps(body), MAPBOX, "maplibre")

    @router.get("/styles/{sheet}.json", summary="Where each picture lies in the sprite")
    def sprite_index(request: Request, sheet: str) -> Response:
        _, index = sprite(style_of(store), _scale(sheet))
        return cached(request, orjson.dumps(index), JSON, f"{sheet}.json")

    @router.get(
        "/styles/{sheet}.png", summary="The sprite: sprite or sprite@2x", response_class=Sprite
    )
    def sprite_sheet(request: Request, sheet: str) -> Response:
        body, _ = sprite(style_of(store), _scale(sheet))
        return cached(request, body, "image/png", f"{sheet}.png")

    @router.get(
        "/styles/{layer}.qml", summary="The style of a layer for QGIS", response_class=QgisStyle
    )
    def qgis_style(request: Request, layer: str) -> Response:
        info = _drawn(store, layer)
        return cached(request, qml(info.id, style_of(store)), QML, f"{layer}.qml")

    @router.get(
        "/styles/{layer}.qlr", summary="A layer with its style for QGIS", response_class=QgisLayer
    )
    def qgis_layer(request: Request, layer: str) -> Response:
        info = _drawn(store, layer)
        body = qlr(info, style_of(store), base_of(request, base_url))
        return cached(request, body, QLR, f"{layer}.qlr")

    return router


def style_of(store: Store) -> Style:
    """Return the looks of the dossier that a store was built from."""
    return _read_style(store.meta().get("style", "{}"))


@lru_cache(maxsize=8)
def _read_style(text: str) -> Style:
    said = orjson.loads(text).items()
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in said}
    return Style(**values)


def _view_of(store: Store) -> View:
    return View(**orjson.loads(store.meta().get("view", "{}")))


def drawn_layers(store: Store) -> list[LayerInfo]:
    """Return the layers that have looks and a place on the map."""
    style = style_of(store)
    return [i for i in store.features.layers() if i.bbox is not None and looks_of(i.id, style)]


def _drawn(store: Store, name: str) -> LayerInfo:
    known = {info.id: info for info in drawn_layers(store)}
    if name not in known:
        msg = f"there is no style of {name[:40]!r}; layers with one are {', '.join(sorted(known))}"
        raise NotFoundError(msg)
    return known[name]


def _scale(sheet: str) -> int:
    if sheet not in SHEETS:
        msg = f"there is no {sheet[:40]!r} here; there are {', '.join(SHEETS)}"
        raise NotFoundError(msg)
    return SHEETS[sheet]


def day_shown(store: Store, asked: Period | None) -> str | None:
    """Return the day whose line is shown: the last one by the day asked for, else the page's."""
    days, first = store.kept("days of lines", partial(_days, store))
    if asked is not None:
        day = (asked.end or asked.start or date.max).isoformat()
        return max((d for d in days if d <= day), default=day)
    return first


def _days(store: Store) -> tuple[tuple[str, ...], str | None]:
    """Return the days that have a line, and the one that the page shows at first."""
    lines = (orjson.loads(f.properties) for f in store.features.select("lines", Query()))
    found = {p["valid_on"] for p in lines if p["rule"] == LineKind.CONTROL and p["valid_on"]}
    days = tuple(sorted(found))
    zones = (orjson.loads(f.properties) for f in store.features.select("zones", Query()))
    first = next((p["line_on"] for p in zones if p["line_on"] in days), None)
    return days, first or next(iter(days), None)


def _maplibre_entry(base: str) -> dict[str, object]:
    href = f"{base}/styles/maplibre.json"
    links = [link(href, "stylesheet", MAPBOX, "MapLibre GL, version 8")]
    return {"id": "maplibre", "title": "All layers, for MapLibre GL", "links": links}


def _qgis_entry(info: LayerInfo, base: str) -> dict[str, object]:
    address = f"{base}/styles/{info.id}"
    links = [
        link(f"{address}.qml", "stylesheet", QML, "a style for a downloaded layer, for QGIS"),
        link(f"{address}.qlr", "stylesheet", QLR, "the layer with its style, for QGIS"),
    ]
    return {"id": info.id, "title": info.title, "links": links}
