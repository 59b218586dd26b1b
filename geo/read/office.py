"""Read Word and PDF files."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from geo.model.text import Document
from geo.read.days import parse_day
from geo.read.document import Head, Unreadable, make_document

_MOST_PARTS, _PART_MAX_BYTES, _UNPACKED_MAX_BYTES = 1000, 10_000_000, 50_000_000
_BLOCK_BYTES = 65_536
_TEMPLATE_DAY = date(2013, 12, 23)
"""The day of python-docx's template: every file that the library starts anew bears it."""
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    AttributeError,
    EOFError,
    LookupError,
    RuntimeError,
    SyntaxError,
    ValueError,
)
"""What zipfile, lxml and python-docx raise for files damaged at random, or encrypted."""
_PDF_DAY = re.compile(r"D:(\d{4})(\d\d)(\d\d)")


class WordReader:
    """Reads ``.docx``: paragraphs and table cells in reading order."""

    suffixes = frozenset({".docx"})

    def read(self, source: str, data: bytes) -> Document:
        """Return the document of the file."""
        try:
            text, head, day = _unpacked(data)
        except _DAMAGED as exc:
            msg = "is no Word file that can be opened"
            raise Unreadable(msg) from exc
        return _with_file_date(make_document(text, source, head), day, "Word file")


class PdfReader:
    """Reads ``.pdf`` files that carry text; a scan without text is skipped and named."""

    suffixes = frozenset({".pdf"})

    def read(self, source: str, data: bytes) -> Document:
        """Return the document of the file."""
        import pypdfium2  # noqa: PLC0415 - only PDF files need it

        try:
            pdf = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as exc:
            msg = "is no PDF file that can be opened"
            raise Unreadable(msg) from exc
        try:
            pages = [_page_text(page) for page in pdf]
            about = pdf.get_metadata_dict()
        except pypdfium2.PdfiumError as exc:
            msg = "is a PDF file with a page that cannot be read"
            raise Unreadable(msg) from exc
        finally:
            pdf.close()
        if not any(page.strip() for page in pages):
            msg = "holds no text: a scan needs character recognition first"
            raise Unreadable(msg)
        made = _PDF_DAY.match(about.get("CreationDate", ""))
        day = parse_day("-".join(made.groups())) if made else None
        document = make_document("\n\n".join(pages), source, Head(title=about.get("Title", "")))
        return _with_file_date(document, day, "PDF file")


def _unpacked(data: bytes) -> tuple[str, Head, date | None]:
    import docx  # noqa: PLC0415 - only Word files need it

    _refuse_bombs(data)
    document = docx.Document(io.BytesIO(data))
    blocks = [text for block in document.iter_inner_content() for text in _texts(block)]
    about = document.core_properties
    head = Head(title=about.title or "", publisher=about.category or "")
    day = about.created.date() if about.created else None
    return "\n".join(blocks), head, None if day == _TEMPLATE_DAY else day


def _refuse_bombs(data: bytes) -> None:
    """Raise Unreadable for a package of too many parts, or of too long ones.

    Bytes are counted as they are read: what a package says of their number, anybody may write.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.infolist()
        if len(parts) > _MOST_PARTS:
            msg = f"holds more than {_MOST_PARTS:,} parts"
            raise Unreadable(msg)
        left = _UNPACKED_MAX_BYTES
        for part in parts:
            left -= _unpacked_bytes(package, part)
            if left < 0:
                msg = f"unpacks to more than {_UNPACKED_MAX_BYTES // 10**6} MB"
                raise Unreadable(msg)


def _unpacked_bytes(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Return how long a part is; raises Unreadable for one that is too long."""
    read = 0
    with package.open(part) as file:
        while block := file.read(_BLOCK_BYTES):
            read += len(block)
            if read > _PART_MAX_BYTES:
                msg = f"holds a part of more than {_PART_MAX_BYTES // 10**6} MB"
                raise Unreadable(msg)
    return read


def _page_text(page: object) -> str:
    text: str = page.get_textpage().get_text_bounded()  # type: ignore[attr-defined]
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-").strip("\n")


def _texts(block: object) -> Iterable[str]:
    rows = getattr(block, "rows", None)
    if rows is None:
        yield block.text  # type: ignore[attr-defined]
        return
    for row in rows:
        yield "\t".join(cell.text for cell in row.cells)


def _with_file_date(document: Document, day: date | None, kind: str) -> Document:
    """Fall back on the day the file was made, which may be later than publication: say so."""
    if document.published_on or day is None:
        return document
    return replace(document, published_on=day, dated_by=f"day on which the {kind} was made")
