"""Find names of places by how they stand in the text, whether a gazetteer has them or not."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np

from geo.model.columns import NameColumns
from geo.model.tokens import Flags, Tokens
from geo.recognise.crf import Tagger
from geo.recognise.features import SLOT_BITS, slots
from geo.recognise.islands import find_islands
from geo.recognise.known import Matches, find_names, written_so
from geo.recognise.spans import Spans, find_in


@cache
def load_tagger() -> Tagger:
    """Return the trained tagger; how it was trained stands in ``geo/resolve/data/MODELS.md``."""
    path = files("geo.recognise").joinpath("data", "tagger.npz")
    with path.open("rb") as file, np.load(file) as stored:
        weights = np.zeros((1 << SLOT_BITS, 3), dtype=np.float32)
        weights[stored["slot"]] = stored["weight"]
        return Tagger(weights=weights, moves=stored["moves"])


def find_spans(tokens: Tokens, names: NameColumns, tagger: Tagger) -> tuple[Spans, Matches]:
    """Return the names of places in the tokens, and all that the gazetteer knows."""
    matches = find_names(tokens, names)
    islands = find_islands(tokens)
    found = slots(tokens, islands, matches, names.places)
    marginals = tagger.marginals(found, islands.island)
    found_spans = find_in(tokens, islands, matches, marginals)
    return found_spans.only(_as_listed(tokens, found_spans, names)), matches


def _as_listed(tokens: Tokens, found: Spans, names: NameColumns) -> Flags:
    """Tell which names no gazetteer has, or are written as it has them ("US", not "Us")."""
    kept = np.ones(found.first.size, dtype=bool)
    key = tokens.hashes(found.first, found.last)
    listed = np.flatnonzero(np.diff(names.readings(key).start) > 0)
    first, last = found.first[listed], found.last[listed]
    kept[listed] = written_so(tokens, first, last, names.readings(key[listed]))
    return kept
