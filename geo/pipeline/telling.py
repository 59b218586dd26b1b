"""What a build has to tell those who made it, kept with it: counts, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

import orjson

from geo.model.run import Run
from geo.model.text import Skipped, Undated

TOLD = "told"
"""The key of a store's meta that holds it."""
_MOST_KEPT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a build tells.

    ``skipped`` and ``undated`` are the first of as many as ``counts`` says, documents with a day
    that could not be read before those without any; ``orphans`` are mentions that were decided
    and are no longer found.
    """

    counts: Mapping[str, int]
    skipped: tuple[Skipped, ...] = ()
    undated: tuple[Undated, ...] = ()
    orphans: tuple[str, ...] = ()

    def packed(self) -> str:
        """Return all of it as text."""
        return orjson.dumps(asdict(self)).decode()

    @classmethod
    def unpacked(cls, text: str) -> Told:
        """Return what was packed."""
        said = orjson.loads(text)
        return cls(
            counts=said["counts"],
            skipped=tuple(Skipped(**one) for one in said["skipped"]),
            undated=tuple(Undated(**one) for one in said["undated"]),
            orphans=tuple(said["orphans"]),
        )


def told_of(run: Run, orphans: Iterable[str]) -> Told:
    """Return what a run has to tell."""
    undated = sorted(run.undated, key=lambda one: not one.why)
    return Told(
        counts=run.counts,
        skipped=run.skipped[:_MOST_KEPT],
        undated=tuple(undated[:_MOST_KEPT]),
        orphans=tuple(orphans),
    )
