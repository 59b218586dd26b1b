"""The answer to a mention as a store keeps it."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from geo.model.alike import alike_key
from geo.model.resolution import is_open


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is answered of a mention; ``candidates`` is JSON, best first."""

    mention_id: str
    surface: str
    kind: str
    use: str
    use_reason: str
    role: str
    status: str
    confidence: float
    decided_by: str
    place_id: str | None
    candidates: bytes

    @property
    def document_id(self) -> str:
        """Return the document of the mention."""
        return self.mention_id.rpartition(":")[0]

    @property
    def candidate_ids(self) -> tuple[str, ...]:
        """Return the ids of the candidates, best first."""
        return tuple(str(c["id"]) for c in orjson.loads(self.candidates))

    @property
    def key(self) -> int:
        """Return what alike mentions share."""
        return alike_key(self.surface, self.candidate_ids)

    @property
    def is_open(self) -> bool:
        """Tell whether a reader would want a person to decide."""
        return is_open(self.status, self.confidence)
