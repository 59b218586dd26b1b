"""Entries laid down on disk column by column, so that millions need no memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.errors import InputError
from geo.gazetteer.entry import Entry, Source
from geo.gazetteer.keys import key_hashes, text_hashes
from geo.model.folding import name_key

COLUMN_TYPES: dict[str, str] = {
    "lon_deg": "<f8",
    "lat_deg": "<f8",
    "population": "<i8",
    "precision_m": "<f4",
    "feature": "<u2",
    "country": "<u2",
    "source": "|u1",
    "source_id": "<i8",
    "unit": "<u8",
    "in_admin1": "<u8",
    "in_admin2": "<u8",
    "name_count": "<u4",
    "own_id": "|u1",
    "own_id_bytes": "<u4",
    "text": "|u1",
    "text_bytes": "<u4",
    "name_kind": "|u1",
    "name_hash": "<u8",
}
_ENTRIES_AT_ONCE = 20_000
_DIGEST_BYTES = 5
_MOST_SOURCES, _MOST_CODES = 255, 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class Spool:
    """A folder with one raw file a column, and what the numbers in them stand for."""

    folder: Path
    features: tuple[tuple[str, str], ...]
    countries: tuple[str, ...]
    sources: tuple[Source, ...]

    def path(self, column: str) -> Path:
        """Return the raw file of a column."""
        return self.folder / f"{column}.raw"

    def column(self, name: str) -> NDArray[np.generic]:
        """Return a column, memory-mapped; its type is that of ``COLUMN_TYPES``."""
        if self.path(name).stat().st_size == 0:
            return np.empty(0, dtype=COLUMN_TYPES[name])
        return np.memmap(self.path(name), dtype=COLUMN_TYPES[name], mode="r").view(np.ndarray)


def spool(entries: Iterable[Entry], folder: Path) -> Spool:
    """Write the entries to a folder in chunks, in their order."""
    features: dict[tuple[str, str], int] = {}
    countries: dict[str, int] = {"": 0}
    sources: dict[Source, int] = {}
    rest = iter(entries)
    for name in COLUMN_TYPES:
        (folder / f"{name}.raw").touch()
    while chunk := list(islice(rest, _ENTRIES_AT_ONCE)):
        columns: dict[str, Sequence[int | float] | NDArray[np.generic]] = {
            "feature": [
                features.setdefault((e.feature_class, e.feature_code), len(features))
                for e in chunk
            ],
            "country": [countries.setdefault(e.country_code, len(countries)) for e in chunk],
            "source": [sources.setdefault(e.source, len(sources)) for e in chunk],
            **_figures(chunk),
            **_own_ids(chunk),
            **_names(chunk),
        }
        for name, values in columns.items():
            with (folder / f"{name}.raw").open("ab") as file:
                file.write(np.asarray(values).astype(COLUMN_TYPES[name]).tobytes())
        if len(sources) > _MOST_SOURCES or max(len(features), len(countries)) > _MOST_CODES:
            msg = (
                f"more than {_MOST_SOURCES} sources, or {_MOST_CODES} feature or country codes: "
                "columns seem to be mixed up"
            )
            raise InputError(msg)
    return Spool(
        folder=folder, features=tuple(features), countries=tuple(countries), sources=tuple(sources)
    )


def _figures(chunk: list[Entry]) -> dict[str, Sequence[int | float] | NDArray[np.generic]]:
    return {
        "lon_deg": [e.lon_deg for e in chunk],
        "lat_deg": [e.lat_deg for e in chunk],
        "population": [e.population for e in chunk],
        "precision_m": [e.precision_m for e in chunk],
        "source_id": [e.source_id for e in chunk],
        "unit": text_hashes([e.unit for e in chunk]),
        "in_admin1": text_hashes([e.admin1 for e in chunk]),
        "in_admin2": text_hashes([e.admin2 for e in chunk]),
        "name_count": [len(e.names) for e in chunk],
    }


def _own_ids(chunk: list[Entry]) -> dict[str, Sequence[int | float] | NDArray[np.generic]]:
    ids = [(e.id or ("" if e.source_id else _slug(e))).encode() for e in chunk]
    return {"own_id": _blob(ids), "own_id_bytes": [len(i) for i in ids]}


def _slug(entry: Entry) -> str:
    """Return an id made of what the entry says, the same at every compilation."""
    name = re.sub(r"\W+", "-", name_key(entry.names[0].text)).strip("-")
    said = f"{entry.country_code} {entry.feature_code} {entry.lon_deg!r} {entry.lat_deg!r} {name}"
    digest = blake2b(said.encode(), digest_size=_DIGEST_BYTES).hexdigest()
    return "-".join(part for part in (entry.country_code.lower(), name, digest) if part)


def _names(chunk: list[Entry]) -> dict[str, Sequence[int | float] | NDArray[np.generic]]:
    texts = [n.text for e in chunk for n in e.names]
    encoded = [text.encode("utf-8", "replace") for text in texts]
    return {
        "text": _blob(encoded),
        "text_bytes": [len(text) for text in encoded],
        "name_kind": [int(n.kind) for e in chunk for n in e.names],
        "name_hash": key_hashes(texts),
    }


def _blob(parts: list[bytes]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(parts), dtype=np.uint8)
