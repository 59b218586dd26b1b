"""Put suggested rows into a gazetteer.csv, in the columns that it has."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from geo.cli.shared import say
from geo.dossier.gazetteer_csv import COLUMNS
from geo.errors import InputError
from geo.export.whole import write_whole
from geo.gazetteer.columns import Columns
from geo.gazetteer.suggest import Suggestion, as_csv


def paste(path: Path, found: Sequence[Suggestion], units: Columns | None) -> None:
    """Append the rows that a gazetteer lacks, and say which; raises InputError for no gazetteer.

    A place is there already if a row has its source and number.
    """
    text, header, rows = _read(path)
    there = {(row["source"], row["source_id"]): row["id"] for row in rows}
    known = {s.place.id: there.get((s.place.source, s.place.source_id), "") for s in found}
    new = [s for s in found if not known[s.place.id]]
    added = as_csv(new, units, header, {row["id"] for row in rows})
    ending = "" if text.endswith("\n") else "\n"
    if new:
        whole = f"{text}{ending}{added}"
        write_whole(path, lambda draft: draft.write_text(whole, encoding="utf-8", newline=""))
    for row in csv.DictReader(added.splitlines(), header):
        say(f"{path}: added {row['id']}: {row['name']}, {row['feature_code'] or 'no code'}")
    lost = sorted({c for row in _cells(new, units) for c in row if row[c] and c not in header})
    if lost:
        say(f"{path}: has no column {', '.join(lost)}: what the rows have there is left out")
    for place_id in sorted(set(known.values()) - {""}):
        say(f"{path}: {place_id} is there already")
    if new:
        say("look through them: keep one row a place, mend id and names, then dateline check")


def _cells(found: Sequence[Suggestion], units: Columns | None) -> csv.DictReader[str]:
    return csv.DictReader(as_csv(found, units).splitlines())


def _read(path: Path) -> tuple[str, list[str], list[dict[str, str]]]:
    """Return a gazetteer's text, its columns and its rows."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        msg = f"{path}: cannot be read ({exc}); name a gazetteer.csv, as dateline new makes one"
        raise InputError(msg) from exc
    reader = csv.DictReader(text.splitlines())
    header = list(reader.fieldnames or ())
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        msg = f"{path}: row 1: lacks the columns {', '.join(missing)}; see layers/README.md"
        raise InputError(msg)
    return text, header, list(reader)
