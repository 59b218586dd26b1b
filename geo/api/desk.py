"""Put review together: the store as reviewers see it, and the routes of their work."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter

from geo.api.corrections import Desk, corrections_router
from geo.api.drafts import drafts_router
from geo.api.review import review_router
from geo.gazetteer.columns import Columns
from geo.model.dossier import Dossier
from geo.pipeline.deciding import Decisions
from geo.store import open as files
from geo.store.protocol import Store


def open_desk(store: Store, dossier: Dossier | None, compiled: Sequence[Columns]) -> Desk:
    """Return the desk of a store; with its dossier, a store in a file reads under all decisions.

    In a database that many write to, a decision is made where the dossier is built.
    """
    if dossier is None or not isinstance(store, files.Store):
        return Desk(store=store, decisions=None)
    decisions = Decisions(dossier, compiled)
    return Desk(store=files.overlaid(store, decisions, decisions.answers), decisions=decisions)


def desk_routers(desk: Desk) -> list[APIRouter]:
    """Return the routes of review; rows are made only where there is a dossier to check them."""
    rows = [drafts_router(desk)] if desk.decisions else []
    return [corrections_router(desk), review_router(desk), *rows]
