"""What every reader shares: ids, titles, dates and the decoding of bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from charset_normalizer import from_bytes

from geo.model.folding import name_key
from geo.model.text import Document, text_id

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
_LEVANT_MONTHS = {
    "كانون الثاني": "يناير",
    "شباط": "فبراير",
    "آذار": "مارس",
    "نيسان": "أبريل",
    "أيار": "مايو",
    "حزيران": "يونيو",
    "تموز": "يوليو",
    "آب": "أغسطس",
    "أيلول": "سبتمبر",
    "تشرين الأول": "أكتوبر",
    "تشرين الثاني": "نوفمبر",
    "كانون الأول": "ديسمبر",
}
"""The months as Syria, Lebanon and Iraq call them; many papers write both, with a stroke."""
_LEVANT_MONTH = re.compile(
    rf"(?:\w+\s?/\s?)?\b(?P<name>{'|'.join(_LEVANT_MONTHS)})\b(?:\s?/\s?[^\W\d]+)?"
)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?:\d{4})?(?!\d)")
_FORMATS = ("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d")


class Unreadable(Exception):  # noqa: N818 - says what the file is
    """A file or record that is no text; the message is the reason for the list of skipped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a format, or the first lines of a text, say about a document."""

    title: str = ""
    publisher: str = ""
    published_on: date | None = None
    dated_by: str = ""
    language: str = ""


def make_document(text: str, source: str, head: Head, *, body_start: int = 0) -> Document:
    """Return a document whose id comes from its text; raises Unreadable where there is none."""
    if not text[body_start:].strip():
        msg = "is empty"
        raise Unreadable(msg)
    found = head_of_text(text[body_start:])
    dated = head if head.published_on else found
    return Document(
        id=text_id(text),
        title=head.title or found.title or source,
        text=text,
        source=source,
        publisher=head.publisher or found.publisher,
        published_on=dated.published_on,
        dated_by=dated.dated_by if dated.published_on else "",
        language=head.language,
        body_start=body_start,
    )


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
    title = publisher = ""
    day: date | None = None
    first = ""
    for line in text.split("\n")[:_HEAD_LINES]:
        found = _LABELLED.match(line)
        if found is None:
            first = first or line.strip(" \t#*\ufeff")
            continue
        label, value = name_key(found["label"]), found["value"]
        if label in _DATE_LABELS:
            day = day or parse_day(value)
        elif label in _TITLE_LABELS:
            title = title or value
        else:
            publisher = publisher or value
    return Head(
        title=title or _clipped(first),
        publisher=publisher,
        published_on=day,
        dated_by="DATE line" if day else "",
    )


def head_of_record(record: Mapping[str, Any], dated_by: str) -> Head:
    """Return what the fields of front matter or of a JSON or CSV record say."""
    fields = {str(key).casefold(): value for key, value in record.items() if value is not None}

    def first(*names: str) -> str:
        return next((str(fields[n]).strip() for n in names if str(fields.get(n, "")).strip()), "")

    day = parse_day(first("date", "published", "published_on", "published_at", "timestamp"))
    return Head(
        title=_clipped(first("title", "headline")),
        publisher=first("publisher", "source", "outlet", "agency"),
        published_on=day,
        dated_by=dated_by if day else "",
        language=first("language", "lang")[:2].casefold(),
    )


def parse_day(words: str) -> date | None:
    """Return the day that words state, None unless they state its year and can be read one way."""
    words = words.strip().translate(_DIGITS)
    words = _LEVANT_MONTH.sub(lambda found: _LEVANT_MONTHS[found["name"]], words)
    if not _YEAR.search(words):
        return None
    try:
        return datetime.fromisoformat(words).date()
    except ValueError:
        pass
    for form in _FORMATS:
        try:
            return datetime.strptime(words, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return _parse_loosely(words)


def _parse_loosely(words: str) -> date | None:
    from dateparser import parse  # noqa: PLC0415 - slow to import, seldom needed

    # "2 days ago" would ask the clock; 03/04/2018 is a day in March or in April.
    settings = {
        "STRICT_PARSING": True,
        "PARSERS": ["absolute-time"],
        "PREFER_LOCALE_DATE_ORDER": False,
    }
    found = {
        day.date() if day else None
        for order in ("DMY", "MDY")
        for day in [parse(words, settings={**settings, "DATE_ORDER": order})]
    }
    return found.pop() if len(found) == 1 else None


def _clipped(title: str) -> str:
    title = " ".join(title.split())
    return title if len(title) <= _TITLE_MAX else title[: _TITLE_MAX - 1].rstrip() + "…"
