"""Read tables of documents: JSON Lines and CSV, one document a record."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from geo.model.text import Document, Skipped
from geo.read.document import Unreadable, decode, head_of_record, make_document

_TEXT_FIELDS = ("text", "body", "content")
_FIELD_MAX_CHARS = 100_000_000


class JsonLinesReader:
    """Reads ``.jsonl``: objects with ``text`` and, if they like, ``id title date publisher``."""

    suffixes = frozenset({".jsonl", ".ndjson"})

    def read(self, source: str, data: bytes) -> Iterable[Document | Skipped]:
        """Yield a document a line; a line that cannot be read is named by its number."""
        if not data.strip():
            msg = "is empty"
            raise Unreadable(msg)
        for number, line in enumerate(data.removeprefix(codecs.BOM_UTF8).split(b"\n"), 1):
            if not line.strip():
                continue
            where = f"{source} line {number}"
            try:
                record = orjson.loads(line)
            except orjson.JSONDecodeError as exc:
                yield Skipped(source=where, reason=f"is not JSON: {exc}")
                continue
            if isinstance(record, dict):
                yield _document(record, where, "JSON field")
            else:
                yield Skipped(source=where, reason="is no JSON object")


class CsvReader:
    """Reads ``.csv``: a column ``text`` and, if it likes, ``id title date publisher``."""

    suffixes = frozenset({".csv", ".tsv"})

    def read(self, source: str, data: bytes) -> Iterable[Document | Skipped]:
        """Yield a document a row; a row that cannot be read is named by its number."""
        csv.field_size_limit(_FIELD_MAX_CHARS)
        text = decode(data)
        delimiter = "\t" if source.casefold().endswith(".tsv") else ","
        rows = csv.DictReader(
            io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter
        )
        if not {str(name).casefold() for name in rows.fieldnames or []} & set(_TEXT_FIELDS):
            msg = f"has no column {' or '.join(_TEXT_FIELDS)}"
            raise Unreadable(msg)
        empty = True
        for number, row in enumerate(rows, 2):
            empty = False
            yield _document(row, f"{source} row {number}", "CSV column")
        if empty:
            msg = "has a header and no rows"
            raise Unreadable(msg)


def _document(record: Mapping[Any, Any], where: str, dated_by: str) -> Document | Skipped:
    fields = {str(key).casefold(): value for key, value in record.items()}
    text = next((fields[f] for f in _TEXT_FIELDS if isinstance(fields.get(f), str)), None)
    if text is None:
        return Skipped(source=where, reason="has no text")
    given = fields.get("id")
    try:
        return make_document(
            text, where if given in (None, "") else str(given), head_of_record(fields, dated_by)
        )
    except Unreadable as exc:
        return Skipped(source=where, reason=str(exc))
