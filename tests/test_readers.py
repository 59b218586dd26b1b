"""Every format a newsroom keeps its texts in; folders, encodings, titles and languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from papers import LANGUAGES, one, pdf_file, read, word_file

from geo.errors import InputError
from geo.model.text import Document, Skipped
from geo.pipeline.engine import Engine
from geo.pipeline.running import run
from geo.read.files import READERS, RECORD_READERS, list_files, read_files

RUSSIAN = (
    "Идлиб снова обстреляли ночью. Россия и Турция договорились о прекращении огня в провинции."
)


def test_plain_text_is_kept_as_it_is() -> None:
    text = "Shells on Idlib\n\nA convoy passed “Morek” at dawn.\n"
    found = one("a/b.txt", text.encode())
    assert (found.text, found.title, found.source) == (text, "Shells on Idlib", "a/b.txt")
    assert (found.language, found.body_start) == ("en", 0)


def test_front_matter_speaks_for_a_text_but_is_not_read() -> None:
    text = "---\ntitle: Talks\npublisher: A wire\nlang: tr\n---\n# Heading\nShells fell."
    found = one("a.md", text.encode())
    assert (found.title, found.publisher, found.language) == ("Talks", "A wire", "tr")
    assert found.text == text
    assert found.text[found.body_start :] == "# Heading\nShells fell."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# A heading\ntext", "A heading"),
        ("DATE: 5 May 2019\nTITLE: Labelled\nBody", "Labelled"),
        ("Date: 5 May 2019\nThe first line\nBody", "The first line"),
        ("word " * 60, ("word " * 60)[:159].rstrip() + "…"),
    ],
)
def test_a_text_without_front_matter_has_a_title_too(text: str, title: str) -> None:
    assert one("a.txt", text.encode()).title == title


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Geneva’s “talks” – again", "utf-8-sig"),
        (RUSSIAN, "utf-16"),
        (RUSSIAN, "cp1251"),
        ("Le sommet de Genève a été annulé, a déclaré le porte-parole à Paris.", "latin-1"),
    ],
)
def test_a_text_in_an_older_encoding_is_read(text: str, encoding: str) -> None:
    found = one("a.txt", text.encode(encoding))
    assert found.text.removeprefix("\ufeff") == text
    assert found.title == text


def test_the_letters_tell_the_language() -> None:
    assert one("a.txt", RUSSIAN.encode()).language == "ru"
    assert one("a.txt", "أعلنت أنقرة تعزيز نقاط المراقبة".encode()).language == "ar"
    assert one("a.txt", "Türkiye, İdlib'de ateşkesi duyurdu.".encode()).language == "tr"


@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_offsets_of_plain_files_hold_in_the_file(
    tmp_path: Path, start: str, engine: Engine
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(f"{start}---\r\ntitle: T\r\n---\r\nShells fell on Saraqib.\r\n".encode())
    found = run(engine, read_files(list_files(path), LANGUAGES))
    (saraqib,) = (r.mention for r in next(iter(found.readings)).resolutions)
    raw = path.read_text(encoding="utf-8")  # with LF, as every text editor counts
    assert raw[saraqib.span.start : saraqib.span.end] == "Saraqib"


def test_a_web_page_gives_its_article_and_not_its_furniture() -> None:
    page = """<html lang="tr"><head><title>Who holds it now?</title>
    <meta property="og:site_name" content="A review"></head><body>
    <nav><a href="/">Subscribe to our newsletter</a></nav>
    <article><h1>Who holds it now?</h1>
    <p>In ten days the group has driven its rivals out of most of the province, people say.</p>
    <p>The road to the crossing stayed open for lorries &amp; buses all the same.</p></article>
    <footer>All rights reserved</footer></body></html>"""
    found = one("a.html", page.encode())
    assert (found.title, found.publisher, found.language) == (
        "Who holds it now?",
        "A review",
        "tr",
    )
    assert "lorries & buses" in found.text
    assert "newsletter" not in found.text
    assert found.text.count("Who holds it now?") == 1


def test_records_are_documents_with_their_own_ids() -> None:
    lines = b'\xef\xbb\xbf{"id": 7, "text": "Shells fell."}\n\n{"body": "It rained."}\n'
    assert [(d.source, d.text) for d in read("a.jsonl", lines) if isinstance(d, Document)] == [
        ("7", "Shells fell."),
        ("a.jsonl line 3", "It rained."),
    ]


def test_a_bad_record_is_named_and_the_next_is_read() -> None:
    lines = b'{"text": 5}\nnot json\n[1]\n{"text": " "}\n{"id": ["x"], "text": "Shells fell."}\n'
    found = read("a.jsonl", lines)
    assert [i.source for i in found] == [*(f"a.jsonl line {n}" for n in (1, 2, 3, 4)), "['x']"]
    reasons = [i.reason for i in found if isinstance(i, Skipped)]
    assert [r.split(":")[0] for r in reasons] == [
        "has no text",
        "is not JSON",
        "is no JSON object",
        "is empty",
    ]


@pytest.mark.parametrize(("name", "mark"), [("a.csv", ","), ("a.tsv", "\t")])
def test_a_table_gives_a_document_a_row(name: str, mark: str) -> None:
    rows = [["Title", "TEXT", "publisher"], ["One", '"Shells\nfell."', "P"], ["Two", "", ""]]
    found = read(name, ("\ufeff" + "\n".join(mark.join(row) for row in rows)).encode())
    assert isinstance(found[0], Document)
    assert (found[0].title, found[0].text, found[0].publisher) == ("One", "Shells\nfell.", "P")
    assert found[1] == Skipped(source=f"{name} row 3", reason="is empty")


def test_a_word_file_gives_paragraphs_and_tables_in_order() -> None:
    found = one("a.docx", word_file("Patrols begin", "In Idlib.", title="Patrols"))
    assert found.text == "Patrols begin\nIn Idlib.\nMorek\tshelled\nAfter the table."
    assert found.title == "Patrols"
    assert (found.published_on, found.dated_by) == (
        date(2019, 3, 8),
        "day on which the Word file was made",
    )


def test_a_pdf_file_gives_its_text_and_title() -> None:
    about = "/Title (Patrols) /CreationDate (D:20190308120000Z)"
    found = one("a.pdf", pdf_file("Turkish troops patrol", "the zone in Idlib.", about=about))
    assert (found.text, found.title) == ("Turkish troops patrol\nthe zone in Idlib.", "Patrols")
    assert (found.published_on, found.dated_by) == (
        date(2019, 3, 8),
        "day on which the PDF file was made",
    )


def test_a_folder_is_read_in_the_order_of_its_paths(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/c.TXT", "c/a.md", "B.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"Shells fell on {name}.")
    names = ["B.txt", "a/b/c.TXT", "a/z.txt", "b.txt", "c/a.md"]
    assert [source for source, _ in list_files(tmp_path)] == names
    found = list(read_files(list_files(tmp_path), LANGUAGES))
    assert [d.source for d in found if isinstance(d, Document)] == names


def test_a_file_too_big_to_be_a_text_is_not_opened(tmp_path: Path) -> None:
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(200_000_001)  # sparse: takes no room
    (found,) = read_files(list_files(tmp_path), LANGUAGES)
    assert found == Skipped(source="big.txt", reason="is over 200 MB")


def test_a_file_that_vanishes_is_named(tmp_path: Path) -> None:
    (found,) = read_files([("gone.txt", tmp_path / "gone.txt")], LANGUAGES)
    assert found == Skipped(
        source="gone.txt", reason="cannot be opened: No such file or directory"
    )


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        list_files(tmp_path / "articles")


def test_the_same_text_twice_counts_once_and_is_named(engine: Engine) -> None:
    items = [*read("a.txt", b"Shells fell."), *read("b.txt", b"Shells fell."), *read("c.txt", b"")]
    found = run(engine, items)
    assert [r.document.source for r in found.readings] == ["a.txt"]
    assert [(s.source, s.reason) for s in found.skipped] == [
        ("b.txt", "has the same text as a.txt"),
        ("c.txt", "is empty"),
    ]
    assert found.counts["skipped"] == 2


def test_no_two_readers_take_the_same_ending() -> None:
    taken = [r.suffixes for r in READERS] + [r.suffixes for r in RECORD_READERS]
    endings = [ending for suffixes in taken for ending in sorted(suffixes)]
    assert len(endings) == len(set(endings))
