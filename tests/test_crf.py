"""The tagger's arithmetic against a sum over all ways, and what it does with pieces."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from geo.recognise.crf import Tagger


def tagger(rng: np.random.Generator) -> Tagger:
    return Tagger(
        weights=rng.normal(0, 1, (16, 3)).astype(np.float32),
        moves=rng.normal(0, 1, (3, 3)).astype(np.float32),
    )


def by_hand(model: Tagger, slots: np.ndarray) -> np.ndarray:
    """Sum over every way to tag a sequence."""
    emitted = model.weights[slots].sum(axis=1, dtype=np.float64)
    found = np.zeros((len(slots), 3))
    for way in product(range(3), repeat=len(slots)):
        score = sum(emitted[i, tag] for i, tag in enumerate(way))
        score += sum(model.moves[a, b] for a, b in pairwise(way))
        for i, tag in enumerate(way):
            found[i, tag] += np.exp(score)
    return np.asarray(found / found.sum(axis=1, keepdims=True))


@pytest.mark.parametrize("lengths", [(1,), (4,), (2, 5, 1, 3), (6, 6)])
def test_marginals_are_the_sums_over_all_ways(lengths: tuple[int, ...]) -> None:
    rng = np.random.default_rng(sum(lengths))
    model = tagger(rng)
    slots = rng.integers(0, 16, (sum(lengths), 4)).astype(np.uint32)
    sequence = np.repeat(np.arange(len(lengths)), lengths)
    wanted = [by_hand(model, slots[sequence == n]) for n in range(len(lengths))]
    assert np.allclose(model.marginals(slots, sequence), np.concatenate(wanted))


def test_no_tokens_have_no_marginals() -> None:
    model = tagger(np.random.default_rng(0))
    assert model.marginals(np.zeros((0, 1), np.uint32), np.zeros(0, np.int64)).shape == (0, 3)


def test_a_sequence_without_end_is_read_in_pieces_and_stays_finite() -> None:
    rng = np.random.default_rng(3)
    model = tagger(rng)
    slots = rng.integers(0, 16, (5000, 4)).astype(np.uint32)
    found = model.marginals(slots, np.zeros(5000, dtype=np.int64))
    assert np.isfinite(found).all()
    assert np.allclose(found.sum(axis=1), 1)
    assert np.allclose(found[:128], model.marginals(slots[:128], np.zeros(128, dtype=np.int64)))
