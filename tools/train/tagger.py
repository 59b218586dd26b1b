"""Train the tagger with CRFsuite and write ``geo/recognise/data/tagger.npz``."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pycrfsuite
from numpy.typing import NDArray

from geo.model.tokens import Index
from geo.recognise.crf import Floats, Tagger
from geo.recognise.features import SLOT_BITS
from train.corpora import Corpus

TARGET = Path("geo/recognise/data/tagger.npz")
_TAGS = "BIO"
_SETTINGS = {
    "c1": 0.1,
    "c2": 0.05,
    "max_iterations": 80,
    "feature.minfreq": 2,
    "feature.possible_transitions": True,
}
_UNSEEN_MOVE = -5.0


def train(corpora: Sequence[Corpus], left_out: Sequence[Index | None]) -> Tagger:
    """Return a tagger that learnt from all documents but those left out of each corpus."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params(_SETTINGS)
    for corpus, out in zip(corpora, left_out, strict=True):
        _append(trainer, corpus, out)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        return _read(path)


def cross_validated(corpora: Sequence[Corpus], fold_of: Sequence[Index]) -> list[Floats]:
    """Return the marginals of every token by a tagger that did not learn from its document."""
    found = [np.zeros((c.islands.row.size, 3)) for c in corpora]
    for fold in range(int(max(f.max() for f in fold_of)) + 1):
        tagger = train(corpora, [np.flatnonzero(f == fold) for f in fold_of])
        for corpus, folds, marginals in zip(corpora, fold_of, found, strict=True):
            rows = folds[corpus.tokens.document[corpus.islands.row]] == fold
            marginals[rows] = tagger.marginals(corpus.slots[rows], corpus.islands.island[rows])
    return found


def write(tagger: Tagger) -> None:
    """Write the weights that are not zero."""
    slot = np.flatnonzero((tagger.weights != 0).any(axis=1)).astype(np.uint32)
    weight = tagger.weights[slot].astype(np.float16)
    np.savez_compressed(TARGET, slot=slot, weight=weight, moves=tagger.moves)


def _append(trainer: pycrfsuite.Trainer, corpus: Corpus, out: Index | None) -> None:
    row, island = corpus.islands.row, corpus.islands.island
    tags, usable = corpus.tags()[row], corpus.usable()[row]
    if out is not None:
        usable &= ~np.isin(corpus.tokens.document[row], out)
    names = corpus.slots.astype("U6")
    begins = np.flatnonzero(np.diff(island, prepend=-1))
    ends = np.append(begins[1:], row.size)
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        if usable[begin]:
            sequence = pycrfsuite.ItemSequence(names[begin:end].tolist())
            trainer.append(sequence, [_TAGS[tag] for tag in tags[begin:end]])


def _read(path: Path) -> Tagger:
    reader = pycrfsuite.Tagger()
    reader.open(str(path))
    info = reader.info()
    weights: NDArray[np.float32] = np.zeros((1 << SLOT_BITS, 3), dtype=np.float32)
    moves: NDArray[np.float32] = np.full((3, 3), _UNSEEN_MOVE, dtype=np.float32)
    for (slot, tag), weight in info.state_features.items():
        weights[int(slot), _TAGS.index(tag)] = weight
    for (before, after), weight in info.transitions.items():
        moves[_TAGS.index(before), _TAGS.index(after)] = weight
    return Tagger(weights=weights, moves=moves)
