"""Whatever is wrong with a file, it is named with the reason and the rest is read."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import pdf_file, read, reason, word_file


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \r\n\t", "is empty"),
        ("a.md", b"---\ntitle: T\n---\n \n", "is empty"),
        ("a.txt", b"\x7fELF\x00\x00" * 50, "is binary, not text"),
        ("a.txt", bytes(range(1, 9)) * 90, "is binary, not text"),
        ("a.md", b"---\ntitle: [\n---\nText", "has front matter that is not YAML"),
        ("a.html", b"<html><body> </body></html>", "holds no article that could be found"),
        ("a.jsonl", b"\n\n", "is empty"),
        ("a.csv", b"id,words\n1,x\n", "has no column text or body or content"),
        ("a.csv", b"id,text\n", "has a header and no rows"),
        ("a.docx", b"PK\x03\x04 no zip", "is no Word file that can be opened"),
        ("a.docx", b"Shells fell.", "is no Word file that can be opened"),
        ("a.pdf", b"%PDF-1.4 broken", "is no PDF file that can be opened"),
        ("a.pdf", pdf_file(), "holds no text"),
        (
            "a.pdf",
            pdf_file("x").replace(b"/Count 1", b"/Count 2"),
            "is a PDF file with a page that",
        ),
        ("a.txt", bytes(range(0x80, 0x100)) * 3, "is in no encoding that could be recognised"),
        ("a.jpeg", b"\xff\xd8", "has an ending that no reader takes (.csv, .docx"),
        ("README", b"Shells fell.", "has an ending that no reader takes"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(
    name: str, data: bytes, why: str
) -> None:
    assert reason(name, data).startswith(why)


def packed(*parts: bytes) -> bytes:
    """Return a package of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for number, part in enumerate(parts):
            package.writestr(f"word/part{number}.xml", part)
    return out.getvalue()


LONG = b" " * 10_000_000


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ((LONG + b" ",), "holds a part of more than 10 MB"),
        ((LONG,) * 6, "unpacks to more than 50 MB"),
        ((b"",) * 1001, "holds more than 1,000 parts"),
    ],
)
def test_a_zip_bomb_is_not_unpacked(
    monkeypatch: pytest.MonkeyPatch, parts: tuple[bytes, ...], why: str
) -> None:
    monkeypatch.setattr(docx, "Document", lambda _: pytest.fail("was unpacked"))
    bomb = packed(*parts)
    assert len(bomb) < 200_000
    assert reason("a.docx", bomb) == why


def test_a_zip_bomb_that_calls_itself_small_is_not_unpacked() -> None:
    bomb = packed(LONG + b" ").replace(
        (len(LONG) + 1).to_bytes(4, "little"), (5).to_bytes(4, "little")
    )
    assert reason("a.docx", bomb) == "is no Word file that can be opened"


ENTITIES = (
    '<!DOCTYPE w [<!ENTITY e0 "boom"><!ENTITY f SYSTEM "file:///etc/hosts">'
    + "".join(f'<!ENTITY e{n} "{10 * f"&e{n - 1};"}">' for n in range(1, 9))
    + "]>"
)


def test_entities_of_a_page_are_not_expanded_and_no_file_is_read() -> None:
    page = f"<?xml version='1.0'?>{ENTITIES}<html><body><p>Shells &e8;&f; fell.</p></body></html>"
    said = " ".join(getattr(item, "text", "") for item in read("a.xhtml", page.encode()))
    assert len(said) < 2000
    assert "localhost" not in said


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.vrt", b"<OGRVRTDataSource><SrcDataSource>/etc/passwd</SrcDataSource>"),
        ("a.kml", f"<?xml version='1.0'?>{ENTITIES}<kml>&e8;&f;</kml>".encode()),
        ("a.gpkg", b"SQLite format 3\x00"),
        ("a.zip", packed(b"Shells fell.")),
        ("/vsicurl/http:/localhost/a.shp", b""),
        ("PG:host=localhost", b""),
    ],
)
def test_what_a_gis_would_open_is_no_document(name: str, data: bytes) -> None:
    assert reason(name, data).startswith("has an ending that no reader takes")


def test_entities_of_a_word_file_are_not_expanded_and_no_file_is_read() -> None:
    document = zipfile.ZipFile(io.BytesIO(word_file("Shells fell."))).read("word/document.xml")
    declaration, _, rest = document.partition(b"?>")
    bomb = rest.replace(b"Shells fell.", b"Shells &e8;&f; fell.")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file("x"))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = declaration + b"?>" + ENTITIES.encode() + bomb
            new.writestr(name, part if name == "word/document.xml" else old.read(name))
    found = read("a.docx", out.getvalue())
    said = " ".join(getattr(item, "text", "") for item in found)
    assert "boom" not in said
    assert "localhost" not in said


DAMAGE = st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=25)


@pytest.mark.parametrize(
    ("name", "data"), [("a.docx", word_file("Shells fell.")), ("a.pdf", pdf_file("Shells fell."))]
)
@settings(max_examples=40, deadline=None)
@given(damage=DAMAGE)
def test_a_damaged_file_is_read_or_named(
    name: str, data: bytes, damage: list[tuple[float, int]]
) -> None:
    broken = bytearray(data)
    for where, value in damage:
        broken[int(where * len(broken))] = value
    assert read(name, bytes(broken))


@pytest.mark.parametrize("part", ["word/document.xml", "docProps/core.xml", "_rels/.rels"])
@pytest.mark.parametrize("content", [b"", b"<a", b"<a/>"])
def test_a_word_file_with_a_broken_part_is_named(part: str, content: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file("x"))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    assert reason("a.docx", out.getvalue()) == "is no Word file that can be opened"
