"""Words that tell names of people and of bodies from names of places."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.model.folding import name_key
from geo.model.hashing import Hashes, text_hash

TITLES = (
    "mr mrs ms dr sen rep gov president minister premier gen general col colonel lt sgt capt "
    "captain judge prof professor sir lord lady king queen prince princess pope coach chancellor "
    "secretary ambassador spokesman spokeswoman spokesperson officer detective chief justice "
    "senator congressman congresswoman mayor father brother sister uncle aunt director chairman "
    "chairwoman saint emir sheikh ayatollah commander envoy lawyer author singer actor actress "
    "striker goalkeeper midfielder defender forward manager"
)
ADDRESSES = "mr mrs ms miss dr sir lady lord prof professor sgt lt capt col"
"""Titles that stand before a person's name and nothing else."""
DIRECTIONS = (
    "north south east west northern southern eastern western central northeast northwest "
    "southeast southwest northeastern northwestern southeastern southwestern upper lower"
)
"""Words that are somewhere the name of a province, and in a text nearly never one alone."""
SPEECH = (
    "said says say told tells added warned announced denied accused vowed agreed has have wants "
    "supports confirmed urged called insists believes demanded hopes will would replied wrote"
)
BODIES = (
    "university college school church hospital inc corp co company bank times post news press "
    "journal tribune herald gazette police council department court street road avenue st ave "
    "airport base united fc team club party army forces park museum center centre hotel group "
    "association institute ltd plc championship cup league stadium bridge tower hall theatre "
    "award prize festival airlines agency foundation society union guardian independent"
)
KINDS = (
    "city county province governorate district state river lake sea mountain mountains island "
    "islands region valley village town coast bay gulf peninsula oblast prefecture strait desert"
)
_LISTS = (TITLES, SPEECH, BODIES, KINDS)
_BUCKETS = np.array([0.003, 0.02, 0.1])
"""Percent of people who bear a name: below the first it tells little, above the last much."""


@cache
def _categories() -> tuple[Hashes, NDArray[np.uint8]]:
    found = {text_hash(name_key(w)): i for i, words in enumerate(_LISTS, 1) for w in words.split()}
    keys = np.array(sorted(found), dtype=np.uint64)
    return keys, np.array([found[int(k)] for k in keys], dtype=np.uint8)


@cache
def _people() -> dict[str, Any]:
    path = files("geo.recognise").joinpath("data", "lexicon.npz")
    with path.open("rb") as file, np.load(file) as stored:
        return {name: stored[name] for name in stored.files}


def categories(words: Hashes) -> NDArray[np.uint8]:
    """Return for each word which list it stands in, 0 for none; a list's number starts at 1."""
    keys, values = _categories()
    return _looked_up(words, keys, values)


@cache
def _addresses() -> Hashes:
    return np.array(sorted(text_hash(word) for word in ADDRESSES.split()), dtype=np.uint64)


def forms_of_address(words: Hashes) -> NDArray[np.bool_]:
    """Tell which words are titles that only a person's name follows."""
    return np.isin(words, _addresses())


@cache
def _directions() -> Hashes:
    return np.array(sorted(text_hash(word) for word in DIRECTIONS.split()), dtype=np.uint64)


def directions(words: Hashes) -> NDArray[np.bool_]:
    """Tell which words say a direction."""
    return np.isin(words, _directions())


def first_names(words: Hashes) -> NDArray[np.uint8]:
    """Return how common each word is as a first name, from 0 (never) to 4."""
    stored = _people()
    return _looked_up(words, stored["first_key"], stored["first"])


def last_names(words: Hashes) -> NDArray[np.uint8]:
    """Return how common each word is as a family name, from 0 (never) to 4."""
    stored = _people()
    return _looked_up(words, stored["last_key"], stored["last"])


def common_words(words: Hashes) -> NDArray[np.uint8]:
    """Return 1 for each word that English writes in lower case."""
    stored = _people()
    return _looked_up(words, stored["common_key"], np.ones(stored["common_key"].size, np.uint8))


def bucket(percent: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return shares of people as buckets from 1 to 4."""
    return (np.searchsorted(_BUCKETS, percent) + 1).astype(np.uint8)


def _looked_up(words: Hashes, keys: Hashes, values: NDArray[np.uint8]) -> NDArray[np.uint8]:
    at = np.searchsorted(keys, words)
    at[at == keys.size] = 0
    return np.where(keys[at] == words, values[at], 0).astype(np.uint8)
