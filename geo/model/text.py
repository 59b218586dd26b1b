"""Texts and the stretches of them that matter."""

from __future__ import annotations

import hashlib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


def text_id(text: str) -> str:
    """Return the id of a document by its text: the same text, the same links."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points in ``Document.text``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        """Reject an empty or reversed range with ValueError."""
        if not 0 <= self.start < self.end:
            msg = f"span [{self.start}, {self.end}) is empty or reversed"
            raise ValueError(msg)

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two ranges share a code point."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Tell whether ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One source text, unaltered, with where and when it comes from.

    ``dated_by`` says what ``published_on`` rests on ("front matter", "DATE line"), so that a
    reader can weigh it; of a document without a day it says what was to be one, and why it is none
    ("JSON field: “2019-02-30” is no day that could be read"). ``text`` is the whole file where the
    format is plain text, so that offsets hold in the file; what comes before ``body_start`` (front
    matter) is not read.
    """

    id: str
    title: str
    text: str
    source: str
    publisher: str = ""
    published_on: date | None = None
    dated_by: str = ""
    language: str = ""
    body_start: int = 0

    def quote(self, span: Span) -> str:
        """Return the exact words at ``span``."""
        return self.text[span.start : span.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file or record that could not be read, and why; listed, never dropped."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undated:
    """A document without a day; ``why`` says what was to be its day, "" where nothing was."""

    source: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence: what a pin leads back to."""

    document_id: str
    ordinal: int
    paragraph: int
    span: Span

    @property
    def id(self) -> str:
        """Return the document's id and the offsets, so that links survive a rebuild."""
        return f"{self.document_id}:{self.span.start}-{self.span.end}"


class MentionKind(StrEnum):
    """What a mention points at."""

    TOPONYM = "toponym"
    ZONE = "zone"
    LINE = "line"
    EXPRESSION = "expression"


class Use(StrEnum):
    """What a name is used for.

    Only ``LITERAL`` and ``DATELINE`` say where something is; the others say who.
    """

    LITERAL = "literal"
    METONYM = "metonym"
    DEMONYM = "demonym"
    OFFICE = "office"
    EMBEDDED = "embedded"
    DATELINE = "dateline"

    @property
    def is_place(self) -> bool:
        """Tell whether the name stands for the place itself."""
        return self in (Use.LITERAL, Use.DATELINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A stretch of a passage that names a place, a zone or a line.

    ``name`` is what a gazetteer calls it, where the text inflects it ("Идлибе"), else "".
    """

    passage: Passage
    span: Span
    surface: str
    kind: MentionKind
    recogniser: str
    use: Use = Use.LITERAL
    use_reason: str = ""
    name: str = ""

    @property
    def id(self) -> str:
        """Return the document's id and the offsets, so that links survive a rebuild."""
        return f"{self.passage.document_id}:{self.span.start}-{self.span.end}"

    def used(self, use: Use, reason: str) -> Mention:
        """Return the mention with what it is used for, and why; thrice as quick as ``replace``."""
        return Mention(
            passage=self.passage,
            span=self.span,
            surface=self.surface,
            kind=self.kind,
            recogniser=self.recogniser,
            use=use,
            use_reason=reason,
            name=self.name,
        )

    @property
    def listed_as(self) -> str:
        """Return what to look up in a gazetteer."""
        return self.name or self.surface


class Measure(StrEnum):
    """What a quantity counts."""

    LENGTH_KM = "length_km"
    AREA_KM2 = "area_km2"
    COUNT = "count"
    SOME = "some"
    ORDINAL = "ordinal"
    DURATION = "duration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number, or a range of numbers, with its unit, as a passage states it.

    ``of`` is what is counted, or the unit of a duration.
    """

    passage: Passage
    span: Span
    surface: str
    low: float
    high: float
    measure: Measure
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatePhrase:
    """A date as a passage writes it; without ``day`` a month, without ``year`` of any year."""

    passage: Passage
    span: Span
    surface: str
    month: int
    day: int | None = None
    year: int | None = None

    def in_year(self, year: int) -> tuple[date, date] | None:
        """Return the first and the last day in a year; None where that year lacks the day."""
        try:
            first = date(year, self.month, self.day or 1)
        except ValueError:
            return None
        if self.day is not None:
            return first, first
        return first, date(year, self.month, monthrange(year, self.month)[1])
