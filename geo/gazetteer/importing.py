"""Compile gazetteers of others into a folder of columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from geo.errors import InputError
from geo.gazetteer.columns import Counts
from geo.gazetteer.compile import compile_columns
from geo.gazetteer.entry import Entry, Source
from geo.gazetteer.formats.alternates import Alternates
from geo.gazetteer.formats.geonames import read_geonames
from geo.gazetteer.formats.opening import Format, format_of
from geo.gazetteer.formats.places import read_places
from geo.gazetteer.formats.table import read_table
from geo.gazetteer.tally import Tally
from geo.model.text import Skipped

SUFFIX = ".columns"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import made: counts, the format of each file, and what could not be read."""

    counts: Counts
    formats: tuple[Format, ...]
    skipped: Tally


def import_files(
    paths: Sequence[Path], folder: Path, source: Source, alternate: Path | None = None
) -> Imported:
    """Compile files into a folder; ``source`` stands for rows that name none.

    Raises InputError for an unknown format, and where no row can be read.
    """
    if folder.suffix != SUFFIX:
        msg = f"{folder}: must end in {SUFFIX}, so that a dossier knows it: {folder.name}{SUFFIX}"
        raise InputError(msg)
    formats = tuple(format_of(path) for path in paths)
    if alternate is not None and Format.GEONAMES not in formats:
        msg = f"{alternate}: alternate names go with a GeoNames dump; none was given"
        raise InputError(msg)
    tally = Tally()
    with TemporaryDirectory(prefix="dateline-") as scratch:
        names = Alternates(alternate, Path(scratch), tally) if alternate is not None else None
        items = (
            item
            for path, kind in zip(paths, formats, strict=True)
            for item in _read(path, kind, source, names)
        )
        try:
            counts = compile_columns(items, folder, tally=tally)
        except InputError as exc:
            raise _with_first(exc, tally) from exc
        except OSError as exc:
            msg = f"{folder}: cannot be written: {exc.strerror or exc}"
            raise InputError(msg) from exc
    return Imported(counts=counts, formats=formats, skipped=tally)


def _read(
    path: Path, kind: Format, source: Source, names: Alternates | None
) -> Iterator[Entry | Skipped]:
    if kind is Format.GEONAMES:
        return read_geonames(path, names)
    return read_places(path, source) if kind is Format.PLACES else read_table(path, source)


def _with_first(exc: InputError, tally: Tally) -> InputError:
    if not tally.first:
        return exc
    first = tally.first[0]
    return InputError(f"{exc}; {tally.count} rows are malformed, {first.source}: {first.reason}")
