"""In which sentences something stands, as files that a browser reads a few of.

The keys lie in order, file after file; ``index.json`` has the first key of each. The sentences of
a key are numbers, each told by its step from the one before.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

import numpy as np
import orjson

_FULL_BYTES = 64_000
"""Of a file, before it is packed: a search costs some 20 kB a word. One key is never cut."""


class Postings:
    """Gathers keys by sentence, in the order of the sentences."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._numbers: dict[str, array[int]] = {}

    def add(self, number: int, keys: Iterable[str]) -> None:
        """Note that a sentence holds keys, each said once; ``number`` never falls."""
        for key in keys:
            self._numbers.setdefault(key, array("I")).append(number)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files by name, the index last."""
        firsts: list[str] = []
        held: dict[str, list[int]] = {}
        size = 0
        for key in sorted(self._numbers, key=_as_browsers_sort):
            steps = np.diff(np.array(self._numbers[key], dtype=np.int64), prepend=0).tolist()
            wanted = len(orjson.dumps(steps)) + len(key.encode()) + 4
            if held and size + wanted > _FULL_BYTES:
                yield f"{len(firsts)}.json", orjson.dumps(held)
                firsts.append(next(iter(held)))
                held, size = {}, 0
            held[key] = steps
            size += wanted
        if held:
            yield f"{len(firsts)}.json", orjson.dumps(held)
            firsts.append(next(iter(held)))
        yield "index.json", orjson.dumps(firsts)


def _as_browsers_sort(key: str) -> bytes:
    """Return a key that sorts text by its UTF-16 units, as JavaScript compares it."""
    return key.encode("utf-16-be", "surrogatepass")
