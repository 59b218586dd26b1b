"""What every reader shares: ids, titles, dates and the decoding of bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from charset_normalizer import from_bytes

from geo.model.folding import name_key
from geo.model.text import Document, text_id
from geo.read.datelines import completed, dateline, half_day
from geo.read.days import ReadDay, read_day

_BOMS = (b"\xff\xfe", b"\xfe\xff")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_WELL_FORMED = 5
"""Well-formed letters beyond ASCII for each broken byte."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE = 8192
_WIDE_LETTERS, _FEWEST_ZEROS = 60, 2
"""Bytes of UTF-16 in which at least one is zero: thirty letters without a space are no text."""
_TITLE_MAX = 160
_HEAD_LINES = 12
_DATE_FIELDS = ("date", "published", "published_on", "published_at", "timestamp")
_LABELLED = re.compile(
    r"^\s*(?P<label>date|dated|published|publication date|дата|tarih|التاريخ|"
    r"title|headline|заголовок|başlık|العنوان|"
    r"source|publisher|outlet|agency|источник|kaynak|المصدر)\s*[:：]\s*(?P<value>\S.*?)\s*$",
    re.IGNORECASE,
)
_DATE_LABELS = frozenset(
    map(name_key, ("date", "dated", "published", "publication date", "дата", "tarih", "التاريخ"))
)
_TITLE_LABELS = frozenset(map(name_key, ("title", "headline", "заголовок", "başlık", "العنوان")))


class Unreadable(Exception):  # noqa: N818 - says what the file is
    """A file or record that is no text; the message is the reason for the list of skipped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a format, or the first lines of a text, say about a document.

    Where ``words`` were to be its day and state none, ``why`` says why; ``others`` are days that
    stand beside them.
    """

    title: str = ""
    publisher: str = ""
    published_on: date | None = None
    dated_by: str = ""
    language: str = ""
    words: str = ""
    why: str = ""
    others: tuple[date, ...] = ()


def make_document(text: str, source: str, head: Head, *, body_start: int = 0) -> Document:
    """Return a document whose id comes from its text; raises Unreadable where there is none."""
    if not text[body_start:].strip():
        msg = "is empty"
        raise Unreadable(msg)
    found = head_of_text(text[body_start:])
    day, dated_by = _dated(text[body_start:], source, head, found)
    return Document(
        id=text_id(text),
        title=head.title or found.title or source,
        text=text,
        source=source,
        publisher=head.publisher or found.publisher,
        published_on=day,
        dated_by=dated_by,
        language=head.language,
        body_start=body_start,
    )


def _dated(text: str, source: str, head: Head, found: Head) -> tuple[date | None, str]:
    """Return the day of a document and what it rests on, or None and why it has none.

    What states a day with its year goes before what states one without.
    """
    for one in (head, found):
        if one.published_on:
            return one.published_on, one.dated_by
    whys = [f"{one.dated_by}: {one.why}" for one in (head, found) if one.why]
    halves = [(half_day(one.words), one.dated_by) for one in (head, found)]
    for half, said_by in (*halves, (dateline(text), "dateline")):
        if half is not None:
            done = completed(half, source, text, head.others)
            if done.day is not None:
                return done.day, f"{said_by} {done.said}"
            whys.append(f"{said_by}: {done.said}")
    return None, next(iter(whys), "")


def decode(data: bytes) -> str:
    """Return the text of a file, line ends as LF; raises Unreadable for what is no text."""
    if not data.strip():
        msg = "is empty"
        raise Unreadable(msg)
    wide = "" if data.startswith(_BOMS) else _wide(data[:_SAMPLE])
    if b"\x00" in data[:_SAMPLE] and not data.startswith(_BOMS) and not wide:
        msg = "is binary, not text"
        raise Unreadable(msg)
    try:
        text = data.decode(wide or "utf-8")
    except UnicodeDecodeError:
        text = _mended(data) if not wide else ""
        best = None if text else from_bytes(data).best()
        if not text and best is None:
            msg = "is in no encoding that could be recognised"
            raise Unreadable(msg) from None
        text = text or str(best)
    if len(_CONTROL.findall(text[:_SAMPLE])) > len(text[:_SAMPLE]) / 100:
        msg = "is binary, not text"
        raise Unreadable(msg)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _mended(data: bytes) -> str:
    """Return UTF-8 with a few broken bytes as their replacement signs, "" for anything else.

    Bytes beyond ASCII that are nearly all well-formed UTF-8 are seldom another encoding.
    """
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    foreign = sum(map(str.isalpha, _BEYOND_ASCII.findall(text)))
    return text if foreign > _WELL_FORMED * broken else ""


def _wide(sample: bytes) -> str:
    """Return the UTF-16 that a sample without a mark is in, "" for none.

    Its spaces and digits have a zero byte, always on the same side; letters of most alphabets
    have none.
    """
    zeros = {at % 2 for at, byte in enumerate(sample) if byte == 0}
    count = sample.count(0)
    if len(zeros) != 1 or count < _FEWEST_ZEROS or count * _WIDE_LETTERS < len(sample):
        return ""
    return "utf-16-le" if zeros == {1} else "utf-16-be"


def head_of_text(text: str) -> Head:
    """Return what labelled first lines say ("DATE: 17 September 2018"), and a title."""
    title = publisher = first = words = ""
    read = ReadDay()
    for line in text.split("\n")[:_HEAD_LINES]:
        found = _LABELLED.match(line)
        if found is None:
            first = first or line.strip(" \t#*\ufeff")
            continue
        label, value = name_key(found["label"]), found["value"]
        if label in _DATE_LABELS:
            if read.day is None:
                read, words = read_day(value), value
        elif label in _TITLE_LABELS:
            title = title or value
        else:
            publisher = publisher or value
    return Head(
        title=title or _clipped(first),
        publisher=publisher,
        published_on=read.day,
        dated_by="DATE line" if words else "",
        words=words,
        why=read.why,
    )


def head_of_record(record: Mapping[str, Any], dated_by: str) -> Head:
    """Return what the fields of front matter or of a JSON or CSV record say."""
    fields = {str(key).casefold(): value for key, value in record.items() if value is not None}

    def first(*names: str) -> str:
        return next((str(fields[n]).strip() for n in names if str(fields.get(n, "")).strip()), "")

    words = first(*_DATE_FIELDS)
    read = read_day(words)
    beside = [read_day(first(name)).day for name in _DATE_FIELDS] if read.why else []
    return Head(
        title=_clipped(first("title", "headline")),
        publisher=first("publisher", "source", "outlet", "agency"),
        published_on=read.day,
        dated_by=dated_by if words else "",
        words=words,
        why=read.why,
        others=tuple(day for day in beside if day),
        language=first("language", "lang")[:2].casefold(),
    )


def _clipped(title: str) -> str:
    title = " ".join(title.split())
    return title if len(title) <= _TITLE_MAX else title[: _TITLE_MAX - 1].rstrip() + "…"
