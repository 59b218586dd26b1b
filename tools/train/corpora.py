"""The gold corpora as arrays: tokens, tags, and where each marked name lies.

Files are JSON Lines with ``text``, ``mentions`` (``start``, ``end``, ``lon``, ``lat``, ``kind``)
and, for some, ``body_start``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.model.columns import KindOfName, NameColumns
from geo.model.text import Document
from geo.model.tokens import Index, Tokens
from geo.recognise.crf import BEGIN, INSIDE, OUTSIDE
from geo.recognise.features import Slots, slots
from geo.recognise.islands import Islands, find_islands
from geo.recognise.known import Matches, find_names
from geo.recognise.spans import Spans
from geo.segment.passages import passages
from geo.segment.tokens import tokenise

TAGGED = ("trnews", "geovirus", "geowebnews-dev")
"""Corpora in which every name is marked."""
OWN_NAME_ONLY = "wiktor-sample"
"""Articles on places in which only the article's own name is marked."""
_EVERY = 20
"""Of those articles one in so many teaches the tagger how names open a sentence; more would
outweigh the news, whose other names they leave unmarked."""
WITHOUT_DEMONYMS = frozenset({"geovirus"})

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Corpus:
    """One corpus, cut into tokens; ``gold`` holds the marked names of each document."""

    name: str
    tokens: Tokens
    matches: Matches
    islands: Islands
    slots: Slots
    gold: Sequence[Sequence[dict[str, Any]]]

    @property
    def size(self) -> int:
        """Return how many documents there are."""
        return len(self.gold)

    def tags(self) -> NDArray[np.int64]:
        """Return the tag of each token; of nested names the outermost counts."""
        found = np.full(self.tokens.size, OUTSIDE)
        for document, marks in enumerate(self.gold):
            for mark in outermost(marks):
                first, last = self.covered(document, mark)
                found[first : last + 1] = INSIDE
                found[first] = BEGIN
        return found

    def covered(self, document: int, mark: dict[str, Any]) -> tuple[int, int]:
        """Return the first and last token of a marked name."""
        offset = self.tokens.offset[document]
        first = int(np.searchsorted(self.tokens.end, mark["start"] + offset, side="right"))
        last = int(np.searchsorted(self.tokens.start, mark["end"] + offset)) - 1
        return first, max(first, last)

    def usable(self) -> NDArray[np.bool_]:
        """Tell which tokens to learn tags from: those whose names are all marked."""
        if self.name == OWN_NAME_ONLY:
            return np.asarray(self._marked_islands() & (self.tokens.document % _EVERY == 0))
        if self.name not in WITHOUT_DEMONYMS:
            return np.ones(self.tokens.size, dtype=bool)
        readings = self.matches.readings
        demonym = readings.kind == KindOfName.DEMONYM
        only = np.logical_and.reduceat(demonym, readings.start[:-1])
        return ~np.isin(self.tokens.sentence, self.tokens.sentence[self.matches.first[only]])

    def _marked_islands(self) -> NDArray[np.bool_]:
        island = np.full(self.tokens.size, -1)
        island[self.islands.row] = self.islands.island
        marked = np.unique(island[self.tags() != OUTSIDE])
        return np.isin(island, marked[marked >= 0])


def read_corpus(folder: Path, name: str, names: NameColumns) -> Corpus:
    """Return a corpus; what stands before ``body_start`` is left out."""
    lines = (folder / f"{name}.jsonl").read_text("utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    texts = [d["text"] for d in found]
    spans = [[p.span for p in passages(_document(d))] for d in found]
    tokens = tokenise(texts, spans)
    matches = find_names(tokens, names)
    islands = find_islands(tokens)
    return Corpus(
        name=name,
        tokens=tokens,
        matches=matches,
        islands=islands,
        slots=slots(tokens, islands, matches, names.places),
        gold=[[m for m in d["mentions"] if m["start"] >= d.get("body_start", 0)] for d in found],
    )


def outermost(marks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the marks that lie in no longer one."""

    def inside(mark: dict[str, Any], other: dict[str, Any]) -> bool:
        longer = other["end"] - other["start"] > mark["end"] - mark["start"]
        return bool(longer and other["start"] <= mark["start"] and mark["end"] <= other["end"])

    return [m for m in marks if not any(inside(m, o) for o in marks)]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gold:
    """What stands behind each span: lon and lat (NaN for none), GeoNames id (0 for none)."""

    lon_deg: Floats
    lat_deg: Floats
    geonames_id: Index
    true: NDArray[np.bool_]


def gold_behind(corpus: Corpus, spans: Spans) -> Gold:
    """Return the gold behind each span; they belong together where they overlap, exact first."""
    lon = np.full(spans.first.size, np.nan)
    lat = lon.copy()
    known = np.zeros(spans.first.size, dtype=np.int64)
    true = np.zeros(spans.first.size, dtype=bool)
    tokens = corpus.tokens
    document = tokens.document[spans.first]
    for number, marks in enumerate(corpus.gold):
        rows = np.flatnonzero(document == number)
        offset = tokens.offset[number]
        start, end = (
            tokens.start[spans.first[rows]] - offset,
            tokens.end[spans.last[rows]] - offset,
        )
        for row, mark in _paired(rows, start, end, marks):
            true[row] = True
            known[row] = mark.get("geonameid") or 0
            if mark["lat"] is not None:
                lon[row], lat[row] = mark["lon"], mark["lat"]
    return Gold(lon_deg=lon, lat_deg=lat, geonames_id=known, true=true)


def _paired(
    rows: Index, start: Index, end: Index, marks: Sequence[dict[str, Any]]
) -> list[tuple[int, dict[str, Any]]]:
    options = []
    for i in range(rows.size):
        for j, mark in enumerate(marks):
            shared = min(end[i], mark["end"]) - max(start[i], mark["start"])
            if shared > 0:
                exact = start[i] == mark["start"] and end[i] == mark["end"]
                options.append((not exact, -shared, i, j))
    found, used = [], set()
    for _, _, i, j in sorted(options):
        if ("span", i) not in used and ("mark", j) not in used:
            used |= {("span", i), ("mark", j)}
            found.append((int(rows[i]), marks[j]))
    return found


def _document(found: dict[str, Any]) -> Document:
    return Document(
        id=str(found["id"]),
        title="",
        text=found["text"],
        source="",
        body_start=found.get("body_start", 0),
    )


def folds(corpus: Corpus, count: int) -> Index:
    """Return the fold of each document, the same at every run."""
    return np.random.default_rng(1).permutation(corpus.size) % count
