"""A shard of documents, read: the pure step that every worker takes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geo.curate.standing import rulings
from geo.model.dossier import Dossier, Scope
from geo.model.raw import Raw
from geo.model.run import Reading
from geo.model.text import Document, Skipped
from geo.pipeline.engine import Engine
from geo.pipeline.reading import read_documents
from geo.read.files import read_raw

_MOST_DOCUMENTS = 256
_MOST_BYTES = 2_000_000
_NAME_CHARS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Documents that are read together, and the rules that they are read by."""

    rules: str
    decided: str
    raws: tuple[Raw, ...]

    @property
    def name(self) -> str:
        """Return the name of its part, which changes with all that the part comes from."""
        digest = hashlib.sha256(f"{self.rules} {self.decided}".encode())
        for raw in self.raws:
            digest.update(raw.key)
        return digest.hexdigest()[:_NAME_CHARS]


class ShardMaker:
    """Puts documents together until they are enough for a shard.

    A shard ends by what is in it alone: when a build is taken up again, the documents that are
    left fall into the same shards.
    """

    def __init__(self, rules: str, decided: str) -> None:
        """Start with none."""
        self._rules, self._decided = rules, decided
        self._raws: list[Raw] = []
        self._bytes = 0

    def add(self, raw: Raw) -> Shard | None:
        """Take a document; return the shard that it completes."""
        self._raws.append(raw)
        self._bytes += len(raw.data)
        full = len(self._raws) >= _MOST_DOCUMENTS or self._bytes >= _MOST_BYTES
        return self.rest() if full else None

    def rest(self) -> Shard | None:
        """Return what is left."""
        raws, self._raws, self._bytes = tuple(self._raws), [], 0
        return Shard(rules=self._rules, decided=self._decided, raws=raws) if raws else None


def read_shard(raws: Sequence[Raw], engine: Engine) -> list[Reading | Skipped]:
    """Return what each document gave, in their order."""
    items = [read_raw(raw, engine.dossier.languages) for raw in raws]
    read = read_documents((item for item in items if isinstance(item, Document)), engine)
    return [item if isinstance(item, Skipped) else next(read) for item in items]


class Decisions:
    """The decisions of a dossier's curators, by the documents that they reach."""

    def __init__(self, dossier: Dossier) -> None:
        """Sort the decisions that stand by document, and those for alike mentions by their key."""
        self._rulings = rulings(dossier.corrections)
        self._own: dict[str, list[str]] = {}
        for decision in self._rulings.own.values():
            self._own.setdefault(decision.document_id, []).append(repr(decision))

    @property
    def reach_others(self) -> bool:
        """Tell whether any holds for more than the mention at which it was made."""
        return bool(self._rulings.alike)

    def mark(self, document_id: str, alike: Iterable[int]) -> str:
        """Return what changes with the decisions that reach a document, "" where none does.

        ``alike`` are the keys of its mentions.
        """
        own = self._own.get(document_id, [])
        others = [
            repr(decision)
            for key in sorted(self._rulings.alike.keys() & set(alike))
            for decision in self._rulings.alike[key]
            if decision.scope is Scope.ALL or decision.document_id == document_id
        ]
        return _digest("".join([*own, *others])) if own or others else ""

    @property
    def every(self) -> str:
        """Return what changes with any decision."""
        alike = sorted(self._rulings.alike.items())
        return _digest(repr((sorted(self._own.items()), alike)))


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:_NAME_CHARS]
