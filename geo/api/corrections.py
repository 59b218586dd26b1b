"""Decisions of reviewers: listed, made, and taken back; each is a row that stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from geo.api.answers import JSON, PROBLEM, cached, json_answer, problem
from geo.api.bodies import json_object, text_of
from geo.api.parameters import MAX_LIMIT, Limit, Offset
from geo.api.writing import writer
from geo.dossier.corrections_csv import DECISIONS
from geo.errors import InputError, NotFoundError, ReadOnlyError
from geo.model.answer import Answer
from geo.model.dossier import UNDO, Correction, Scope
from geo.model.query import MentionRow
from geo.pipeline.deciding import Decided, Decisions
from geo.store.decisions import append_correction
from geo.store.protocol import Store

_MOST_ID_CHARS = 500
_MOST_REASON_CHARS = 2000
_MEMBERS = ("mention", "decision", "scope", "reason")
_LISTED = ", ".join(sorted(DECISIONS))
_NO_DOSSIER = (
    "this build is served without its dossier: mend what dateline check lists, and serve it again"
)
_REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"description": said, "content": {PROBLEM: {}}}
    for status, said in (
        (401, "No token was sent."),
        (403, "The token is not known."),
        (404, "There is no such mention, or no such decision."),
        (409, "The dossier cannot be written where it lies; or it was taken back already."),
    )
}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": {
                    "type": "object",
                    "required": ["mention", "decision"],
                    "properties": {
                        "mention": {"type": "string"},
                        "decision": {
                            "type": "string",
                            "description": f"A place's id, or one of {_LISTED}.",
                        },
                        "scope": {"type": "string", "enum": list(Scope), "default": "one"},
                        "reason": {"type": "string", "maxLength": _MOST_REASON_CHARS},
                    },
                    "additionalProperties": False,
                }
            }
        },
    }
}

Author = Annotated[str, Depends(writer)]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where decisions are made: a served build, and the dossier that takes them, if any."""

    store: Store
    decisions: Decisions | None

    def decided(self) -> Decided:
        """Return what all decisions come to over the build that stands now."""
        self.store.meta()  # a connection, so that a new build or a new decision is seen
        return self.decisions.now() if self.decisions else Decided()

    def decide(self, said: Mapping[str, str], author: str, time: datetime) -> Correction:
        """Write a decision down; raises InputError, NotFoundError or ReadOnlyError."""
        decisions = self._decisions()
        mention = self.store.texts.mention(said["mention"])
        self._check(mention, said["decision"])
        read = self._read(mention)
        scope = Scope(said["scope"])
        alike = scope is not Scope.ONE
        correction = Correction(
            mention_id=mention.id,
            decision=said["decision"],
            author=author,
            time=time,
            reason=said["reason"],
            scope=scope,
            name=read.surface if alike else "",
            candidates=tuple(sorted(read.candidate_ids)) if alike else (),
        )
        append_correction(decisions.path, correction)
        return correction

    def undo(self, correction_id: str, author: str, time: datetime) -> Correction:
        """Take a decision back; raises NotFoundError, and AlreadyUndoneError."""
        decisions = self._decisions()
        rows = {c.id: c for c in self.decided().corrections}
        found = rows.get(correction_id)
        if found is None or found.undoes:
            msg = f"there is no decision {correction_id!r}"
            raise NotFoundError(msg)
        if any(c.undoes == correction_id for c in rows.values()):
            msg = f"decision {correction_id} was taken back already; decide again"
            raise AlreadyUndoneError(msg)
        undo = Correction(
            mention_id=found.mention_id,
            decision=f"{UNDO}{correction_id}",
            author=author,
            time=time,
            reason="",
        )
        append_correction(decisions.path, undo)
        return undo

    def _decisions(self) -> Decisions:
        if self.decisions is None:
            raise ReadOnlyError(_NO_DOSSIER)
        if behind := self.decided().behind:
            raise ReadOnlyError(behind)
        return self.decisions

    def _read(self, mention: MentionRow) -> Answer:
        """Return a mention as it was read before any decision."""
        decided = self.decided()
        known = decided.read.get(mention.id)
        changed = decided.changes.get(mention.id)
        return known or (changed.built if changed else answer_of(mention))

    def _check(self, mention: MentionRow, decision: str) -> None:
        if mention.kind == "expression" and decision not in {"not-a-place", "unknown"}:
            msg = "a vague place can be not-a-place or unknown; decide the names in it"
            raise InputError(msg)
        if decision in DECISIONS:
            return
        if not self._decisions().takes(decision):
            msg = f"decision {decision[:60]!r} is neither a place or zone, nor one of {_LISTED}"
            raise InputError(msg)


