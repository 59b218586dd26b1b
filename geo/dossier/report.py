"""Read tables and TOML sections, and collect what is wrong with them instead of stopping."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extractOne

from geo.errors import Problem

_CLOSE_ENOUGH = 70


@dataclass(slots=True)
class Report:
    """What is wrong, so far."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, path: Path, where: str, message: str) -> None:
        """Note one problem."""
        self.problems.append(Problem(path, where, message))


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint at the nearest known word, or ""."""
    found = extractOne(word, list(known), scorer=ratio, score_cutoff=_CLOSE_ENOUGH)
    return f"; did you mean {found[0]!r}?" if found else ""


def read_text(path: Path, report: Report) -> str | None:
    """Return a file's text; note a missing file or bytes that are not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        report.add(path, "", "the file is missing")
    except UnicodeDecodeError as exc:
        report.add(path, f"byte {exc.start}", "is not UTF-8: save the file as UTF-8")
    except OSError as exc:
        report.add(path, "", f"cannot be read: {exc.strerror}")
    return None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; ``number`` is the row that a spreadsheet shows (the header is 1)."""

    path: Path
    number: int
    cells: Mapping[str, str]
    report: Report

    def problem(self, message: str) -> None:
        """Note a problem with this row."""
        self.report.add(self.path, f"row {self.number}", message)

    def text(self, column: str, *, required: bool = False) -> str:
        """Return a cell without the spaces around it; note an empty one if it is required."""
        value = self.cells.get(column, "").strip()
        if required and not value:
            self.problem(f"{column} is empty")
        return value

    def parts(self, column: str) -> tuple[str, ...]:
        """Return the parts of a cell that ``|`` separates."""
        return tuple(p for part in self.text(column).split("|") if (p := part.strip()))

    def number_in(self, column: str, low: float, high: float) -> float:
        """Return a number; note one that is missing, unreadable or out of range."""
        raw = self.text(column)
        try:
            value = float(raw)
        except ValueError:
            self.problem(f"{column} {raw!r} is not a number; write it like 36.6339")
            return 0.0
        if not low <= value <= high:
            self.problem(f"{column} {raw} is not between {low:g} and {high:g}")
        return value

    def day(self, column: str) -> date | None:
        """Return a date, None for an empty cell; note one that is not ISO 8601."""
        raw = self.text(column)
        try:
            return date.fromisoformat(raw) if raw else None
        except ValueError:
            self.problem(f"{column} {raw!r} is not a date; write it like 2018-09-17")
            return None


def read_rows(path: Path, columns: Sequence[str], report: Report) -> Iterator[Row]:
    """Yield the rows of a CSV file; note missing columns and rows of the wrong width."""
    text = read_text(path, report)
    if text is None:
        return
    rows = _cells(path, text, report)
    header = next(rows, [])
    missing = [c for c in columns if c not in header]
    if missing:
        report.add(path, "row 1", f"lacks the columns {', '.join(missing)}; has {header}")
        return
    for number, cells in enumerate(rows, 2):
        if not cells:
            continue
        # Two cells: the first alone may be a row's own, for Indonesia's id is "id".
        if cells[:2] == header[:2]:
            report.add(path, f"row {number}", "is a header again: delete it")
            continue
        if len(cells) != len(header):
            found = f"has {len(cells)} cells, the header {len(header)}"
            report.add(path, f"row {number}", f"{found}; is a comma inside a cell unquoted?")
            continue
        yield Row(path, number, dict(zip(header, cells, strict=True)), report)


_LONGEST_CELL_CHARS = 131_072
"""A quotation mark left open swallows the rest of its file."""


def _cells(path: Path, text: str, report: Report) -> Iterator[list[str]]:
    csv.field_size_limit(_LONGEST_CELL_CHARS)  # one for the whole process; others set it too
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        yield from reader
    except csv.Error as exc:
        where = f"line {reader.line_num}"
        report.add(path, where, f"cannot be read on: {exc}; is a quotation mark left open?")


@dataclass(slots=True)
class Section:
    """One table of a TOML file; ``finish`` notes the keys that nobody asked for."""

    path: Path
    where: str
    data: Mapping[str, Any]
    report: Report
    asked: set[str] = field(default_factory=set)

    def problem(self, key: str, message: str) -> None:
        """Note a problem with one key."""
        place = f"{self.where} {key}".strip()
        self.report.add(self.path, place, message)

    def get(self, key: str, kind: type, default: Any, example: str) -> Any:  # noqa: ANN401 - a TOML value
        """Return a value; note one of the wrong kind. ``...`` as default: it must be there."""
        self.asked.add(key)
        if key not in self.data:
            if default is ...:
                self.problem(key, f"is missing; write it like {example}")
                return kind()
            return default
        value = self.data[key]
        numeric = kind is float and isinstance(value, int) and not isinstance(value, bool)
        if not isinstance(value, kind) and not numeric:
            self.problem(key, f"is {value!r}; write it like {example}")
            return kind() if default is ... else default
        return value

    def text(self, key: str, default: Any = ..., example: str = '"…"') -> str:  # noqa: ANN401
        """Return a string."""
        return str(self.get(key, str, default, f"{key} = {example}"))

    def texts(
        self,
        key: str,
        default: Any = (),  # noqa: ANN401
        example: str = '["…", "…"]',
    ) -> tuple[str, ...]:
        """Return a list of strings."""
        found = self.get(key, list, default, f"{key} = {example}")
        if not all(isinstance(item, str) for item in found):
            self.problem(key, "must be a list of strings")
            return ()
        return tuple(found)

    def number_in(self, key: str, default: float, low: float, high: float) -> float:
        """Return a number; note one that is out of range."""
        value = float(self.get(key, float, default, f"{key} = {default:g}"))
        if not low <= value <= high:
            self.problem(key, f"is {value:g}, not between {low:g} and {high:g}")
        return value

    def day(self, key: str) -> date | None:
        """Return a date, None where the key is absent."""
        self.asked.add(key)
        value = self.data.get(key)
        if value is None or type(value) is date:
            return value
        self.problem(key, f"is {value!r}; write a date without quotes, {key} = 2018-09-17")
        return None

    def tables(self, key: str) -> Iterator[Section]:
        """Yield the sections of an array of tables, each named by its id or its number."""
        for number, item in enumerate(self.get(key, list, [], f"[[{key}]]"), 1):
            if not isinstance(item, dict):
                self.problem(key, f"entry {number} is not a table; write [[{key}]]")
                continue
            label = item.get("id") if isinstance(item.get("id"), str) else f"no. {number}"
            yield Section(self.path, f"{self.where} {key} {label}".strip(), item, self.report)

    def ids(self, key: str) -> list[str]:
        """Return the ids of an array of tables as they are written, wrong ones left out."""
        found = self.data.get(key)
        tables = found if isinstance(found, list) else []
        return [str(item.get("id")) for item in tables if isinstance(item, dict)]

    def table(self, key: str) -> Section:
        """Return a sub-table; an empty one where it is absent."""
        where = f"{self.where} {key}".strip()
        return Section(self.path, where, self.get(key, dict, {}, f"[{key}]"), self.report)

    def one_of(self, key: str, value: str, known: Iterable[str]) -> bool:
        """Note a value that is not among those known, and hint at the nearest."""
        options = list(known)
        if value in options:
            return True
        if value:
            known_here = ", ".join(sorted(options)[:8]) or "none"
            listed = f" (known: {known_here})" if len(options) <= 12 else ""  # noqa: PLR2004
            self.problem(
                key, f"names {value!r}, which does not exist{nearest(value, options)}{listed}"
            )
        return False

    def finish(self) -> None:
        """Note every key that was not asked for."""
        for key in self.data:
            if key not in self.asked:
                self.problem(key, f"is not a known key{nearest(key, self.asked)}")
