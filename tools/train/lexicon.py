"""Make ``geo/recognise/data/lexicon.npz``: names of people, and words that are no names.

First and family names with their shares: US Census Bureau 1990 (public domain), by way of the
package ``names``. Words in lower case: the list american-english of Debian's wamerican (SCOWL,
free to use for any purpose); only their hashes are kept.
"""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from geo.model.folding import name_key
from geo.model.hashing import text_hash
from geo.recognise.lexicon import bucket

WORDS = Path("/usr/share/dict/american-english")
TARGET = Path("geo/recognise/data/lexicon.npz")
MOST_LAST_NAMES = 20_000


def census(*names: str, most: int = 1_000_000) -> dict[int, float]:
    """Return the hash of each name with the percent of people who bear it."""
    found: dict[int, float] = {}
    for name in names:
        for line in files("names").joinpath(name).read_text("utf-8").splitlines()[:most]:
            word, percent = line.split()[:2]
            key = text_hash(name_key(word))
            found[key] = max(found.get(key, 0.0), float(percent))
    return found


def main() -> None:
    """Write the lists."""
    stored: dict[str, Any] = {}
    first = census("dist.male.first", "dist.female.first")
    last = census("dist.all.last", most=MOST_LAST_NAMES)
    for kind, shares in (("first", first), ("last", last)):
        keys = np.array(sorted(shares), dtype=np.uint64)
        stored[f"{kind}_key"] = keys
        stored[kind] = bucket(np.array([shares[int(k)] for k in keys]))
    words = (w for w in WORDS.read_text("utf-8").split() if w.islower() and "'" not in w)
    stored["common_key"] = np.array(sorted({text_hash(name_key(w)) for w in words}), np.uint64)
    np.savez_compressed(TARGET, **stored)
    sys.stdout.write(f"{TARGET}: { ({k: v.size for k, v in stored.items()}) }\n")


if __name__ == "__main__":
    main()