class AlreadyUndoneError(InputError):
    """A decision that was taken back before."""


def answer_of(mention: MentionRow) -> Answer:
    """Return what is answered of a mention."""
    names = Answer.__slots__
    return Answer(mention_id=mention.id, **{n: getattr(mention, n) for n in names[1:]})


def corrections_router(desk: Desk, clock: Clock = lambda: datetime.now(UTC)) -> APIRouter:
    """Return the routes of decisions."""
    router = APIRouter(tags=["Review"])

    @router.get("/corrections", summary="All decisions, the last one first")
    def corrections(request: Request, limit: Limit = 100, offset: Offset = 0) -> Response:
        decided = desk.decided()
        rows = decided.corrections[::-1]
        page = rows[offset : offset + min(limit, MAX_LIMIT)]
        undone = {c.undoes for c in rows}
        body = {
            "numberMatched": len(rows),
            "numberReturned": len(page),
            "corrections": [_row(c, decided, undone) for c in page],
            "problems": list(decided.problems),
        }
        return cached(request, orjson.dumps(body), JSON, "corrections")

    @router.post(
        "/corrections",
        summary="Decide a mention, or all that are alike",
        status_code=201,
        openapi_extra=_BODY,
        responses=_REFUSALS,
    )
    async def decide(request: Request, author: Author) -> Response:
        found = await json_object(request, _MEMBERS)
        said = {
            "mention": text_of(found, "mention", _MOST_ID_CHARS),
            "decision": text_of(found, "decision", _MOST_ID_CHARS),
            "reason": text_of(found, "reason", _MOST_REASON_CHARS, ""),
            "scope": text_of(found, "scope", _MOST_ID_CHARS, Scope.ONE.value),
        }
        if said["scope"] not in set(Scope):
            msg = f"scope must be one of {', '.join(Scope)}"
            raise InputError(msg)
        return await run_in_threadpool(
            _written, desk, lambda: desk.decide(said, author, clock()), HTTPStatus.CREATED
        )

    @router.delete(
        "/corrections/{correction_id}",
        summary="Take a decision back, by a row of its own",
        responses=_REFUSALS,
    )
    def undo(correction_id: str, author: Author) -> Response:
        return _written(desk, lambda: desk.undo(correction_id, author, clock()), HTTPStatus.OK)

    return router


def _written(desk: Desk, write: Callable[[], Correction], status: HTTPStatus) -> Response:
    """Write a row, and answer with it as it stands among all of them now."""
    try:
        row = write()
    except (ReadOnlyError, AlreadyUndoneError) as exc:
        return problem(HTTPStatus.CONFLICT, str(exc))
    decided = desk.decided()
    answer = json_answer(_row(row, decided, {c.undoes for c in decided.corrections}))
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _row(correction: Correction, decided: Decided, undone: set[str]) -> dict[str, object]:
    """Return a decision; ``stands`` until it is undone, ``built`` once a build applied it."""
    return {
        "id": correction.id,
        "mention": correction.mention_id,
        "decision": correction.decision,
        "author": correction.author,
        "time": correction.time.isoformat(),
        "reason": correction.reason,
        "scope": correction.scope.value,
        "name": correction.name,
        "candidates": list(correction.candidates),
        "undoes": correction.undoes or None,
        "stands": not correction.undoes and correction.id not in undone,
        "built": correction.id in decided.built,
    }
