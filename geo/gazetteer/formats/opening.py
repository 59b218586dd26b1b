"""Open a file to import, unpacked, and tell its format from what stands in it."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from geo.errors import InputError

_BEGINNING_CHARS = 65_536
_GZIP = b"\x1f\x8b"
GEONAMES_COLUMNS = 19
RECORD_SEPARATOR = "\x1e"


class Format(StrEnum):
    """What can be imported."""

    GEONAMES = "GeoNames dump"
    PLACES = "Linked Places or GeoJSON"
    TABLE = "table"


@contextmanager
def opened(path: Path) -> Iterator[io.TextIOWrapper]:
    """Open a file as text, out of a .zip or .gz if it is one; raises InputError."""
    try:
        with path.open("rb") as file:
            packed = file.read(len(_GZIP)) == _GZIP
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive, archive.open(_largest(archive)) as inner:
                yield io.TextIOWrapper(inner, "utf-8-sig", errors="strict", newline="")
        elif packed:
            with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as text:
                yield text
        else:
            with path.open(encoding="utf-8-sig", newline="") as text:
                yield text
    except UnicodeDecodeError as exc:
        msg = f"{path}: byte {exc.start} of a block is not UTF-8: save the file as UTF-8"
        raise InputError(msg) from exc
    except (OSError, zipfile.BadZipFile, EOFError) as exc:
        msg = f"{path}: cannot be read: {getattr(exc, 'strerror', None) or exc}"
        raise InputError(msg) from exc


def _largest(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """Return the member that holds the data; GeoNames packs a readme beside it."""
    return max(archive.infolist(), key=lambda member: member.file_size)


def format_of(path: Path) -> Format:
    """Tell the format from the first lines; raises InputError where there is none known."""
    with opened(path) as file:
        beginning = file.read(_BEGINNING_CHARS).lstrip(f"{RECORD_SEPARATOR} \t\r\n")
    first = beginning.partition("\n")[0].rstrip("\r")
    if beginning.startswith("{"):
        return Format.PLACES
    cells = first.split("\t")
    if len(cells) == GEONAMES_COLUMNS and cells[0].isdigit():
        return Format.GEONAMES
    if first and any(mark in first for mark in ",;\t"):
        return Format.TABLE
    msg = (
        f"{path}: is neither a GeoNames dump ({GEONAMES_COLUMNS} columns with tabs), nor Linked "
        "Places or GeoJSON, nor a table with the columns name, lon, lat"
    )
    raise InputError(msg)
