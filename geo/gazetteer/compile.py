"""Compile entries into the columns that ``geo.gazetteer.columns`` maps into memory."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from hashlib import blake2b, file_digest
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from geo.errors import InputError
from geo.gazetteer.columns import FORMAT, META, Counts
from geo.gazetteer.entry import Entry
from geo.gazetteer.npy import as_npy, save_npy, save_starts
from geo.gazetteer.postings import save_postings
from geo.gazetteer.spool import COLUMN_TYPES, Spool, spool
from geo.gazetteer.tally import Tally
from geo.model.text import Skipped

_AS_SPOOLED = (
    "lon_deg",
    "lat_deg",
    "population",
    "precision_m",
    "feature",
    "country",
    "source",
    "source_id",
    "own_id",
    "text",
    "name_kind",
)
_ROWS_AT_ONCE = 1_000_000
_COUNTRY_CODES = frozenset({"PCLI", "PCLD", "PCLS", "PCLF", "PCLIX", "PCL", "TERR"})


def compile_columns(
    items: Iterable[Entry | Skipped],
    folder: Path,
    *,
    tally: Tally | None = None,
    keep: bool = False,
) -> Counts:
    """Compile entries into a folder, which is there whole or not at all; return its counts.

    What is skipped goes to ``tally`` and into the folder. The same entries give the same bytes.
    A folder that stands already is replaced, or kept with ``keep``, if another process was
    quicker. Raises InputError where there is no entry, or something else in that place.
    """
    if folder.exists() and not (folder / META).is_file():
        msg = f"{folder}: is there already and is no compiled gazetteer; name another folder"
        raise InputError(msg)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
        raw, made = Path(scratch) / "raw", Path(scratch) / "made"
        raw.mkdir()
        made.mkdir()
        left_out = tally or Tally()
        counts = _compile(spool(left_out.kept(items), raw), made, folder, left_out)
        shutil.rmtree(raw)
        _put(made, folder, Path(scratch) / "old", keep=keep)
    return counts


def _put(made: Path, folder: Path, old: Path, *, keep: bool) -> None:
    if keep and (folder / META).is_file():
        return
    with suppress(FileNotFoundError):
        folder.rename(old)
    try:
        made.rename(folder)
    except OSError:
        # Another process was quicker: what it made is as good.
        if not (folder / META).is_file():
            raise


def _compile(spooled: Spool, made: Path, folder: Path, left_out: Tally) -> Counts:
    places = spooled.column("name_count").size
    if places == 0:
        msg = f"{folder}: would hold no place: nothing was found to compile"
        raise InputError(msg)
    for name in _AS_SPOOLED:
        as_npy(spooled.path(name), made / f"{name}.npy", COLUMN_TYPES[name])
    save_starts(spooled.column("name_count"), made / "name_start.npy")
    save_starts(spooled.column("own_id_bytes"), made / "own_id_start.npy")
    save_starts(spooled.column("text_bytes"), made / "text_start.npy")
    save_npy(made / "name_place.npy", _name_places(spooled), "<i4")
    for admin in ("admin1", "admin2"):
        save_npy(made / f"{admin}.npy", _containing(spooled, f"in_{admin}"), "<i4")
    np.save(made / "country_row.npy", _country_rows(spooled))
    keys = save_postings(spooled, np.load(made / "name_place.npy", mmap_mode="r"), made)
    counts = Counts(places=places, names=spooled.column("name_kind").size, keys=keys)
    meta = {
        "format": FORMAT,
        "counts": asdict(counts),
        "features": spooled.features,
        "countries": spooled.countries,
        "sources": [asdict(source) for source in spooled.sources],
        "left_out": asdict(left_out),
        "digest": _digest(made),
    }
    (made / META).write_text(json.dumps(meta, ensure_ascii=False, indent=1), encoding="utf-8")
    return counts


def _digest(made: Path) -> str:
    """Return what changes with any number in the columns."""
    whole = blake2b(digest_size=16)
    for path in sorted(made.glob("*.npy")):
        with path.open("rb") as file:
            whole.update(path.name.encode() + file_digest(file, "blake2b").digest())
    return whole.hexdigest()


def _name_places(spooled: Spool) -> Iterator[NDArray[np.generic]]:
    counts = spooled.column("name_count")
    for start in range(0, counts.size, _ROWS_AT_ONCE):
        part = counts[start : start + _ROWS_AT_ONCE]
        yield np.repeat(np.arange(start, start + part.size), part.astype(np.int64))


def _containing(spooled: Spool, column: str) -> Iterator[NDArray[np.generic]]:
    """Yield the rows of the units that the entries name, -1 where there is none of that code.

    Of two units with one code the first counts, but each of them lies in itself.
    """
    units = spooled.column("unit")
    rows = np.flatnonzero(units)
    rows = rows[np.argsort(units[rows], kind="stable")]
    known = units[rows]
    wanted = spooled.column(column)
    for start in range(0, wanted.size, _ROWS_AT_ONCE):
        part = wanted[start : start + _ROWS_AT_ONCE]
        if known.size == 0:
            yield np.full(part.size, -1)
            continue
        own = np.arange(start, start + part.size)
        at = np.minimum(np.searchsorted(known, part), known.size - 1)
        there = np.where(known[at] == part, rows[at], -1)
        there = np.where(units[own] == part, own, there)
        yield np.where(part != 0, there, -1)


def _country_rows(spooled: Spool) -> NDArray[np.int32]:
    """Return the row of each country itself, the first of its code; -1 for none."""
    found = np.full(len(spooled.countries), -1, dtype="<i4")
    codes = [i for i, (_, code) in enumerate(spooled.features) if code in _COUNTRY_CODES]
    country = spooled.column("country")
    for row in np.flatnonzero(np.isin(spooled.column("feature"), codes)).tolist():
        of = int(country[row])
        if of != 0 and found[of] < 0:
            found[of] = row
    return found
