"""Files as newsrooms keep them, made in memory; and what a reader makes of them."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import docx

from geo.model.text import Document, Skipped
from geo.read.files import read_bytes

LANGUAGES = ("en", "ar", "ru", "tr")


def read(source: str, data: bytes) -> list[Document | Skipped]:
    return list(read_bytes(source, data, LANGUAGES))


def one(source: str, data: bytes) -> Document:
    (found,) = read(source, data)
    assert isinstance(found, Document), found
    return found


def reason(source: str, data: bytes) -> str:
    (found,) = read(source, data)
    assert isinstance(found, Skipped), found
    assert found.source.startswith(source)
    return found.reason


def word_file(*paragraphs: str, title: str = "") -> bytes:
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Morek", "shelled"
    made.add_paragraph("After the table.")
    made.core_properties.title = title
    made.core_properties.created = datetime(2019, 3, 8, tzinfo=UTC)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def pdf_file(*lines: str, about: str = "") -> bytes:
    """Write a PDF by hand: one page, one font, a table of contents of its objects."""
    show = " ".join(f"({line}) Tj T*" for line in lines)
    stream = f"BT /F1 12 Tf 72 720 Td 14 TL {show} ET".encode("latin-1")
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< {about} >>".encode("latin-1"),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 7\n0000000000 65535 f \n%strailer << /Size 7 /Root 1 0 R /Info 6 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (table, len(out))
    )
