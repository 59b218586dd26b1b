"""Tell by a trained model whether a name stands for the place or for those who act for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from geo.resolve.use_features import NOTHING, Slots


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UseModel:
    """Weights of slots for "stands for something else than the place"."""

    weights: NDArray[np.float32]

    def associative(self, slots: Slots) -> NDArray[np.float64]:
        """Return for each row of slots the probability that no place is meant."""
        score = self.weights[slots].sum(axis=1, dtype=np.float64)
        return np.asarray(1 / (1 + np.exp(-score)))


@cache
def load_use_model() -> UseModel:
    """Return the trained model; how it was trained stands in ``data/MODELS.md``."""
    path = files("geo.resolve").joinpath("data", "use.npz")
    with path.open("rb") as file, np.load(file) as stored:
        weights = np.zeros(NOTHING + 1, dtype=np.float32)
        weights[stored["slot"]] = stored["weight"]
        return UseModel(weights=weights)
