"""A compiled gazetteer: columns that are mapped into memory, not read.

A folder holds one ``.npy`` file a column and ``meta.json``. Opening it costs a few
milliseconds whatever its size, and processes share the pages that they touch.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.errors import InputError
from geo.gazetteer.entry import Source
from geo.model.columns import KindOfName
from geo.model.folding import name_key
from geo.model.hashing import Hashes, text_hash
from geo.model.place import GOVERNMENT_CODES, Name, NameKind, Place
from geo.model.text import Skipped

FORMAT = 1
"""Rises with every change of what the columns mean; an older folder is compiled anew."""
META = "meta.json"
_KINDS = {
    KindOfName.NAME: NameKind.NAME,
    KindOfName.ALTERNATE: NameKind.NAME,
    KindOfName.ABBREVIATION: NameKind.ABBREVIATION,
    KindOfName.DEMONYM: NameKind.DEMONYM,
}
_UNDETERMINED = "und"
_GEONAMES = "gn-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much a compiled gazetteer holds."""

    places: int
    names: int
    keys: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """Places, their names and the index of the names, each column an array.

    Places are rows ``0 … N-1``; the names of place ``r`` are the name rows
    ``name_start[r]:name_start[r + 1]``, the preferred one first. ``feature``, ``country`` and
    ``source`` number the entries of ``features``, ``countries`` (0 is none) and ``sources``;
    ``admin1`` and ``admin2`` are rows of places, -1 for none; a unit lies in itself.
    ``key`` holds the hashes of the folded names in rising order, the name rows of key ``k`` are
    ``posting[posting_start[k]:posting_start[k + 1]]``: each place once, with its best kind of
    name, the most populous first. ``name_kind`` holds ``KindOfName``. ``left_out`` counts what
    could not be compiled, ``left_out_first`` says why for the first of it.
    """

    folder: Path
    features: tuple[tuple[str, str], ...]
    countries: tuple[str, ...]
    sources: tuple[Source, ...]
    left_out: int
    left_out_first: tuple[Skipped, ...]
    lon_deg: NDArray[np.float64]
    lat_deg: NDArray[np.float64]
    population: NDArray[np.int64]
    precision_m: NDArray[np.float32]
    feature: NDArray[np.uint16]
    country: NDArray[np.uint16]
    country_row: NDArray[np.int32]
    admin1: NDArray[np.int32]
    admin2: NDArray[np.int32]
    source: NDArray[np.uint8]
    source_id: NDArray[np.int64]
    own_id: NDArray[np.uint8]
    own_id_start: NDArray[np.uint32]
    name_start: NDArray[np.uint32]
    text: NDArray[np.uint8]
    text_start: NDArray[np.unsignedinteger]
    name_kind: NDArray[np.uint8]
    name_place: NDArray[np.int32]
    key: Hashes
    posting_start: NDArray[np.uint32]
    posting: NDArray[np.uint32]

    @property
    def counts(self) -> Counts:
        """Return how many places, names and keys there are."""
        return Counts(places=self.lon_deg.size, names=self.name_kind.size, keys=self.key.size)

    def place_id(self, row: int) -> str:
        """Return the id of a place: its own, or ``gn-`` and its GeoNames id; "" for row -1."""
        if row < 0:
            return ""
        start, end = int(self.own_id_start[row]), int(self.own_id_start[row + 1])
        if start < end:
            return self.own_id[start:end].tobytes().decode()
        return f"{_GEONAMES}{self.source_id[row]}"

    def row(self, place_id: str) -> int:
        """Return the row of an id, -1 where no place bears it."""
        number = place_id.removeprefix(_GEONAMES)
        if number != place_id and number.isdigit():
            likely = np.flatnonzero(self.source_id == int(number))
        else:
            likely = np.flatnonzero(np.diff(self.own_id_start) == len(place_id.encode()))
        return next((r for r in likely.tolist() if self.place_id(r) == place_id), -1)

    def name_text(self, name_row: int) -> str:
        """Return a name as it is written."""
        start, end = int(self.text_start[name_row]), int(self.text_start[name_row + 1])
        return self.text[start:end].tobytes().decode()

    def name(self, name_row: int) -> Name:
        """Return a name; only the language of the preferred one and of demonyms is known."""
        kind = KindOfName(int(self.name_kind[name_row]))
        language = _UNDETERMINED if kind is KindOfName.ALTERNATE else "en"
        return Name(self.name_text(name_row), language, _KINDS[kind])

    def names_of(self, row: int) -> tuple[Name, ...]:
        """Return the names of a place, the preferred one first."""
        return tuple(
            self.name(n) for n in range(int(self.name_start[row]), int(self.name_start[row + 1]))
        )

    def place(self, row: int) -> Place:
        """Return a place as a value."""
        feature_class, feature_code = self.features[self.feature[row]]
        country, source = int(self.country[row]), self.sources[self.source[row]]
        governs = feature_code in GOVERNMENT_CODES and country != 0
        return Place(
            id=self.place_id(row),
            names=self.names_of(row),
            feature_class=feature_class,
            feature_code=feature_code,
            lon_deg=float(self.lon_deg[row]),
            lat_deg=float(self.lat_deg[row]),
            precision_m=float(self.precision_m[row]),
            country_code=self.countries[country],
            admin1=self._containing(row, self.admin1),
            admin2=self._containing(row, self.admin2),
            population=int(self.population[row]),
            stands_for=self.place_id(int(self.country_row[country])) if governs else "",
            source=source.name,
            source_id=str(self.source_id[row]) if self.source_id[row] else self.place_id(row),
            licence=source.licence,
        )

    def _containing(self, row: int, admin: NDArray[np.int32]) -> str:
        """Return the id of the unit that holds a place; "" for the unit itself."""
        unit = int(admin[row])
        return "" if unit == row else self.place_id(unit)

    def find(self, hashes: Hashes) -> NDArray[np.int64]:
        """Return the places of hashes in ``key``, -1 where one is not there."""
        if self.key.size == 0:
            return np.full(hashes.size, -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.key, hashes), self.key.size - 1)
        return np.where(self.key[at] == hashes, at, -1)

    def name_rows(self, surface: str) -> NDArray[np.uint32]:
        """Return the name rows of a name, one a place, the most populous first."""
        wanted = name_key(surface)
        at = int(self.find(np.array([text_hash(wanted)], dtype=np.uint64))[0])
        if at < 0:
            return np.empty(0, dtype=np.uint32)
        found = self.posting[int(self.posting_start[at]) : int(self.posting_start[at + 1])]
        same = [name_key(self.name_text(n)) == wanted for n in found.tolist()]
        rows: NDArray[np.uint32] = found[np.array(same, dtype=bool)]
        return rows

    def names(self) -> Iterable[Name]:
        """Yield every name of every place, in the order of the places."""
        return map(self.name, range(self.name_kind.size))

    def lookup(self, surface: str) -> Sequence[tuple[Place, Name]]:
        """Return every place that goes by a name, the most populous first."""
        rows = self.name_rows(surface).tolist()
        return tuple((self.place(int(self.name_place[n])), self.name(n)) for n in rows)


