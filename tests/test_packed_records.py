"""Documents in packed, tabular and remote files: the same records however they are kept."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command import Run
from dossiers import small_dossier

from geo.model.text import Document
from geo.read.files import list_files, read_files


def record(number: int) -> dict[str, str]:
    """Return a record of a table of documents."""
    text = f"Lorry {number} left Northton, and a mine went off north of Southby."
    return {"id": f"r{number}", "text": text, "date": f"2020-{1 + number % 9:02}-11"}


def lines(count: int) -> bytes:
    """Return records as JSON Lines."""
    return b"".join(json.dumps(record(n)).encode() + b"\n" for n in range(count))


def packed_gzip(folder: Path) -> str:
    (folder / "c.jsonl.gz").write_bytes(gzip.compress(lines(5)))
    return str(folder / "c.jsonl.gz")


def packed_zstd(folder: Path) -> str:
    zstandard = pytest.importorskip("zstandard", reason="zstandard is an extra")
    (folder / "c.jsonl.zst").write_bytes(zstandard.compress(lines(5)))
    return str(folder / "c.jsonl.zst")


def parquet(folder: Path) -> str:
    pq.write_table(pa.Table.from_pylist([record(n) for n in range(5)]), folder / "c.parquet")
    return str(folder / "c.parquet")


def remote(_folder: Path) -> str:
    fsspec = pytest.importorskip("fsspec", reason="fsspec is an extra")
    with fsspec.open("memory://shards/c.jsonl", "wb") as file:
        file.write(lines(5))
    return "memory://shards"


@pytest.mark.parametrize("written", [packed_gzip, packed_zstd, parquet, remote])
def test_records_are_the_same_however_they_are_packed(
    tmp_path: Path, written: Callable[[Path], str]
) -> None:
    found = list(read_files(list_files(written(tmp_path)), ("en",)))
    assert all(isinstance(item, Document) for item in found)
    said = [(d.source, d.text, str(d.published_on)) for d in found if isinstance(d, Document)]
    assert said == [(r["id"], r["text"], r["date"]) for r in map(record, range(5))]


def answer(path: str, status: str, kind: str) -> bytes:
    """Return what a crawler keeps of an answer."""
    page = b"<html lang='en'><body><p>" + b"The bakery in Northton is open. " * 9 + b"</p></body>"
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + page
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://paper.example/{path}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n")


def test_pages_of_an_archive_are_read_by_their_addresses(tmp_path: Path) -> None:
    pytest.importorskip("warcio", reason="warcio is an extra")
    kept = (
        answer("a", "200 OK", "text/html; charset=utf-8"),
        answer("gone", "404 Not Found", "text/html"),
        answer("logo", "200 OK", "image/png"),
    )
    (tmp_path / "crawl.warc.gz").write_bytes(b"".join(kept))
    (found,) = read_files(list_files(tmp_path / "crawl.warc.gz"), ("en",))
    assert isinstance(found, Document)
    assert (found.source, "Northton" in found.text) == ("https://paper.example/a", True)


@pytest.mark.parametrize("name", ["c.jsonl.gz", "c.parquet", "c.warc", "c.csv.gz"])
def test_a_broken_file_of_records_is_skipped_with_the_reason(
    tmp_path: Path, dateline: Run, name: str
) -> None:
    root = small_dossier(tmp_path)
    (root / "documents" / name).write_bytes(gzip.compress(lines(50))[:200])
    found = dateline("build", root, "--out", "o")
    assert found.status == 0
    assert f"skipped {name}: " in found.err
