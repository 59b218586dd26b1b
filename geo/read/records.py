"""Tables of documents, one a record: JSON Lines, CSV, Parquet, and the pages of a WARC."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import orjson

from geo.model.raw import Raw
from geo.model.text import Document, Skipped
from geo.read.document import Unreadable, decode, head_of_record, make_document

_TEXT_FIELDS = ("text", "body", "content")
_FIELD_MAX_CHARS = 100_000_000
_BATCH_RECORDS = 256
_OK = "200"
_FEW_WRONG = 3
"""So many wrong lines are named one by one even where no line is right."""
_PAGES = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt"} | {
    "application/pdf": ".pdf"
}


class JsonLinesReader:
    """Reads ``.jsonl``: objects with ``text`` and, if they like, ``id title date publisher``."""

    suffixes = frozenset({".jsonl", ".ndjson"})

    def records(self, source: str, data: BinaryIO) -> Iterator[Raw | Skipped]:
        """Yield a record a line; a line that cannot be read is named by its number."""
        wrong: list[Skipped] = []
        lines = _lines(source, data)
        for item in lines:
            if isinstance(item, Raw):
                yield from wrong
                yield item
                break
            wrong.append(item)
        else:
            if not wrong:
                msg = "is empty"
                raise Unreadable(msg)
            if len(wrong) > _FEW_WRONG:
                raise Unreadable(_no_lines(wrong))
            yield from wrong
        yield from lines


class CsvReader:
    """Reads ``.csv``: a column ``text`` and, if it likes, ``id title date publisher``."""

    suffixes = frozenset({".csv", ".tsv"})

    def records(self, source: str, data: BinaryIO) -> Iterator[Raw | Skipped]:
        """Yield a record a row; a row that cannot be read is named by its number."""
        csv.field_size_limit(_FIELD_MAX_CHARS)
        text = decode(data.read())
        delimiter = "\t" if ".tsv" in source.casefold() else ","
        rows = csv.DictReader(
            io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter
        )
        _check_columns(rows.fieldnames or ())
        empty = True
        for number, row in enumerate(rows, 2):
            empty = False
            yield _record(row, f"{source} row {number}", "CSV column")
        if empty:
            msg = "has a header and no rows"
            raise Unreadable(msg)


class ParquetReader:
    """Reads ``.parquet``: a column ``text`` and, if it likes, ``id title date publisher``."""

    suffixes = frozenset({".parquet"})

    def records(self, source: str, data: BinaryIO) -> Iterator[Raw | Skipped]:
        """Yield a record a row; raises Unreadable for what is no Parquet."""
        import pyarrow as pa  # noqa: PLC0415 - slow to import, seldom needed
        import pyarrow.parquet as pq  # noqa: PLC0415 - the same

        try:
            table = pq.ParquetFile(data)
            _check_columns(table.schema_arrow.names)
            kinds = zip(table.schema_arrow.names, table.schema_arrow.types, strict=True)
            plain = [name for name, kind in kinds if not pa.types.is_nested(kind)]
            rows = (
                row
                for batch in table.iter_batches(_BATCH_RECORDS, columns=plain)
                for row in batch.to_pylist()
            )
            for number, row in enumerate(rows, 1):
                yield _record(row, f"{source} row {number}", "Parquet column")
        except pa.ArrowException as exc:
            msg = f"is no Parquet that can be read: {exc}"
            raise Unreadable(msg) from exc


class WarcReader:
    """Reads ``.warc``: the pages that a crawler was given, by their addresses."""

    suffixes = frozenset({".warc"})

    def records(self, source: str, data: BinaryIO) -> Iterator[Raw | Skipped]:
        """Yield the texts and pages that were answered with 200; raises Unreadable."""
        try:
            from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - an extra
            from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415 - the same
        except ImportError as exc:
            msg = "needs warcio: pip install 'dateline[remote]'"
            raise Unreadable(msg) from exc
        try:
            for record in ArchiveIterator(data):
                found = _page(record, source)
                if found is not None:
                    yield found
        except ArchiveLoadFailed as exc:
            msg = f"is no WARC that can be read: {exc}"
            raise Unreadable(msg) from exc


def read_record(raw: Raw) -> Document | Skipped:
    """Return the document of a record of a table."""
    fields = {str(key).casefold(): value for key, value in orjson.loads(raw.data).items()}
    text = next((fields[f] for f in _TEXT_FIELDS if isinstance(fields.get(f), str)), None)
    if text is None:
        return Skipped(source=raw.where, reason="has no text")
    try:
        return make_document(text, raw.source, head_of_record(fields, raw.dated_by))
    except Unreadable as exc:
        return Skipped(source=raw.where, reason=str(exc))


def _lines(source: str, data: BinaryIO) -> Iterator[Raw | Skipped]:
    for number, line in enumerate(data, 1):
        body = (line.removeprefix(codecs.BOM_UTF8) if number == 1 else line).strip()
        if body:
            yield _line(body, f"{source} line {number}")


def _no_lines(wrong: list[Skipped]) -> str:
    """Return what a file is none of whose lines can be read."""
    first = wrong[0]
    return (
        f"is not JSON Lines: none of its {len(wrong)} lines is a JSON object (the first "
        f"{first.reason}); it must have one object a line: a text ends in .txt or .md, or is read "
        "with --input-format text"
    )


def _line(line: bytes, where: str) -> Raw | Skipped:
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as exc:
        return Skipped(source=where, reason=f"is not JSON: {exc}")
    if not isinstance(record, dict):
        return Skipped(source=where, reason="is no JSON object")
    return Raw(where=where, source=_name(record, where), data=line, dated_by="JSON field")


def _record(row: Mapping[Any, Any], where: str, dated_by: str) -> Raw:
    data = orjson.dumps({str(k): v for k, v in row.items()}, default=str)
    return Raw(where=where, source=_name(row, where), data=data, dated_by=dated_by)


def _name(record: Mapping[Any, Any], where: str) -> str:
    """Return the id of a record, whatever the case of its field."""
    given = next((v for k, v in reversed(list(record.items())) if str(k).casefold() == "id"), None)
    return where if given is None or given == "" else str(given)


def _check_columns(names: Any) -> None:  # noqa: ANN401 - any iterable of any names
    if not {str(name).casefold() for name in names} & set(_TEXT_FIELDS):
        msg = f"has no column {' or '.join(_TEXT_FIELDS)}"
        raise Unreadable(msg)


def _page(record: Any, source: str) -> Raw | None:  # noqa: ANN401 - warcio has no types
    """Return the page of a WARC's record, None for a request, a redirect, a picture."""
    headers = record.http_headers
    if record.rec_type not in {"response", "resource"}:
        return None
    if headers is not None and headers.get_statuscode() != _OK:
        return None
    said = (headers or record.rec_headers).get_header("Content-Type") or ""
    ending = _PAGES.get(said.partition(";")[0].strip().casefold())
    if ending is None:
        return None
    address = record.rec_headers.get_header("WARC-Target-URI") or source
    return Raw(
        where=f"{source}: {address}",
        source=address,
        data=record.content_stream().read(),
        ending=ending,
    )