_OF_META = frozenset({"folder", "features", "countries", "sources", "left_out", "left_out_first"})


def open_columns(folder: Path) -> Columns:
    """Map a compiled gazetteer into memory; raises InputError where the folder is none."""
    meta = _meta(folder)
    arrays: dict[str, Any] = {}
    try:
        for field in fields(Columns):
            if field.name not in _OF_META:
                arrays[field.name] = _mapped(folder / f"{field.name}.npy")
    except (OSError, ValueError) as exc:
        msg = f"{folder}: is damaged ({exc}); delete it and make it again"
        raise InputError(msg) from exc
    return Columns(
        folder=folder,
        features=tuple((str(a), str(b)) for a, b in meta["features"]),
        countries=tuple(meta["countries"]),
        sources=tuple(Source(**source) for source in meta["sources"]),
        left_out=meta["left_out"]["count"],
        left_out_first=tuple(Skipped(**item) for item in meta["left_out"]["first"]),
        **arrays,
    )


def _mapped(path: Path) -> NDArray[np.generic]:
    """Return an array; one without numbers cannot be mapped and is read."""
    found: NDArray[np.generic] = np.load(path, mmap_mode="r")
    # A view of the base class: every index into a numpy.memmap costs microseconds more.
    return found.view(np.ndarray)


def _meta(folder: Path) -> dict[str, Any]:
    path = folder / META
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        msg = f"{folder}: is no compiled gazetteer; dateline gazetteer import FILE -o {folder}"
        raise InputError(msg) from exc
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        msg = f"{folder}: was compiled by another version; import its source again"
        raise InputError(msg)
    return found
