"""``corrections.csv``: decisions as rows, one added at the end for each, none ever changed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Container, Sequence
from datetime import datetime
from pathlib import Path

from geo.dossier.report import Report, Row, read_rows
from geo.model.dossier import UNDO, Correction, Scope
from geo.model.text import Use

CORRECTIONS = "corrections.csv"
"""The file's name in a dossier."""
DECISIONS = frozenset({"not-a-place", "unknown", *(f"use:{use}" for use in Use)})
"""What can be decided besides a place."""
_OLD = ("mention", "decision", "author", "time", "reason")
HEADER = (*_OLD, "scope", "name", "candidates")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet would run; it is written with an apostrophe before it, and read without."""


def read_corrections(
    path: Path, known: Sequence[Container[str]], report: Report
) -> list[Correction]:
    """Return the decisions in the order of their rows, [] where there is no file.

    ``known`` are collections of the ids that can be decided for. Notes what is wrong.
    """
    if not path.exists():
        return []
    found = [(row, _correction(row)) for row in read_rows(path, _OLD, report)]
    ids = {c.id for _, c in found if c and not c.undoes}
    for row, correction in found:
        if correction is not None:
            _check(row, correction, known, ids)
    return [correction for _, correction in found if correction]


def line_of(correction: Correction, header: Sequence[str] = HEADER) -> str:
    """Return a decision as a row, with its line end; other columns stay empty."""
    cells = {
        "mention": correction.mention_id,
        "decision": correction.decision,
        "author": correction.author,
        "time": correction.time.isoformat(),
        "reason": correction.reason,
        "scope": correction.scope.value,
        "name": correction.name,
        "candidates": "|".join(correction.candidates),
    }
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(_guarded(cells.get(c, "")) for c in header)
    return out.getvalue()


def widened(text: str) -> str:
    """Return a file of corrections with the columns that it lacks, empty in the rows there are."""
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    header = rows[0] if rows else []
    missing = [column for column in HEADER if column not in header]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*header, *missing])
    writer.writerows([*row, *("" for _ in missing)] for row in rows[1:])
    return out.getvalue()


def _guarded(cell: str) -> str:
    """Return a cell as it is written: no formula, and line ends as the file has them."""
    text = "\n".join(cell.replace("\r\n", "\n").split("\r"))
    return f"'{text}" if _FORMULA.match(text) else text


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _correction(row: Row) -> Correction | None:
    raw = row.text("time", required=True)
    try:
        time = datetime.fromisoformat(raw)
    except ValueError:
        row.problem(f"time {raw!r} is not a time; write it like 2026-01-31T12:00:00+00:00")
        return None
    scope = row.text("scope") or Scope.ONE.value
    if scope not in set(Scope):
        row.problem(f"scope {scope!r} is not one of {', '.join(Scope)}")
        return None
    return Correction(
        mention_id=row.text("mention", required=True),
        decision=row.text("decision", required=True),
        author=_plain(row.text("author", required=True)),
        time=time,
        reason=_plain(row.text("reason")),
        scope=Scope(scope),
        name=_plain(row.text("name")),
        candidates=row.parts("candidates"),
    )


def _check(
    row: Row, correction: Correction, known: Sequence[Container[str]], ids: set[str]
) -> None:
    decision = correction.decision
    if correction.undoes:
        if correction.undoes not in ids:
            row.problem(f"decision {decision!r} takes back no decision of this file")
    elif decision and decision not in DECISIONS and not any(decision in ids for ids in known):
        listed = ", ".join(sorted(DECISIONS))
        row.problem(
            f"decision {decision!r} is neither a place or zone, nor one of {listed}, "
            f"nor {UNDO} and a row's id"
        )
    if correction.scope is not Scope.ONE and not correction.undoes and not correction.name:
        row.problem(f"name is empty: scope {correction.scope.value} is for all of one name")
