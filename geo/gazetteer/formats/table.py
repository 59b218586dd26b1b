"""Plain tables: the columns of gazetteer.csv, or at least name, lon and lat."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from geo.errors import InputError
from geo.gazetteer.entry import Entry, Source, Spelling
from geo.gazetteer.formats.checks import coordinates, whole_number
from geo.gazetteer.formats.opening import opened
from geo.gazetteer.spellings import distinct
from geo.model.columns import KindOfName
from geo.model.text import Skipped

_NEEDED = ("name", "lon", "lat")
_ALIASES = {"longitude": "lon", "lng": "lon", "latitude": "lat", "country": "country_code"}
_PRECISION_M = 1_000.0
_CELL_MAX_CHARS = 131_072


def read_table(path: Path, source: Source) -> Iterator[Entry | Skipped]:
    """Yield the rows of a table, and those that cannot be read; raises InputError.

    ``source`` stands where a row names none. A row without a class is a settlement.
    """
    with opened(path) as file:
        first = file.readline()
        delimiter = max(",;\t", key=first.count)
        header = [_ALIASES.get(c, c) for c in _cells(first, delimiter)]
        missing = [c for c in _NEEDED if c not in header]
        if missing:
            msg = f"{path}: row 1: lacks the columns {', '.join(missing)}; has {header}"
            raise InputError(msg)
        # A cell of a page's length is a quotation mark left open; other readers allow more.
        csv.field_size_limit(_CELL_MAX_CHARS)
        rows = csv.reader(file, delimiter=delimiter)
        number = 1
        while (cells := _next(rows)) is not None:
            number += 1
            if isinstance(cells, str):
                yield Skipped(source=f"{path}: row {number}", reason=cells)
            elif cells:
                yield _read(header, cells, source, f"{path}: row {number}")


def _next(rows: Iterator[list[str]]) -> list[str] | str | None:
    """Return the next row, what is wrong with it, or None at the end."""
    try:
        return next(rows, None)
    except csv.Error as exc:
        return f"cannot be read: {exc}; is a quotation mark left open?"


def _cells(line: str, delimiter: str) -> list[str]:
    return [c.strip().casefold() for c in next(csv.reader([line], delimiter=delimiter), [])]


def _read(header: list[str], cells: list[str], source: Source, where: str) -> Entry | Skipped:
    if len(cells) != len(header):
        reason = f"has {len(cells)} cells, the header {len(header)}"
        return Skipped(source=where, reason=reason)
    try:
        return _entry(dict(zip(header, (c.strip() for c in cells), strict=True)), source)
    except ValueError as exc:
        return Skipped(source=where, reason=str(exc))


def _entry(row: Mapping[str, str], source: Source) -> Entry:
    if not row["name"]:
        msg = "name is empty"
        raise ValueError(msg)
    lon_deg, lat_deg = coordinates(row["lon"], row["lat"])
    own, source_id = row.get("id", ""), row.get("source_id", "")
    if row.get("source"):
        source = Source(name=row["source"], licence=row.get("licence", "") or source.licence)
    of_geonames = "geonames" in source.name.casefold() and source_id.isdigit()
    return Entry(
        names=_names(row),
        feature_class=row.get("feature_class", "") or "P",
        feature_code=row.get("feature_code", "") or "PPL",
        lon_deg=lon_deg,
        lat_deg=lat_deg,
        precision_m=float(whole_number(row.get("precision_m", ""))) or _PRECISION_M,
        source=source,
        source_id=int(source_id) if of_geonames else 0,
        id=own,
        country_code=row.get("country_code", "").upper(),
        population=whole_number(row.get("population", "")),
        unit=own,
        admin1=row.get("admin1", ""),
        admin2=row.get("admin2", ""),
    )


def _names(row: Mapping[str, str]) -> tuple[Spelling, ...]:
    names = [Spelling(row["name"])]
    for column, cell in row.items():
        kind = KindOfName.ALTERNATE
        if column == "names_en":
            kind = KindOfName.NAME
        elif column == "abbreviations":
            kind = KindOfName.ABBREVIATION
        elif column.startswith("demonyms_"):
            kind = KindOfName.DEMONYM
        elif not column.startswith("names_"):
            continue
        names += [Spelling(text, kind) for text in cell.split("|") if text.strip()]
    return distinct(names)
