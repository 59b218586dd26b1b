"""Decisions made while a build is served: written down, and shown before the next build."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import orjson

from geo.curate.answers import Chosen, decided
from geo.curate.standing import Rulings, rulings
from geo.dossier.compiled import OpenIds
from geo.dossier.corrections_csv import CORRECTIONS, read_corrections
from geo.dossier.load import load_dossier
from geo.dossier.report import Report
from geo.errors import Problems
from geo.gazetteer.columns import Columns
from geo.gazetteer.index import MemoryGazetteer
from geo.gazetteer.layered import LayeredGazetteer
from geo.model.answer import Answer
from geo.model.candidates import candidate_json
from geo.model.dossier import Correction, Dossier
from geo.model.resolution import Candidate
from geo.store.overlay import AsBuilt
from geo.store.queue import alike_ids, built_answers, read_as, shadow

Stamp = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An answer that is served, and the one that the build has."""

    built: Answer
    now: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What all decisions come to over a build.

    ``changes`` are those that the build lacks, by mention; ``settled`` counts the open mentions
    that were decided, by what is alike; ``read`` holds decided mentions as they were read.
    ``behind`` says why no decision can be laid over the build: it holds some that are not here.
    """

    corrections: tuple[Correction, ...] = ()
    built: frozenset[str] = frozenset()
    rulings: Rulings = field(default_factory=lambda: rulings(()))
    changes: Mapping[str, Change] = field(default_factory=dict)
    settled: Mapping[int, int] = field(default_factory=dict)
    read: Mapping[str, Answer] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    behind: str = ""


class Decisions:
    """The decisions of a dossier over a served build; a file that changes is seen.

    It is the overlay of the store's connections: each new connection reads the decided answers.
    """

    def __init__(
        self, dossier: Dossier, layers: Sequence[Columns] = (), *, shared: bool = False
    ) -> None:
        """Take the dossier that the build was made from, and its compiled gazetteers.

        A ``shared`` build may have been made from another copy of the dossier.
        """
        self._dossier, self._shared = dossier, shared
        self._files = _stamps(dossier.files)
        self._layers = LayeredGazetteer(MemoryGazetteer(()), layers) if layers else None
        self._busy = threading.Lock()
        self._kept: tuple[Stamp, Decided] | None = None

    @property
    def path(self) -> Path:
        """Return the file of the decisions."""
        return self._dossier.root / CORRECTIONS

    @property
    def dossier(self) -> Dossier:
        """Return the dossier as its files stand; the last good one where they are wrong."""
        stamps = _stamps(self._dossier.files)
        if stamps != self._files:
            self._files = stamps
            try:
                self._dossier = load_dossier(self._dossier.root)
            except Problems:
                return self._dossier
            self._files = _stamps(self._dossier.files)
        return self._dossier

    def stamp(self) -> Stamp:
        """Return what changes with the file of the decisions."""
        return _stamps([self.path])

    def lay(self, build: AsBuilt) -> None:
        """Let a connection to a build read what was decided since."""
        changes = self.over(build).changes
        shadow(build, [change.now for change in changes.values()])

    def over(self, build: AsBuilt) -> Decided:
        """Return what the decisions come to over a build."""
        with self._busy:
            built = dict(build.rows("SELECT key, value FROM meta"))
            stamp = (built["digest"], self.stamp())
            if self._kept is None or self._kept[0] != stamp:
                self._kept = stamp, self._decided(build, orjson.loads(built["corrections"]))
            return self._kept[1]

    def now(self) -> Decided:
        """Return what the decisions came to at the last connection."""
        return self._kept[1] if self._kept else Decided()

    def answers(self) -> dict[str, Answer]:
        """Return the answers that the build lacks, by mention."""
        return {mention_id: change.now for mention_id, change in self.now().changes.items()}

    def takes(self, decision: str) -> bool:
        """Tell whether a build can apply a decision for a place: one that the dossier knows."""
        dossier = self.dossier
        if decision in dossier.places or decision in dossier.zones or decision in dossier.posts:
            return True
        return self._layers is not None and self._layers.place(decision) is not None

    def place(self, place_id: str, build: AsBuilt) -> Chosen | None:
        """Return a place of the gazetteers, or a zone or line of the build; None for neither."""
        place = self.dossier.places.get(place_id)
        if place is None and self._layers is not None:
            place = self._layers.place(place_id)
        if place is not None:
            return candidate_json(Candidate(place=place))
        rows = build.rows("SELECT candidates FROM mention WHERE place = ? LIMIT 1", (place_id,))
        named = (c for row in rows for c in orjson.loads(row[0]) if c["id"] == place_id)
        return next(named, None)

    def _decided(self, build: AsBuilt, built: Sequence[str]) -> Decided:
        dossier, report = self.dossier, Report()
        places = OpenIds(dossier.places) if dossier.compiled else dossier.places
        known = [places, dossier.zones, dossier.posts]
        corrections = tuple(read_corrections(self.path, known, report))
        before, ruled = read_as(build), rulings(corrections)
        found = Decided(
            corrections=corrections,
            built=frozenset(built),
            rulings=ruled,
            read=before,
            problems=tuple(p.message for p in report.problems),
        )
        unknown = found.built - {c.id for c in corrections}
        if self._shared and unknown:
            return replace(found, behind=_behind(self.path, len(unknown)))
        return self._compared(build, found)

    def _compared(self, build: AsBuilt, found: Decided) -> Decided:
        """Return what is decided, with what differs from the build."""
        changes: dict[str, Change] = {}
        settled: Counter[int] = Counter()
        chosen: dict[str, Chosen | None] = {}
        for answer in built_answers(build, _touched(build, found)):
            read = found.read.get(answer.mention_id, answer)
            correction = found.rulings.of(answer.mention_id, read.key)
            now = read
            if correction is not None:
                wanted = correction.decision
                if wanted not in chosen:
                    chosen[wanted] = self.place(wanted, build)
                now = decided(read, correction, chosen[wanted])
                settled[read.key] += read.is_open and now is not read
            if now != answer:
                changes[answer.mention_id] = Change(built=answer, now=now)
        return replace(found, changes=changes, settled=settled)


def _behind(path: Path, unknown: int) -> str:
    """Return what to do where others decided in another copy of the dossier."""
    return (
        f"{path.parent.name}/{path.name} here lacks {unknown} of the decisions that the build "
        "holds: bring the dossier up to date, or decide where it was built"
    )


def _touched(build: AsBuilt, found: Decided) -> list[str]:
    """Return the mentions that a decision reaches, or reached when the build was made."""
    ids = {*found.read, *found.rulings.own}
    for key in found.rulings.alike:
        ids.update(alike_ids(build, key))
    return sorted(ids)


def _stamps(paths: Sequence[Path]) -> Stamp:
    """Return what changes with files; a missing one counts as none."""
    found: list[object] = []
    for path in paths:
        try:
            stat = path.stat()
        except OSError:
            found.append(None)
        else:
            found.append((stat.st_ino, stat.st_size, stat.st_mtime_ns))
    return tuple(found)
