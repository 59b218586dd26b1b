"""Put the application together."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Depends, FastAPI

from geo.api.asgi import Application, Receive, Scope, Send
from geo.api.body_limits import BodyLimits
from geo.api.catalogue import catalogue_router
from geo.api.corrections import Desk
from geo.api.current import CurrentDossier
from geo.api.definition import add_definition
from geo.api.desk import desk_routers, open_desk
from geo.api.documents import documents_router
from geo.api.doors import Doors
from geo.api.downloads import downloads_router
from geo.api.faults import answer_errors
from geo.api.geocoder import Geocoder, geocoder_router
from geo.api.health import health_router
from geo.api.items import items_router
from geo.api.manners import Manners
from geo.api.metrics import Metrics
from geo.api.observing import Faults, Observing
from geo.api.ogc_tiles import tile_routers
from geo.api.packing import Packing
from geo.api.pages import pages_router
from geo.api.parameters import refuse_unknown
from geo.api.parse import TextParser, parse_router
from geo.api.quick import quick_routes
from geo.api.rate_counts import RateCounts
from geo.api.rates import Rates
from geo.api.settings import Settings
from geo.api.styles import styles_router
from geo.api.views import views_router
from geo.api.writing import read_tokens
from geo.api.zones import zones_router
from geo.gazetteer.cache import open_layers
from geo.gazetteer.columns import Columns
from geo.model.dossier import Dossier
from geo.store.database import one_build
from geo.store.protocol import Store
from geo.version import __version__


def create_app(store: Store, settings: Settings, dossier: Dossier | None = None) -> FastAPI:
    """Return the application over a store.

    With the ``dossier`` that the store was built from, texts can be posted, and the geocoder
    knows the dossier's compiled gazetteers too; raises InputError where one cannot be opened,
    or where a setting is wrong.
    """
    desk = open_desk(store, dossier, open_layers(dossier) if dossier else ())
    store = desk.store
    app = FastAPI(
        version=__version__,
        openapi_url=None,
        dependencies=[Depends(refuse_unknown)],
    )
    current = CurrentDossier(store, dossier) if dossier else None
    metrics = Metrics(store)
    _tell(app, store, settings)
    routers = _routers(desk, settings, current, metrics)
    # FastAPI keeps the routes of what it includes to itself.
    app.state.routes = [route for router in routers for route in router.routes]
    app.router.routes.extend(quick_routes(routers))
    for router in routers:
        app.include_router(router)
    add_definition(app, store, settings.base_url)
    answer_errors(app)
    _add_layers(app, settings, metrics)
    return app


def _routers(
    desk: Desk, settings: Settings, current: CurrentDossier | None, metrics: Metrics
) -> tuple[APIRouter, ...]:
    """Return the routes of everything that is served."""
    store = desk.store
    return (
        pages_router(store, settings.base_url),
        catalogue_router(store, settings.base_url),
        items_router(store, settings.base_url),
        downloads_router(store, settings.base_url),
        *tile_routers(store, settings.base_url),
        styles_router(store, settings.base_url),
        documents_router(store, settings.base_url),
        views_router(desk),
        zones_router(store),
        geocoder_router(store, Geocoder(store, lambda: _layers(current))),
        health_router(store, metrics),
        *([parse_router(TextParser(current))] if current else []),
        *desk_routers(desk),
    )


def _tell(app: FastAPI, store: Store, settings: Settings) -> None:
    """Keep with the application what its routes ask of it."""
    app.state.tokens = read_tokens(settings)
    app.state.base_url = settings.base_url
    app.state.title = lambda: store.meta()["title"]


def _layers(current: CurrentDossier | None) -> Sequence[Columns]:
    return open_layers(current.dossier()) if current else ()


def _add_layers(app: FastAPI, settings: Settings, metrics: Metrics) -> None:
    """Put the layers around the application; the last one added is the outermost."""
    app.add_middleware(Packing)
    app.add_middleware(OneBuild)
    app.add_middleware(BodyLimits, settings.body_limit_bytes, settings.body_time_s)
    app.add_middleware(Rates, settings.rate_limit, RateCounts(settings.rate_counts))
    app.add_middleware(Doors, settings)
    app.add_middleware(Faults)
    app.add_middleware(Manners)
    app.add_middleware(Observing, metrics)


class OneBuild:
    """Layer that answers a request from one build, also where a new one comes meanwhile."""

    def __init__(self, app: Application) -> None:
        """Wrap ``app``."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        with one_build():
            await self._app(scope, receive, send)
