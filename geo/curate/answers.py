"""Apply a decision to an answer that stands in a store already, as the next build will."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import orjson

from geo.curate.apply import CERTAIN, STATUSES, by_words, said_words
from geo.model.answer import Answer
from geo.model.dossier import Correction
from geo.model.resolution import Status
from geo.model.text import MentionKind, Use

Chosen = Mapping[str, object]
"""A place as a candidate has it: id, name, feature_code, lon and lat."""


def decided(read: Answer, correction: Correction, chosen: Chosen | None) -> Answer:
    """Return the answer with a decision applied; ``read`` is what the reading alone said.

    ``chosen`` is the place that was decided for; unknown, it leaves the answer as it was read.
    """
    decision, by = correction.decision, by_words(correction)
    status = STATUSES.get(decision)
    if status is not None:
        return replace(read, status=status.value, confidence=1.0, decided_by=by, place_id=None)
    if read.kind == MentionKind.EXPRESSION:
        return read
    if decision.startswith("use:"):
        use = Use(decision.removeprefix("use:"))
        role = "literal" if use.is_place else "associative"
        said = said_words(correction)
        return replace(read, use=use.value, use_reason=said, role=role, decided_by=by)
    return _placed(read, correction, chosen) if chosen else read


def _placed(read: Answer, correction: Correction, chosen: Chosen) -> Answer:
    evidence = [{"reason": said_words(correction), "weight": CERTAIN}]
    keys = ("id", "name", "feature_code", "lon", "lat")
    first = {**{key: chosen[key] for key in keys}, "score": CERTAIN, "evidence": evidence}
    others = [c for c in orjson.loads(read.candidates) if c["id"] != chosen["id"]]
    return replace(
        read,
        status=Status.RESOLVED.value,
        confidence=1.0,
        decided_by=by_words(correction),
        place_id=str(chosen["id"]),
        candidates=orjson.dumps([first, *others]),
    )
