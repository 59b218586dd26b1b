"""The queue of a reviewer: what is open, by what one decision settles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from string import ascii_uppercase
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from geo.api.answers import JSON, PROBLEM, cached
from geo.api.corrections import Desk, answer_of
from geo.api.parameters import MAX_LIMIT, Limit, Offset
from geo.errors import ReadOnlyError
from geo.model.answer import Answer
from geo.model.place import lonlat_distance_km
from geo.model.query import MentionRow
from geo.model.text import MentionKind
from geo.pipeline.deciding import Decided
from geo.store.decisions import check_writable

_MOST_CHANGES = 2000
_MOST_ALIKE = 3


def review_router(desk: Desk) -> APIRouter:
    """Return the route of the queue."""
    router = APIRouter(tags=["Review"])

    @router.get(
        "/review",
        summary="What a person should decide, most settled first",
        responses={404: {"description": "There is no such mention.", "content": {PROBLEM: {}}}},
    )
    def review(
        request: Request, mention: str = "", limit: Limit = 20, offset: Offset = 0
    ) -> Response:
        decided = desk.decided()
        if mention:
            found = [_group(desk, decided, mention, 0)]
            matched = 1
        else:
            page, matched = desk.store.queue.open_groups(
                decided.settled, min(limit, MAX_LIMIT), offset
            )
            firsts = ((_first_open(desk, decided, g.key, g.first), g.mentions) for g in page)
            found = [_group(desk, decided, first, n) for first, n in firsts]
        body = {
            "numberMatched": matched,
            "numberReturned": len(found),
            "open": desk.store.queue.open_mentions(),
            "settled": sum(decided.settled.values()),
            "read_only": _why_read_only(desk, decided),
            "groups": found,
            "changes": _changes(decided),
        }
        return cached(request, orjson.dumps(body), JSON, "review")

    return router


def _why_read_only(desk: Desk, decided: Decided) -> str | None:
    """Return why no decision can be written here, None where one can."""
    if desk.decisions is None:
        return "served without its dossier"
    if decided.behind:
        return decided.behind
    try:
        check_writable(desk.decisions.path)
    except ReadOnlyError as exc:
        return str(exc)
    return None


def _first_open(desk: Desk, decided: Decided, key: int, first: str) -> str:
    """Return the first mention of a group that nobody decided."""
    for mention_id in chain([first], _alike(desk, key)):
        now = desk.store.texts.mention(mention_id)
        read = decided.read.get(mention_id)
        if not now.decided_by and read is None and answer_of(now).is_open:
            return mention_id
    return first


def _alike(desk: Desk, key: int) -> Iterator[str]:
    """Yield the mentions that share a key; they are looked up only where one is wanted."""
    yield from desk.store.queue.alike(key)


def _group(desk: Desk, decided: Decided, mention_id: str, open_mentions: int) -> dict[str, Any]:
    """Return one question: a mention in its sentence, its candidates, and what is alike."""
    store = desk.store
    mention = store.texts.mention(mention_id)
    change = decided.changes.get(mention_id)
    read = decided.read.get(mention_id) or (change.built if change else answer_of(mention))
    alike = _reached(store.queue.alike(read.key), mention_id, decided)
    document = store.texts.document(mention.document_id)
    beside = [m for m in alike if m != mention_id]
    return {
        "mention": mention.id,
        "surface": mention.surface,
        "kind": mention.kind,
        "use": mention.use,
        "status": mention.status,
        "confidence": mention.confidence,
        "place_id": mention.place_id,
        "decided_by": mention.decided_by,
        "start": mention.start,
        "end": mention.end,
        "document": {
            "id": document.id,
            "title": document.title,
            "published_on": document.published_on,
        },
        "passage": _passage(desk, mention),
        "candidates": _candidates(read, store.queue.answers(mention.document_id)),
        "open": open_mentions,
        "settles": {
            "one": 1,
            "document": sum(m.rpartition(":")[0] == mention.document_id for m in alike),
            "all": len(alike),
        },
        "alike": [_beside(desk, other) for other in islice(beside, _MOST_ALIKE)],
    }


def _reached(alike: Iterable[str], mention_id: str, decided: Decided) -> list[str]:
    """Return what a decision for all alike reaches: not those decided one by one."""
    own = decided.rulings.own
    return [m for m in alike if m == mention_id or m not in own] or [mention_id]


def _passage(desk: Desk, mention: MentionRow) -> dict[str, Any]:
    found = desk.store.texts.passages(mention.document_id)
    passage = next(p for p in found if p.id == mention.passage_id)
    return {"id": passage.id, "start": passage.start, "end": passage.end, "text": passage.text}


def _beside(desk: Desk, mention_id: str) -> dict[str, Any]:
    mention = desk.store.texts.mention(mention_id)
    return {
        "mention": mention.id,
        "start": mention.start,
        "end": mention.end,
        "passage": _passage(desk, mention),
    }


def _candidates(read: Answer, around: Sequence[Answer]) -> list[dict[str, Any]]:
    """Return the candidates as they were read, with letters, and how far off the story is."""
    found = orjson.loads(read.candidates)
    letters = [*ascii_uppercase, *("" for _ in found)]
    named = _named_places(read, around)
    return [
        {"letter": letter, **candidate, "nearest": _nearest(candidate, named)}
        for letter, candidate in zip(letters, found, strict=False)
    ]


def _named_places(read: Answer, around: Iterable[Answer]) -> dict[str, dict[str, Any]]:
    """Return the places that other names of the document stand for, by id."""
    found: dict[str, dict[str, Any]] = {}
    for answer in around:
        settled = answer.place_id is not None and not answer.is_open
        place_itself = answer.kind == MentionKind.TOPONYM and answer.role == "literal"
        if settled and place_itself and answer.key != read.key:
            best = orjson.loads(answer.candidates)[0]
            found.setdefault(best["id"], best)
    return found


def _nearest(
    candidate: dict[str, Any], named: dict[str, dict[str, Any]]
) -> dict[str, object] | None:
    """Return the nearest other place that the document names, None where there is none."""
    at = (candidate["lon"], candidate["lat"])
    others = (
        (lonlat_distance_km(at, (p["lon"], p["lat"])), p["name"], place_id)
        for place_id, p in named.items()
        if place_id != candidate["id"]
    )
    best = min(others, default=None)
    return {"name": best[1], "distance_km": round(best[0], 1)} if best else None


def _changes(decided: Decided) -> dict[str, Any]:
    """Return what decisions changed that the build does not hold yet; at most some thousand."""
    listed = [
        {
            "mention": mention_id,
            "built": _said(change.built),
            "now": _said(change.now),
        }
        for mention_id, change in islice(decided.changes.items(), _MOST_CHANGES)
    ]
    return {
        "numberMatched": len(decided.changes),
        "numberReturned": len(listed),
        "changes": listed,
    }


def _said(answer: Answer) -> dict[str, Any]:
    place = orjson.loads(answer.candidates)[0] if answer.place_id is not None else None
    drawn = place and {key: place[key] for key in ("id", "name", "feature_code", "lon", "lat")}
    names = ("status", "role", "kind", "use", "confidence", "decided_by")
    return {**{name: getattr(answer, name) for name in names}, "place": drawn}
