"""Train the model of use, a logistic regression: ``geo/resolve/data/use.npz``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

from geo.evaluate.gold import unmark
from geo.model.columns import NameColumns
from geo.model.text import Document, MentionKind
from geo.model.tokens import Index
from geo.resolve.use_features import NOTHING, Slots, use_slots
from geo.segment.passages import passages
from geo.segment.tokens import tokenise

TARGET = Path("geo/resolve/data/use.npz")
CORPUS = "geowebnews-dev"
OWN = Path("tests/cases")
"""Our own marked texts on Idlib; those on the rest of the world are kept to judge by."""
_STRENGTH, _OWN_WEIGHT, _FOLDS = 0.1, 0.5, 10

Mark = tuple[int, int, bool]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Marked:
    """Names with their slots, their documents, and whether they stand for no place."""

    slots: Slots
    document: Index
    associative: NDArray[np.bool_]


def from_corpus(folder: Path, names: NameColumns) -> Marked:
    """Return the marked names of the corpus that tells literal from associative."""
    lines = (folder / f"{CORPUS}.jsonl").read_text("utf-8").splitlines()
    documents, marks = [], []
    for found in map(json.loads, lines):
        start = found.get("body_start", 0)
        text = found["text"]
        documents.append(Document(id="", title="", text=text, source="", body_start=start))
        marks.append(
            [
                (m["start"], m["end"], m["kind"] != "literal")
                for m in found["mentions"]
                if m["start"] >= start
            ]
        )
    return _marked(documents, marks, names)


def from_own(names: NameColumns) -> Marked:
    """Return the names of our own marked texts."""
    documents, marks = [], []
    for path in sorted(OWN.glob("*.md")):
        if path.name == "README.md":
            continue
        text = unmark(Document(id="", title="", text=path.read_text("utf-8"), source=path.name))
        documents.append(text.document)
        marks.append(
            [
                (m.span.start, m.span.end, not m.use.is_place)
                for m in text.mentions
                if m.kind is MentionKind.TOPONYM
            ]
        )
    return _marked(documents, marks, names)


def cross_validated(corpus: Marked, own: Marked) -> float:
    """Return the share of the corpus that a model which did not see the document tells right."""
    folds = np.random.default_rng(0).permutation(int(corpus.document.max()) + 1) % _FOLDS
    right = 0
    for fold in range(_FOLDS):
        learnt = folds[corpus.document] != fold
        model = _fitted(_rows(corpus, learnt), corpus.associative[learnt], own)
        told = model.predict(_rows(corpus, ~learnt))
        right += int((told == corpus.associative[~learnt]).sum())
    return right / corpus.associative.size


def write(corpus: Marked, own: Marked) -> None:
    """Train on everything and write the weights that matter."""
    everything = np.ones(corpus.associative.size, dtype=bool)
    model = _fitted(_rows(corpus, everything), corpus.associative, own)
    weights = model.coef_[0].astype(np.float16)
    slot = np.flatnonzero(weights).astype(np.uint32)
    np.savez_compressed(TARGET, slot=slot, weight=weights[slot])


def _marked(
    documents: Sequence[Document], marks: Sequence[Sequence[Mark]], names: NameColumns
) -> Marked:
    spans = [[p.span for p in passages(d)] for d in documents]
    tokens = tokenise([d.text for d in documents], spans)
    rows: list[tuple[int, int, bool]] = []
    for number, found in enumerate(marks):
        offset = int(tokens.offset[number])
        for start, end, associative in sorted(found, key=lambda m: (m[0], -m[1])):
            begin = int(np.searchsorted(tokens.end, start + offset, side="right"))
            stop = int(np.searchsorted(tokens.start, end + offset)) - 1
            if begin <= stop:
                rows.append((begin, stop, associative))
    table = np.array(rows, dtype=np.int64)
    first, last = table[:, 0], table[:, 1]
    readings = names.readings(tokens.hashes(first, last))
    return Marked(
        slots=use_slots(tokens, first, last, readings, names.places),
        document=tokens.document[first],
        associative=table[:, 2].astype(bool),
    )


def _rows(marked: Marked, kept: NDArray[np.bool_]) -> csr_matrix:
    slots = marked.slots[kept].astype(np.int32)
    count, width = slots.shape
    ends = np.arange(0, count * width + 1, width, dtype=np.int32)
    there = (slots.ravel() != NOTHING).astype(np.float32)
    return csr_matrix((there, slots.ravel(), ends), shape=(count, NOTHING + 1))


def _fitted(rows: csr_matrix, associative: NDArray[np.bool_], own: Marked) -> LogisticRegression:
    every = np.ones(own.associative.size, dtype=bool)
    weights = np.concatenate((np.ones(associative.size), np.full(every.size, _OWN_WEIGHT)))
    model = LogisticRegression(C=_STRENGTH, solver="liblinear", fit_intercept=False, max_iter=500)
    return model.fit(
        vstack([rows, _rows(own, every)]).tocsr(),
        np.concatenate((associative, own.associative)),
        sample_weight=weights,
    )
