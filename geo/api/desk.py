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
from geo.store.protocol import Store


def open_desk(store: Store, dossier: Dossier | None, compiled: Sequence[Columns]) -> Desk:
    """Return the desk of a store; with its dossier, the store reads under all decisions."""
    if dossier is None:
        return Desk(store=store, decisions=None)
    decisions = Decisions(dossier, compiled, shared=store.file is None)
    return Desk(store=store.under(decisions, decisions.answers), decisions=decisions)


def desk_routers(desk: Desk) -> list[APIRouter]:
    """Return the routes of review; rows are made only where there is a dossier to check them."""
    rows = [drafts_router(desk)] if desk.decisions else []
    return [corrections_router(desk), review_router(desk), *rows]
