"""Train all models: ``make train``; the corpora lie in ``$DATELINE_SHARED/corpora``."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np

from geo.dossier.load import load_dossier
from geo.gazetteer.cache import open_layers
from geo.gazetteer.index import MemoryGazetteer
from geo.gazetteer.layered import LayeredGazetteer
from geo.gazetteer.stack import Stack
from geo.recognise.spans import find_in
from geo.resolve.ranker import Ranker, rank
from train import ranker, report, tagger, use
from train.corpora import OWN_NAME_ONLY, TAGGED, folds, read_corpus

FOLDS = 5


def main() -> None:
    """Cross-validate, train on everything, write the models and their scores."""
    began = time.perf_counter()
    folder = Path(os.environ["DATELINE_SHARED"]) / "corpora"
    dossier = load_dossier(Path("layers/world"))
    curated = MemoryGazetteer(dossier.places.values())
    names = Stack(LayeredGazetteer(curated, open_layers(dossier)))
    corpora = [read_corpus(folder, name, names) for name in (*TAGGED, OWN_NAME_ONLY)]
    fold_of = [folds(c, FOLDS) for c in corpora]
    marginals = tagger.cross_validated(corpora, fold_of)
    asked = [
        ranker.ask(c, find_in(c.tokens, c.islands, c.matches, m), names)
        for c, m in zip(corpora, marginals, strict=True)
    ]
    answers = []
    for fold in range(FOLDS):
        weights = ranker.train(asked, [np.flatnonzero(f == fold) for f in fold_of], names)
        made = Ranker(weights=weights, raw=np.array([0.0, 1.0]), right=np.array([0.0, 1.0]))
        answers.append([rank(a.units, names.places, made) for a in asked])
    scores = report.scores(asked, answers, fold_of, names)
    raw, right = report.calibration_pairs(asked, answers, fold_of, names)
    tagger.write(tagger.train(corpora, [None] * len(corpora)))
    ranker.write(ranker.train(asked, [None] * len(asked), names), raw, right)
    marked, own = use.from_corpus(folder, names), use.from_own(names)
    use_right = use.cross_validated(marked, own)
    use.write(marked, own)
    report.write(scores, raw, right, use_right, folder)
    sys.stdout.write(f"{scores}\nuse {use_right:.4f}\n{time.perf_counter() - began:.0f} s\n")


if __name__ == "__main__":
    main()
