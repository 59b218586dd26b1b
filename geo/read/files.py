"""Read a file or a whole folder: the table of readers, and what was skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from geo.errors import InputError
from geo.model.protocols import Reader
from geo.model.text import Document, Skipped
from geo.read.document import Unreadable
from geo.read.language import guess_language
from geo.read.office import PdfReader, WordReader
from geo.read.page import PageReader
from geo.read.plain import PlainReader
from geo.read.records import CsvReader, JsonLinesReader

READERS: tuple[Reader, ...] = (
    PlainReader(),
    PageReader(),
    JsonLinesReader(),
    CsvReader(),
    WordReader(),
    PdfReader(),
)
_MAX_BYTES = 200_000_000


def list_files(path: Path) -> list[tuple[str, Path]]:
    """Return a folder's files by their path inside it, sorted; a file stands for itself.

    Raises InputError where there is nothing by that name.
    """
    if path.is_dir():
        # A link that leads nowhere is listed too, so that it is named among the skipped.
        files = (p for p in path.rglob("*") if p.is_file() or p.is_symlink())
        return sorted((p.relative_to(path).as_posix(), p) for p in files)
    if path.is_file():
        return [(path.name, path)]
    msg = f"{path}: there is no such file or folder of documents"
    raise InputError(msg)


def read_files(
    files: Iterable[tuple[str, Path]], languages: tuple[str, ...], suffix: str = ""
) -> Iterator[Document | Skipped]:
    """Yield the documents of the files, and every file or record that was skipped.

    ``suffix`` overrules the endings of their names.
    """
    for source, path in files:
        try:
            if path.stat().st_size > _MAX_BYTES:
                yield Skipped(source=source, reason=f"is over {_MAX_BYTES // 10**6} MB")
                continue
            data = path.read_bytes()
        except OSError as exc:
            yield Skipped(source=source, reason=f"cannot be opened: {exc.strerror}")
            continue
        yield from read_bytes(source, data, languages, suffix)


def read_bytes(
    source: str, data: bytes, languages: tuple[str, ...], suffix: str = ""
) -> Iterator[Document | Skipped]:
    """Yield what the bytes of one file hold; ``suffix`` overrules its name's."""
    ending = suffix or Path(source).suffix.casefold()
    reader = next((r for r in READERS if ending in r.suffixes), None)
    if reader is None:
        known = ", ".join(sorted(s for r in READERS for s in r.suffixes))
        yield Skipped(source=source, reason=f"has an ending that no reader takes ({known})")
        return
    try:
        for item in reader.read(source, data):
            yield _in_language(item, languages) if isinstance(item, Document) else item
    except Unreadable as exc:
        yield Skipped(source=source, reason=str(exc))


def _in_language(document: Document, languages: tuple[str, ...]) -> Document:
    if document.language:
        return document
    return replace(document, language=guess_language(document.text, languages))
