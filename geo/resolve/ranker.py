"""Choose a place for each name by a weighted sum of what speaks for it.

A conditional logit (McFadden 1974): the candidates of one name share a probability of one. It is
asked twice, the second time with the first answers as the surroundings.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import orjson
from numpy.typing import NDArray

from geo.model.columns import PlaceColumns
from geo.model.tokens import Index
from geo.resolve.ranker_features import NAMES, Floats, features, prior
from geo.resolve.units import Units


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ranker:
    """Weights of the features, one row a pass; and what a raw confidence is worth.

    ``raw`` and ``right`` are the corners of a rising line from raw confidence to the share of
    answers that were right.
    """

    weights: Floats
    raw: Floats
    right: Floats

    def calibrated(self, confidence: Floats) -> Floats:
        """Return the probability that a pin with such a confidence is right."""
        return np.interp(confidence, self.raw, self.right)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ranked:
    """The candidates of units with their scores, and each one's share of probability.

    ``features`` are those of the last pass; ``best`` is each unit's best candidate (an index into
    the candidates), -1 for none.
    """

    features: Floats
    score: Floats
    share: Floats
    best: Index


@cache
def load_ranker() -> Ranker:
    """Return the trained ranker; how it was trained stands in ``data/MODELS.md``."""
    stored = orjson.loads(files("geo.resolve").joinpath("data", "ranker.json").read_bytes())
    weights = [[row.get(name, 0.0) for name in NAMES] for row in stored["weights"]]
    return Ranker(
        weights=np.array(weights),
        raw=np.array(stored["calibration"]["raw"]),
        right=np.array(stored["calibration"]["right"]),
    )


def rank(units: Units, places: PlaceColumns, ranker: Ranker) -> Ranked:
    """Return what becomes of the candidates of the units."""
    chosen = prior(units)
    ranked = None
    for weights in ranker.weights:
        ranked = _ranked(units, features(units, places, chosen), weights)
        chosen = np.where(ranked.best >= 0, _at(units.place, ranked.best), -1)
    if ranked is None:
        msg = "a ranker without weights ranks nothing"
        raise ValueError(msg)
    return ranked


def _ranked(units: Units, found: Floats, weights: Floats) -> Ranked:
    owner = units.owner
    # Not BLAS: its order of summing, and so the last digit, would hang on the batch.
    score = (found * weights).sum(axis=1)
    order = np.lexsort((np.arange(score.size), -score, owner))
    best = np.full(units.size, -1, dtype=np.int64)
    named = units.start[1:] > units.start[:-1]
    best[named] = order[units.start[:-1][named]]
    top = np.zeros(units.size)
    top[named] = score[best[named]]
    weight = np.exp(score - top[owner])
    whole = np.bincount(owner, weights=weight, minlength=units.size)
    return Ranked(features=found, score=score, share=weight / whole[owner], best=best)


def _at(values: Index, rows: Index) -> NDArray[np.int64]:
    return values[np.maximum(rows, 0)] if values.size else np.full(rows.size, -1, dtype=np.int64)
