"""Which mentions one decision can settle: those of one name with the same candidates."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache

from geo.model.folding import name_key


def alike_key(name: str, candidate_ids: Iterable[str]) -> int:
    """Return what mentions share that are alike: 64 bits, signed, from the folded name."""
    return _key(name, tuple(candidate_ids))


@lru_cache(maxsize=65_536)
def _key(name: str, candidate_ids: tuple[str, ...]) -> int:
    said = "\x1f".join((name_key(name), *sorted(set(candidate_ids))))
    digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
