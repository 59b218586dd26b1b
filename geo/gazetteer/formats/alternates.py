"""GeoNames' alternateNamesV2.txt, looked up by place: 25 bytes a name in memory, texts on disk."""

from __future__ import annotations

from array import array
from pathlib import Path

import numpy as np

from geo.errors import InputError
from geo.gazetteer.entry import Spelling
from geo.gazetteer.formats.opening import opened
from geo.gazetteer.spellings import kept
from geo.gazetteer.tally import Tally
from geo.model.columns import KindOfName
from geo.model.text import Skipped

_FEWEST_COLUMNS = 8
_NO_NAMES = frozenset("link post iata icao faac unlc wkdt phon piny tcid fr_1793".split())
"""Pseudo-languages of codes, addresses and transcriptions."""


class Alternates:
    """Alternate names by GeoNames id."""

    def __init__(self, path: Path, scratch: Path, tally: Tally) -> None:
        """Sort the names of a file by place; their texts go to the folder ``scratch``.

        Lines that cannot be read go to ``tally``. Raises InputError where no name is found.
        """
        ids, lengths, kinds = array("q"), array("H"), array("B")
        blob = scratch / "alternates.raw"
        with opened(path) as file, blob.open("wb") as texts:
            for number, line in enumerate(file, 1):
                cells = line.rstrip("\r\n").split("\t")
                if len(cells) < _FEWEST_COLUMNS or not cells[1].isdigit():
                    where = f"{path}: line {number}"
                    tally.add(Skipped(source=where, reason="is no line of alternateNamesV2"))
                    continue
                kind = _kind(cells)
                if kind is not None:
                    encoded = cells[3].encode()[:65_535]
                    texts.write(encoded)
                    ids.append(int(cells[1]))
                    lengths.append(len(encoded))
                    kinds.append(kind)
        if not ids:
            msg = f"{path}: holds no alternate name; give GeoNames' alternateNamesV2.txt"
            raise InputError(msg)
        size = np.frombuffer(lengths, dtype=np.uint16)
        order = np.argsort(np.frombuffer(ids, dtype=np.int64), kind="stable")
        self._ids = np.frombuffer(ids, dtype=np.int64)[order]
        self._ends = np.cumsum(size, dtype=np.int64)[order]
        self._sizes = size[order]
        self._kinds = np.frombuffer(kinds, dtype=np.uint8)[order]
        self._texts = np.memmap(blob, dtype=np.uint8, mode="r")

    def of(self, geoname_id: int) -> list[Spelling]:
        """Return the names of a place in the order of the file."""
        first, last = np.searchsorted(self._ids, (geoname_id, geoname_id + 1)).tolist()
        return [self._spelling(at) for at in range(first, last)]

    def _spelling(self, at: int) -> Spelling:
        end = int(self._ends[at])
        text = self._texts[end - int(self._sizes[at]) : end].tobytes().decode("utf-8", "ignore")
        return Spelling(text, KindOfName(int(self._kinds[at])))


def _kind(cells: list[str]) -> KindOfName | None:
    """Return how good a name it is, None for what is no name."""
    language, text, preferred = cells[2], cells[3], cells[4] == "1"
    historic = len(cells) > 7 and cells[7] == "1"  # noqa: PLR2004 - column isHistoric
    if language in _NO_NAMES or not text.strip():
        return None
    if language == "abbr":
        return KindOfName.ABBREVIATION
    if language == "en" and preferred and not historic:
        return KindOfName.NAME
    return KindOfName.ALTERNATE if kept([text]) else None
