"""Read a file, a folder or an address: the table of readers, and what was skipped."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from geo.errors import InputError
from geo.model.protocols import Reader, RecordReader
from geo.model.raw import Raw
from geo.model.text import Document, Skipped
from geo.read.document import Unreadable
from geo.read.language import guess_language
from geo.read.office import PdfReader, WordReader
from geo.read.packed import unpacked, without_packing
from geo.read.page import PageReader
from geo.read.plain import PlainReader
from geo.read.records import CsvReader, JsonLinesReader, ParquetReader, WarcReader, read_record
from geo.read.remote import RemoteFile, is_remote, list_remote

READERS: tuple[Reader, ...] = (PlainReader(), PageReader(), WordReader(), PdfReader())
RECORD_READERS: tuple[RecordReader, ...] = (
    JsonLinesReader(),
    CsvReader(),
    ParquetReader(),
    WarcReader(),
)
File = Path | RemoteFile
_ENDINGS: frozenset[str] = frozenset().union(
    *(reader.suffixes for reader in READERS), *(reader.suffixes for reader in RECORD_READERS)
)
_MAX_BYTES = 200_000_000
_BROKEN = (OSError, EOFError, zlib.error)


def list_files(path: Path | str) -> list[tuple[str, File]]:
    """Return a folder's files by their path inside it, sorted; a file stands for itself.

    An address with a scheme (``s3://…``) is listed through fsspec. Raises InputError where there
    is nothing by that name.
    """
    if isinstance(path, str):
        if is_remote(path):
            return [*list_remote(path)]
        path = Path(path)
    if path.is_dir():
        # A link that leads nowhere is listed too, so that it is named among the skipped.
        files = (p for p in path.rglob("*") if p.is_file() or p.is_symlink())
        return sorted((p.relative_to(path).as_posix(), p) for p in files)
    if path.is_file():
        return [(path.name, path)]
    msg = f"{path}: there is no such file or folder of documents"
    raise InputError(msg)


def read_files(
    files: Iterable[tuple[str, File]], languages: tuple[str, ...], suffix: str = ""
) -> Iterator[Document | Skipped]:
    """Yield the documents of the files, and every file or record that was skipped.

    ``suffix`` overrules the endings of their names.
    """
    return _read(raw_files(files, suffix), languages)


def read_bytes(
    source: str, data: bytes, languages: tuple[str, ...], suffix: str = ""
) -> Iterator[Document | Skipped]:
    """Yield what the bytes of one file hold; ``suffix`` overrules its name's."""
    return _read(_raws(source, io.BytesIO(data), len(data), suffix), languages)


def raw_files(files: Iterable[tuple[str, File]], suffix: str = "") -> Iterator[Raw | Skipped]:
    """Yield the documents of the files before they are read; no file of records is held whole."""
    for source, path in files:
        try:
            size = path.stat().st_size
            with path.open("rb") as data:
                yield from _raws(source, data, size, suffix)
        except OSError as exc:
            yield Skipped(source=source, reason=f"cannot be opened: {exc.strerror or exc}")


def read_raw(raw: Raw, languages: tuple[str, ...]) -> Document | Skipped:
    """Return the document of a file or a record, or why there is none."""
    if not raw.ending:
        return _in_language(read_record(raw), languages)
    reader = next((r for r in READERS if raw.ending in r.suffixes), None)
    if reader is None:
        known = ", ".join(sorted(_ENDINGS))
        reason = f"has an ending that no reader takes ({known})"
        return Skipped(source=raw.where, reason=reason)
    try:
        return _in_language(reader.read(raw.source, raw.data), languages)
    except Unreadable as exc:
        return Skipped(source=raw.where, reason=str(exc))


def _read(
    raws: Iterable[Raw | Skipped], languages: tuple[str, ...]
) -> Iterator[Document | Skipped]:
    return (read_raw(raw, languages) if isinstance(raw, Raw) else raw for raw in raws)


def _raws(source: str, data: BinaryIO, size: int, suffix: str) -> Iterator[Raw | Skipped]:
    """Yield what one file holds."""
    name = without_packing(source)
    ending = suffix or Path(name).suffix.casefold()
    reader = next((r for r in RECORD_READERS if ending in r.suffixes), None)
    try:
        if reader is not None:
            yield from reader.records(source, unpacked(source, data))
        elif size > _MAX_BYTES:
            yield Skipped(source=source, reason=f"is over {_MAX_BYTES // 10**6} MB")
        else:
            body = unpacked(source, data).read(_MAX_BYTES + 1)
            if len(body) > _MAX_BYTES:
                yield Skipped(source=source, reason=f"is over {_MAX_BYTES // 10**6} MB unpacked")
            else:
                yield Raw(where=source, source=source, ending=ending or ".", data=body)
    except Unreadable as exc:
        yield Skipped(source=source, reason=str(exc))
    except _BROKEN as exc:
        yield Skipped(source=source, reason=f"cannot be read to its end: {exc}")


def _in_language(item: Document | Skipped, languages: tuple[str, ...]) -> Document | Skipped:
    if isinstance(item, Skipped) or item.language:
        return item
    return replace(item, language=guess_language(item.text, languages))
